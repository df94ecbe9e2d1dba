import { beforeEach, describe, expect, it } from 'vitest'
import { aToken } from '../support/accounts/patterns.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

const email = 'user@example.com'
const wrong = 'not the right one'
/** Values that are not text, and empty text. */
const noText = [undefined, null, '', 7, true, [email], { email }]

let service: Service
beforeEach(() => {
  service = serving('asyncat')
})

/** The document's user object, after registration with an email address. */
function user(id: string, facts: Record<string, unknown> = {}) {
  return { id, email, name: null, profile_picture: null, ...facts }
}

describe('GET /api/auth/status', () => {
  const path = '/api/auth/status'

  it('returns the mode, and no local account if default accounts are off', async () => {
    const { status, body } = await service.get(path)
    expect(status).toBe(200)
    expect(body).toEqual({ success: true, mode: 'local', localEmail: null, isFirstRun: false })
  })

  it('returns the local account and the first run if default accounts are on', async () => {
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    const { body } = await service.get(path)
    const expected = { success: true, mode: 'local', localEmail: 'admin@local', isFirstRun: true }
    expect(body).toEqual(expected)
  })

  it('returns that the first run is complete after setup', async () => {
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    await administrator()
    const { body } = await service.get(path)
    expect(body).toMatchObject({ localEmail: 'admin@local', isFirstRun: false })
  })

  it('returns the new email address of the local account', async () => {
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    const { body } = await service.post('/api/auth/first-run')
    const renamed = { email: 'me@example.com' }
    await service.put('/api/auth/local-account', renamed, { token: body.token })
    const { body: status } = await service.get(path)
    expect(status).toMatchObject({ localEmail: 'me@example.com', isFirstRun: true })
  })

  it('returns server mode with other APIs, unless registration is closed', async () => {
    const server = await serving(['asyncat', 'asta']).get(path)
    expect(server.body.mode).toBe('server')
    const closed = await serving(['asyncat', 'asta'], { REGISTRATION: 'closed' }).get(path)
    expect(closed.body.mode).toBe('local')
  })
})

describe('POST /api/auth/login', () => {
  const path = '/api/auth/login'

  it('returns success, a token and the account', async () => {
    const { id } = await person(email)
    const { status, body } = await service.post(path, { email, password })
    expect(status).toBe(200)
    expect(body).toEqual({ success: true, token: aToken, user: user(id) })
  })

  it('signs in to the default account with the documented example', async () => {
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    const { status, body } = await service.post(path, {
      email: 'admin@local',
      password: 'changeme',
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      token: aToken,
      user: { id: expect.any(String), email: 'admin@local', name: 'Admin', profile_picture: null },
    })
  })

  it('ignores undocumented fields, including a username', async () => {
    const { id } = await person(email)
    await person('bob')
    const { body } = await service.post(path, { email, password, username: 'bob', role: 'admin' })
    expect(body).toEqual({ success: true, token: aToken, user: user(id) })
  })

  it('signs in an account without an email address by its username, and returns a null address', async () => {
    const { id } = await person('alice')
    const { body } = await service.post(path, { email: 'alice', password })
    expect(body.user).toEqual(user(id, { email: null }))
  })

  it('returns one sentence for every failure, which names the email address', async () => {
    await person(email)
    const { id } = await person('gone@example.com')
    await write('update accounts set disabled_at = 1 where id = ?', id)
    const attempts = [
      { email, password: wrong },
      { email: 'unknown@example.com', password },
      { email: 'gone@example.com', password },
    ]
    for (const attempt of attempts) {
      const answer = await service.post(path, attempt)
      expectProblem(answer, 401, 'invalid_credentials')
      expect(answer.body.detail).toBe('Invalid email or password')
    }
  })

  it('does not accept the default account if default accounts are off', async () => {
    const answer = await service.post(path, { email: 'admin@local', password: 'changeme' })
    expectProblem(answer, 401, 'invalid_credentials')
    expect(answer.body.detail).toBe('Invalid email or password')
    expect(await countRows('accounts')).toBe(0)
  })

  it('requires an email address', async () => {
    await person('alice')
    expectInvalid(await service.post(path, { username: 'alice', password }), 'email')
  })

  it.each(noText)('refuses %j as an address or a password', async (value) => {
    expectInvalid(await service.post(path, { email: value, password }), 'email')
    expectInvalid(await service.post(path, { email, password: value }), 'password')
  })

  it('does not apply the rules for new passwords: a short one is a wrong one', async () => {
    const answer = await service.post(path, { email, password: 'x' })
    expectProblem(answer, 401, 'invalid_credentials')
  })
})

describe('POST /api/auth/logout', () => {
  const path = '/api/auth/logout'
  const done = { success: true, message: expect.stringMatching(/\S/) }

  it('ends the session of the token', async () => {
    const { token } = await person(email)
    const { status, body } = await service.post(path, undefined, { token })
    expect(status).toBe(200)
    expect(body).toEqual(done)
    expectProblem(await service.get('/api/auth/me', { token }), 401, 'unauthenticated')
  })

  it.each([
    ['no token', {}],
    ['a token that is none', { Authorization: 'Bearer x.y.z' }],
    ['a malformed header', { Authorization: 'Bearer' }],
    ['another scheme', { Authorization: 'Basic dXNlcjpwYXNz' }],
    ['two tokens', { Authorization: 'Bearer a, Bearer b' }],
  ])('succeeds with %s', async (_, headers) => {
    const { status, body } = await service.post(path, undefined, { headers })
    expect(status).toBe(200)
    expect(body).toEqual(done)
  })

  it('succeeds with the token of an ended session', async () => {
    const { token } = await person(email)
    await service.post(path, undefined, { token })
    const { status, body } = await service.post(path, undefined, { token })
    expect(status).toBe(200)
    expect(body).toEqual(done)
  })

  it('ignores any body', async () => {
    const headers = { 'Content-Type': 'application/json' }
    const { status } = await service.post(path, undefined, { raw: '{"token":', headers })
    expect(status).toBe(200)
  })
})

describe('GET /api/auth/me', () => {
  const path = '/api/auth/me'

  it('returns the account', async () => {
    const { id, token } = await person(email)
    const { status, body } = await service.get(path, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ success: true, user: user(id) })
  })

  it('returns first and last name joined, and the picture', async () => {
    const { id, token } = await administrator(email)
    await write('update accounts set picture = ?', 'https://example.com/me.png')
    const { body } = await service.get(path, { token })
    const facts = { name: 'Root Admin', profile_picture: 'https://example.com/me.png' }
    expect(body).toEqual({ success: true, user: user(id, facts) })
  })

  it('reads the current row, so that changes are visible at once', async () => {
    const { id, token } = await person(email)
    const changed = { name: 'New Name', email: 'new@example.com' }
    const fresh = await service.put('/api/auth/local-account', changed, { token })
    const { body } = await service.get(path, { token: fresh.body.token })
    expect(body).toEqual({ success: true, user: user(id, changed) })
  })

  it('returns 401 without a session', async () => {
    const answer = await service.get(path)
    expectProblem(answer, 401, 'unauthenticated')
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
  })
})

describe('POST /api/auth/first-run', () => {
  const path = '/api/auth/first-run'

  it('signs in to the local default account', async () => {
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    const { status, body } = await service.post(path)
    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      token: aToken,
      user: { id: expect.any(String), email: 'admin@local', name: 'Admin', profile_picture: null },
    })
    const me = await service.get('/api/auth/me', { token: body.token })
    expect(me.body).toEqual({ success: true, user: body.user })
  })

  it('is refused after setup, whether default accounts are on or off', async () => {
    await administrator()
    expectProblem(await service.post(path), 403, 'already_set_up')
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    expectProblem(await service.post(path), 403, 'already_set_up')
  })

  it('finds no account if default accounts are off', async () => {
    expectProblem(await service.post(path), 404, 'no_default_account')
  })
})

describe('POST /api/auth/register', () => {
  const path = '/api/auth/register'

  it.each([
    ['nothing', {}],
    ['an account', { json: { email, password, name: 'Ada' } }],
    ['an array', { json: [] }],
    ['malformed JSON', { raw: '{', headers: { 'Content-Type': 'application/json' } }],
    ['text', { raw: 'hello', headers: { 'Content-Type': 'text/plain' } }],
  ])('is refused in the local build for %s', async (_, options) => {
    const answer = await service.request('POST', path, options)
    expectProblem(answer, 403, 'registration_closed')
    expect(answer.body.error).toBe('Registration is disabled — use the seeded local account.')
    expect(await countRows('accounts')).toBe(0)
  })
})
