import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { root } from '../../bootstrap/process.mjs'
import { run as runImport } from '../../commands/import/import.ts'
import { emptyDatabase } from '../support/empty-database.ts'
import { inProcess } from '../support/in-process.ts'

// A real database in a temporary folder.
const directory = mkdtempSync(join(tmpdir(), 'latchkey-import-'))
const storage = join(directory, 'state')
after(() => rmSync(directory, { recursive: true, force: true }))
before(() => emptyDatabase(storage))

const hash = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'

const program = [join(root, 'tools/run.mjs'), 'import']

/** A line of the report. */
interface Entry {
  line: number
  id?: string
  outcome: string
  reason: string
  detail?: string
}

/** Runs the command on a file with these contents. Returns the parsed lines of its report. */
async function importFile(name: string, contents?: string | Buffer, ...args: string[]) {
  const file = join(directory, name)
  if (contents !== undefined) writeFileSync(file, contents)
  // Each file is a separate service, so that equal ids are different accounts.
  const all = [file, '--persist-to', storage, '--instance', name, ...args]
  const { code, output } = await inProcess((given) => runImport(readCommand('import', given)), all)
  return { code, output, report: reportOf(file) }
}

function reportOf(file: string): Entry[] {
  const name = `${file}.report.jsonl`
  if (!existsSync(name)) return []
  assert.equal(statSync(name).mode & 0o777, 0o600)
  return readFileSync(name, 'utf8')
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

const jsonLines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** Reads or changes the database while no import is running. */
function query(sql: string) {
  const files = readdirSync(storage, { recursive: true, encoding: 'utf8' })
  const name = files.find((each) => each.endsWith('.sqlite') && !each.endsWith('metadata.sqlite'))
  assert.ok(name)
  const database = new DatabaseSync(join(storage, name))
  const rows = database.prepare(sql).all()
  database.close()
  return rows.map((row) => ({ ...row }))
}

/** An account with its identifiers and events. */
interface StoredAccount {
  id: string
  username: string | null
  email: string
  first_name: string | null
  role_id: string
  keys: string
  events: string
}

/** Selects the accounts whose email address matches a pattern. */
function accounts(like: string): StoredAccount[] {
  const rows = query(
    `select id, username, email, first_name, picture, password_hash, role_id, disabled_at, created_at,
      (select group_concat(kind || ' ' || key, ', ') from
        (select kind, key from identifiers where account_id = a.id order by kind)) as keys,
      (select group_concat(event || ' ' || detail || ' ' || outcome, ', ')
        from events where account_id = a.id) as events
      from accounts a where email like '${like}' order by email`,
  )
  // The columns above.
  return rows as unknown as StoredAccount[]
}

/** The contents of every table that an import writes. */
function contents() {
  const tables = { accounts: 'id', identifiers: 'key', events: 'id', roles: 'id' }
  return Object.entries(tables).map(([table, by]) => query(`select * from ${table} order by ${by}`))
}

test('an account is imported with its hash, its identifiers and its audit event', async () => {
  const row = {
    id: 'a',
    username: 'Ada',
    email: 'Ada@whole.test',
    email_verified: true,
    name: 'Ada',
    role: 'admin',
    created_at: '2024-03-01T10:00:00Z',
    password_hash: hash,
  }
  const { code, output, report } = await importFile('whole.jsonl', jsonLines([row]))
  assert.equal(code, 0, output)
  const [account] = accounts('%@whole.test')
  assert.match(account?.id ?? '', /^[\da-f-]{36}$/)
  assert.deepEqual(
    { ...account, id: undefined },
    {
      id: undefined,
      username: 'Ada',
      email: 'Ada@whole.test',
      first_name: 'Ada',
      picture: null,
      password_hash: hash,
      role_id: 'user',
      disabled_at: null,
      created_at: Date.parse('2024-03-01T10:00:00Z'),
      keys: 'email ada@whole.test, username ada',
      events: 'user_created import success',
    },
  )
  assert.deepEqual(report, [{ line: 1, id: 'a', outcome: 'changed', reason: 'demoted' }])
  assert.match(output, /^1 read: 1 created, 0 skipped\.$/m)
})

test('hostile rows are stored as text or skipped, and never run as SQL', async () => {
  const name = `Robert'); drop table accounts; -- "\\' /* \u2028 ; ünï 🂡 \${x} \\u0027`
  const rows: object[] = [
    { id: "'; --", email: 'bobby@hostile.test', name, password_hash: hash },
    { id: 'nul', email: 'nul@hostile.test', name: 'a\0b', password_hash: hash },
    { id: 'lone', email: 'lone@hostile.test', name: 'a\ud800', password_hash: hash },
    { id: 'long', email: `${'x'.repeat(500_000)}@hostile.test`, password_hash: hash },
    { id: 'huge', email: 'huge@hostile.test', name: 'x'.repeat(2_000_000), password_hash: hash },
    { id: 'hash', email: 'hash@hostile.test', password_hash: `x'; delete from roles; --` },
    { id: hash, email: 'clear', password_hash: 'correct horse battery' },
    {
      __proto__: null,
      id: 'proto',
      email: 'proto@hostile.test',
      password_hash: hash,
      constructor: 1,
    },
  ]
  const lines = `${jsonLines(rows)}{"id":"cut","password_hash":"${hash}\n[]\n\xff\n\n`
  const { code, output, report } = await importFile('hostile.jsonl', Buffer.from(lines, 'utf8'))
  assert.equal(code, 2, output)
  assert.deepEqual(
    report.map(({ line, id, reason }) => [line, id, reason]),
    [
      [2, 'nul', 'name_invalid'],
      [3, 'lone', 'name_invalid'],
      [4, 'long', 'email_invalid'],
      [5, undefined, 'unreadable'],
      [6, 'hash', 'hash_unsupported'],
      [7, undefined, 'email_invalid'],
      [9, undefined, 'unreadable'],
      [10, undefined, 'unreadable'],
      [11, undefined, 'unreadable'],
    ],
  )
  const stored = accounts('%@hostile.test')
  assert.deepEqual(
    stored.map(({ email }) => email),
    ['bobby@hostile.test', 'proto@hostile.test'],
  )
  assert.equal(stored[0]?.first_name, name)
  assert.equal(query('select id from roles').length, 2)
  const printed = output + JSON.stringify(report)
  for (const secret of ['$2b$', 'correct horse', 'delete from']) {
    assert.ok(!printed.includes(secret), secret)
  }
})

test('the first of several accounts with one identifier is created, in any spelling', async () => {
  query(
    "insert into accounts (id, email, role_id, created_at, updated_at) values ('o', 'old@twins.test', 'user', 1, 1)",
  )
  query("insert into identifiers (key, account_id, kind) values ('old@twins.test', 'o', 'email')")
  // In one batch, and in batches of two.
  for (const size of ['2', '100']) {
    const rows = [
      { id: 1, username: `twin${size}`, email: `first${size}@twins.test` },
      { id: 2, username: `TWIN${size}`, email: `second${size}@twins.test` },
      { id: 3, email: `FIRST${size}@twins.test` },
      { id: 1, email: `again${size}@twins.test` },
      { id: 4, username: `free${size}`, email: 'Old@Twins.test' },
    ].map((row) => ({ ...row, password_hash: hash }))
    const { code, report } = await importFile(`twins${size}`, jsonLines(rows), '--at-a-time', size)
    assert.equal(code, 2)
    assert.deepEqual(
      report.map(({ line, reason }) => [line, reason]),
      [
        [2, 'taken'],
        [3, 'taken'],
        [4, 'present'],
        [5, 'taken'],
      ],
    )
    const created = accounts(`%${size}@twins.test`)
    const keys = `email first${size}@twins.test, username twin${size}`
    assert.deepEqual(
      created.map((account) => account.keys),
      [keys],
    )
  }
  const [old] = accounts('old@twins.test')
  assert.deepEqual([old?.id, old?.keys], ['o', 'email old@twins.test'])
})

test('a second run changes nothing, and keeps changes made since the first', async () => {
  const rows = [1, 2, 3, 4].map((id) => ({
    id,
    username: `again${id}`,
    email: `again${id}@again.test`,
    password_hash: hash,
  }))
  const first = await importFile('again.jsonl', jsonLines(rows))
  assert.equal(first.code, 0)
  const [renamed, , deleted] = accounts('%@again.test')
  query(`update accounts set username = 'new', password_hash = null where id = '${renamed?.id}'`)
  query("update identifiers set key = 'new' where key = 'again1'")
  query(`delete from accounts where id = '${deleted?.id}'`)
  query(`insert into events (at, event, account_id, outcome, request_id)
    values (1, 'user_deleted', '${deleted?.id}', 'success', 'x')`)
  const now = contents()
  const second = await importFile('again.jsonl')
  assert.deepEqual(contents(), now)
  const reasons = second.report.map(({ line, reason }) => `${line} ${reason}`)
  assert.deepEqual(reasons.sort(), ['1 present', '2 present', '3 deleted_here', '4 present'])
  assert.equal(second.code, 2)
})

test('a dry run writes nothing and creates no database', async () => {
  const row = { id: 'd', email: 'dry@dry.test', password_hash: hash }
  const elsewhere = join(directory, 'elsewhere')
  const args = ['--dry-run', '--persist-to', elsewhere]
  const { code, output } = await importFile('dry.jsonl', jsonLines([row, { id: 'e' }]), ...args)
  assert.equal(code, 2, output)
  assert.match(output, /1 would be created/)
  assert.match(output, /1 no_identifier/)
  assert.equal(existsSync(elsewhere), false)
  assert.deepEqual(accounts('%@dry.test'), [])
})

test('the same command completes an import that was killed', async () => {
  // A batch takes milliseconds, so there are many.
  const length = 3000
  const rows = Array.from({ length }, (_, id) => ({
    id,
    username: `killed${id}`,
    email: `${id}@killed.test`,
    password_hash: hash,
  }))
  const file = join(directory, 'killed.jsonl')
  writeFileSync(file, jsonLines(rows))
  const args = [...program, file, '--persist-to', storage, '--instance', 'killed.jsonl']
  const child = spawn(process.execPath, [...args, '--at-a-time', '300'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  await new Promise<void>((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('300 created')) resolve()
      })
    }
    child.on('close', () => reject(new Error(output)))
  })
  // Kills the process group during a later batch.
  assert.ok(child.pid)
  process.kill(-child.pid, 'SIGKILL')
  await closed
  const half = accounts('%@killed.test')
  assert.ok(half.length >= 300 && half.length < length, `${half.length}`)

  const { code, output, report } = await importFile('killed.jsonl', undefined, '--at-a-time', '300')
  assert.equal(code, 0, output)
  assert.equal(report.filter(({ reason }) => reason === 'present').length, half.length)
  const whole = accounts('%@killed.test')
  assert.equal(whole.length, length)
  for (const { email, keys, events } of whole) {
    const id = email.split('@')[0]
    assert.equal(keys, `email ${email}, username killed${id}`)
    assert.equal(events, 'user_created import success')
  }
})

test('a CSV may have quotes, line breaks and a byte order mark; a malformed line is skipped', async () => {
  const csv = `\uFEFFid,email,name,role,password_hash\r
1,one@csv.test,"Ada ""the first"", Countess",admin,${hash}\r
2,two@csv.test,"Ada
Lovelace",admin,${hash}\r
3,three@csv.test,too few\r
4,four@csv.test,,,${hash}\r
`
  const { code, report } = await importFile('accounts.csv', csv, '--admins')
  assert.equal(code, 2)
  const created = accounts('%@csv.test')
  assert.deepEqual(
    created.map(({ email, first_name, role_id }) => [email, first_name, role_id]),
    [
      ['four@csv.test', null, 'user'],
      ['one@csv.test', 'Ada "the first", Countess', 'admin'],
    ],
  )
  assert.deepEqual(report.map(({ reason }) => reason).sort(), ['name_invalid', 'unreadable'])
})

const sixtyFour =
  'lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ=='

test('a Firebase document is read as a stream; a truncated one stops with 1', async () => {
  const user = (id: number) => ({
    localId: `f${id}`,
    email: `${id}@firebase.test`,
    displayName: `{"]} ${id}`,
    passwordHash: sixtyFour,
    salt: '42xEC-ixf3L2lw==',
    providerUserInfo: [{ providerId: 'password' }],
  })
  const users = Array.from({ length: 2000 }, (_, id) => user(id))
  const whole = JSON.stringify({ kind: 'x', users, more: [{ localId: 'not one' }] })
  const without = await importFile('users.json', whole, '--from', 'firebase')
  assert.equal(without.code, 1)
  assert.match(without.output, /LATCHKEY_FIREBASE_SIGNER_KEY/)
  for (const wrong of [
    ['--firebase-signer-key', 'jxspr8Ki0RYycVU8'],
    ['--firebase-signer-key', sixtyFour, '--firebase-rounds', '0'],
    ['--firebase-signer-key', sixtyFour, '--firebase-salt-separator', '='],
  ]) {
    const { code, output } = await importFile('users.json', whole, '--from', 'firebase', ...wrong)
    assert.equal(code, 1)
    assert.match(output, /signer key is 64 bytes/)
    assert.ok(!output.includes(wrong[1] ?? ''))
  }
  const args = ['--from', 'firebase', '--firebase-signer-key', sixtyFour]
  const truncated = await importFile('truncated.json', whole.slice(0, 200_000), ...args)
  assert.equal(truncated.code, 1, truncated.output)
  assert.match(truncated.output, /ends before its list/)
  const { code, output } = await importFile('users.json', whole, ...args)
  assert.equal(code, 0, output)
  assert.equal(accounts('%@firebase.test').length, 2000)
})

test('a wrong option, source or file is reported in one sentence, with 1', async () => {
  const wrong: [string[], RegExp][] = [
    [['--from', 'nowhere'], /^--from must be one of plain, better-auth/],
    [['--at-a-time', '0'], /whole number/],
    [['--password', 'x'], /--password/],
    [['another.jsonl'], /^Usage: npm run import -- FILE/],
  ]
  for (const [args, message] of wrong) {
    const { code, output } = await importFile('wrong.jsonl', '', ...args)
    assert.equal(code, 1)
    assert.match(output, message)
  }
  const { code, output } = await importFile('none.jsonl')
  assert.equal(code, 1)
  assert.match(output, /There is no file/)
})

test('a report replaces neither the file that a link names nor the mode of an old report', async () => {
  const other = join(directory, 'other')
  writeFileSync(other, 'mine', { mode: 0o644 })
  symlinkSync(other, join(directory, 'linked.report.jsonl'))
  const row = { username: 'no hash', password_hash: 'unsupported' }
  const { report } = await importFile('linked', jsonLines([row]))
  assert.equal(report.length, 1)
  assert.equal(readFileSync(other, 'utf8'), 'mine')
  chmodSync(join(directory, 'linked.report.jsonl'), 0o644)
  assert.equal((await importFile('linked')).report.length, 1)
})
