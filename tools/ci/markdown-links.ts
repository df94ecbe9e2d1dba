import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../bootstrap/process.mjs'

/**
 * The links of a Markdown file that lead nowhere: to a missing file, or to a heading that its file does not have. Links to other
 * hosts are not checked.
 * @param file its path from the project's folder
 * @returns `file:line: target` for each
 */
export function deadLinks(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return linksIn(text).flatMap(({ line, target }) => {
    const [path = '', fragment] = target.split('#')
    const found = path === '' ? file : join(dirname(file), decodeURIComponent(path))
    const isDead =
      !existsSync(join(root, found)) ||
      (fragment !== undefined && !anchorsOf(found).has(fragment.toLowerCase()))
    return isDead ? [`${file}:${line}: ${target}`] : []
  })
}

/** The relative links and images of Markdown, outside code. */
export function linksIn(markdown: string): { line: number; target: string }[] {
  const prose = blank(markdown, /^( *)(```|~~~)[\s\S]*?^\1\2/gm)
  const code = blank(prose, /(`+)[^`][\s\S]*?\1/g)
  const inline = code.matchAll(/\]\(\s*<?([^)\s>]+)/g)
  const references = code.matchAll(/^\[[^\]]+\]: (\S+)/gm)
  return [...inline, ...references]
    .map(({ 1: target = '', index }) => ({
      target,
      line: markdown.slice(0, index).split('\n').length,
    }))
    .filter(({ target }) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(target))
}

/** Spaces in place of each match, so that positions stay. */
function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '))
}

/** The anchors of a file's headings, as GitHub forms them. */
function anchorsOf(file: string): Set<string> {
  const path = statSync(join(root, file)).isDirectory() ? join(file, 'README.md') : file
  const text = blank(readFileSync(join(root, path), 'utf8'), /^( *)(```|~~~)[\s\S]*?^\1\2/gm)
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const anchor = anchorOf(heading)
    // GitHub numbers headings of the same text.
    let unique = anchor
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`
    anchors.add(unique)
  }
  return anchors
}

/** The anchor of a heading: lower case, without punctuation, with hyphens for spaces. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, '')
    .replaceAll(' ', '-')
}
