import { lte, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import {
  apiTokens,
  devices,
  events,
  otpChallenges,
  resetLinks,
  sessions,
  throttles,
} from '../../schema/index.ts'
import type { Settings } from '../settings.ts'

/** Rows a statement deletes at most: D1 serves nobody else while it runs. */
const chunk = 500
/** Chunks a table gets in one run at most; what is left waits for the next. */
const chunksPerRun = 40

const day = 86_400_000
/** Longer than anybody stays away from a device that is still theirs. */
const deviceDays = 400

/** Tables whose rows end by themselves; each has an index on its `expires_at`. */
const expiring: (SQLiteTable & { expiresAt: SQLiteColumn })[] = [
  sessions,
  resetLinks,
  otpChallenges,
  apiTokens,
  throttles,
]

/** Deletes what has expired. Nothing depends on it: every read compares `expires_at` itself. */
export async function sweep({ db, AUDIT_DAYS }: Settings, now: number): Promise<void> {
  for (const table of expiring) await sweepTable(table, table.expiresAt, now)
  await sweepTable(events, events.at, now - AUDIT_DAYS * day)
  await sweepTable(devices, devices.usedAt, now - deviceDays * day)

  async function sweepTable(table: SQLiteTable, column: SQLiteColumn, until: number) {
    for (let round = 0; round < chunksPerRun; round++) {
      const old = db.select({ rowid: sql`rowid` }).from(table).where(lte(column, until))
      const { meta } = await db.delete(table).where(sql`rowid in ${old.limit(chunk)}`)
      if (meta.changes < chunk) break
    }
  }
}
