import type { Faults, Trips } from './faults.ts'

/** A D1 database with faults. */
export interface FaultyDatabase {
  db: D1Database
  /** Replaces the faults and returns what happened under the last ones. */
  set(faults: Faults): Trips
}

const isWrite = /^\s*(insert|update|delete) /i

/** Wraps a D1 binding. Each query and each batch is one round trip, as in production. */
export function faultyDatabase(real: D1Database): FaultyDatabase {
  let faults: Faults = {}
  let trips: Trips = { trips: 0, rewritten: 0 }
  const bound = new WeakMap<object, { sql: string; now: () => D1PreparedStatement }>()

  async function trip<T>(statements: string[], run: () => Promise<T>): Promise<T> {
    trips.trips++
    const { delay = 0 } = faults
    if (delay > 0) await scheduler.wait(delay)
    if (faults.overloaded) {
      faults.overloaded--
      throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.')
    }
    const result = await run()
    if (faults.lost && statements.some((sql) => isWrite.test(sql))) {
      faults.lost--
      throw new Error('D1_ERROR: Network connection lost.')
    }
    return result
  }

  function rewrite(sql: string): string {
    let text = sql
    for (const [pattern, replacement] of faults.rewrites ?? []) {
      text = text.replaceAll(new RegExp(pattern, 'g'), replacement)
    }
    if (text !== sql) trips.rewritten++
    return text
  }

  function statement(sql: string, values: unknown[]): D1PreparedStatement {
    const now = () => {
      const prepared = real.prepare(rewrite(sql))
      return values.length > 0 ? prepared.bind(...values) : prepared
    }
    const wrapped = {
      bind: (...given: unknown[]) => statement(sql, given),
      all: () => trip([sql], () => now().all()),
      run: () => trip([sql], () => now().run()),
      raw: () => trip([sql], () => now().raw()),
      first: (column?: string) =>
        trip([sql], () => (column === undefined ? now().first() : now().first(column))),
    }
    bound.set(wrapped, { sql, now })
    // The Worker calls no other method of a statement.
    return wrapped as unknown as D1PreparedStatement
  }

  const db = {
    prepare: (sql: string) => statement(sql, []),
    batch(statements: D1PreparedStatement[]) {
      const known = statements.flatMap((each) => bound.get(each) ?? [])
      const texts = known.map(({ sql }) => sql)
      return trip(texts, () => real.batch(known.map(({ now }) => now())))
    },
  }
  return {
    // The Worker calls no other method of a database.
    db: db as unknown as D1Database,
    set(next) {
      const before = trips
      faults = next
      trips = { trips: 0, rewritten: 0 }
      return before
    },
  }
}
