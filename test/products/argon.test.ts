import { beforeEach, describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { aToken } from '../support/accounts/patterns.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { everySpelling } from '../support/accounts/spellings.ts'
import { countRows, disable, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

let service: Service
beforeEach(() => {
  service = serving('argon')
})

const state = '/api/auth/state'
const register = '/api/auth/register'
const login = '/api/auth/login'

const wrong = 'not the right one'
/** Values that are not text, and empty text. */
const noText = [undefined, null, '', 7, true, ['alice'], { username: 'alice' }]

describe('Get current authentication state', () => {
  it('returns the username and the permissions of an account', async () => {
    const { token } = await person('Alice')
    const { status, body } = await service.get(state, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ authenticated: true, username: 'Alice', permissions: ['user'] })
  })

  it('returns the permissions of an administrator, and the email address if there is no username', async () => {
    const { token } = await administrator('root@example.com')
    const { body } = await service.get(state, { token })
    expect(body).toEqual({
      authenticated: true,
      username: 'root@example.com',
      permissions: ['admin'],
    })
  })

  it('returns new permissions at once', async () => {
    const { id, token } = await person('alice')
    await write("update accounts set role_id = 'admin' where id = ?", id)
    expect((await service.get(state, { token })).body.permissions).toEqual(['admin'])
  })

  it('returns 401 without a session', async () => {
    const { id, token } = await person('alice')
    expectProblem(await service.get(state), 401, 'unauthenticated')
    expectProblem(await service.get(state, { token: 'nonsense' }), 401, 'unauthenticated')
    expectProblem(await service.get(`${state}?token=${token}`), 401, 'unauthenticated')
    await disable(id)
    expectProblem(await service.get(state, { token }), 401, 'unauthenticated')
  })
})

describe('Register a new user', () => {
  it('creates an account and signs it in', async () => {
    const { status, body } = await service.post(register, { username: 'Alice', password })
    expect(status).toBe(200)
    expect(body).toEqual({ token: aToken, permissions: ['user'] })
    expect((await service.get(state, { token: body.token })).body.username).toBe('Alice')
    expect((await service.post(login, { username: 'Alice', password })).status).toBe(200)
  })

  it('accepts an email address as the username', async () => {
    const { body } = await service.post(register, { username: 'user@example.com', password })
    expect((await service.get(state, { token: body.token })).body).toEqual({
      authenticated: true,
      username: 'user@example.com',
      permissions: ['user'],
    })
    expect(await countRows('accounts', 'username is null')).toBe(1)
  })

  it('accepts one character of username and eight of password, and no fewer', async () => {
    expectInvalid(await service.post(register, { username: ' ', password }), 'username')
    const short = { username: 'x', password: 'w7#kq2!' }
    expectInvalid(await service.post(register, short), 'password')
    expect(await countRows('accounts')).toBe(0)
    const enough = { username: 'x', password: 'w7#kq2!z' }
    expect((await service.post(register, enough)).status).toBe(200)
  })

  it.each(noText)('refuses %j as a username or a password', async (value) => {
    expectInvalid(await service.post(register, { username: value, password }), 'username')
    const noPassword = { username: 'alice', password: value }
    expectInvalid(await service.post(register, noPassword), 'password')
    expect(await countRows('accounts')).toBe(0)
  })

  it.each(['closed', 'invitation'])('is refused if registration is %s', async (mode) => {
    service = serving('argon', { REGISTRATION: mode })
    const answer = await service.post(register, { username: 'alice', password })
    expectProblem(answer, 403, 'registration_closed')
    expectProblem(await service.post(register), 403, 'registration_closed')
  })

  it.each([
    ['alice', 'username_taken'],
    ['user@example.com', 'email_taken'],
  ])('rejects a taken %s, and returns no token', async (name, code) => {
    await person(name)
    const before = await countRows('sessions')
    expectProblem(await service.post(register, { username: name, password }), 400, code)
    expect(await countRows('sessions')).toBe(before)
  })

  it.each(everySpelling)(
    'does not create a second %s from its spelling %s',
    async (name, _, username) => {
      await person(name)
      const { status } = await service.post(register, { username, password })
      expect(status).toBe(400)
      expect(await countRows('accounts')).toBe(1)
      expect(await countRows('identifiers')).toBe(1)
    },
  )

  it('creates an account without rights, even if the body requests them', async () => {
    const extra = { permissions: ['admin'], role: 'admin', is_admin: true }
    const { body } = await service.post(register, { username: 'alice', password, ...extra })
    expect(body).toEqual({ token: aToken, permissions: ['user'] })
    expect((await service.get(state, { token: body.token })).body.permissions).toEqual(['user'])
  })
})

describe('User login', () => {
  it('returns a token and the permissions of an account', async () => {
    const { id } = await person('alice')
    const { status, body } = await service.post(login, { username: 'alice', password })
    expect(status).toBe(200)
    expect(body).toEqual({ token: aToken, permissions: ['user'] })
    expect(claimsOf(body.token)).toMatchObject({ sub: id })
    expect((await service.get(state, { token: body.token })).status).toBe(200)
  })

  it('returns the permissions of an administrator, who signs in with an email address', async () => {
    await administrator('root@example.com')
    const { body } = await service.post(login, { username: 'Root@Example.com', password })
    expect(body).toEqual({ token: aToken, permissions: ['admin'] })
  })

  it('puts no permissions into the token: they are read for each request', async () => {
    await person('alice')
    const { body } = await service.post(login, { username: 'alice', password })
    expect(Object.keys(claimsOf(body.token)).toSorted()).toEqual([
      'exp',
      'iat',
      'iss',
      'jti',
      'sub',
    ])
  })

  it('returns the same sentence for a wrong password, an unknown name and a disabled account', async () => {
    await person('alice')
    const { id } = await person('gone')
    await disable(id)
    const refusals = [
      await service.post(login, { username: 'alice', password: wrong }),
      await service.post(login, { username: 'unknown', password }),
      await service.post(login, { username: 'gone', password }),
    ]
    for (const refusal of refusals) {
      expectProblem(refusal, 401, 'invalid_credentials')
      expect(refusal.body.detail).toBe('Invalid username or password')
    }
  })

  it.each(noText)('refuses %j as a username or a password', async (value) => {
    expectInvalid(await service.post(login, { username: value, password }), 'username')
    const noPassword = { username: 'alice', password: value }
    expectInvalid(await service.post(login, noPassword), 'password')
  })

  it('does not apply the rules for new passwords', async () => {
    const answer = await service.post(login, { username: 'alice', password: 'x' })
    expectProblem(answer, 401, 'invalid_credentials')
  })

  it('returns 429 after LOGIN_ATTEMPTS failures, also for unknown names', async () => {
    service = serving('argon', { LOGIN_ATTEMPTS: '1' })
    const attempt = () => service.post(login, { username: 'unknown', password })
    expectProblem(await attempt(), 401, 'invalid_credentials')
    expectProblem(await attempt(), 429, 'too_many_attempts')
  })
})

it('serves no operation of the other documents', async () => {
  const { token } = await person('alice')
  for (const path of ['/api/auth/me', '/api/auth/users', '/api/auth/status', '/v1/auth/status']) {
    expectProblem(await service.get(path, { token }), 404, 'not_found')
  }
})
