import type { Answer } from './answer.ts'

/** The language of a shell block. Other names are refused, so that all pages use one. */
const shell = 'sh'
const otherShells = ['bash', 'shell', 'console', 'zsh', 'shell-session']

const mark = /^<!-- (not run|run by|serves until stopped): (.+) -->$/

/** The pages whose commands are run, of these files: README first, as a new user reads them. */
export function pagesOf(files: string[]): string[] {
  const inside = files.filter((name) => /^(docs|examples)\/.*\.md$/.test(name))
  return ['README.md', ...inside.sort(), 'CONTRIBUTING.md']
}

/** A shell block of a page. */
export interface Block {
  /** The line of the fence, from 1. */
  line: number
  code: string
  /** Why the block cannot run here. */
  notRun?: string
  /** The test that runs the block as it is on the page. */
  runBy?: string
  /** What the block prints when it serves. It then keeps running. */
  readyWhen?: string
  /** What the page shows as the output of the block. */
  answer?: Answer
}

/**
 * The shell blocks of a page, in order. A comment directly above a block says why the block is not run, which test runs it, or
 * that it serves until it is stopped. A block of JSON or plain text directly below shows the output.
 * @throws Error that names the line of a mark without a block, or of a fence for another shell
 */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  let marked: (Mark & { line: number }) | undefined
  let previous: Block | undefined
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const text = line.trim()
    const fence = /^( *)```(\S*)$/.exec(line)
    if (fence === null) {
      if (text === '') continue
      if (marked) throw new Error(`line ${marked.line}: no block follows this mark`)
      if (/^<!--\s*(not run|run by|serves)/.test(text))
        marked = { line: at + 1, ...readMark(text, at + 1) }
      previous = undefined
      continue
    }
    const [, indent = '', lang = ''] = fence
    const end = lines.findIndex((other, index) => index > at && other === `${indent}\`\`\``)
    if (end < 0) throw new Error(`line ${at + 1}: this fence does not end`)
    const body = lines.slice(at + 1, end).map((each) => each.slice(indent.length))
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

type Mark = Pick<Block, 'notRun' | 'runBy' | 'readyWhen'>

function readMark(text: string, line: number): Mark {
  const [, kind, value] = mark.exec(text) ?? []
  if (kind === 'not run' && value) return { notRun: value }
  if (kind === 'run by' && value) return { runBy: value }
  if (kind === 'serves until stopped' && value) return { readyWhen: value }
  throw new Error(
    `line ${line}: write <!-- not run: WHY -->, <!-- run by: TEST --> or <!-- serves until stopped: TEXT -->`,
  )
}
