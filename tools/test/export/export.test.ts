import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import bcrypt from 'bcryptjs'
import { getTableColumns } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { accounts, passkeys } from '../../../schema/index.ts'
import { rootSecret } from '../../../test/support/accounts/forge.ts'
import { readCommand } from '../../bootstrap/commands.mjs'
import { exportAccounts } from '../../commands/export/accounts.ts'
import { base32 } from '../../commands/export/base32.ts'
import { run as runExport } from '../../commands/export/export.ts'
import { run as runImport } from '../../commands/import/import.ts'
import { readBase32 } from '../../commands/import/second-factors/secrets.ts'
import { withDatabase } from '../../lib/database.ts'
import { inProcess } from '../support/in-process.ts'
import { database, type LocalDatabase, password, served } from '../support/rehearsal.ts'

const hash = await bcrypt.hash(password, 4)
const shown = 'JBSWY3DPEHPK3PXP'
const born = '2024-03-01T10:00:00.123Z'

/** Accounts of every kind. The passkey is one that better-auth stored. */
const people = [
  {
    id: 'root',
    email: 'root@example.com',
    role: 'admin',
    createdAt: born,
    emailVerified: '2024-03-02T10:00:00Z',
    password: hash,
    passkey: [
      {
        name: 'Phone',
        publicKey:
          'pQECAyYgASFYIDYNCfiwUaVqz+fCZdmd9v6Vp7wOaDsjRTX+OJ1McKm+IlggsYexho4v7DyWb0RrJihqHF7XJzTMyroXfMkpqeOzJWI=',
        credentialID: '5t3iAKE0_l9_Rs9WQHB1P-mKFbi7lZVBx8c1GtK6YH4',
        counter: 7,
        deviceType: 'multiDevice',
        backedUp: true,
        transports: 'internal,hybrid',
        createdAt: '2026-11-29T09:11:10.381Z',
      },
    ],
  },
  { id: 'ada', username: 'ada', email: 'Ada@Example.com', name: "Ada 'Ω; --", createdAt: born },
  { id: 'banned', username: 'eve', banned: true, createdAt: '2025-01-01', password: hash },
]

/** A database with these accounts, an authenticator app with recovery codes, and an account that another one invited. */
async function filled(): Promise<LocalDatabase> {
  const place = await database()
  await importFile(place, people, '--from', 'better-auth', '--admins', '--without-password')
  const tom = { id: 'tom', email: 'tom@example.com', password_hash: hash, totp_secret: shown }
  await importFile(place, [tom])
  place.rows((sqlite) => {
    sqlite.exec(`update accounts set locale = 'ja', picture = 'https://x.test/a.png', password_change_required = 1,
      referrer_id = (select id from accounts where email = 'root@example.com') where username = 'ada';
      insert into recovery_codes select id, 'aGFzaA', 5 from accounts where email = 'tom@example.com';
      update totp_factors set label = 'Phone';
      update passkeys set last_used_at = 1764000000000, user_verified = 1, user_handle = 'aGFuZGxl'`)
  })
  return place
}

let files = 0

async function importFile(place: LocalDatabase, rows: object[], ...args: string[]) {
  files += 1
  const file = join(place.directory, `${files}.jsonl`)
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const all = [file, ...args, ...place.where]
  const result = await inProcess((given) => runImport(readCommand('import', given)), all)
  assert.ok(result.code !== 1, result.output)
  return result
}

const exportInto = (place: LocalDatabase, file: string, ...args: string[]) =>
  inProcess((given) => runExport(readCommand('export', given)), [file, ...args, ...place.where])

const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** The rows of all accounts, without the values that every import chooses itself. */
function stored(place: LocalDatabase) {
  return place.rows((sqlite) => {
    const rows = (query: string) =>
      sqlite
        .prepare(query)
        .all()
        .map((row) => ({ ...row }))
    return {
      accounts: rows('select * from accounts order by id').map(
        ({ revision, updated_at, disabled_at, ...row }): Record<string, unknown> => ({
          ...row,
          disabled: disabled_at !== null,
        }),
      ),
      identifiers: rows('select * from identifiers order by key'),
      passkeys: rows('select * from passkeys'),
      factors: rows('select account_id, label, created_at from totp_factors'),
      codes: rows('select account_id, code_hash from recovery_codes'),
    }
  })
}

/** The database that every test exports. */
let place: LocalDatabase
before(async () => {
  process.env.LATCHKEY_ROOT_SECRET = rootSecret
  place = await filled()
})
after(() => {
  delete process.env.LATCHKEY_ROOT_SECRET
})

test('an export is imported into an empty database without loss, and its users sign in', async () => {
  const file = join(place.directory, 'all.jsonl')
  const { code, output } = await exportInto(place, file, '--with-totp-secrets')
  assert.equal(code, 0, output)
  assert.match(output, /^4 accounts are in .*all\.jsonl\.\n$/)
  assert.equal(statSync(file).mode & 0o777, 0o600)

  const copy = await database()
  const imported = await importFile(
    copy,
    linesOf(file),
    '--from',
    'latchkey',
    '--admins',
    '--without-password',
  )
  assert.equal(imported.code, 0, imported.output)
  assert.match(imported.output, /^4 read: 4 created, 0 skipped\.$/m)
  const [first, second] = [stored(place), stored(copy)]
  assert.equal(first.accounts.length + first.passkeys.length + first.codes.length, 6)
  assert.deepEqual(second, first)
  assert.ok(first.accounts.some(({ referrer_id }) => referrer_id !== null))

  const instance = await served(copy)
  assert.ok(await instance.signIn('root@example.com'))
  assert.equal(await instance.signIn('eve'), undefined)
  assert.equal(await instance.signIn('tom@example.com'), undefined)
  const totp = new TOTP({ secret: Secret.fromBase32(shown) })
  assert.ok(await instance.signIn('tom@example.com', `${password} ${totp.generate()}`))
  await instance.stop()
})

test('without its flag an export contains no secret of a second factor, and an import does not lose the factor silently', async () => {
  const file = join(place.directory, 'open.jsonl')
  const { code, output } = await exportInto(place, file)
  assert.equal(code, 0, output)
  assert.match(output, /1 have a second factor, whose secrets are not in the file/)
  const text = readFileSync(file, 'utf8')
  const secrets = place.rows((sqlite) =>
    sqlite
      .prepare('select secret from totp_factors')
      .all()
      .map(({ secret }) => String(secret)),
  )
  for (const each of [shown, 'aGFzaA', ...secrets]) assert.ok(!text.includes(each))
  for (const source of ['latchkey', 'plain']) {
    const args = ['--from', source, '--without-password', '--dry-run']
    const imported = await importFile(place, linesOf(file), ...args)
    assert.equal(imported.code, 2, imported.output)
    assert.match(imported.output, /1 second_factor_unusable/)
  }

  const again = await exportInto(place, file)
  assert.equal(again.code, 1)
  assert.match(again.output, /exists/)
  assert.equal(readFileSync(file, 'utf8'), text)

  process.env.LATCHKEY_ROOT_SECRET = 'Zk3vN8xQ1pYw6RtB5mLc9HsJ2fDg7KaU'
  const unreadable = await exportInto(place, `${file}.2`, '--with-totp-secrets')
  process.env.LATCHKEY_ROOT_SECRET = rootSecret
  assert.equal(unreadable.code, 1)
  assert.match(unreadable.output, /ROOT_SECRET does not decrypt/)
  assert.ok(!existsSync(`${file}.2`))
})

test('pages are read by age: no account twice, none missing, and none that is created meanwhile', async () => {
  const file = join(place.directory, 'by-age.jsonl')
  const born = Date.parse('2026-01-01')
  const counts = await withDatabase(place.where, (db) =>
    exportAccounts(db, file, { now: born, pageSize: 1 }),
  )
  assert.deepEqual(counts, { accounts: 3, withFactor: 0, created: 1 })
  const ids = linesOf(file).map(({ id }) => id)
  const expected = place.rows((sqlite) =>
    sqlite
      .prepare('select id from accounts where created_at <= ? order by created_at, id')
      .all(born)
      .map(({ id }) => id),
  )
  assert.deepEqual(ids, expected)
})

test('every column of accounts and passkeys is exported, or named here', async () => {
  const file = join(place.directory, 'columns.jsonl')
  await exportInto(place, file)
  const [line = {}] = linesOf(file).filter(({ email }) => email === 'root@example.com')
  const names = (table: typeof accounts | typeof passkeys) =>
    Object.values(getTableColumns(table)).map(({ name }) => name)
  const renamed = { role: 'role_id', invited_by: 'referrer_id' }
  const left = [
    ...['credential_version', 'default_of', 'default_password', 'revision'],
    ...['username_key', 'email_key', 'first_device'],
  ]
  const exported = Object.keys(line).map(
    (name) => Object.entries(renamed).find(([to]) => to === name)?.[1] ?? name,
  )
  const missing = names(accounts).filter((name) => !exported.includes(name) && !left.includes(name))
  assert.deepEqual(missing, [])
  const [passkey = {}] = line.passkeys as object[]
  assert.deepEqual(
    names(passkeys).filter((name) => !(name in passkey)),
    ['account_id'],
  )
})

test('base32 is what the import reads', () => {
  for (let length = 10; length < 25; length += 1) {
    const secret = Buffer.from(Array.from({ length }, (_, index) => (index * 97 + length) % 256))
    assert.deepEqual(readBase32(base32(secret)), { secret })
  }
})
