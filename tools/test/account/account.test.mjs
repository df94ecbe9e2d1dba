import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { getTableColumns, getTableName } from 'drizzle-orm'
import * as schema from '../../../schema/index.ts'
import { root, run } from '../../bootstrap/process.mjs'
import { runAccount } from '../../commands/account/account-command.mjs'
import { erase, findAccountId, rowsOf, told } from '../../commands/account/personal-data.mjs'
import { withDatabase } from '../../lib/database.ts'
import { inProcess } from '../support/in-process.ts'
import { database, password, served } from '../support/rehearsal.ts'

/** What an export leaves out: secrets, what is known without it, and what only machines read. */
const withheld = {
  accounts: ['passwordHash', 'revision'],
  identifiers: ['accountId'],
  sessions: ['accountId'],
  api_tokens: ['accountId', 'tokenHash', 'tokenEncrypted'],
  devices: ['accountId', 'key'],
  reset_links: ['accountId', 'tokenHash'],
  otp_challenges: ['accountId', 'id', 'codeHash', 'sessionId'],
  throttles: [],
  events: ['id'],
}
/** Tables that hold nothing about one account. */
const nobodys = ['milestones', 'roles']

let place
let boss
let ada
let bob
before(async () => {
  place = await database()
  const instance = await served(place, { REGISTRATION: 'open' })
  boss = await instance.administrator('boss@example.com')
  ada = await instance.register('Ada@Example.com')
  bob = await instance.register('bob')
  await instance.cookieOf('ada@example.com')
  await instance.signIn('ada@example.com', 'wrong password')
  ada.invitation = await instance.createInvitation(ada.token)
  await instance.request('POST', '/api/auth/me/send-otp', undefined, ada)
  await instance.request('POST', '/api/auth/send-password-reset-link', { email: 'ada@example.com' })
  // Bob was invited by Ada, and the administrator did something to her.
  await instance.request('PATCH', `/api/auth/accounts/${ada.id}`, { first_name: "Ada'; --" }, boss)
  await instance.request('POST', '/api/auth/signup', {
    ...{ referrer: ada.invitation, email: 'eve@example.com', password },
  })
  await instance.stop()
  const device = 'insert or ignore into devices (account_id, key, used_at) values (?, ?, ?)'
  place.rows((sqlite) => sqlite.prepare(device).run(ada.id, 'some-device', Date.now()))
})

test('every column of every table is either told or withheld on purpose', () => {
  const columns = Object.fromEntries(
    Object.values(told).map(({ table, columns }) => [getTableName(table), columns]),
  )
  for (const table of Object.values(schema)) {
    const name = getTableName(table)
    if (nobodys.includes(name)) continue
    const decided = [...columns[name], ...withheld[name]].sort()
    assert.deepEqual(decided, Object.keys(getTableColumns(table)).sort(), name)
  }
})

test('an export is JSON with all that is held about an account, and no secret', async () => {
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
  assert.ok(rows.throttles.some(({ key }) => key === `sign-in:${ada.id}`))
  const happened = rows.events.map(({ event }) => event)
  for (const each of ['user_created', 'authn_login_fail', 'user_updated']) {
    assert.ok(happened.includes(each), each)
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
  for (const { value } of secrets) assert.ok(!stdout.includes(value))
  assert.ok(!stdout.includes(ada.invitation))
  assert.ok(!stdout.includes('bob') && !stdout.includes(bob.id) && !stdout.includes('eve@'))
})

test('a database that lacks migrations is not migrated: what is missing is named', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'latchkey-account-'))
  after(() => rmSync(elsewhere, { recursive: true, force: true }))
  for (const action of ['export', 'erase']) {
    const args = [action, 'ada@example.com', '--yes', '--persist-to', elsewhere]
    const { code, output } = await inProcess(runAccount, args)
    assert.equal(code, 1)
    assert.match(output, /^The local database lacks \d+ migrations: 0000_first, /)
    assert.match(output, /npm start applies missing migrations/)
  }
})

test('a hostile name is only a name, and an id is never taken for one', async () => {
  const all = everything()
  const name = `x' or '1'='1"; delete from accounts; --\n%*\\`
  const { code, output } = await command('erase', name, '--yes')
  assert.equal(code, 1)
  assert.ok(output.includes(`No account goes by ${name}; nothing was erased.`), output)
  assert.deepEqual(everything(), all)
  // A username may have the form of an id; no name is looked up for such a text.
  assert.equal(await findAccountId(undefined, ada.id.toUpperCase()), ada.id)
})

test('the last administrator stays, and without a terminal nobody is erased unasked', async () => {
  const all = everything()
  const last = await command('erase', 'boss@example.com', '--yes')
  assert.deepEqual([last.code, /last administrator/.test(last.output)], [1, true])
  const unasked = await command('erase', 'ada@example.com')
  assert.deepEqual([unasked.code, /--yes/.test(unasked.output)], [1, true])
  assert.deepEqual(everything(), all)
})

test('erasing leaves nothing that names the account but one row, and touches no other', async () => {
  const others = everything()
  const { code, output } = await command('erase', 'ada@example.com', '--yes')
  assert.equal(code, 0, output)
  const left = everything()
  const traces = Object.entries(left).filter(([, rows]) => JSON.stringify(rows).includes(ada.id))
  assert.deepEqual(
    traces.map(([table]) => table),
    ['events'],
  )
  const [trace, ...more] = left.events.filter((row) => JSON.stringify(row).includes(ada.id))
  assert.equal(more.length, 0)
  assert.deepEqual([trace.event, trace.request_id], ['user_deleted', 'erase'])
  assert.deepEqual([trace.ip, trace.actor_id], [null, null])
  // Not the name alone: its three letters may stand in any UUID.
  assert.ok(!/ada['@"\\]/i.test(JSON.stringify(left)))
  // Eve forgets who invited her; everything else of the others is as it was.
  for (const [table, rows] of Object.entries(others)) {
    const theirs = rows
      .filter((row) => !JSON.stringify({ ...row, referrer_id: null }).includes(ada.id))
      .map((row) => ('referrer_id' in row ? { ...row, referrer_id: null } : row))
    assert.deepEqual(
      left[table].filter(({ request_id }) => request_id !== 'erase'),
      theirs,
      table,
    )
  }
})

test('erasing again changes nothing; the name can be had anew', async () => {
  const all = everything()
  const again = await command('erase', ada.id, '--yes')
  assert.deepEqual([again.code, /Nothing is held/.test(again.output)], [0, true])
  assert.equal((await command('export', 'ada@example.com')).code, 1)
  assert.equal(await withDatabase(place.where, (db) => erase(db, ada.id)), true)
  assert.deepEqual(everything(), all)
})

test('of an account that was deleted before, the audit rows go but one', async () => {
  const instance = await served(place)
  const token = await instance.signIn('boss@example.com')
  await instance.request('DELETE', `/api/auth/accounts/${bob.id}`, undefined, { token })
  await instance.stop()
  const rows = await withDatabase(place.where, (db) => rowsOf(db, bob.id))
  assert.equal(rows.account, null)
  assert.ok(rows.events.length > 1)
  // Who did what, and from where, outlives a deletion over HTTP.
  assert.ok(rows.events.some(({ event, ip }) => event === 'user_deleted' && ip))
  assert.equal((await command('erase', bob.id, '--yes')).code, 0)
  assert.equal(await withDatabase(place.where, (db) => rowsOf(db, bob.id)), undefined)
  const traces = () => everything().events.filter((row) => JSON.stringify(row).includes(bob.id))
  const [trace, ...more] = traces()
  assert.deepEqual([trace.event, trace.request_id], ['user_deleted', 'erase'])
  assert.deepEqual([trace.ip, trace.actor_id], [null, null])
  assert.equal(more.length, 0)
  assert.equal((await command('erase', bob.id, '--yes')).code, 0)
  assert.deepEqual(traces(), [trace])
})

function command(...args) {
  return inProcess(runAccount, [...args, '--persist-to', place.state])
}

/** Every row of every table of ours. */
function everything() {
  return place.rows((sqlite) =>
    Object.fromEntries(
      Object.values(schema).map((table) => {
        const name = getTableName(table)
        const rows = sqlite.prepare(`select * from ${name} order by rowid`).all()
        // SQLite's rows have no prototype, and no copy of one is equal to them.
        return [name, rows.map((row) => ({ ...row }))]
      }),
    ),
  )
}
