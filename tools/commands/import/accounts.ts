import { statSync } from 'node:fs'
import type { Database } from '../../lib/database.ts'
import { writeBatch } from './batch.ts'
import { readRows } from './files/rows.ts'
import {
  type ChangeReason,
  type ImportedAccount,
  type ImportOptions,
  toAccount,
} from './imported-account.ts'
import { openProgress } from './progress.ts'
import { formatNumber, openReport, type Report, type ReportRow } from './report.ts'
import { sources } from './sources/sources.ts'

interface Pending {
  account: ImportedAccount
  changes: ChangeReason[]
  row: ReportRow
}

/**
 * Imports the accounts of a file, batch by batch.
 * @param db undefined for a dry run
 * @param batchSize accounts that are written as one change
 * @returns the closed report, and the number of rows
 */
export async function importAccounts(
  file: string,
  reportFile: string,
  db: Database | undefined,
  options: ImportOptions,
  batchSize: number,
): Promise<{ report: Report; rows: number }> {
  const source = sources[options.source]
  const progress = openProgress(statSync(file).size)
  const report = await openReport(reportFile)
  let rows = 0
  let batch: Pending[] = []

  async function flush(): Promise<void> {
    const accounts = batch.map(({ account }) => account)
    const outcomes = db ? await writeBatch(db, accounts, options.keys) : []
    for (const [index, { changes, row }] of batch.entries()) {
      const outcome = outcomes[index] ?? 'created'
      if (outcome !== 'created') await report.skip(outcome, row)
      else {
        report.addCreated()
        for (const change of changes) await report.change(change, row)
      }
    }
    batch = []
    const created = formatNumber(report.created)
    const skipped = formatNumber(report.skipped)
    progress.show(rows, `${created} ${db ? 'created' : 'valid'}, ${skipped} skipped`)
  }

  try {
    for await (const { line, row } of readRows(file, source, progress.addBytes)) {
      rows += 1
      const facts = row && source.facts(row, options)
      const result = facts ? toAccount(facts, options) : { skip: 'unreadable' as const }
      if ('skip' in result) {
        await report.skip(result.skip, { line, id: facts?.id, detail: result.detail })
      } else batch.push({ ...result, row: { line, id: facts?.id } })
      if (batch.length === batchSize) await flush()
    }
    if (batch.length > 0) await flush()
  } finally {
    progress.end()
    await report.close()
  }
  return { report, rows }
}
