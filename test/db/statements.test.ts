import { env } from 'cloudflare:workers'
import { eq, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { expect, test } from 'vitest'
import { milestones } from '../../schema/index.ts'
import {
  insertInto,
  type Placeholders,
  preparedCondition,
  prepareOnce,
} from '../../worker/db/statements.ts'
import { freshDatabase } from '../support/database/rows.ts'

freshDatabase()
const db = drizzle(env.DB)

/** The SQL of each statement that was built. */
const built: string[] = []
const selectByName = prepareOnce((db, { name }: Placeholders<{ name: string }>) =>
  noted(db.select().from(milestones).where(eq(milestones.name, name))),
)
const insertMilestones = insertInto(milestones, (db, rows) =>
  noted(db.insert(milestones).select(rows).returning()),
)
const hasRole = preparedCondition<{ id: string }>(
  ({ id }) => sql`exists (select 1 from roles where id = ${id})`,
)

function noted<Q extends { toSQL(): { sql: string } }>(query: Q): Q {
  built.push(query.toSQL().sql)
  return query
}

test('A prepared statement is built once, and returns the same rows alone and in a batch', async () => {
  const rows = rowsOf(2)
  await insertMilestones(db, rows)
  built.length = 0
  const [first, second] = rows
  expect(await selectByName(db, { name: 'm0' })).toEqual([first])
  expect(await selectByName(db, { name: 'm1' })).toEqual([second])
  const both = await db.batch([
    selectByName(db, { name: 'm1' }),
    selectByName(db, { name: 'none' }),
  ])
  expect(both).toEqual([[second], []])
  expect(built).toHaveLength(1)
})

const conditions: [string, (id: string) => SQL, builds: number][] = [
  ['prepared', (id) => hasRole({ id }), 1],
  ['of other SQL', (id) => sql`exists (select 1 from roles where id = ${id})`, 3],
]
test.each(conditions)(
  'An insert whose condition is %s writes all rows or none',
  async (_, condition, builds) => {
    await env.DB.exec('delete from milestones')
    built.length = 0
    expect(await insertMilestones(db, rowsOf(7), condition('unknown'))).toEqual([])
    expect(await insertMilestones(db, rowsOf(7), condition('user'))).toEqual(rowsOf(7))
    await env.DB.exec('delete from milestones')
    expect(await db.batch([insertMilestones(db, rowsOf(7), condition('user'))])).toEqual([
      rowsOf(7),
    ])
    expect(built).toHaveLength(builds)
  },
)

test('An insert takes SQL expressions as values', async () => {
  const row = { name: sql`'m' || '0'`, reachedAt: sql`1 + 1` }
  expect(await insertMilestones(db, row)).toEqual([{ name: 'm0', reachedAt: 2 }])
})

function rowsOf(length: number) {
  return Array.from({ length }, (_, index) => ({ name: `m${index}`, reachedAt: index }))
}
