import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bootstrap/process.mjs'

/** A package in the bundle. */
interface Package {
  name: string
  version: string
  /** SPDX. */
  license: string
  /** The copyright lines of its license. */
  copyright: string
  /** The license without them; packages with the same text share it. */
  text: string
}

/** The licenses that the bundle may contain. Another one is a decision, so it fails. */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

/**
 * The packages with their copyright, and each license text once.
 * @throws Error if the license of a package is not allowed or has no text
 */
export function licensesOf(names: string[]): string {
  const packages = names.toSorted().map(read)
  const texts = [...new Set(packages.map(({ text }) => text))]
  const parts = texts.map((text) => {
    const sharing = packages.filter((each) => each.text === text)
    const headings = sharing.map(
      ({ name, version, license, copyright }) => `${name} ${version} (${license})\n${copyright}`,
    )
    return `${headings.join('\n\n')}\n\n${text}`
  })
  const line = `\n\n${'-'.repeat(80)}\n\n`
  const intro =
    'Latchkey and its pages contain parts of these packages. Written by npm run licenses; do not edit.'
  return `${[intro, ...parts].join(line)}\n`
}

function read(name: string): Package {
  const folder = join(root, 'node_modules', name)
  const { version, license, author } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  if (!allowed.includes(license)) {
    throw new Error(`${name} has the license ${license}, which the bundle must not contain.`)
  }
  const whole = (textIn(folder) ?? standardText(license, name)).replaceAll('\r\n', '\n').trim()
  const lines = whole.split('\n')
  const isCopyright = (line: string) => /^\s*Copyright \(c\)/i.test(line)
  const copyright = lines.filter(isCopyright).map((line) => line.trim())
  const rest = lines.filter((line) => !isCopyright(line)).join('\n')
  return {
    name,
    version,
    license,
    copyright: copyright.join('\n') || `Copyright the authors (${authorOf(author)})`,
    // Titles and line breaks differ, the words do not.
    text: rest
      .replace(/^\s*(The )?MIT License( \(MIT\))?\s*/i, '')
      .split(/\n\s*\n/)
      .map((paragraph) =>
        (license === 'MIT' ? paragraph.replace(/\s+/g, ' ') : paragraph).trimEnd(),
      )
      .join('\n\n')
      .trim(),
  }
}

function textIn(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name))
  return file && readFileSync(join(folder, file), 'utf8')
}

/** The text of a license for a package that ships without it. */
function standardText(license: string, name: string): string {
  if (license !== 'Apache-2.0') throw new Error(`${name} has no license text.`)
  // TypeScript has the same license, and is installed for the checks.
  return textIn(join(root, 'node_modules/typescript')) ?? ''
}

function authorOf(author: string | { name: string } | undefined): string {
  return typeof author === 'object' ? author.name : (author ?? 'see its repository')
}
