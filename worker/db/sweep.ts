import { lte, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './database.ts'

/** Rows that one statement deletes: D1 serves no other request while the statement runs. */
const maxRows = 500
const minRows = 50
/** Statements in one run. D1 accepts 1,000 from one invocation. */
const maxStatements = 900
/** Milliseconds of one run, which ends before the next one starts. */
const maxDuration = 240_000
/** Milliseconds that a statement may wait for others before the next one deletes fewer rows. */
const maxWait = 50

/** Rows that expire: those whose `column` is `before` (UNIX ms) or earlier. The column has an index. */
export interface Expired {
  table: SQLiteTable
  column: SQLiteColumn
  before: number
}

/**
 * Deletes expired rows until none is left or the run has used up its statements or its time. Nothing depends on it: every
 * read compares the time itself. While other requests wait for the database, it deletes fewer rows at a time.
 */
export async function sweep(db: Db, expired: readonly Expired[]): Promise<void> {
  const deadline = Date.now() + maxDuration
  let statements = maxStatements
  let rows = maxRows
  let work = expired
  // One statement per table in turn, so that no table waits for a large one.
  while (work.length > 0) {
    const unfinished: Expired[] = []
    for (const each of work) {
      if (statements === 0 || Date.now() >= deadline) return
      statements--
      if (!(await deleteSome(each))) unfinished.push(each)
    }
    work = unfinished
  }

  /** True when no expired row is left. */
  async function deleteSome({ table, column, before }: Expired): Promise<boolean> {
    const limit = rows
    const old = db.select({ rowid: sql`rowid` }).from(table).where(lte(column, before))
    const started = Date.now()
    const { meta } = await db.delete(table).where(sql`rowid in ${old.limit(limit)}`)
    const waited = Date.now() - started - meta.duration
    rows =
      waited > maxWait ? Math.max(minRows, Math.floor(limit / 2)) : Math.min(maxRows, limit * 2)
    return meta.changes < limit
  }
}
