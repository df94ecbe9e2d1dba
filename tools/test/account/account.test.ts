import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { getTableColumns, getTableName } from 'drizzle-orm'
import * as schema from '../../../schema/index.ts'
import { readCommand } from '../../bootstrap/commands.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { run as runAccount } from '../../commands/account/account.ts'
import {
  erase,
  findAccountId,
  sections,
  selectPersonalData,
} from '../../commands/account/personal-data.ts'
import { type Database, type Row, withDatabase } from '../../lib/database.ts'
import { inProcess } from '../support/in-process.ts'
import { database, password, served } from '../support/rehearsal.ts'

/** Columns that an export omits: secrets, the known account id, and internal keys. */
const withheld: Record<string, string[]> = {
  accounts: ['passwordHash', 'revision', 'usernameKey', 'emailKey', 'firstDevice'],
  identifiers: ['accountId'],
  sessions: ['accountId'],
  api_tokens: ['accountId', 'tokenHash', 'tokenEncrypted'],
  devices: ['accountId', 'key'],
  reset_links: ['accountId', 'tokenHash'],
  otp_challenges: ['accountId', 'id', 'codeHash', 'sessionId'],
  totp_factors: ['accountId', 'secret', 'keyId', 'lastStep'],
  recovery_codes: ['accountId', 'codeHash'],
  pending_sign_ins: ['id', 'accountId', 'credentialVersion'],
  grants: ['accountId', 'credentialVersion', 'generation', 'rotatedAt'],
  device_codes: ['id', 'userCodeHash', 'accountId', 'interval', 'polledAt'],
  passkeys: ['accountId', 'publicKey', 'algorithm', 'counter'],
  throttles: [],
  events: ['id'],
}
/** Tables without personal data. */
const impersonal = [
  'authorization_codes',
  'clients',
  'milestones',
  'revocations',
  'roles',
  'signing_keys',
  'spent_passkey_challenges',
]

interface Person {
  id: string
  token: string
}
let place: Awaited<ReturnType<typeof database>>
let boss: Person
let ada: Person
let bob: Person
let invitation: string
before(async () => {
  place = await database()
  const instance = await served(place, { REGISTRATION: 'open' })
  boss = await instance.administrator('boss@example.com')
  ada = await instance.register('Ada@Example.com')
  bob = await instance.register('bob')
  await instance.cookieOf('ada@example.com')
  await instance.signIn('ada@example.com', 'wrong password')
  invitation = await instance.createInvitation(ada.token)
  await instance.request('POST', '/api/auth/me/send-otp', undefined, ada)
  await instance.request('POST', '/api/auth/send-password-reset-link', { email: 'ada@example.com' })
  // The administrator changes Ada's account, and Ada invites Eve.
  await instance.request('PATCH', `/api/auth/accounts/${ada.id}`, { first_name: "Ada'; --" }, boss)
  await instance.request('POST', '/api/auth/signup', {
    ...{ referrer: invitation, email: 'eve@example.com', password },
  })
  await instance.stop()
  const device = 'insert or ignore into devices (account_id, key, used_at) values (?, ?, ?)'
  place.rows((sqlite) => sqlite.prepare(device).run(ada.id, 'some-device', Date.now()))
})

test('every column of every table is either exported or withheld', () => {
  const columns = Object.fromEntries(
    Object.values(sections).map(({ table, columns }) => [getTableName(table), columns]),
  )
  for (const table of Object.values(schema)) {
    const name = getTableName(table)
    if (impersonal.includes(name)) continue
    const decided = [...(columns[name] ?? []), ...(withheld[name] ?? [])].sort()
    assert.deepEqual(decided, Object.keys(getTableColumns(table)).sort(), name)
  }
})

test('an export is JSON with all personal data of an account, and no secret', async () => {
  const script = [
    join(root, 'tools/run.mjs'),
    'account',
    'export',
    ' ADA@example.COM ',
    ...place.where,
  ]
  const { code, stdout, output } = await run(process.execPath, script)
  assert.equal(code, 0, output)
  const rows = JSON.parse(stdout)
  assert.equal(rows.account.id, ada.id)
  assert.equal(rows.account.first_name, "Ada'; --")
  assert.match(rows.account.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  assert.deepEqual(rows.identifiers, [{ key: 'ada@example.com', kind: 'email' }])
  assert.equal(rows.sessions.length, 2)
  assert.equal(rows.invitations[0].uses, 1)
  assert.ok(rows.devices.length > 0)
  assert.equal(rows.otp_challenge.tries, 0)
  assert.ok(rows.reset_link.expires_at)
  assert.ok(rows.throttles.some(({ key }: { key: string }) => key === `sign-in:${ada.id}`))
  const recorded = rows.events.map(({ event }: { event: string }) => event)
  for (const each of ['user_created', 'authn_login_fail', 'user_updated']) {
    assert.ok(recorded.includes(each), each)
  }
  const secrets = place.rows((sqlite) =>
    sqlite
      .prepare(
        `select password_hash as value from accounts
          union all select token_hash from api_tokens union all select token_sealed from api_tokens
          union all select token_hash from reset_links union all select code_hash from otp_challenges`,
      )
      .all(),
  )
  assert.equal(secrets.length, 8)
  for (const { value } of secrets) assert.ok(!stdout.includes(String(value)))
  assert.ok(!stdout.includes(invitation))
  assert.ok(!stdout.includes('bob') && !stdout.includes(bob.id) && !stdout.includes('eve@'))
})

test('an export printed on a terminal contains no control character of a client', async () => {
  const agent = 'Mozilla \u001b[31m \u009b31m \u202e \u{e0001}'
  place.rows((sqlite) =>
    sqlite.prepare('update sessions set user_agent = ? where account_id = ?').run(agent, ada.id),
  )
  const { stdout } = await command('export', ada.id)
  assert.ok(JSON.parse(stdout).sessions.every((row: Row) => row.user_agent === agent))
  assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}|\p{Cf}/u)
})

test('a database without all migrations is not migrated: the missing ones are listed', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'latchkey-account-'))
  after(() => rmSync(elsewhere, { recursive: true, force: true }))
  for (const action of ['export', 'erase']) {
    const args = [action, 'ada@example.com', '--yes', '--persist-to', elsewhere]
    const { code, output } = await inProcess(accountCommand, args)
    assert.equal(code, 1)
    assert.match(output, /^The local database lacks \d+ migrations: 0000_first, /)
    assert.match(output, /npm start applies missing migrations/)
  }
})

test('a hostile name is only compared, and an id is never treated as a name', async () => {
  const all = everything()
  const name = `x' or '1'='1"; delete from accounts; --\n%*\\`
  const { code, output } = await command('erase', name, '--yes')
  assert.equal(code, 1)
  assert.ok(output.includes(`There is no account ${name}; nothing was erased.`), output)
  assert.deepEqual(everything(), all)
  // A username may have the form of an id, so text in that form is not looked up.
  const unusedDatabase: Database = {
    select: () => assert.fail(),
    selectEach: () => assert.fail(),
    change: () => assert.fail(),
  }
  assert.equal(await findAccountId(unusedDatabase, ada.id.toUpperCase()), ada.id)
})

test('the last administrator is not erased, and without a terminal --yes is required', async () => {
  const all = everything()
  const last = await command('erase', 'boss@example.com', '--yes')
  assert.deepEqual([last.code, /last administrator/.test(last.output)], [1, true])
  const unconfirmed = await command('erase', 'ada@example.com')
  assert.deepEqual([unconfirmed.code, /--yes/.test(unconfirmed.output)], [1, true])
  assert.deepEqual(everything(), all)
})

test('an erasure leaves one event about the account, and changes no other account', async () => {
  const others = everything()
  const { code, output } = await command('erase', 'ada@example.com', '--yes')
  assert.equal(code, 0, output)
  const left = everything()
  const traces = Object.entries(left).filter(([, rows]) => JSON.stringify(rows).includes(ada.id))
  assert.deepEqual(
    traces.map(([table]) => table),
    ['events'],
  )
  const [trace, ...more] = eventsAbout(ada.id)
  assert.equal(more.length, 0)
  assert.deepEqual([trace?.event, trace?.request_id], ['user_deleted', 'erase'])
  assert.deepEqual([trace?.ip, trace?.actor_id], [null, null])
  // Not only the name: a UUID may contain its three letters.
  assert.ok(!/ada['@"\\]/i.test(JSON.stringify(left)))
  // Eve's account loses its referrer; other accounts are unchanged.
  for (const [table, rows] of Object.entries(others)) {
    const unchanged = rows
      .filter((row) => !JSON.stringify({ ...row, referrer_id: null }).includes(ada.id))
      .map((row) => ('referrer_id' in row ? { ...row, referrer_id: null } : row))
    assert.deepEqual(
      left[table]?.filter(({ request_id }) => request_id !== 'erase'),
      unchanged,
      table,
    )
  }
})

test('a second erasure changes nothing', async () => {
  const all = everything()
  const again = await command('erase', ada.id, '--yes')
  assert.deepEqual([again.code, /No data is stored/.test(again.output)], [0, true])
  assert.equal((await command('export', 'ada@example.com')).code, 1)
  assert.equal(await withDatabase(place.where, (db) => erase(db, ada.id)), true)
  assert.deepEqual(everything(), all)
})

test('an erasure of a deleted account leaves one of its events', async () => {
  const instance = await served(place)
  const token = await instance.signIn('boss@example.com')
  await instance.request('DELETE', `/api/auth/accounts/${bob.id}`, undefined, { token })
  await instance.stop()
  const data = await withDatabase(place.where, (db) => selectPersonalData(db, bob.id))
  assert.ok(data)
  assert.equal(data.account, null)
  assert.ok(data.events.length > 1)
  // A deletion over HTTP keeps the audit events, with network addresses.
  assert.ok(data.events.some(({ event, ip }) => event === 'user_deleted' && ip))
  assert.equal((await command('erase', bob.id, '--yes')).code, 0)
  assert.equal(await withDatabase(place.where, (db) => selectPersonalData(db, bob.id)), undefined)
  const traces = () => eventsAbout(bob.id)
  const [trace, ...more] = traces()
  assert.deepEqual([trace?.event, trace?.request_id], ['user_deleted', 'erase'])
  assert.deepEqual([trace?.ip, trace?.actor_id], [null, null])
  assert.equal(more.length, 0)
  assert.equal((await command('erase', bob.id, '--yes')).code, 0)
  assert.deepEqual(traces(), [trace])
})

function accountCommand(args: string[]) {
  return runAccount(readCommand('account', args))
}

function command(...args: string[]) {
  return inProcess(accountCommand, [...args, '--persist-to', place.state])
}

function eventsAbout(id: string) {
  return (everything().events ?? []).filter((row) => JSON.stringify(row).includes(id))
}

/** Selects every row of every table of the schema. */
function everything(): Record<string, Row[]> {
  return place.rows((sqlite) =>
    Object.fromEntries(
      Object.values(schema).map((table) => {
        const name = getTableName(table)
        const rows = sqlite.prepare(`select * from ${name}`).all()
        // Rows of node:sqlite have no prototype, so they do not equal other objects.
        return [name, rows.map((row) => ({ ...row }))]
      }),
    ),
  )
}
