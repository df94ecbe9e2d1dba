import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { challenge, codeIn, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, setOf, verify, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let root: Person
let alice: Person
beforeEach(async () => {
  service = new Service()
  root = await administrator()
  alice = await person('alice@example.com')
})

const accounts = '/api/auth/accounts'
const fresh = `${password}, the second`

function at({ id }: Person): string {
  return `${accounts}/${id}`
}

function change(target: Person, json: unknown, { token } = root) {
  return service.request('PATCH', at(target), { json, token })
}

/** Creates another administrator. */
async function another(username: string): Promise<Person> {
  const json = { username, password, role: 'admin' }
  const { body } = await service.post(accounts, json, { token: root.token })
  return { id: body.account.id, username, password, token: await signIn(username) }
}

async function knows({ token }: Person): Promise<boolean> {
  return (await service.get('/api/auth/session', { token })).status === 200
}

/** The latest events about an account. */
async function trail({ id }: Person, limit: number) {
  const { results } = await env.DB.prepare(
    'select event, actor_id, detail from events where account_id = ? order by at desc, id desc limit ?',
  )
    .bind(id, limit)
    .all()
  return results
}

function active(): Promise<number> {
  return countRows('accounts', "role_id = 'admin' and disabled_at is null")
}

describe('POST /api/auth/accounts', () => {
  test('creates an account with a username, an email address or both, which can sign in with either', async () => {
    const json = {
      username: 'bob',
      email: 'Bob@Example.com',
      password,
      first_name: ' Bob ',
      last_name: '',
    }
    const { status, body } = await service.post(accounts, json, { token: root.token })
    expect(status).toBe(201)
    expect(body.account).toEqual({
      id: expect.any(String),
      username: 'bob',
      email: 'Bob@Example.com',
      email_verified: false,
      first_name: 'Bob',
      last_name: null,
      role: 'user',
      locale: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      password_change_required: false,
      disabled_at: null,
      invited_by: null,
    })
    expect(await signIn('BOB')).toMatch(/^eyJ/)
    expect(await signIn('bob@example.com')).toMatch(/^eyJ/)
    expect(await trail({ ...alice, id: body.account.id }, 9)).toContainEqual({
      event: 'user_created',
      actor_id: root.id,
      detail: 'user',
    })
  })

  test('returns which of username and email address is taken, and creates nothing', async () => {
    const { token } = root
    const before = await countRows('accounts')
    const post = (json: object) => service.post(accounts, { password, ...json }, { token })
    await post({ username: 'bob' })
    expectProblem(await post({ username: 'BOB', email: 'free@example.com' }), 409, 'username_taken')
    const taken = await post({ username: 'free', email: 'ALICE@example.com' })
    expectProblem(taken, 409, 'email_taken')
    expectProblem(await post({ username: 'bob' }), 409, 'username_taken')
    expect(await countRows('accounts')).toBe(before + 1)
    expect(await countRows('identifiers', "key like 'free%'")).toBe(0)
  })

  test('names each invalid field', async () => {
    const { token } = root
    const post = (json: object) => service.post(accounts, json, { token })
    expectInvalid(await post({ password }), 'username')
    expectInvalid(await post({ username: 'a@b', password }), 'username')
    expectInvalid(await post({ email: 'bob', password }), 'email')
    expectInvalid(await post({ username: 'bob', password, role: 'root' }), 'role')
    expectInvalid(await post({ username: 'bob', password: 'x' }), 'password')
    expectProblem(
      await post({
        username: password.replaceAll(' ', '-'),
        password: password.replaceAll(' ', '-'),
      }),
      400,
      'password_not_allowed',
    )
  })
})

describe('PATCH /api/auth/accounts/{account_id}', () => {
  test('changes the role for open sessions at once, and records who changed it', async () => {
    expect((await service.get(accounts, { token: alice.token })).status).toBe(403)
    const { body } = await change(alice, { role: 'admin' })
    expect(body.account).toMatchObject({ id: alice.id, role: 'admin' })
    expect((await service.get(accounts, { token: alice.token })).status).toBe(200)
    expect(await trail(alice, 1)).toEqual([
      { event: 'privilege_permissions_changed', actor_id: root.id, detail: 'admin' },
    ])
    expect((await change(alice, { role: 'user' })).body.account.role).toBe('user')
    expect((await trail(alice, 1))[0]).toMatchObject({ detail: 'user' })
    expectProblem(await service.get(accounts, { token: alice.token }), 403, 'forbidden')
  })

  test('ends every session and voids links, codes and invitations of a disabled account; enabling restores none', async () => {
    const cookie = await service.post('/api/auth/session', { username: alice.username, password })
    expect(cookie.status).toBe(201)
    const link = await resetToken(service, alice.username)
    const { otp, token: asked } = await challenge(service, alice.token)
    const invitation = await createInvitation(service, alice.token)
    const { body } = await change(alice, { disabled: true })
    expect(Date.parse(body.account.disabled_at)).toBeGreaterThan(Date.now() - 60_000)
    expect(await trail(alice, 1)).toEqual([
      { event: 'user_updated', actor_id: root.id, detail: 'disabled' },
    ])

    expect(await knows(alice)).toBe(false)
    expect(await countRows('sessions', 'account_id = ?', alice.id)).toBe(0)
    const json = { username: alice.username, password }
    expectProblem(await service.post('/api/auth/login', json), 401, 'invalid_credentials')
    const verify = () => service.get(`/api/auth/verify-token?token=${invitation}`)
    expect((await verify()).body).toBe(false)

    expect((await change(alice, { disabled: false })).body.account.disabled_at).toBeNull()
    expect((await trail(alice, 1))[0]).toMatchObject({ detail: 'enabled' })
    expect(await knows(alice)).toBe(false)
    const reset = await service.post(
      '/api/auth/reset-password-with-token',
      { password: fresh },
      { token: link },
    )
    expectProblem(reset, 401, 'reset_token_invalid')
    const code = await service.request('POST', '/api/auth/verify-otp', {
      form: { otp, token: asked },
    })
    expectProblem(code, 401, 'otp_token_invalid')
    expect(await signIn(alice.username)).toMatch(/^eyJ/)
  })

  test('sets and clears names', async () => {
    const named = await change(alice, { first_name: 'Alice', last_name: 'Liddell' })
    expect(named.body.account).toMatchObject({ first_name: 'Alice', last_name: 'Liddell' })
    const cleared = await change(alice, { last_name: null })
    expect(cleared.body.account).toMatchObject({ first_name: 'Alice', last_name: null })
    expect(await trail(alice, 1)).toEqual([
      { event: 'user_updated', actor_id: root.id, detail: null },
    ])
    expect(await knows(alice)).toBe(true)
  })

  test('applies several changes together or none of them', async () => {
    const { body } = await change(alice, { role: 'admin', disabled: true, first_name: 'A' })
    expect(body.account).toMatchObject({ role: 'admin', first_name: 'A' })
    expect(body.account.disabled_at).not.toBeNull()
    const events = (await trail(alice, 3)).map(({ event, detail }) => `${event} ${detail}`)
    expect(events.toSorted()).toEqual([
      'privilege_permissions_changed admin',
      'user_updated disabled',
      'user_updated null',
    ])
    expectProblem(await change(root, { first_name: 'R', role: 'user' }), 409, 'last_admin')
    expect(await countRows('accounts', "first_name = 'R'")).toBe(0)
  })

  test('records no event if nothing changes', async () => {
    const before = await countRows('events')
    expect((await change(alice, { role: 'user', disabled: false })).status).toBe(200)
    expect((await change(root, { role: 'admin', disabled: false })).status).toBe(200)
    expect(await countRows('events')).toBe(before)
  })

  test('rejects an empty body, wrong types and unknown accounts', async () => {
    expectProblem(await change(alice, {}), 400, 'no_changes')
    expectProblem(await change(alice, { password: 'x', id: 'y' }), 400, 'no_changes')
    expectInvalid(await change(alice, { disabled: 'yes' }), 'disabled')
    expectInvalid(await change(alice, { disabled: null }), 'disabled')
    expectInvalid(await change(alice, { role: 'owner' }), 'role')
    expectInvalid(await change(alice, { first_name: 'a\nb' }), 'first_name')
    for (const id of ['unknown', '%25', '*', "'%20or%20'1'='1"]) {
      const path = `${accounts}/${id}`
      const { token } = root
      for (const [method, under, json] of [
        ['GET', '', undefined],
        ['PATCH', '', { disabled: true }],
        ['PUT', '/password', { password: fresh }],
        ['DELETE', '', undefined],
        ['GET', '/sessions', undefined],
        ['DELETE', '/sessions', undefined],
      ] as const) {
        const answer = await service.request(method, `${path}${under}`, { json, token })
        expectProblem(answer, 404, 'account_not_found')
      }
    }
  })

  test('does not enable a default account with a documented password', async () => {
    await write('update accounts set default_password = 1 where id = ?', alice.id)
    await change(alice, { disabled: true })
    expectProblem(await change(alice, { disabled: false }), 409, 'default_password')
    const path = `${at(alice)}/password`
    await service.put(path, { password: fresh }, { token: root.token })
    expect((await change(alice, { disabled: false })).status).toBe(200)
    expect(await signIn(alice.username, fresh)).toMatch(/^eyJ/)
  })
})

describe('The last administrator', () => {
  test('cannot be demoted or disabled, not even by itself; a disabled administrator does not count', async () => {
    const other = await another('other')
    await change(other, { disabled: true })
    for (const json of [{ role: 'user' }, { disabled: true }, { role: 'user', disabled: true }]) {
      expectProblem(await change(root, json), 409, 'last_admin')
    }
    expect(await knows(root)).toBe(true)
    await change(other, { disabled: false })
    expect((await change(root, { role: 'user' })).body.account.role).toBe('user')
    expect(await active()).toBe(1)
  })

  test.each([
    ['demoting', { role: 'user' }],
    ['disabling', { disabled: true }],
  ])('remains if two administrators %s each other at once, twenty times', async (_, json) => {
    for (let round = 0; round < 20; round++) {
      const [one, two] = await Promise.all([another(`one${round}`), another(`two${round}`)])
      await write("update accounts set role_id = 'user' where id not in (?, ?)", one.id, two.id)
      const answers = await Promise.all([change(two, json, one), change(one, json, two)])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(await active()).toBe(1)
      await write("update accounts set role_id = 'admin' where id = ?", root.id)
    }
  })

  test('remains if six administrators demote, disable and delete all of them at once', async () => {
    const all = [root]
    for (let i = 0; i < 5; i++) all.push(await another(`admin${i}`))
    const acts = all.flatMap((by, i) =>
      all.map((target, j) => {
        if ((i + j) % 3 === 0) return change(target, { role: 'user' }, by)
        if ((i + j) % 3 === 1) return change(target, { disabled: true }, by)
        return service.delete(at(target), { token: by.token })
      }),
    )
    const answers = await Promise.all(acts)
    expect(answers.every(({ status }) => status < 500)).toBe(true)
    expect(await active()).toBeGreaterThanOrEqual(1)
  })

  const acts = {
    'changes no account': ['PATCH', '', { role: 'admin' }],
    'sets no password': ['PUT', '/password', { password: fresh }],
    'ends no session': ['DELETE', '/sessions', undefined],
    'deletes no account': ['DELETE', '', undefined],
  } as const

  test.each(Object.entries(acts))(
    'who is demoted during the request %s',
    async (_, [method, under, json]) => {
      const other = await another('other')
      const { token } = other
      const overtaken = (happens: string) =>
        new Service({ DB: meanwhile(() => write(happens, other.id)) })
      const demoted = overtaken("update accounts set role_id = 'user' where id = ?")
      const path = `${at(alice)}${under}`
      expectProblem(await demoted.request(method, path, { json, token }), 403, 'forbidden')
      await write("update accounts set role_id = 'admin' where id = ?", other.id)
      const signedOut = overtaken('delete from sessions where account_id = ?')
      expectProblem(await signedOut.request(method, path, { json, token }), 401, 'unauthenticated')

      expect(await knows(alice)).toBe(true)
      expect(await countRows('accounts', "id = ? and role_id = 'user'", alice.id)).toBe(1)
      expect(await signIn(alice.username)).toMatch(/^eyJ/)
      expect((await trail(alice, 1))[0]).toMatchObject({ event: 'authn_login_success' })
    },
  )

  test('returns 404 for an account that is deleted during the request', async () => {
    const { token } = root
    const gone = new Service({
      DB: meanwhile(() => write('delete from accounts where id = ?', alice.id)),
    })
    const answer = await gone.request('PATCH', at(alice), { json: { role: 'admin' }, token })
    expectProblem(answer, 404, 'account_not_found')
  })

  test('creates no account if the caller is demoted during the request', async () => {
    const { id, token } = await another('other')
    const demote = () => write("update accounts set role_id = 'user' where id = ?", id)
    const overtaken = new Service({ DB: meanwhile(demote) })
    const json = { username: 'bob', password, role: 'admin' }
    expectProblem(await overtaken.post(accounts, json, { token }), 403, 'forbidden')
    expect(await countRows('identifiers', "key = 'bob'")).toBe(0)
  })
})

describe('An administrator with an old session', () => {
  const minute = 60_000
  const signedInAgo = (ms: number) => setOf(root.id, 'sessions', { proved_at: Date.now() - ms })
  const writes = (): [method: string, path: string, json?: unknown][] => [
    ['POST', accounts, { username: 'bob', password }],
    ['PATCH', at(alice), { role: 'admin' }],
    ['PUT', `${at(alice)}/password`, { password: fresh }],
    ['DELETE', `${at(alice)}/sessions`],
    ['DELETE', at(alice)],
  ]

  test.each([
    ['15 minutes by default', {}, 15],
    ['SUDO_MINUTES if it is set', { SUDO_MINUTES: '30' }, 30],
  ])('must sign in again to change anything, after %s', async (_, vars, minutes) => {
    service = new Service(vars)
    const before = await countRows('accounts', "username = 'bob' or role_id = 'admin'")
    await signedInAgo(minutes * minute + 1000)
    for (const [method, path, json] of writes()) {
      const answer = await service.request(method, path, { json, token: root.token })
      expectProblem(answer, 401, 'reauthentication_required')
      expect(answer.headers.get('WWW-Authenticate')).toBe(
        `Bearer error="insufficient_user_authentication", acr_values="aal1", max_age="${minutes * 60}"`,
      )
    }
    expect(await countRows('accounts', "username = 'bob' or role_id = 'admin'")).toBe(before)
    expect(await knows(alice)).toBe(true)
    expect((await service.get(accounts, { token: root.token })).status, 'reading').toBe(200)
    await signedInAgo(minutes * minute - 30_000)
    for (const [method, path, json] of writes()) {
      const answer = await service.request(method, path, { json, token: root.token })
      expect([200, 201, 204], `${method} ${path}`).toContain(answer.status)
    }
  })

  test("can use Asta's endpoints with a token, unless SUDO_MINUTES is set", async () => {
    await signedInAgo(24 * 60 * minute)
    const { token } = root
    const bob = { username: 'bob', password }
    const limited = new Service({ SUDO_MINUTES: '5' })
    const refused = await limited.post('/api/auth/users', bob, { token })
    expectProblem(refused, 401, 'reauthentication_required')
    expect((await service.post('/api/auth/users', bob, { token })).status).toBe(200)
  })
})

describe('PATCH /api/auth/accounts/{account_id} of names and email address', () => {
  test('changes username and email address, which then is unverified, and ends the sessions', async () => {
    await verify(alice.id)
    const { status, body } = await change(alice, { username: 'alicia', email: 'new@example.com' })
    expect(status).toBe(200)
    expect(body.account).toMatchObject({
      username: 'alicia',
      email: 'new@example.com',
      email_verified: false,
    })
    expect(await knows(alice)).toBe(false)
    for (const name of ['alicia', 'new@example.com']) expect(await signIn(name)).toMatch(/^eyJ/)
    expect(service.mails.map(({ to }) => to)).toEqual(['alice@example.com'])
  })

  test('verifies the email address, once', async () => {
    const { body } = await change(alice, { email_verified: true })
    expect(body.account.email_verified).toBe(true)
    expect(await knows(alice)).toBe(true)
    const verified = { event: 'user_updated', actor_id: root.id, detail: 'email_verified' }
    expect(await trail(alice, 1)).toEqual([verified])
    const events = await countRows('events')
    expect((await change(alice, { email_verified: true })).status).toBe(200)
    expect(await countRows('events')).toBe(events)
    const both = await change(alice, { email: 'new@example.com', email_verified: true })
    expect(both.body.account).toMatchObject({ email: 'new@example.com', email_verified: true })
  })

  test('keeps the session of administrators who change their own username', async () => {
    expect((await change(root, { username: 'boss' })).status).toBe(200)
    expect(await knows(root)).toBe(true)
  })

  test('neither changes nor verifies the administrator’s own email address', async () => {
    for (const changes of [{ email: 'boss@example.com' }, { email_verified: true }]) {
      expectProblem(await change(root, changes), 400, 'cannot_change_own_email')
    }
    expect(await countRows('events', "event = 'user_updated'")).toBe(0)
  })

  test('refuses names that are taken or invalid, and a missing email address', async () => {
    const bob = await person('bob')
    expectProblem(await change(alice, { username: 'BOB' }), 409, 'username_taken')
    expectProblem(await change(bob, { email: 'ALICE@example.com' }), 409, 'email_taken')
    expectProblem(await change(bob, { email_verified: true }), 400, 'email_missing')
    expectInvalid(await change(bob, { email_verified: false }), 'email_verified')
    expectInvalid(await change(bob, { email: 'x' }), 'email')
    expectInvalid(await change(bob, { username: 'a@b' }), 'username')
    expect((await change(bob, { username: 'bob' })).status).toBe(200)
    expect(await countRows('events', "event = 'user_updated'")).toBe(0)
  })
})

describe('PUT, GET and DELETE below /api/auth/accounts/{account_id}', () => {
  test('a new password ends the sessions and notifies the email address', async () => {
    await verify(alice.id)
    const { status, body } = await service.put(
      `${at(alice)}/password`,
      { password: fresh },
      { token: root.token },
    )
    expect([status, body.account.id]).toEqual([200, alice.id])
    expect(await knows(alice)).toBe(false)
    expect(service.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [alice.username, 'Your Latchkey password was changed'],
    ])
    expect(await signIn(alice.username, fresh)).toMatch(/^eyJ/)
  })

  test('an administrator cannot set their own password, because no current password is required', async () => {
    const { token } = root
    const own = await service.put(`${at(root)}/password`, { password: fresh }, { token })
    expectProblem(own, 400, 'cannot_reset_self')
    const path = `/api/auth/users/${root.id}/reset-password`
    const documented = await service.put(path, { new_password: fresh }, { token })
    expectProblem(documented, 400, 'cannot_reset_self')
    expect(await signIn(root.username)).toMatch(/^eyJ/)
  })

  test('sessions can be listed and ended, and the event names the administrator', async () => {
    await signIn(alice.username)
    const headers = { 'User-Agent': 'Firefox' }
    await service.post('/api/auth/session', { username: alice.username, password }, { headers })
    const { token } = root
    const { body } = await service.get(`${at(alice)}/sessions`, { token })
    expect(body.items).toHaveLength(3)
    expect(body.items[0]).toMatchObject({ user_agent: 'Firefox', current: false })
    expect((await service.delete(`${at(alice)}/sessions`, { token })).status).toBe(204)
    expect(await countRows('sessions', 'account_id = ?', alice.id)).toBe(0)
    expect(await trail(alice, 1)).toEqual([
      { event: 'authn_token_revoked', actor_id: root.id, detail: 'all' },
    ])
    expect(await knows(alice)).toBe(false)
    expect(await knows(root)).toBe(true)
    const events = await countRows('events')
    expect((await service.delete(`${at(alice)}/sessions`, { token })).status).toBe(204)
    expect(await countRows('events')).toBe(events)
  })

  test('one session can be ended, and only one of this account', async () => {
    const { token } = root
    const second = { ...alice, token: await signIn(alice.username) }
    const { body } = await service.get('/api/auth/sessions', { token: second.token })
    const { id } = body.items.find(({ current }: { current: boolean }) => current)
    const own = (await service.get('/api/auth/sessions', { token })).body.items[0].id
    for (const other of ['unknown', own]) {
      const refused = await service.delete(`${at(alice)}/sessions/${other}`, { token })
      expectProblem(refused, 404, 'session_not_found')
    }
    const absent = await service.delete(`${accounts}/unknown/sessions/${id}`, { token })
    expectProblem(absent, 404, 'account_not_found')
    expect((await service.delete(`${at(alice)}/sessions/${id}`, { token })).status).toBe(204)
    expect([await knows(second), await knows(alice), await knows(root)]).toEqual([
      false,
      true,
      true,
    ])
    expect(await trail(alice, 1)).toEqual([
      { event: 'authn_token_revoked', actor_id: root.id, detail: null },
    ])
    const again = await service.delete(`${at(alice)}/sessions/${id}`, { token })
    expectProblem(again, 404, 'session_not_found')
  })

  test('an administrator can delete any account but their own', async () => {
    const { token } = root
    expectProblem(await service.delete(at(root), { token }), 400, 'cannot_delete_self')
    expect((await service.delete(at(alice), { token })).status).toBe(204)
    expect(await knows(alice)).toBe(false)
    expectProblem(await service.get(at(alice), { token }), 404, 'account_not_found')
    expect((await service.get(at(root), { token })).body.account.role).toBe('admin')
  })

  test('reads take one round trip more than authentication, and changes take two', async () => {
    const { token } = root
    for (const path of [accounts, `${accounts}?search=a`, at(alice), `${at(alice)}/sessions`]) {
      expect(await service.tripsOf('GET', path, { token }), path).toBe(2)
    }
    expect(await service.tripsOf('GET', '/api/auth/settings', { token })).toBe(1)
    expect(await service.tripsOf('DELETE', `${at(alice)}/sessions`, { token })).toBe(2)
    const json = { role: 'admin' }
    expect(await service.tripsOf('PATCH', at(alice), { json, token })).toBe(3)
  })
})

describe('POST /api/auth/accounts/{account_id}/email/code', () => {
  const send = (target: Person, { token } = root, from = service) =>
    from.post(`${at(target)}/email/code`, undefined, { token })

  test('mails a code that the owner enters, and says that an administrator requested it', async () => {
    const { status, body } = await send(alice)
    expect([status, body]).toEqual([200, { sent_to: alice.username }])
    const [mail] = service.mails
    expect([mail?.to, mail?.text]).toEqual([
      alice.username,
      expect.stringContaining('An administrator'),
    ])
    const json = { code: codeIn(mail) }
    const own = { token: alice.token }
    const entered = await service.post('/api/auth/account/email/verify', json, own)
    expect(entered.body.account.email_verified).toBe(true)
    expectProblem(await send(alice), 409, 'already_verified')
  })

  test('refuses accounts without an email address, unknown accounts, and a sixth code in an hour', async () => {
    const bob = await person('bob')
    expectProblem(await send(bob), 400, 'email_missing')
    expectProblem(await send({ ...bob, id: 'unknown' }), 404, 'account_not_found')
    for (let n = 0; n < 5; n++) expect((await send(alice)).status).toBe(200)
    const sixth = await send(alice)
    expectProblem(sixth, 429, 'too_many_mails')
    expect(Number(sixth.headers.get('Retry-After'))).toBeGreaterThan(3500)
    expectProblem(await send(alice, root, new Service({ MAIL_FROM: '' })), 503, 'mail_unavailable')
  })

  test('sends nothing if the account is deleted, or the caller is no administrator any more', async () => {
    const demote = () => write("update accounts set role_id = 'user' where id = ?", root.id)
    const demoted = new Service({ DB: meanwhile(demote) })
    expectProblem(await send(alice, root, demoted), 403, 'forbidden')
    await write("update accounts set role_id = 'admin' where id = ?", root.id)
    const remove = () => write('delete from accounts where id = ?', alice.id)
    const removed = new Service({ DB: meanwhile(remove) })
    expectProblem(await send(alice, root, removed), 404, 'account_not_found')
    expect([...demoted.mails, ...removed.mails]).toEqual([])
    expect(await countRows('otp_challenges')).toBe(0)
  })
})
