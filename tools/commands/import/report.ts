import { once } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import {
  type ChangeReason,
  changeReasons,
  type SkipReason,
  skipReasons,
} from './imported-account.ts'

/** What the report contains of a row: never text that could be a hash. */
export interface ReportRow {
  line: number
  id?: string | number | undefined
  /** Details of the reason. */
  detail?: string | undefined
}

export type Report = Awaited<ReturnType<typeof openReport>>

/** Opens a report. It has one line of JSON for each row that is skipped or changed, and counts the rows by reason. */
export async function openReport(file: string) {
  // A new file: an old one may be readable by others, or be a link to another file.
  rmSync(file, { force: true })
  const output = createWriteStream(file, { mode: 0o600, flags: 'wx' })
  await once(output, 'open')
  const counts = new Map<string, number>()
  const details = new Map<string, number>()
  let created = 0

  async function add(outcome: 'skipped' | 'changed', reason: string, row: ReportRow) {
    const { line, id, detail } = row
    increment(counts, reason)
    if (detail) increment(details, detail)
    const safeId = /^[\w|:.@+-]{1,64}$/.test(String(id ?? '')) ? { id: String(id) } : {}
    const entry = { line, ...safeId, outcome, reason, ...(detail && { detail }) }
    if (!output.write(`${JSON.stringify(entry)}\n`)) await once(output, 'drain')
  }

  function sum(reasons: string[]): number {
    return reasons.reduce((total, reason) => total + (counts.get(reason) ?? 0), 0)
  }

  return {
    addCreated(): void {
      created += 1
    },
    skip: (reason: SkipReason, row: ReportRow) => add('skipped', reason, row),
    change: (reason: ChangeReason, row: ReportRow) => add('changed', reason, row),
    async close(): Promise<void> {
      output.end()
      await once(output, 'close')
    },
    /** Accounts that were created, or would be. */
    get created() {
      return created
    },
    get skipped() {
      return sum(Object.keys(skipReasons))
    },
    /** Skipped rows whose account does not exist here. */
    get missing() {
      return sum(Object.keys(skipReasons).filter((reason) => reason !== 'present'))
    },
    /** Lines in the report. */
    get lines() {
      return sum([...Object.keys(skipReasons), ...Object.keys(changeReasons)])
    },
    /** One line for each reason, with its count. */
    summary(): string[] {
      const linesOf = (reasons: Record<string, string>) =>
        Object.entries(reasons).flatMap(([reason, sentence]) => {
          const count = counts.get(reason)
          return count ? [`  ${formatNumber(count)} ${reason}: ${sentence}`] : []
        })
      const detailLines = [...details].map(
        ([detail, count]) => `    ${formatNumber(count)}: ${detail}`,
      )
      return [...linesOf(skipReasons), ...detailLines, ...linesOf(changeReasons)]
    },
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Formats a count with thousands separators. */
export function formatNumber(count: number): string {
  return count.toLocaleString('en')
}
