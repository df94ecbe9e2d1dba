import { and, gt, lte, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './database.ts'

/** Rows that one statement deletes: D1 serves no other request while the statement runs. */
const maxRows = 500
const minRows = 50
/** Rows that one statement reads where no index finds the expired ones. They have few indexes or none, so to delete all of them takes little. */
const rowsRead = 2000
/** Statements in one run. D1 accepts 1,000 from one invocation. */
const maxStatements = 900
/** Milliseconds of one run, which ends before the next one starts. */
const maxDuration = 240_000
/** Milliseconds that a statement may wait for others before the next one deletes fewer rows. */
const maxWait = 50

/** Rows that expire: those whose `column` is `before` (UNIX ms) or earlier. */
export interface Expired {
  table: SQLiteTable
  column: SQLiteColumn
  before: number
  /** The primary key of a table without a rowid. */
  key?: SQL
  /** How the rows are found if `column` has no index, which would be one more row for each write. */
  walk?: Walk
}

/** Reads a table in the order of a column that begins its primary key. */
export interface Walk {
  by: SQLiteColumn
  /** The value after which a run starts. It goes on from the first row after the last one. */
  start: string
  /** The rows that a run reads. */
  rows: number
}

const day = 86_400_000
/** Rows of accounts that a run reads. A run every five minutes reads 7 million a day. */
const walkedPerRun = 25_000

/**
 * Walks a table by the ids of its accounts. Ids begin with 16 random bits in hexadecimal, so runs that start at the time of day, as a
 * part of a day, reach all rows within a day. The start also moves by five minutes a day, for crons that run less often.
 */
export function walkAccounts(by: SQLiteColumn, now: number): Walk {
  const ofDay = ((now + 300_000 * Math.floor(now / day)) % day) / day
  const start = Math.floor(ofDay * 0x10000).toString(16)
  return { by, start: start.padStart(4, '0'), rows: walkedPerRun }
}

/** The expired rows of a table that has no index by expiry: each run reads all of it. It is short, because its rows soon expire. */
export function walkAll(
  table: SQLiteTable & { expiresAt: SQLiteColumn },
  by: SQLiteColumn,
  before: number,
): Expired {
  const walk = { by, start: '', rows: Number.POSITIVE_INFINITY }
  return { table, column: table.expiresAt, before, walk }
}

/**
 * Deletes expired rows until none is left or the run has used up its statements or its time. Nothing depends on it: every
 * read compares the time itself. While other requests wait for the database, it deletes fewer rows at a time.
 */
export async function sweep(db: Db, expired: readonly Expired[]): Promise<void> {
  const deadline = Date.now() + maxDuration
  let statements = maxStatements
  let rows = maxRows
  let work = expired.map((each) => (each.walk ? walking(each, each.walk) : deleting(each)))
  // One step per table in turn, so that no table waits for a large one.
  while (work.length > 0) {
    const unfinished: Step[] = []
    for (const step of work) {
      if (statements <= 0 || Date.now() >= deadline) return
      if (!(await step())) unfinished.push(step)
    }
    work = unfinished
  }

  /** Deletes some rows. True when no expired row is left. */
  type Step = () => Promise<boolean>

  /** Finds the expired rows by the index of their column. */
  function deleting({ table, column, before, key }: Expired): Step {
    const columns = key ?? sql`rowid`
    return async () => {
      const limit = rows
      const old = sql`select ${columns} from ${table} where ${lte(column, before)} limit ${limit}`
      return (await run(deletion(table, sql`(${columns}) in (${old})`))) < limit
    }
  }

  /** Reads all rows from `start` on, and then those before it. */
  function walking({ table, column, before }: Expired, { by, start, rows: budget }: Walk): Step {
    let after = start
    let end: string | undefined
    let left = budget
    return async () => {
      const part = db
        .select({ by })
        .from(table)
        .where(and(gt(by, after), end === undefined ? undefined : lte(by, end)))
        .orderBy(by)
        .limit(rowsRead)
        .as('part')
      statements--
      const [found] = await db
        .select({
          last: sql<string | null>`max(${part.by})`.as('last'),
          count: sql<number>`count(*)`.as('count'),
        })
        .from(part)
      const { last = null, count = 0 } = found ?? {}
      if (last !== null) {
        await run(deletion(table, and(gt(by, after), lte(by, last), lte(column, before))))
        after = last
      }
      left -= count
      if (left <= 0) return true
      if (count === rowsRead) return false
      if (end !== undefined || start === '') return true
      after = ''
      end = start
      return false
    }
  }

  function deletion(table: SQLiteTable, condition: SQL | undefined) {
    return db.delete(table).where(condition)
  }

  /** The number of rows that a statement deleted. */
  async function run(statement: ReturnType<typeof deletion>): Promise<number> {
    statements--
    const started = Date.now()
    const { meta } = await statement
    const waited = Date.now() - started - meta.duration
    rows = waited > maxWait ? Math.max(minRows, Math.floor(rows / 2)) : Math.min(maxRows, rows * 2)
    return meta.changes
  }
}
