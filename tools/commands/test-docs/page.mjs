/** Languages of a fence whose text is meant for a shell; only the first is read, so that a page has one way to write it. */
const shell = 'sh'
const otherShells = ['bash', 'shell', 'console', 'zsh', 'shell-session']

const mark = /^<!-- (not run|serves until stopped): (.+) -->$/

/**
 * @typedef {object} Block
 * @property {number} line of the fence, from 1
 * @property {string} code
 * @property {string} [notRun] why it cannot run here
 * @property {string} [readyWhen] what it prints once it serves; it is then left running
 * @property {{ lang: string, text: string }} [answer] what the page says that the block prints
 */

/**
 * The shell blocks of a page, in order. A comment directly above a block says that it is not run, and why, or that it
 * serves until it is stopped. A block of JSON, or of plain text, directly below shows what it prints.
 * @param {string} markdown
 * @returns {Block[]}
 * @throws Error that names the line of a mark without a block, or of a fence for another shell
 */
export function blocksOf(markdown) {
  const lines = markdown.split('\n')
  const blocks = []
  let marked
  let previous
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at].trim()
    const fence = /^( *)```(\S*)$/.exec(lines[at])
    if (fence === null) {
      if (text === '') continue
      if (marked) throw new Error(`line ${marked.line}: no block follows this mark`)
      if (/^<!--\s*(not run|serves)/.test(text))
        marked = { line: at + 1, ...readMark(text, at + 1) }
      previous = undefined
      continue
    }
    const [, indent, lang] = fence
    const end = lines.findIndex((line, index) => index > at && line === `${indent}\`\`\``)
    if (end < 0) throw new Error(`line ${at + 1}: this fence does not end`)
    const body = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
    if (otherShells.includes(lang)) throw new Error(`line ${at + 1}: write ${shell}, not ${lang}`)
    if (lang === shell) {
      const { line: _, ...what } = marked ?? {}
      previous = { line: at + 1, code: body.join('\n'), ...what }
      blocks.push(previous)
      marked = undefined
    } else {
      if (marked) throw new Error(`line ${marked.line}: no ${shell} block follows this mark`)
      if (previous && ['', 'json'].includes(lang)) previous.answer = { lang, text: body.join('\n') }
      previous = undefined
    }
    at = end
  }
  if (marked) throw new Error(`line ${marked.line}: no block follows this mark`)
  return blocks
}

function readMark(text, line) {
  const [, kind, value] = mark.exec(text) ?? []
  if (kind === 'not run') return { notRun: value }
  if (kind === 'serves until stopped') return { readyWhen: value }
  throw new Error(
    `line ${line}: write <!-- not run: WHY --> or <!-- serves until stopped: TEXT -->`,
  )
}
