import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { linkIn } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, verify, write } from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type SentMail, Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let root: Person
let alice: Person
let bob: Person
beforeEach(async () => {
  service = new Service()
  root = await administrator()
  alice = await person('alice')
  bob = await person('bob')
})

const path = '/api/auth/bulk/accounts'

function bulk(action: string, ids: string[], token = root.token, at = service) {
  return at.post(path, { action, ids }, { token })
}

/** The code of each account, which is null if the account is as requested. */
async function codes(action: string, ...people: { id: string }[]): Promise<unknown[]> {
  const ids = people.map(({ id }) => id)
  const { status, body } = await bulk(action, ids)
  expect(status).toBe(200)
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(ids)
  return body.items.map(({ code }: { code: string | null }) => code)
}

/** The events about accounts that an administrator caused. */
async function trail(event: string) {
  const { results } = await env.DB.prepare(
    'select account_id, actor_id, detail from events where event = ? and actor_id = ? order by detail, account_id',
  )
    .bind(event, root.id)
    .all()
  return results
}

async function isSignedIn({ token }: { token: string }): Promise<boolean> {
  return (await service.get('/api/auth/sessions', { token })).status === 200
}

const unknown = { id: 'unknown' }

describe('POST /api/auth/bulk/accounts', () => {
  test('disables accounts, ends their sessions, links and codes, and enables them again', async () => {
    await write("insert into reset_links values (?, 'x', 9e12)", alice.id)
    expect(await codes('disable', alice, bob, unknown)).toEqual([null, null, 'account_not_found'])
    for (const each of [alice, bob]) {
      expect(await isSignedIn(each)).toBe(false)
      expect(await countRows('sessions', 'account_id = ?', each.id)).toBe(0)
    }
    expect(await countRows('reset_links')).toBe(0)
    expect(await isSignedIn(root)).toBe(true)
    expect(await codes('disable', bob)).toEqual([null])
    expect(await codes('enable', alice, bob, root)).toEqual([null, null, null])
    expect(await signIn('alice')).toMatch(/^eyJ/)
    const ids = [alice.id, bob.id].toSorted()
    expect(await trail('user_updated')).toEqual(
      ['disabled', 'enabled'].flatMap((detail) =>
        ids.map((id) => ({ account_id: id, actor_id: root.id, detail })),
      ),
    )
  })

  test('signs accounts out everywhere, with an event for each that was signed in', async () => {
    await signIn('alice')
    await write('update sessions set expires_at = 1 where account_id = ?', bob.id)
    expect(await codes('sign_out', alice, bob, unknown)).toEqual([null, null, 'account_not_found'])
    expect(await isSignedIn(alice)).toBe(false)
    expect(await isSignedIn(root)).toBe(true)
    const expected = [{ account_id: alice.id, actor_id: root.id, detail: 'all' }]
    expect(await trail('authn_token_revoked')).toEqual(expected)
  })

  test('deletes accounts and what belongs to them, but not the caller', async () => {
    await write("insert into throttles values ('write:' || ?, 1, 9e12)", alice.id)
    await write("insert or replace into throttles values ('write:other', 1, 9e12)")
    expect(await codes('delete', alice, root, bob)).toEqual([null, 'cannot_delete_self', null])
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('identifiers')).toBe(1)
    expect(await countRows('throttles', "key in ('write:' || ?, 'write:other')", alice.id)).toBe(1)
    expect(await trail('user_deleted')).toEqual(
      [alice.id, bob.id]
        .toSorted()
        .map((id) => ({ account_id: id, actor_id: root.id, detail: null })),
    )
    expect(await codes('delete', alice)).toEqual(['account_not_found'])
  })

  test('keeps the caller, who so is an administrator afterwards', async () => {
    await write("update accounts set role_id = 'admin' where id = ?", alice.id)
    expect(await codes('disable', root, alice)).toEqual(['cannot_disable_self', null])
    expect(await countRows('accounts', "role_id = 'admin' and disabled_at is null")).toBe(1)
    expect(await isSignedIn(root)).toBe(true)
  })

  test('does not enable an account with its documented password', async () => {
    await write('update accounts set default_password = 1, disabled_at = 1 where id = ?', bob.id)
    expect(await codes('enable', alice, bob)).toEqual([null, 'default_password'])
    expect(await countRows('accounts', 'disabled_at is not null')).toBe(1)
  })

  test('signs the caller out, too, and clears the cookie', async () => {
    const browser = new Browser(service)
    await browser.request('POST', '/api/auth/session', { username: root.username, password })
    const { headers } = await browser.request('POST', path, { action: 'sign_out', ids: [root.id] })
    expect(headers.get('Set-Cookie')).toContain('Max-Age=0')
    expect(await countRows('sessions', 'account_id = ?', root.id)).toBe(0)
  })

  test('changes nothing if the caller loses the role or the session meanwhile', async () => {
    const demote = () => write("update accounts set role_id = 'user' where id = ?", root.id)
    const end = () => write('delete from sessions where account_id = ?', root.id)
    for (const [happens, status, code] of [
      [end, 401, 'unauthenticated'],
      [demote, 403, 'forbidden'],
    ] as const) {
      for (const action of ['disable', 'delete', 'sign_out']) {
        const token = await signIn(root.username)
        await write("update accounts set role_id = 'admin' where id = ?", root.id)
        const events = await countRows('events')
        const overtaken = new Service({ DB: meanwhile(happens) })
        expectProblem(await bulk(action, [alice.id, bob.id], token, overtaken), status, code)
        expect(await countRows('events')).toBe(events)
        expect(await countRows('accounts', 'disabled_at is null')).toBe(3)
        expect(await isSignedIn(alice)).toBe(true)
      }
    }
  })

  test('requires an administrator who signed in recently', async () => {
    expectProblem(await bulk('delete', [bob.id], alice.token), 403, 'forbidden')
    await write('update sessions set created_at = 1, proved_at = 1')
    expectProblem(await bulk('delete', [bob.id]), 401, 'reauthentication_required')
    expect(await countRows('accounts')).toBe(3)
  })

  test('accepts 1 to 50 ids, and an id twice as once', async () => {
    expectInvalid(await bulk('delete', []), 'ids')
    expectInvalid(await bulk('delete', Array(51).fill('x')), 'ids')
    expectInvalid(await bulk('promote', [bob.id]), 'action')
    const { body } = await bulk('disable', [bob.id, bob.id])
    expect(body.items).toEqual([{ id: bob.id, code: null }])
    const hostile = ["' or 1=1 --", '%', '"', '\\', 'null']
    const answer = await bulk('delete', hostile)
    expect(answer.body.items).toEqual(hostile.map((id) => ({ id, code: 'account_not_found' })))
    expect(await countRows('accounts')).toBe(3)
  })

  test('takes one round trip besides authentication for any number of accounts', async () => {
    await verify(alice.id)
    for (const action of ['enable', 'sign_out', 'disable', 'delete']) {
      for (const ids of [
        [alice.id],
        [alice.id, bob.id, ...Array.from({ length: 48 }, (_, n) => `id${n}`)],
      ]) {
        const sent = { json: { action, ids }, token: root.token }
        expect(await service.tripsOf('POST', path, sent), action).toBe(2)
      }
    }
  })

  test('mails reset links that say an administrator sent them', async () => {
    const ada = await person('ada@example.com')
    const off = await person('off@example.com')
    await write('update accounts set disabled_at = 1 where id = ?', off.id)
    const found = await codes('send_reset_link', ada, alice, off, unknown)
    expect(found).toEqual([null, 'email_missing', 'account_disabled', 'account_not_found'])
    const [mail] = service.mails
    expect(service.mails.map(({ to }) => to)).toEqual(['ada@example.com'])
    expect(mail?.text).toContain('An administrator')
    const token = linkIn(mail as SentMail).searchParams.get('token') ?? ''
    const fresh = `${password}, the second`
    const reset = await service.put('/api/auth/password-reset', { password: fresh }, { token })
    expect(reset.status).toBe(200)
    expect(await trail('authn_token_created')).toEqual([
      { account_id: ada.id, actor_id: root.id, detail: 'reset_link' },
    ])
  })

  test('mails no reset link to an address that has become that of another account', async () => {
    const ada = await person('ada@example.com')
    const moves = "update identifiers set account_id = ? where key = 'ada@example.com'"
    const slow = new Service({ DB: meanwhile(() => write(moves, bob.id)) })
    const { body } = await bulk('send_reset_link', [ada.id], root.token, slow)
    expect(body.items).toEqual([{ id: ada.id, code: 'too_many_mails' }])
    expect([slow.mails, await countRows('reset_links')]).toEqual([[], 0])
  })

  test('mails five reset links per hour to an address, and each replaces the last', async () => {
    const ada = await person('ada@example.com')
    for (let n = 0; n < 5; n++) expect(await codes('send_reset_link', ada)).toEqual([null])
    expect(await codes('send_reset_link', ada)).toEqual(['too_many_mails'])
    expect(service.mails).toHaveLength(5)
    expect(await countRows('reset_links')).toBe(1)
  })

  test('mails reset links to 50 accounts in two round trips, and none without mail or as another role', async () => {
    const ids: string[] = []
    for (let n = 0; n < 50; n++) ids.push((await person(`user${n}@example.com`)).id)
    const sent = { json: { action: 'send_reset_link', ids }, token: root.token }
    expect(await service.tripsOf('POST', path, sent)).toBe(3)
    expect(service.mails).toHaveLength(50)
    const without = new Service({ MAIL_FROM: '' })
    const refused = await bulk('send_reset_link', ids, root.token, without)
    expectProblem(refused, 503, 'mail_unavailable')
    const demote = () => write("update accounts set role_id = 'user' where id = ?", root.id)
    await write('delete from reset_links')
    const overtaken = new Service({ DB: meanwhile(demote) })
    expectProblem(await bulk('send_reset_link', ids, root.token, overtaken), 403, 'forbidden')
    expect(overtaken.mails).toEqual([])
    expect(await countRows('reset_links')).toBe(0)
  })
})
