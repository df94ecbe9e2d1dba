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
import type { Settings } from '../config/settings.ts'

/** Rows a statement deletes at most: D1 serves nobody else while it runs. */
const largest = 500
const smallest = 50
/** Statements in one run; D1 takes 1,000 from one invocation. */
const mostStatements = 900
/** Milliseconds of one run, which ends before the next begins. */
const longest = 240_000
/** Milliseconds that a statement may wait for others before it is made smaller. */
const patience = 50

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

/** Rows whose time in a column is over. */
interface Expired {
  table: SQLiteTable
  column: SQLiteColumn
  before: number
}

/**
 * Deletes what has expired, until nothing is left or the run has used up its statements or its time. Nothing depends on
 * it: every read compares `expires_at` itself. While other requests wait for the database it takes smaller bites.
 */
export async function sweep({ db, AUDIT_DAYS }: Settings, now: number): Promise<void> {
  const until = Date.now() + longest
  let left = mostStatements
  let chunk = largest
  let work: Expired[] = [
    ...expiring.map((table) => ({ table, column: table.expiresAt, before: now })),
    { table: events, column: events.at, before: now - AUDIT_DAYS * day },
    { table: devices, column: devices.usedAt, before: now - deviceDays * day },
  ]
  // One bite of each table after another, so that none waits for a long one.
  while (work.length > 0) {
    const unfinished: Expired[] = []
    for (const expired of work) {
      if (left === 0 || Date.now() >= until) return
      left--
      if (!(await takeBite(expired))) unfinished.push(expired)
    }
    work = unfinished
  }

  /** True when nothing is left of it. */
  async function takeBite({ table, column, before }: Expired): Promise<boolean> {
    const rows = chunk
    const old = db.select({ rowid: sql`rowid` }).from(table).where(lte(column, before))
    const started = Date.now()
    const { meta } = await db.delete(table).where(sql`rowid in ${old.limit(rows)}`)
    const waited = Date.now() - started - meta.duration
    chunk =
      waited > patience ? Math.max(smallest, Math.floor(rows / 2)) : Math.min(largest, rows * 2)
    return meta.changes < rows
  }
}
