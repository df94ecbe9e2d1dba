import { lte, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { apiTokens, otpChallenges, resetLinks, sessions, throttles } from '../../schema/index.ts'
import type { Db } from '../settings.ts'

/** Rows a statement deletes at most: D1 serves nobody else while it runs. */
const chunk = 500
/** Chunks a table gets in one run at most; what is left waits for the next. */
const chunksPerRun = 40

/** Tables whose rows end by themselves; each has an index on its `expires_at`. */
const expiring: (SQLiteTable & { expiresAt: SQLiteColumn })[] = [
  sessions,
  resetLinks,
  otpChallenges,
  apiTokens,
  throttles,
]

/** Deletes what has expired. Nothing depends on it: every read compares `expires_at` itself. */
export async function sweep(db: Db, now: number): Promise<void> {
  for (const table of expiring) {
    for (let round = 0; round < chunksPerRun; round++) {
      const old = db.select({ rowid: sql`rowid` }).from(table).where(lte(table.expiresAt, now))
      const { meta } = await db.delete(table).where(sql`rowid in ${old.limit(chunk)}`)
      if (meta.changes < chunk) break
    }
  }
}
