import { env } from 'cloudflare:workers'
import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { milestones } from '../../schema/index.ts'
import {
  causeOf,
  type Db,
  isStorageError,
  openDatabase,
  violatesUnique,
} from '../../worker/db/database.ts'
import { freshDatabase } from '../support/database/rows.ts'

freshDatabase()

const row = { name: 'set_up', reachedAt: 1 }
/** Every way in which Drizzle queries D1. */
const uses: Record<string, (db: Db) => PromiseLike<unknown>> = {
  'a select': (db) => db.select().from(milestones),
  'a select with parameters': (db) =>
    db.select().from(milestones).where(eq(milestones.reachedAt, 1)),
  'a first row': (db) => db.select().from(milestones).get(),
  'rows as arrays': (db) => db.select().from(milestones).values(),
  'an insert': (db) => db.insert(milestones).values(row).onConflictDoNothing(),
  'an insert with RETURNING': (db) => insertOnce(db),
  'an update': (db) => db.update(milestones).set({ reachedAt: 2 }),
  'a delete': (db) => db.delete(milestones),
  'a count': (db) => db.$count(milestones),
  'SQL without rows': (db) => db.run(sql`delete from milestones`),
  'a prepared statement': (db) => db.select().from(milestones).prepare().execute(),
  'a batch': (db) => db.batch([db.select().from(milestones), insertOnce(db)]),
}

function insertOnce(db: Db) {
  return db.insert(milestones).values(row).onConflictDoNothing().returning()
}

/** The methods of a binding and a statement that Drizzle calls, each with the way it fails: all but `prepare` are async. */
const methods = {
  prepare: () => {
    throw new Error('no D1')
  },
  batch: unreachable,
  run: unreachable,
  all: unreachable,
  raw: unreachable,
  first: unreachable,
}

function unreachable(): Promise<never> {
  return Promise.reject(new Error('no D1'))
}

test.each(Object.entries(uses))('%s calls no other method of D1', async (_, use) => {
  const called = new Set<string>()
  const db = openDatabase(
    intercepted((name) => {
      called.add(name)
    }),
  )
  await use(db)
  expect(Object.keys(methods)).toEqual(expect.arrayContaining([...called]))
  expect(called.size).toBeGreaterThan(0)
})

test.each(Object.entries(uses))('%s that D1 fails is a storage error', async (_, use) => {
  for (const [method, fail] of Object.entries(methods)) {
    let failed = false
    const db = openDatabase(
      intercepted((name) => {
        if (name !== method) return undefined
        failed = true
        return fail()
      }),
    )
    const error = await settled(() => use(db))
    expect(isStorageError(error), method).toBe(failed)
    if (failed) expect(causeOf(error)).toBe('no D1')
  }
})

test('A violated constraint is recognized for a statement and for a batch', async () => {
  const db = openDatabase(env.DB)
  const insert = () => db.insert(milestones).values(row)
  await insert()
  for (const again of [() => insert(), () => db.batch([insert()])]) {
    const error = await settled(again)
    expect(violatesUnique(error, 'milestones.name')).toBe(true)
    expect(violatesUnique(error, 'identifiers.key')).toBe(false)
  }
})

/** The real D1, but each method of the binding and its statements calls `before`, whose result replaces its own. */
function intercepted(before: (name: string) => unknown): D1Database {
  return new Proxy(env.DB, {
    get(target, name) {
      const method: (...args: unknown[]) => object = Reflect.get(target, name)
      return (...args: unknown[]) => {
        const result = before(String(name)) ?? Reflect.apply(method, target, args)
        return name === 'prepare' ? watched(result as D1PreparedStatement) : result
      }
    },
  })

  /** Returns the same object, because a batch accepts no wrapper. */
  function watched(statement: D1PreparedStatement): D1PreparedStatement {
    const { bind } = statement
    statement.bind = (...values) => watched(bind.call(statement, ...values))
    for (const name of ['run', 'all', 'raw', 'first']) {
      const method: (...args: unknown[]) => unknown = Reflect.get(statement, name)
      Reflect.set(statement, name, (...args: unknown[]) => {
        return before(name) ?? Reflect.apply(method, statement, args)
      })
    }
    return statement
  }
}

/** What the call throws or rejects with; undefined if it succeeds. */
async function settled(call: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error
  }
}
