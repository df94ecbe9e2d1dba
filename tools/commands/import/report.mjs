import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { changed, skipped } from './person.mjs'

/**
 * Counts what becomes of rows, and writes a line of JSON for each that is not brought as it is. It names a row by its line
 * and, where it can be shown, its id: never by anything that could be a hash.
 * @param {string} file
 */
export async function openReport(file) {
  const output = createWriteStream(file, { mode: 0o600 })
  await once(output, 'open')
  const counts = { created: 0 }
  const whys = new Map()

  async function add(outcome, reason, { line, id, why }) {
    counts[reason] = (counts[reason] ?? 0) + 1
    if (why) whys.set(why, (whys.get(why) ?? 0) + 1)
    const shown = /^[\w|:.@+-]{1,64}$/.test(String(id ?? '')) ? { id: String(id) } : {}
    const entry = { line, ...shown, outcome, reason, ...(why && { why }) }
    if (!output.write(`${JSON.stringify(entry)}\n`)) await once(output, 'drain')
  }

  return {
    counts,
    skip: (reason, row) => add('skipped', reason, row),
    change: (reason, row) => add('changed', reason, row),
    async close() {
      output.end()
      await once(output, 'close')
    },
    /** Rows that were left out although they are not here already. */
    get missing() {
      return sum(Object.keys(skipped).filter((reason) => reason !== 'present'))
    },
    /** Lines of the report: rows that were left out, and changes to those that were not. */
    get lines() {
      return sum([...Object.keys(skipped), ...Object.keys(changed)])
    },
    get skipped() {
      return sum(Object.keys(skipped))
    },
    /** The reasons with their numbers, a line each. */
    summary() {
      const linesOf = (reasons) =>
        Object.entries(reasons).flatMap(([reason, words]) =>
          counts[reason] ? [`  ${number(counts[reason])} ${reason}: ${words}`] : [],
        )
      const causes = [...whys].map(([why, count]) => `    ${number(count)}: ${why}`)
      return [...linesOf(skipped), ...causes, ...linesOf(changed)]
    },
  }

  function sum(reasons) {
    return reasons.reduce((total, reason) => total + (counts[reason] ?? 0), 0)
  }
}

export function number(count) {
  return count.toLocaleString('en')
}
