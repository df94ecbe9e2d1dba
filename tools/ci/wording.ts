import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bootstrap/process.mjs'
import { committedFiles } from './committed-files.ts'
import { dialect, type Entry, notOurs } from './dialect.ts'

/** Checks all text that we write. Returns `file:line: "words" → replacement` for each match. */
export async function wordingFaults(): Promise<string[]> {
  const files = (await committedFiles()).filter((file) => !notOurs.test(file))
  return files.flatMap((file) => faultsIn(file, readFileSync(join(root, file), 'utf8'), dialect))
}

/** The faults in the text of one file. A phrase may continue on the next line of a comment. */
export function faultsIn(file: string, text: string, entries: readonly Entry[]): string[] {
  return entries
    .filter(({ quoted = [] }) => quoted.every((path) => !file.startsWith(path)))
    .flatMap(({ words, instead }) => {
      // Words are not part of a longer name such as user_token or told_by, and not an allowed quotation.
      const phrase = words.source.replaceAll(
        ' ',
        '(?:[^\\S\\n]+|[^\\S\\n]*\\n\\s*(?:\\*|//|#)?\\s*)',
      )
      const pattern = new RegExp(`(?<![\\w-])(?:${phrase})(?![\\w-])`, 'gi')
      return [...text.matchAll(pattern)].map(({ 0: found, index }) => {
        const line = text.slice(0, index).split('\n').length
        return { line, message: `"${found.replace(/\s+/g, ' ')}" → ${instead}` }
      })
    })
    .sort((a, b) => a.line - b.line)
    .map(({ line, message }) => `${file}:${line}: ${message}`)
}
