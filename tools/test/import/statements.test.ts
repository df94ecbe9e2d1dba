import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { getTableColumns, sql } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts, events, identifiers } from '../../../schema/index.ts'
import { root } from '../../bootstrap/process.mjs'
import { createAdministrator } from '../../commands/create-admin/administrator.ts'
import {
  type ImportedAccount,
  type ImportOptions,
  toAccount,
} from '../../commands/import/imported-account.ts'
import { factorRows } from '../../commands/import/second-factors/rows.ts'
import type { Source } from '../../commands/import/sources/source.ts'
import { type SourceName, sources } from '../../commands/import/sources/sources.ts'
import { recordedCall } from '../../lib/recorded-call.ts'

/* `npm run import` builds its statements from the schema and the Worker's rows, so a schema change applies to both. */

/** Opens a migrated database in memory. */
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
    // The caller states the type of a row, as with the database of scripts.
    select: async <R>(query: string) => sqlite.prepare(query).all() as R[],
    selectEach: async <R>(queries: string[]) =>
      queries.map((query) => sqlite.prepare(query).all() as R[]),
    change: async (statements: string[]) => sqlite.exec(statements.join(';\n')),
  }
}

/** A COSE_Key of ES256. */
const publicKey =
  'pQECAyYgASFYIDYNCfiwUaVqz+fCZdmd9v6Vp7wOaDsjRTX+OJ1McKm+IlggsYexho4v7DyWb0RrJihqHF7XJzTMyroXfMkpqeOzJWI='

const account: ImportedAccount = {
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
  totp: null,
  recoveryCodes: [],
  passkeys: [],
  passwordChangeRequired: false,
  locale: null,
  invitedBy: null,
  keys: [
    { kind: 'username', key: 'ada' },
    { kind: 'email', key: 'ada@example.com' },
  ],
}

/** Selects the rows of a table without the columns that differ. */
function rows(sqlite: DatabaseSync, table: string, own: string[]) {
  return sqlite
    .prepare(`select * from ${table}`)
    .all()
    .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name))))
}

test('every column of an imported account equals that of an account that the Worker creates', async () => {
  const { insertStatements } = await import('../../commands/import/statements.ts')
  const imported = database()
  await imported.change(insertStatements([account], [], 'import', 9))
  const created = database()
  const vars = { APIS: 'asta', BCRYPT_COST: '4' }
  const facts = { username: 'ada', email: 'ada@example.com', firstName: 'Ada' }
  await createAdministrator(created, vars, { ...facts, password: 'correct horse battery' })
  const own = ['id', 'account_id', 'actor_id', 'password_hash', 'revision', 'request_id', 'detail']
  own.push('at', 'created_at', 'updated_at')
  for (const table of ['accounts', 'identifiers', 'events']) {
    const [first, ...others] = rows(imported.sqlite, table, own)
    assert.ok(first, table)
    const expected = rows(created.sqlite, table, own).slice(0, 1 + others.length)
    assert.deepEqual([first, ...others], expected)
  }
})

test('a new column of the schema gets its default, of any kind', async (t) => {
  const gained = sqliteTable('gained', {
    version: integer().notNull().default(7),
    flag: integer({ mode: 'boolean' }).notNull().default(true),
    word: text('a_word').notNull().default("it's; ?"),
    made: integer().notNull().default(sql`(40 + 2)`),
    none: text(),
  })
  const tables = { accounts, identifiers, events }
  for (const columns of Object.values(tables).map(getTableColumns)) {
    Object.assign(columns, getTableColumns(gained))
    t.after(() => {
      for (const name of Object.keys(getTableColumns(gained))) Reflect.deleteProperty(columns, name)
    })
  }
  // Loaded again, because the module reads the schema when it is loaded.
  const again = '../../commands/import/statements.ts?again'
  const { insertStatements }: typeof import('../../commands/import/statements.ts') = await import(
    again
  )
  const { sqlite, change } = database()
  for (const table of Object.keys(tables)) {
    // Without defaults, so that the statements must provide them.
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
  await change(insertStatements([account], [], 'import', 9))
  for (const table of Object.keys(tables)) {
    const row = sqlite.prepare(`select version, flag, a_word, made, none from ${table}`).get()
    assert.deepEqual(Object.values(row ?? {}), [7, 1, "it's; ?", 42, null], table)
  }
})

test('no value of a row makes a statement longer than D1 accepts, which would stop the import at this row', async () => {
  const { insertStatements } = await import('../../commands/import/statements.ts')
  const { call } = await recordedCall({ PUBLIC_URL: 'http://localhost' }, 'import')
  const { settings } = call
  const { keys } = settings
  const long = 'x'.repeat(100_000)
  const key = {
    credentialID: 'AAAA',
    id: 'AAAA',
    rp_id: 'localhost',
    user_handle: 'AAAA',
    public_key: publicKey,
    publicKey,
  }
  const names = { username: 'ada', email: 'ada@example.com' }
  const factor = { second_factor: true, totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }
  let imported = 0
  for (const [name, source] of Object.entries<Source>(sources)) {
    const passkeys = [...Object.keys(key), 'aaguid', 'transports', 'counter', 'name', 'label'].map(
      (member) => ({ passkeys: [{ ...key, [member]: long }] }),
    )
    const values = source.columns.flatMap((column) => [{ [column]: long }, { [column]: [long] }])
    for (const value of [...passkeys, ...values]) {
      const allowed = { admins: true, withoutPassword: true, withoutSecondFactor: true }
      const options: ImportOptions = {
        ...{ source: name as SourceName, instance: '', settings, keys, now: 9 },
        ...allowed,
      }
      const facts = source.facts({ ...names, ...factor, ...value }, options)
      const result = toAccount(facts, options)
      if ('skip' in result) continue
      imported += 1
      const owned = await factorRows([result.account], keys, 9)
      for (const statement of insertStatements([result.account], owned, 'import', 9)) {
        assert.ok(Buffer.byteLength(statement) <= 100_000, `${name}: ${Object.keys(value)}`)
      }
    }
  }
  assert.ok(imported > 100)
})
