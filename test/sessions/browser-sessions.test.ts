import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { Browser, cookieOf, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

describe('POST /api/auth/session', () => {
  it('sets a cookie that no script can read, and returns no token', async () => {
    const { id } = await person('alice')
    const answer = await new Browser().signIn('alice')
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      account: {
        id,
        username: 'alice',
        email: null,
        email_verified: false,
        first_name: null,
        last_name: null,
        role: 'user',
        locale: null,
        created_at: expect.any(String),
        password_change_required: false,
      },
      expires_at: expect.any(String),
      acr: 'aal1',
      amr: ['pwd'],
      auth_time: expect.any(String),
      second_factor_missing: false,
    })
    const [cookie, ...more] = answer.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(
      /^__Host-latchkey=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    const token = cookieOf(answer).split('=')[1] ?? ''
    expect(JSON.stringify(answer.body)).not.toContain(token.split('.')[2])
  })

  it('accepts an email address as the username', async () => {
    await person('alice@example.com')
    expect((await new Browser().signIn('Alice@Example.com')).status).toBe(201)
  })

  it('sets no cookie for a wrong password', async () => {
    await person('alice')
    const answer = await new Browser().signIn('alice', 'something else')
    expectProblem(answer, 401, 'invalid_credentials')
    expect(answer.headers.has('Set-Cookie')).toBe(false)
  })

  it('ends the session of the cookie that it replaces', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const old = browser.cookie
    await browser.signIn('alice')
    expect(browser.cookie).not.toBe(old)
    const headers = { Cookie: old }
    expectProblem(await browser.service.get('/api/auth/me', { headers }), 401, 'unauthenticated')
    expect((await browser.request('GET', '/api/auth/me')).status).toBe(200)
  })

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' }],
    [
      'another host of the same site',
      { 'Sec-Fetch-Site': 'same-site', Origin: 'https://a.sign-in.test' },
    ],
    ['another site, by an older browser', { Origin: 'https://evil.test' }],
    ['a sandboxed frame', { Origin: 'null' }],
  ])('refuses %s, which would sign a visitor in to another account', async (_, headers) => {
    await person('alice')
    const json = { username: 'alice', password }
    const answer = await new Service().request('POST', '/api/auth/session', { json, headers })
    expectProblem(answer, 403, 'cross_site_request')
    expect(answer.headers.has('Set-Cookie')).toBe(false)
  })

  it('accepts a client that is no browser and sends no origin', async () => {
    await person('alice')
    const answer = await new Service().post('/api/auth/session', { username: 'alice', password })
    expect(answer.status).toBe(201)
    const headers = { Cookie: cookieOf(answer) }
    const { status } = await new Service().get('/api/auth/session', { headers })
    expect(status, 'and its cookie reads').toBe(200)
    const change = await new Service().request('DELETE', '/api/auth/session', { headers })
    expectProblem(change, 403, 'cross_site_request')
  })
})

describe('The session cookie', () => {
  it('is accepted in all APIs', async () => {
    const { id } = await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    expect((await browser.request('GET', '/api/auth/me')).body.id).toBe(id)
    expect((await browser.request('GET', '/api/auth/state')).body.username).toBe('alice')
    expect((await browser.request('POST', '/api/auth/me/create-token')).status).toBe(200)
    expect((await browser.request('PUT', '/api/auth/me/name', { name: 'Al' })).body).toBe(true)
    expectProblem(await browser.request('GET', '/api/auth/users'), 403, 'forbidden')
  })

  it.each<[string, string, unknown]>([
    ['PUT', '/api/auth/profile', { newUsername: 'eve' }],
    ['PUT', '/api/auth/local-account', { email: 'eve@example.com' }],
    ['POST', '/api/auth/update-password', { password: 'second password' }],
    ['POST', '/api/auth/me/send-otp', undefined],
    ['DELETE', '/api/auth/me', undefined],
  ])(
    'is refused by %s %s, which returns a token or requires no password',
    async (method, path, json) => {
      const { id } = await person('alice@example.com')
      const browser = new Browser()
      await browser.signIn('alice@example.com')
      expectProblem(await browser.request(method, path, json), 403, 'bearer_required')
      expect((await browser.request('GET', '/api/auth/me')).body).toMatchObject({
        id,
        email: 'alice@example.com',
      })
      expect(await signIn('alice@example.com')).toBeTruthy()
      expect(browser.service.mails).toEqual([])
    },
  )

  it('holds no bearer token, and a bearer token in it is refused', async () => {
    const { token } = await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const inside = browser.cookie.split('=')[1] ?? ''
    const service = new Service()
    expectProblem(await service.get('/api/auth/me', { token: inside }), 401, 'unauthenticated')
    await service.post('/api/auth/logout', undefined, { token: inside })
    expect((await browser.request('GET', '/api/auth/me')).status).toBe(200)
    const headers = { ...ours, Cookie: `__Host-latchkey=${token}` }
    expectProblem(await service.get('/api/auth/me', { headers }), 401, 'unauthenticated')
    await service.post('/api/auth/logout', undefined, { headers })
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
  })

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' }],
    ['another host of the same site', { 'Sec-Fetch-Site': 'same-site' }],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }],
    ['another site, by an older browser', { Origin: 'https://evil.test' }],
    ['a page that does not say which', {}],
  ])('changes nothing from %s, on any endpoint', async (_, headers) => {
    const root = await administrator()
    const browser = new Browser()
    await browser.signIn(root.username)
    const { id } = await person('bob')
    const unsafe: [string, string, unknown?][] = [
      ['DELETE', `/api/auth/users/${id}`],
      ['POST', '/api/auth/users', { username: 'eve', password, role: 'admin' }],
      ['PUT', `/api/auth/users/${id}/reset-password`, { new_password: 'something else' }],
      ['POST', '/api/auth/update-password', { password: 'something else' }],
      ['PUT', '/api/auth/local-account', { email: 'eve@example.com' }],
      ['PUT', '/api/auth/profile', { newUsername: 'eve' }],
      ['PUT', '/api/auth/me/name', { name: 'Eve' }],
      ['POST', '/api/auth/me/create-token'],
      ['DELETE', '/api/auth/session'],
      ['DELETE', '/api/auth/sessions'],
    ]
    for (const [method, path, json] of unsafe) {
      expectProblem(await browser.request(method, path, json, headers), 403, 'cross_site_request')
    }
    expect((await browser.request('GET', '/api/auth/me')).body.username).toBe(root.username)
    expect(await signIn('bob')).toBeTruthy()
  })

  it('is ignored if there is an Authorization header', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const headers = { ...ours, Authorization: 'Bearer nonsense' }
    expectProblem(
      await browser.request('GET', '/api/auth/me', undefined, headers),
      401,
      'unauthenticated',
    )
  })

  it('is replaced when the password changes, and the old one is invalid', async () => {
    await person('alice')
    const browser = new Browser()
    const changes: [string, string, unknown][] = [
      [
        'POST',
        '/api/auth/change-password',
        { current_password: password, new_password: 'second password' },
      ],
      [
        'PUT',
        '/api/auth/me/password',
        { old_password: 'second password', new_password: 'third password' },
      ],
      [
        'PUT',
        '/api/auth/account/password',
        { current_password: 'third password', new_password: 'fourth password' },
      ],
    ]
    await browser.signIn('alice')
    for (const [method, path, json] of changes) {
      const old = browser.cookie
      expect((await browser.request(method, path, json)).status).toBe(200)
      expect(browser.cookie, path).not.toBe(old)
      const headers = { Cookie: old }
      expectProblem(await browser.service.get('/api/auth/me', { headers }), 401, 'unauthenticated')
      expect((await browser.request('GET', '/api/auth/session')).status).toBe(200)
    }
  })

  it('is not replaced when a name changes', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const answer = await browser.request('PUT', '/api/auth/me/name', { name: 'Al' })
    expect(answer.headers.has('Set-Cookie')).toBe(false)
  })

  it('is not set for a client with a bearer token', async () => {
    const { token } = await person('alice')
    const json = { current_password: password, new_password: 'second password' }
    const answer = await new Service().post('/api/auth/change-password', json, { token })
    expect(answer.status).toBe(200)
    expect(answer.headers.has('Set-Cookie')).toBe(false)
  })

  it("is cleared by asyncat's /logout", async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const old = browser.cookie
    await browser.request('POST', '/api/auth/logout')
    expect(browser.cookie).toBe('')
    const headers = { Cookie: old }
    expectProblem(await browser.service.get('/api/auth/me', { headers }), 401, 'unauthenticated')
  })

  it('is not cleared by another site through /logout', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' }
    expect((await browser.request('POST', '/api/auth/logout', undefined, foreign)).status).toBe(200)
    expect((await browser.request('GET', '/api/auth/me')).status).toBe(200)
  })
})

describe('A browser session', () => {
  const idle = 7 * 86_400_000
  const shift = (ms: number) =>
    env.DB.exec(
      `update sessions set created_at = created_at - ${ms}, proved_at = proved_at - ${ms}, last_used_at = last_used_at - ${ms}, expires_at = expires_at - ${ms}, ends_at = ends_at - ${ms}`,
    )
  const stored = () =>
    env.DB.prepare(
      'select expires_at, last_used_at, ends_at from sessions where ends_at is not null',
    ).first<{
      expires_at: number
      last_used_at: number
      ends_at: number
    }>()

  it('is extended by use', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    for (let day = 0; day < 20; day += 5) {
      expect((await browser.request('GET', '/api/auth/session')).status).toBe(200)
      await shift(5 * 86_400_000)
    }
    expect((await browser.request('GET', '/api/auth/session')).status).toBe(200)
  })

  it('ends after SESSION_IDLE without use', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    await shift(idle)
    expect((await browser.request('GET', '/api/auth/session')).body).toBeNull()
  })

  it('ends after SESSION_LIFETIME regardless of use', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    await shift(26 * 86_400_000)
    await env.DB.exec(`update sessions set expires_at = ${Date.now() + 60_000}`)
    await browser.request('GET', '/api/auth/session')
    const row = await stored()
    expect(row?.expires_at).toBe(row?.ends_at)
  })

  it('writes its last use at most once an hour', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    const before = await stored()
    await browser.request('GET', '/api/auth/session')
    expect(await stored()).toEqual(before)
    await shift(2 * 3_600_000)
    await browser.request('GET', '/api/auth/session')
    expect((await stored())?.last_used_at).toBeGreaterThan(Date.now() - 60_000)
  })

  it('with an idle time of hours writes its use every quarter of that time', async () => {
    await person('alice')
    const browser = new Browser(new Service({ SESSION_IDLE: '20m' }))
    await browser.signIn('alice')
    for (let times = 0; times < 6; times++) {
      await shift(6 * 60_000)
      expect((await browser.request('GET', '/api/auth/session')).status).toBe(200)
    }
    const before = await stored()
    await browser.request('GET', '/api/auth/session')
    expect(await stored()).toEqual(before)
  })

  it('does not extend the session of a bearer token', async () => {
    const { token } = await person('alice')
    await shift(2 * 3_600_000)
    const query = () => env.DB.prepare('select expires_at from sessions').first('expires_at')
    const before = await query()
    await new Service().get('/api/auth/me', { token })
    expect(await query()).toBe(before)
  })
})

describe('GET and DELETE /api/auth/session', () => {
  it('return the session, and end it', async () => {
    await person('alice')
    const browser = new Browser()
    await browser.signIn('alice')
    expect((await browser.request('GET', '/api/auth/session')).body.account.username).toBe('alice')
    const old = browser.cookie
    const answer = await browser.request('DELETE', '/api/auth/session')
    expect(answer.status).toBe(204)
    expect(browser.cookie).toBe('')
    const headers = { Cookie: old }
    expect((await browser.service.get('/api/auth/session', { headers })).body).toBeNull()
    const again = await browser.service.delete('/api/auth/session', {
      headers: { ...ours, ...headers },
    })
    expectProblem(again, 401, 'unauthenticated')
  })

  it.each([
    ['no cookie', {}],
    ['a cookie that is no token', { Cookie: '__Host-latchkey=garbage' }],
    ['an empty cookie', { Cookie: '__Host-latchkey=' }],
  ])('without a session, the read returns null: %s', async (_, headers) => {
    const answer = await new Service().get('/api/auth/session', { headers })
    expect([answer.status, answer.body]).toEqual([200, null])
    expect(answer.headers.has('Set-Cookie')).toBe(false)
  })

  it.each(['Bearer garbage', 'Bearer', 'Basic x'])(
    'refuse an Authorization header without a valid token, even with a valid cookie: %s',
    async (Authorization) => {
      await person('alice')
      const browser = new Browser()
      await browser.signIn('alice')
      const headers = { Cookie: browser.cookie, Authorization }
      const answer = await browser.service.get('/api/auth/session', { headers })
      expectProblem(answer, 401, 'unauthenticated')
    },
  )

  it('accept a bearer token', async () => {
    const { token } = await person('alice')
    const service = new Service()
    expect((await service.get('/api/auth/session', { token })).body.account.username).toBe('alice')
    const ended = await service.delete('/api/auth/session', { token })
    expect(ended.status).toBe(204)
    expect(ended.headers.has('Set-Cookie')).toBe(false)
    expectProblem(await service.get('/api/auth/session', { token }), 401, 'unauthenticated')
  })
})

describe('/api/auth/sessions', () => {
  it('lists the sessions of the account', async () => {
    await person('alice')
    const [desk, phone] = [
      new Browser(new Service(), 'Firefox'),
      new Browser(new Service(), 'Safari'),
    ]
    await desk.signIn('alice')
    await phone.signIn('alice')
    const { body } = await desk.request('GET', '/api/auth/sessions')
    const time = expect.stringMatching(/^\d{4}-.*Z$/)
    const known = {
      id: expect.any(String),
      created_at: time,
      last_used_at: time,
      expires_at: time,
      country: null,
    }
    expect(body.items).toHaveLength(3)
    expect(body.items).toEqual(
      expect.arrayContaining([
        { ...known, user_agent: 'Firefox', current: true },
        { ...known, user_agent: 'Safari', current: false },
        { ...known, user_agent: null, current: false },
      ]),
    )
  })

  it('stores only the part of a user agent that distinguishes browsers', async () => {
    await person('alice')
    const browser = new Browser(new Service(), 'x'.repeat(5000))
    await browser.signIn('alice')
    const { body } = await browser.request('GET', '/api/auth/sessions')
    expect(body.items[0].user_agent).toHaveLength(256)
  })

  it('ends one session at once', async () => {
    await person('alice')
    const [desk, phone] = [new Browser(), new Browser(new Service(), 'Safari')]
    await desk.signIn('alice')
    await phone.signIn('alice')
    const { body } = await desk.request('GET', '/api/auth/sessions')
    const lost = body.items.find((one: { user_agent: string }) => one.user_agent === 'Safari')
    expect((await desk.request('DELETE', `/api/auth/sessions/${lost.id}`)).status).toBe(204)
    expect((await phone.request('GET', '/api/auth/session')).body).toBeNull()
    expect((await desk.request('GET', '/api/auth/session')).status).toBe(200)
    const again = await desk.request('DELETE', `/api/auth/sessions/${lost.id}`)
    expectProblem(again, 404, 'session_not_found')
  })

  it('returns 404 for a session of another account', async () => {
    await person('alice')
    await person('bob')
    const [alice, bob] = [new Browser(), new Browser()]
    await alice.signIn('alice')
    await bob.signIn('bob')
    const { body } = await bob.request('GET', '/api/auth/sessions')
    for (const { id } of body.items) {
      const refused = await alice.request('DELETE', `/api/auth/sessions/${id}`)
      expectProblem(refused, 404, 'session_not_found')
    }
    expect((await bob.request('GET', '/api/auth/session')).status).toBe(200)
  })

  it.each(['/api/auth/sessions', '/api/auth/sessions/{other}'])(
    'ends nothing if the session of the caller has ended: DELETE %s',
    async (template) => {
      const { token } = await person('alice')
      const other = new Browser()
      await other.signIn('alice')
      const { body } = await other.request('GET', '/api/auth/sessions')
      const { id } = body.items.find((one: { current: boolean }) => one.current)
      const { jti } = claimsOf(token)
      const ends = () => write('delete from sessions where id = ?', jti)
      const service = new Service({ DB: meanwhile(ends) })
      const answer = await service.delete(template.replace('{other}', id), { token })
      expectProblem(answer, 401, 'unauthenticated')
      expect((await other.request('GET', '/api/auth/session')).status).toBe(200)
    },
  )

  it('ends all other sessions', async () => {
    const { token } = await person('alice')
    const stranger = await person('bob')
    const [desk, phone] = [new Browser(), new Browser()]
    await desk.signIn('alice')
    await phone.signIn('alice')
    expect((await desk.request('DELETE', '/api/auth/sessions')).status).toBe(204)
    expect((await desk.request('GET', '/api/auth/sessions')).body.items).toHaveLength(1)
    const { token: bobs } = stranger
    expect((await desk.service.get('/api/auth/me', { token: bobs })).status).toBe(200)
    expect((await phone.request('GET', '/api/auth/session')).body).toBeNull()
    expectProblem(await desk.service.get('/api/auth/me', { token }), 401, 'unauthenticated')
    expect((await desk.request('GET', '/api/auth/session')).status).toBe(200)
  })
})
