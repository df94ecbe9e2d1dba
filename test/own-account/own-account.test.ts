import { describe, expect, it } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { challenge, codeIn, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, disable, freshDatabase, verify, write } from '../support/database/rows.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const path = '/api/auth/account'
const fresh = 'another fine phrase'
const alice = 'alice@example.com'

describe('POST /api/auth/setup', () => {
  const root = {
    email: 'root@example.com',
    password,
    first_name: 'Root',
    last_name: 'Admin',
  }

  it('creates the first administrator and signs its browser in', async () => {
    const browser = new Browser()
    const { status, body } = await browser.request('POST', '/api/auth/setup', root)
    expect(status).toBe(201)
    expect(body.account).toMatchObject({ email: root.email, role: 'admin', first_name: 'Root' })
    expect((await browser.request('GET', '/api/auth/users')).status).toBe(200)
    const again = await new Browser().request('POST', '/api/auth/setup', root)
    expectProblem(again, 403, 'already_set_up')
  })

  it('succeeds once for parallel requests to both setup endpoints', async () => {
    const service = new Service()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, each) =>
        service.post(each % 2 ? '/api/auth/setup' : '/v1/auth/setup', {
          ...root,
          email: `root${each}@example.com`,
        }),
      ),
    )
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(await countRows('accounts')).toBe(1)
  })

  it('checks the setup token before anything else', async () => {
    const service = new Service({ SETUP_TOKEN: 'set-up-with-this-one' })
    const headers = { 'X-Setup-Token': 'set-up-with-another' }
    const refused = await service.post('/api/auth/setup', { rubbish: true }, { headers })
    expectProblem(refused, 401, 'setup_token_invalid')
    const right = { 'X-Setup-Token': 'set-up-with-this-one' }
    expect((await service.post('/api/auth/setup', root, { headers: right })).status).toBe(201)
  })

  it('refuses another site', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' }
    const answer = await new Service().post('/api/auth/setup', root, { headers })
    expectProblem(answer, 403, 'cross_site_request')
  })
})

describe('POST /api/auth/account', () => {
  it('creates an account with a username, an email address and names, and signs the browser in', async () => {
    const browser = new Browser()
    const answer = await browser.request('POST', path, {
      username: 'alice',
      email: alice,
      password,
      first_name: ' Alice ',
      last_name: 'Doe',
    })
    expect(answer.status).toBe(201)
    expect(answer.body.account).toEqual({
      id: expect.any(String),
      username: 'alice',
      email: alice,
      email_verified: false,
      first_name: 'Alice',
      last_name: 'Doe',
      role: 'user',
      locale: null,
      created_at: expect.any(String),
      password_change_required: false,
    })
    expect(JSON.stringify(answer.body)).not.toContain(browser.cookie.split('=')[1])
    expect((await browser.request('GET', '/api/auth/session')).body.account.username).toBe('alice')
    expect([await signIn('alice'), await signIn(alice)].every(Boolean)).toBe(true)
  })

  it('mails a code to the address, after the response, which verifies it', async () => {
    const browser = new Browser()
    const { service } = browser
    await browser.request('POST', path, { email: alice, password })
    const code = codeIn(service.mails[0])
    expect(service.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [alice, `${code} is your Latchkey code`],
    ])
    const verified = await browser.request('POST', '/api/auth/account/email/verify', { code })
    expect([verified.status, verified.body.account.email_verified]).toEqual([200, true])
    const json = { email: 'bob@example.com', password }
    expect(await service.tripsOf('POST', path, { json })).toBe(1)
  })

  it('creates the account without a code if there is no address, no mail, or no code left', async () => {
    const create = (service: Service, json: object) =>
      service.expecting(201, service.post(path, { password, ...json }))
    const service = new Service()
    await create(service, { username: 'alice' })
    const silent = new Service({ MAIL_FROM: undefined })
    await create(silent, { email: 'bob@example.com' })
    const { token } = await person(alice)
    for (let n = 0; n < 5; n++) await challenge(service, token)
    await service.post('/api/auth/account/delete', { password }, { token })
    service.mails.length = 0
    await create(service, { email: alice })
    expect([service.mails, silent.mails]).toEqual([[], []])
  })

  it.each([[{ username: 'alice' }], [{ email: alice }], [{ username: null, email: alice }]])(
    'accepts %j alone',
    async (name) => {
      const { status } = await new Service().post(path, { ...name, password })
      expect(status).toBe(201)
    },
  )

  it.each([
    [{}, 'username'],
    [{ username: null, email: null }, 'username'],
    [{ username: alice }, 'username'],
    [{ username: 'a' }, 'username'],
    [{ email: 'alice' }, 'email'],
    [{ username: 'alice', first_name: 'two\nlines' }, 'first_name'],
    [{ username: 'alice', password: 'short' }, 'password'],
  ])('rejects %j, and names the field', async (names, field) => {
    const answer = await new Service().post(path, { password, ...names })
    expectProblem(answer, 400, 'invalid_input')
    expect(answer.body.errors[0].path).toBe(field)
    expect(await countRows('accounts')).toBe(0)
  })

  it.each([
    ['username', 'username_taken', { username: 'Bob', email: 'free@example.com' }],
    ['address', 'email_taken', { username: 'free', email: 'BOB@example.com' }],
  ])('returns which name is taken: the %s', async (_, code, names) => {
    const service = new Service()
    const bob = { username: 'bob', email: 'bob@example.com', password }
    expect((await service.post(path, bob)).status).toBe(201)
    expectProblem(await service.post(path, { ...names, password }), 409, code)
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('identifiers')).toBe(2)
  })

  it('rejects the name of a default account that does not exist yet', async () => {
    const service = new Service({ DEFAULT_ACCOUNTS: 'on' })
    const reserved = { username: 'admin', email: 'free@example.com', password }
    expectProblem(await service.post(path, reserved), 409, 'username_taken')
    const local = { username: 'free', email: 'admin@local', password }
    expectProblem(await service.post(path, local), 409, 'email_taken')
    expect(await countRows('identifiers')).toBe(0)
  })

  it('creates one account for parallel requests with the same name', async () => {
    const service = new Service()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, each) =>
        service.post(path, { username: 'alice', email: `a${each}@example.com`, password }),
      ),
    )
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([201, ...Array(9).fill(409)])
    expect(await countRows('identifiers')).toBe(2)
  })

  it('requires an invitation if REGISTRATION is invitation', async () => {
    const { token, id } = await person('bob')
    const service = new Service({ REGISTRATION: 'invitation' })
    const without = await service.post(path, { username: 'alice', password })
    expectProblem(without, 400, 'invalid_input')
    expect(without.body.errors).toEqual([{ path: 'invitation', message: 'is required' }])
    const wrong = await service.post(path, { username: 'alice', password, invitation: 'unknown' })
    expectProblem(wrong, 403, 'invitation_invalid')
    const invitation = await createInvitation(service, token)
    const { body } = await service.post(path, { username: 'alice', password, invitation })
    expect(await countRows('accounts', 'id = ? and referrer_id = ?', body.account.id, id)).toBe(1)
  })

  it('refuses an invalid invitation even if it requires none', async () => {
    const answer = await new Service().post(path, { username: 'eve', password, invitation: 'x' })
    expectProblem(answer, 403, 'invitation_invalid')
    expect(await countRows('accounts')).toBe(0)
  })

  it('is 403 if REGISTRATION is closed, for any body', async () => {
    const service = new Service({ REGISTRATION: 'closed' })
    for (const json of [{}, { username: 'alice', password }]) {
      expectProblem(await service.post(path, json), 403, 'registration_closed')
    }
  })

  it('refuses another site', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' }
    const answer = await new Service().post(path, { username: 'eve', password }, { headers })
    expectProblem(answer, 403, 'cross_site_request')
    expect(await countRows('accounts')).toBe(0)
  })

  it('ends the previous session of the browser', async () => {
    await person('bob')
    const browser = new Browser()
    await browser.signIn('bob')
    const old = browser.cookie
    await browser.request('POST', path, { username: 'alice', password })
    const headers = { Cookie: old, ...ours }
    expectProblem(await browser.service.get('/api/auth/me', { headers }), 401, 'unauthenticated')
  })
})

describe('PATCH /api/auth/account', () => {
  const change = async (token: string, json: unknown) =>
    new Service().request('PATCH', path, { token, json })

  it('changes the given fields only', async () => {
    const { token } = await person(alice)
    const names = { username: 'alice', first_name: 'Alice', last_name: 'Doe' }
    const { body } = await change(token, { ...names, picture: 'https://example.com/a.png' })
    expect(body.account).toMatchObject({ ...names, email: alice })
    expect((await change(token, { last_name: null })).body.account).toMatchObject({
      username: 'alice',
      first_name: 'Alice',
      last_name: null,
    })
    expect((await change(token, { first_name: '  ' })).body.account.first_name).toBeNull()
    expect(await countRows('accounts', 'picture = ?', 'https://example.com/a.png')).toBe(1)
    await change(token, { picture: null })
    expect(await countRows('accounts', 'picture is null')).toBe(1)
    expect(await signIn('alice')).toBeTruthy()
  })

  it.each([[{}], [{ role: 'admin', email: 'eve@example.com' }]])(
    'changes nothing for %j',
    async (json) => {
      const { token } = await person(alice)
      expectProblem(await change(token, json), 400, 'no_changes')
      expect(await countRows('accounts', "role_id = 'user' and email = ?", alice)).toBe(1)
    },
  )

  it.each([
    ['http://example.com/a.png'],
    ['javascript:alert(1)'],
    ['https://'],
    ['https://example.com/a b'],
    [`https://example.com/${'a'.repeat(500)}`],
  ])('rejects a picture at %s', async (picture) => {
    const { token } = await person()
    expectProblem(await change(token, { picture }), 400, 'invalid_input')
  })

  it('rejects the username of another account', async () => {
    await person('bob')
    const { token } = await person('alice')
    expectProblem(await change(token, { username: 'BOB', first_name: 'X' }), 409, 'username_taken')
    expect(await countRows('accounts', 'first_name is not null')).toBe(0)
    expect((await change(token, { username: 'Alice' })).body.account.username).toBe('Alice')
  })
})

describe('PUT /api/auth/account/password', () => {
  const put = `${path}/password`

  it('ends the other sessions and renews the cookie', async () => {
    await person(alice)
    const [desk, phone] = [new Browser(), new Browser(new Service(), 'Safari')]
    await desk.signIn(alice)
    await phone.signIn(alice)
    const old = desk.cookie
    const passwords = { current_password: password, new_password: fresh }
    const { status, body } = await desk.request('PUT', put, passwords)
    expect([status, body.account.email]).toEqual([200, alice])
    expect(desk.cookie).not.toBe(old)
    expect((await desk.request('GET', '/api/auth/session')).status).toBe(200)
    expect((await phone.request('GET', '/api/auth/session')).body).toBeNull()
    const headers = { Cookie: old }
    expectProblem(await desk.service.get('/api/auth/me', { headers }), 401, 'unauthenticated')
    expect(await signIn(alice, fresh)).toBeTruthy()
  })

  it('counts a wrong current password like a failed sign-in', async () => {
    const { token } = await person(alice)
    const service = new Service({ LOGIN_ATTEMPTS: '2' })
    const wrong = { current_password: fresh, new_password: fresh }
    for (const _ of ['first', 'second']) {
      expectProblem(await service.put(put, wrong, { token }), 401, 'current_password_incorrect')
    }
    expectProblem(await service.put(put, wrong, { token }), 429, 'too_many_attempts')
  })
})

describe('POST /api/auth/account/delete', () => {
  const post = `${path}/delete`

  it('deletes everything, clears the cookie and notifies the email address', async () => {
    const { id } = await person(alice)
    await verify(id)
    const browser = new Browser()
    await browser.signIn(alice)
    await browser.request('POST', '/api/auth/invitations')
    expect((await browser.request('POST', post, { password })).status).toBe(204)
    expect(browser.cookie).toBe('')
    for (const table of ['accounts', 'identifiers', 'sessions', 'api_tokens', 'devices']) {
      expect(await countRows(table), table).toBe(0)
    }
    expect(await countRows('throttles', 'key like ?', `%${id}`)).toBe(0)
    const notices = browser.service.mails.map(({ to, subject }) => [to, subject])
    expect(notices.at(-1)).toEqual([alice, 'Your Latchkey account was deleted'])
    expect(
      await countRows(
        'events',
        "event = 'user_deleted' and account_id = ? and actor_id = ?",
        id,
        id,
      ),
    ).toBe(1)
  })

  it('requires the password, and counts a wrong one', async () => {
    const { token } = await person(alice)
    const service = new Service({ LOGIN_ATTEMPTS: '2' })
    for (const _ of ['first', 'second']) {
      const answer = await service.post(post, { password: fresh }, { token })
      expectProblem(answer, 401, 'current_password_incorrect')
    }
    expectProblem(await service.post(post, { password }, { token }), 429, 'too_many_attempts')
    expect(await countRows('accounts')).toBe(1)
    expect(service.mails).toEqual([])
  })

  it('refuses to delete the last administrator, and refunds the attempt', async () => {
    const { id, token } = await administrator()
    const service = new Service()
    expectProblem(await service.post(post, { password }, { token }), 409, 'last_admin')
    expect(await countRows('throttles', 'key = ? and count > 0', `sign-in:${id}`)).toBe(0)
    expect(service.mails).toEqual([])
  })

  it('keeps the counters of an account that remains', async () => {
    const { id, token } = await administrator()
    const service = new Service()
    await service.post('/api/auth/me/send-otp', undefined, { token })
    expectProblem(await service.post(post, { password }, { token }), 409, 'last_admin')
    expect(await countRows('throttles', 'key = ?', `code-asked:${id}`)).toBe(1)
  })

  it('deletes nothing if the session ends during the request', async () => {
    const { token } = await person(alice)
    const leaving = new Service({ DB: meanwhile(() => write('delete from sessions')) })
    expectProblem(await leaving.post(post, { password }, { token }), 401, 'unauthenticated')
    expect(await countRows('accounts')).toBe(1)
    expect(leaving.mails).toEqual([])
  })

  it('leaves one of two administrators who delete themselves at once', async () => {
    const { token } = await administrator()
    const service = new Service()
    const second = { username: 'second', password, role: 'admin' }
    await service.post('/api/auth/users', second, { token })
    const other = await signIn('second')
    const answers = await Promise.all(
      [token, other].map((each) => service.post(post, { password }, { token: each })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
    expect(await countRows('accounts', "role_id = 'admin'")).toBe(1)
  })
})

describe('/api/auth/password-reset', () => {
  const at = '/api/auth/password-reset'

  it('mails a link, returns its account, and sets the password once', async () => {
    const before = await person(alice)
    const service = new Service()
    expect((await service.post(at, { email: alice })).body).toEqual({ sent: true })
    expect(service.mails.map(({ to }) => to)).toEqual([alice])
    const token = await resetToken(service, alice)
    expect((await service.get(at, { token })).body).toEqual({
      account: { username: null, email: alice },
    })
    expect((await service.put(at, { password: fresh }, { token })).status).toBe(200)
    expectProblem(await service.put(at, { password }, { token }), 401, 'reset_token_invalid')
    expectProblem(await service.get(at, { token }), 401, 'reset_token_invalid')
    expectProblem(
      await service.get('/api/auth/me', { token: before.token }),
      401,
      'unauthenticated',
    )
    expect(await signIn(alice, fresh)).toBeTruthy()
  })

  it('signs in the browser that sets the password, instead of whom it had signed in before', async () => {
    const { id } = await person(alice)
    await person('bob')
    const browser = new Browser()
    await browser.signIn('bob')
    const bob = browser.cookie
    const token = await resetToken(browser.service, alice)
    const headers = { ...ours, Authorization: `Bearer ${token}` }
    const { status, body } = await browser.request('PUT', at, { password: fresh }, headers)
    expect([status, body.account.email, body.account.email_verified]).toEqual([200, alice, true])
    expect((await browser.request('GET', '/api/auth/session')).body).toEqual(body)
    const old = { ...ours, Cookie: bob }
    expect((await browser.service.get('/api/auth/session', { headers: old })).body).toBeNull()
    expect(await countRows('sessions', 'account_id = ?', id)).toBe(1)
    const signIns = "event = 'authn_login_success' and detail = 'reset'"
    expect(await countRows('events', signIns)).toBe(1)
  })

  it('signs in no browser for a page on another site', async () => {
    await person(alice)
    const browser = new Browser()
    const token = await resetToken(browser.service, alice)
    const elsewhere = {
      Authorization: `Bearer ${token}`,
      'Sec-Fetch-Site': 'cross-site',
      Origin: 'https://elsewhere.test',
    }
    const answer = await browser.request('PUT', at, { password: fresh }, elsewhere)
    expect([answer.status, answer.body, browser.cookie]).toEqual([200, null, ''])
    expect(await countRows('sessions')).toBe(0)
    expect(await signIn(alice, fresh)).toBeTruthy()
  })

  it('returns the same for an unknown address, and mails nothing', async () => {
    const service = new Service()
    const { status, body } = await service.post(at, { email: alice })
    expect([status, body, service.mails]).toEqual([200, { sent: true }, []])
  })

  it('accepts no session, and no link of a disabled account', async () => {
    const { id, token } = await person(alice)
    const service = new Service()
    const reset = await resetToken(service, alice)
    expectProblem(await service.get(at, { token }), 401, 'reset_token_invalid')
    await disable(id)
    expectProblem(
      await service.put(at, { password: fresh }, { token: reset }),
      401,
      'reset_token_invalid',
    )
  })
})
