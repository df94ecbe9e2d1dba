import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { getTableColumns, sql } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts, events, identifiers } from '../../../schema/index.ts'
import { root } from '../../bootstrap/process.mjs'
import { createAdministrator } from '../../commands/create-admin/administrator.mjs'

/*
 * What `npm run import` writes is made of the schema and of the Worker's own rows, so that a change of the schema cannot
 * break it alone.
 */

/** A migrated database in memory, as scripts open one. */
function database() {
  const sqlite = new DatabaseSync(':memory:')
  const folder = join(root, 'drizzle')
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.sql'))
    .sort()) {
    sqlite.exec(readFileSync(join(folder, name), 'utf8'))
  }
  return {
    sqlite,
    select: async (query) => sqlite.prepare(query).all(),
    change: async (statements) => sqlite.exec(statements.join(';\n')),
  }
}

const person = {
  id: 'a',
  username: 'ada',
  email: 'ada@example.com',
  emailVerifiedAt: null,
  passwordHash: 'x',
  roleId: 'admin',
  firstName: 'Ada',
  lastName: null,
  picture: null,
  disabledAt: null,
  createdAt: 5,
  keys: [
    { kind: 'username', key: 'ada' },
    { kind: 'email', key: 'ada@example.com' },
  ],
}

/** The rows of a table, without what is each row's own. */
function rows(sqlite, table, own) {
  return sqlite
    .prepare(`select * from ${table} order by rowid`)
    .all()
    .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name))))
}

test('an imported account has in every column what one has that the Worker makes', async () => {
  const { inserts } = await import('../../commands/import/statements.mjs')
  const imported = database()
  await imported.change(inserts([person], 'mark', 9))
  const made = database()
  const vars = { APIS: 'asta', BCRYPT_COST: '4' }
  const { username, email, firstName } = person
  const facts = { username, email, firstName, password: 'correct horse battery' }
  await createAdministrator(made, vars, facts)
  const own = ['id', 'account_id', 'actor_id', 'password_hash', 'revision', 'request_id', 'detail']
  own.push('at', 'created_at', 'updated_at')
  for (const table of ['accounts', 'identifiers', 'events']) {
    const [first, ...others] = rows(imported.sqlite, table, own)
    assert.ok(first, table)
    const wanted = rows(made.sqlite, table, own).slice(0, 1 + others.length)
    assert.deepEqual([first, ...others], wanted)
  }
})

test('a column that the schema gains is filled by its default, whatever kind that is of', async () => {
  const gained = sqliteTable('gained', {
    version: integer().notNull().default(7),
    flag: integer({ mode: 'boolean' }).notNull().default(true),
    word: text('a_word').notNull().default("it's; ?"),
    made: integer().notNull().default(sql`(40 + 2)`),
    none: text(),
  })
  const tables = { accounts, identifiers, events }
  for (const table of Object.values(tables)) {
    Object.assign(getTableColumns(table), getTableColumns(gained))
  }
  // Anew: it reads the schema when it is loaded.
  const { inserts } = await import('../../commands/import/statements.mjs?gained')
  const { sqlite, change } = database()
  for (const table of Object.keys(tables)) {
    // Without the defaults, which a database must not have to fill in.
    for (const each of [
      'version integer',
      'flag integer',
      'a_word text',
      'made integer',
      'none text',
    ]) {
      sqlite.exec(`alter table ${table} add column ${each}`)
    }
  }
  await change(inserts([person], 'mark', 9))
  for (const table of Object.keys(tables)) {
    const { version, flag, a_word, made, none } = sqlite.prepare(`select * from ${table}`).get()
    const wanted = [7, 1, "it's; ?", 42, null]
    assert.deepEqual([version, flag, a_word, made, none], wanted, table)
  }
})
