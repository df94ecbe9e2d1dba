import { statSync } from 'node:fs'
import { load } from './load.mjs'
import { personOf } from './person.mjs'
import { progress } from './progress.mjs'
import { number, openReport } from './report.mjs'
import { rowsOf } from './sources/rows.mjs'
import { sources } from './sources/sources.mjs'

/**
 * Brings the people of a file.
 * @param {string} file
 * @param {string} reportFile
 * @param {import('../../lib/database.ts').Database | undefined} db undefined to write nothing
 * @param {object} how as `personOf` wants it, with what the source needs
 * @param {number} atATime accounts that are written as one change
 * @returns {Promise<{ report: object, rows: number }>} the report is closed
 */
export async function importPeople(file, reportFile, db, how, atATime) {
  const factsOf = sources[how.source]
  const bar = progress(statSync(file).size)
  const report = await openReport(reportFile)
  let rows = 0
  let waiting = []

  async function flush() {
    const accounts = waiting.map(({ account }) => account)
    const fates = db ? await load(db, accounts) : accounts.map(() => 'created')
    for (const [index, fate] of fates.entries()) {
      const { changes, row } = waiting[index]
      if (fate !== 'created') await report.skip(fate, row)
      else {
        report.counts.created += 1
        for (const each of changes) await report.change(each, row)
      }
    }
    waiting = []
    const { created } = report.counts
    bar.step(rows, `${number(created)} ${db ? 'created' : 'fit'}, ${number(report.skipped)} not`)
  }

  try {
    for await (const { line, row } of rowsOf(file, factsOf, bar.read)) {
      rows += 1
      const facts = row && factsOf(row, how)
      const person = facts ? personOf(facts, how) : { skip: 'unreadable' }
      const named = { line, id: facts?.id, why: person.why }
      if (person.skip) await report.skip(person.skip, named)
      else waiting.push({ ...person, row: named })
      if (waiting.length === atATime) await flush()
    }
    if (waiting.length > 0) await flush()
  } finally {
    bar.end()
    await report.close()
  }
  return { report, rows }
}
