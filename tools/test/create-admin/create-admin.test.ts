import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import bcrypt from 'bcryptjs'
import { root, run } from '../../bootstrap/process.mjs'
import {
  createAdministrator,
  hasAdministrator,
  type NewAdministrator,
} from '../../commands/create-admin/administrator.ts'
import { type Database, withDatabase } from '../../lib/database.ts'
import { emptyDatabase } from '../support/empty-database.ts'

// A real database in a temporary folder.
const directory = mkdtempSync(join(tmpdir(), 'latchkey-admin-'))
const where = ['--local', '--persist-to', directory]
after(() => rmSync(directory, { recursive: true }))
before(() => emptyDatabase(directory))

const select = <R>(sql: string) => withDatabase(where, (db) => db.select<R>(sql))
const create = (facts: NewAdministrator, ifNone = false) =>
  withDatabase(where, (db) => createAdministrator(db, vars, facts, ifNone))

/** A database that fails when it is used. */
const unusedDatabase: Database = {
  select: () => assert.fail(),
  selectEach: () => assert.fail(),
  change: () => assert.fail(),
}
const vars = { APIS: 'asta, asyncat', BCRYPT_COST: '4' }
const password = "it's; a 'pass' -- ü"

/** Counts the rows of each table that the command writes. */
async function counts(): Promise<Record<string, number>> {
  const tables = ['accounts', 'identifiers', 'events', 'milestones', 'sessions']
  const columns = tables.map((table) => `(select count(*) from ${table}) as ${table}`)
  const [row = {}] = await select<Record<string, number>>(`select ${columns.join(', ')}`)
  return row
}

test('nothing is written for a name or a password that the Worker rejects', async () => {
  const rejected: [NewAdministrator, RegExp][] = [
    [{ password }, /email address is required/],
    [{ email: 'no address', password }, /not an email address/],
    [{ username: 'ä', password }, /username must have at least 2 characters/],
    [{ username: 'p\u0430ypal', password }, /username must have only letters of one script/],
    [{ email: 'a@b.test', password: 'short' }, /^Error: The password must have at least 8/],
    [
      { email: 'a@b.test', password: 'password1' },
      /too easy to guess: it is one of the most common/,
    ],
    [
      { email: 'abc@example.test', password: 'ABC@example.test' },
      /little more than a name or the email address of the account/,
    ],
    [{ email: 'a@b.test', password: 'x'.repeat(73) }, /at most 72 bytes/],
  ]
  for (const [facts, reason] of rejected) {
    await assert.rejects(createAdministrator(unusedDatabase, vars, facts), reason)
  }
})

test('the first administrator completes setup and disables accounts with a default password', async () => {
  const stale = [
    `insert into accounts (id, email, role_id, default_of, default_password, created_at, updated_at)
      values ('d', 'admin@local', 'admin', 'asyncat', 1, 1, 1)`,
    "insert into identifiers (key, account_id, kind) values ('admin@local', 'd', 'email')",
    "insert into sessions (id, account_id, created_at, expires_at) values ('s', 'd', 1, 9e15)",
  ]
  await withDatabase(where, (db) => db.change(stale))
  const facts = { email: 'Boss@Exämple.test', username: 'Boss', firstName: 'Rob"; --', password }
  const account = await create(facts)
  assert.deepEqual(account, { username: 'Boss', email: 'Boss@Exämple.test', role_id: 'admin' })

  const rows = await select<StoredAccount>(
    `select a.id, a.first_name, a.password_hash, a.disabled_at, a.created_at,
      (select group_concat(key, ' ') from identifiers where account_id = a.id) as keys,
      (select group_concat(event || ' ' || coalesce(detail, '-') || ' ' || request_id, ', ')
        from events where account_id = a.id) as events,
      (select count(*) from sessions where account_id = a.id) as sessions,
      (select count(*) from milestones where name = 'set_up') as complete
      from accounts a order by a.created_at`,
  )
  const [locked, boss] = rows
  assert.equal(rows.length, 2)
  assert.ok(locked && boss)
  assert.ok(Number(locked.disabled_at) > 0)
  assert.equal(locked.sessions, 0)
  assert.match(boss.id, /^[\da-f]{8}-[\da-f]{4}-4/)
  assert.equal(boss.first_name, facts.firstName)
  assert.equal(boss.disabled_at, null)
  assert.ok(Math.abs(Date.now() - boss.created_at) < 120_000)
  assert.deepEqual(boss.keys.split(' ').sort(), ['boss', 'boss@xn--exmple-cua.test'])
  assert.equal(boss.events, 'user_created admin create-admin, sys_setup_complete - create-admin')
  assert.equal(boss.complete, 1)
  assert.equal(bcrypt.getRounds(boss.password_hash), 4)
  assert.ok(await bcrypt.compare(password, boss.password_hash))
})

test('a password is normalized, and compared only with the given names', async () => {
  const composed = 'mañana sol übergröße'
  await create({ username: 'norma', password: composed.normalize('NFD') })
  const [norma] = await select<StoredAccount>(
    "select password_hash from accounts where username = 'norma'",
  )
  assert.ok(await bcrypt.compare(composed, norma?.password_hash ?? ''))
  const facts = { username: 'nameless', password: 'undefined undefined' }
  assert.equal((await create(facts))?.username, 'nameless')
})

test('a taken identifier writes nothing, in any spelling, even if the other one is available', async () => {
  const before = await counts()
  const facts = { email: 'other@x.test', username: 'BOSS', password }
  await assert.rejects(create(facts), /^Error: BOSS is already taken/)
  assert.deepEqual(await counts(), before)
})

test('one of two parallel commands with the same email address succeeds', async () => {
  const before = await counts()
  const facts = { email: 'twin@x.test', password }
  const outcomes = await withDatabase(where, (db) =>
    Promise.allSettled([1, 2].map(() => createAdministrator(db, vars, facts))),
  )
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const now = await counts()
  for (const table of ['accounts', 'identifiers', 'events']) {
    assert.equal(now[table], Number(before[table]) + 1)
  }
})

test('--if-none changes nothing if there is an administrator', async () => {
  assert.equal(await withDatabase(where, hasAdministrator), true)
  const before = await counts()
  // The statements contain the guard, so it also holds for parallel commands.
  const late = { email: 'late@x.test', password }
  assert.equal(await create(late, true), undefined)
  assert.deepEqual(await counts(), before)
  const { code, output } = await command(['--persist-to', directory, '--if-none'])
  assert.equal(code, 0, output)
  assert.match(output, /Nothing to do/)
})

test('without passwords, the administrator gets a link that works once, and no hash is computed', async () => {
  const settings = { ...vars, PASSWORDS: 'off', PUBLIC_URL: 'https://id.example.com' }
  const account = await withDatabase(where, (db) =>
    createAdministrator(db, settings, { email: 'keys@x.test', password }),
  )
  const { link = '', ...stored } = account ?? {}
  assert.deepEqual(stored, { username: null, email: 'keys@x.test', role_id: 'admin' })
  const [, token = ''] =
    /^https:\/\/id\.example\.com\/reset-password\?token=([\w-]{43})$/.exec(link) ?? []
  const [row] = await select<{ password_hash: string | null; token_hash: string; left: number }>(
    `select password_hash, token_hash, expires_at - created_at as left from accounts
      join reset_links on account_id = id where email = 'keys@x.test'`,
  )
  const hash = createHash('sha256').update(token).digest('base64url')
  assert.deepEqual(row, { password_hash: null, token_hash: hash, left: 3_600_000 })
})

test('without passwords and a domain, nothing is written', async () => {
  const settings = { ...vars, PASSWORDS: 'off' }
  const creating = createAdministrator(unusedDatabase, settings, { email: 'a@b.test' })
  await assert.rejects(creating, /PASSWORDS: can be off only if PUBLIC_URL or RP_ID names a domain/)
})

test('the command requires an email address, and accepts no password as an argument', async () => {
  const elsewhere = ['--persist-to', join(directory, 'elsewhere')]
  const unnamed = await command(elsewhere)
  assert.deepEqual(
    [unnamed.code, unnamed.output],
    [1, 'Use --email or set LATCHKEY_ADMIN_EMAIL.\n'],
  )
  const secret = await command([...elsewhere, '--email', 'a@b.test', '--password', 'x'])
  assert.equal(secret.code, 1)
  assert.match(secret.output, /--password/)
})

/** The columns that the tests select. */
interface StoredAccount {
  id: string
  first_name: string | null
  password_hash: string
  disabled_at: number | null
  created_at: number
  keys: string
  events: string
  sessions: number
  complete: number
}

function command(args: string[]) {
  return run(process.execPath, [join(root, 'tools/run.mjs'), 'create-admin', ...args], {
    env: { LATCHKEY_ADMIN_EMAIL: '', LATCHKEY_ADMIN_PASSWORD: '' },
  })
}
