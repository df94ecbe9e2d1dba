import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { unstable_splitSqlQuery } from 'wrangler'
import { root } from '../../bootstrap/process.mjs'
import { migrate, withDatabase } from '../../lib/database.ts'
import { wrangler } from '../../lib/wrangler.ts'
import { database, served } from '../support/rehearsal.ts'

const migrations = readdirSync(join(root, 'drizzle'))
  .filter((name) => name.endsWith('.sql'))
  .sort()
const downs = join(root, 'docs/runbooks/down')
/** The latest migrations that each have a down migration. */
const undoable = migrations.slice(migrations.findLastIndex((name) => !isUndoable(name)) + 1)

function isUndoable(name: string): boolean {
  return existsSync(join(downs, name))
}

test('the latest migration has a down migration', () => {
  const latest = migrations.at(-1) ?? ''
  assert.ok(isUndoable(latest), `docs/runbooks/down/${latest} is missing`)
  for (const name of readdirSync(downs)) assert.ok(migrations.includes(name), name)
})

test('the code before a migration runs on the schema after it', () => {
  for (let count = 1; count < migrations.length; count++) {
    const before = shapeOf(count)
    const after = shapeOf(count + 1)
    for (const [table, columns] of Object.entries(before)) {
      const now = after[table]
      assert.ok(now, `${migrations[count]} removes ${table}`)
      for (const [name, column] of Object.entries(columns)) {
        const later: Column | undefined = now[name]
        assert.equal(later?.type, column.type, `${migrations[count]} changes ${table}.${name}`)
        assert.ok(
          later?.optional || !column.optional,
          `${migrations[count]} requires ${table}.${name}`,
        )
      }
      for (const [name, { optional }] of Object.entries(now)) {
        assert.ok(optional || columns[name], `${migrations[count]} requires ${table}.${name}`)
      }
    }
  }
})

test('each down migration restores the previous schema, and migrating again loses no earlier data', async () => {
  const place = await database()
  const first = await served(place)
  const ada = await first.register('ada')
  const invitation = await first.createInvitation(ada.token)
  await first.cookieOf('ada')
  await first.stop()

  const kept = place.rows(allRows)
  const [latest = '', ...earlier] = undoable.toReversed()
  await undoAsRunbook(latest, place.where)
  assertUndone(latest)
  // As wrangler does, but one process of wrangler for each takes seconds.
  await withDatabase(place.where, async ({ change }) => {
    for (const name of earlier) {
      await change(unstable_splitSqlQuery(readFileSync(join(downs, name), 'utf8')))
      assertUndone(name)
    }
  })
  const older = place.rows(allRows)
  for (const table of ['accounts', 'identifiers', 'events']) {
    const rows = older[table] ?? []
    // The schema was compared above.
    const columns = Object.keys(rows[0] ?? assert.fail(`${table} is empty`)).filter(
      // 0018 gives events other ids, in the same order.
      (name) => table !== 'events' || name !== 'id',
    )
    const before = kept[table]?.map((row) =>
      Object.fromEntries(columns.map((column) => [column, row[column]])),
    )
    const after = rows.map((row) =>
      Object.fromEntries(columns.map((column) => [column, row[column]])),
    )
    assert.deepEqual(after, before, table)
  }

  await migrate(place.where)
  assert.deepEqual(place.rows(schemaOf), schemaOf(migrated(migrations.length)))
  const again = await served(place)
  assert.equal(await again.isValid(ada), true)
  assert.ok(await again.signIn('ada'))
  assert.equal(await again.isInvitation(invitation), true)
  await again.stop()

  function assertUndone(name: string): void {
    const index = migrations.indexOf(name)
    assert.deepEqual(place.rows(schemaOf), schemaOf(migrated(index)), name)
    const applied = place.rows((sqlite) => sqlite.prepare('select name from d1_migrations').all())
    assert.deepEqual(
      applied.map((row) => row.name),
      migrations.slice(0, index),
    )
  }
})

async function undoAsRunbook(name: string, where: string[]): Promise<void> {
  const file = join('docs/runbooks/down', name)
  const { code, output } = await wrangler([
    'd1',
    'execute',
    'DB',
    ...where,
    '--yes',
    '--file',
    file,
  ])
  assert.equal(code, 0, output)
}

/** A database with this many migrations. */
function migrated(count: number): DatabaseSync {
  const sqlite = new DatabaseSync(':memory:')
  for (const name of migrations.slice(0, count)) {
    sqlite.exec(readFileSync(join(root, 'drizzle', name), 'utf8'))
  }
  return sqlite
}

/** The SQL of every table, index and trigger, without spaces, because ALTER TABLE changes them. */
function schemaOf(sqlite: DatabaseSync): { type: string; name: string; sql: string }[] {
  const rows = sqlite
    .prepare(
      `select type, name, sql from sqlite_master where sql is not null and name not like '\\_cf\\_%' escape '\\'
        and name not like 'sqlite\\_%' escape '\\' and name <> 'd1_migrations' order by type, name`,
    )
    .all()
  return rows.map(({ type, name, sql }) => ({
    type: String(type),
    name: String(name),
    sql: String(sql).replace(/\s+/g, ''),
  }))
}

interface Column {
  type: unknown
  /** Whether an insert may omit the column. */
  optional: boolean
}

/** The columns of each table after this many migrations. */
function shapeOf(count: number): Record<string, Record<string, Column>> {
  const sqlite = migrated(count)
  const tables = schemaOf(sqlite).filter(({ type }) => type === 'table')
  return Object.fromEntries(
    tables.map(({ name: table }) => [
      table,
      Object.fromEntries(
        sqlite
          .prepare(`pragma table_info(${table})`)
          .all()
          .map(({ name, type, notnull, dflt_value }) => [
            name,
            { type, optional: notnull === 0 || dflt_value !== null },
          ]),
      ),
    ]),
  )
}

/** Every row, by table. The search index is built from the accounts. */
function allRows(sqlite: DatabaseSync): Record<string, Record<string, unknown>[]> {
  const all: Record<string, Record<string, unknown>[]> = {}
  for (const { name, type } of schemaOf(sqlite)) {
    if (type !== 'table' || name.startsWith('accounts_search')) continue
    all[name] = sqlite.prepare(`select * from ${name}`).all()
  }
  return all
}
