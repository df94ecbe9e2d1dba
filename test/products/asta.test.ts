import { beforeEach, describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { anId, aToken } from '../support/accounts/patterns.ts'
import { person, signIn } from '../support/accounts/people.ts'
import { everySpelling } from '../support/accounts/spellings.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, disable, freshDatabase, verify, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

let service: Service
beforeEach(() => {
  service = serving('asta')
})

const wrong = 'not the right one'
/** Values that are not text, and empty text. */
const noText = [undefined, null, '', 7, true, ['alice'], { username: 'alice' }]

describe('Login', () => {
  const path = '/api/auth/login'

  it('returns a token and the account by username', async () => {
    const { id } = await person('Alice')
    const { status, body } = await service.post(path, { username: 'Alice', password })
    expect(status).toBe(200)
    expect(body).toEqual({ access_token: aToken, user: { id, username: 'Alice', role: 'user' } })
    expect(claimsOf(body.access_token)).toMatchObject({ sub: id })
    const me = await service.get('/api/auth/me', { token: body.access_token })
    expect(me.status).toBe(200)
  })

  it('returns a token and the account by email address, which is then the username', async () => {
    const { id } = await person('user@example.com')
    const { status, body } = await service.post(path, { username: 'user@example.com', password })
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: aToken,
      user: { id, username: 'user@example.com', role: 'user' },
    })
  })

  it.each([
    ['alice', ' ALICE '],
    ['alice', 'ａｌｉｃｅ'],
    ['user@example.com', 'User@EXAMPLE.com'],
  ])('accepts %j in the spelling %j', async (name, spelling) => {
    const { id, username } = await person(name)
    const { status, body } = await service.post(path, { username: spelling, password })
    expect(status).toBe(200)
    expect(body.user).toEqual({ id, username, role: 'user' })
  })

  it('accepts a password exactly as it was set, including spaces', async () => {
    await person('alice', '  spaced  out  ')
    const trimmed = await service.post(path, { username: 'alice', password: 'spaced  out' })
    expectProblem(trimmed, 401, 'invalid_credentials')
    const exact = await service.post(path, { username: 'alice', password: '  spaced  out  ' })
    expect(exact.status).toBe(200)
  })

  it('ignores unknown fields, and an email address in addition to the username', async () => {
    const { id } = await person('alice')
    await person('bob@example.com', wrong)
    const extra = { email: 'bob@example.com', remember: true, role: 'admin' }
    const { status, body } = await service.post(path, { username: 'alice', password, ...extra })
    expect(status).toBe(200)
    expect(body.user).toEqual({ id, username: 'alice', role: 'user' })
  })

  it('returns the same sentence for a wrong password, an unknown name and a disabled account', async () => {
    await person('alice')
    const { id } = await person('gone')
    await disable(id)
    const refusals = [
      await service.post(path, { username: 'alice', password: wrong }),
      await service.post(path, { username: 'unknown', password }),
      await service.post(path, { username: 'gone', password }),
    ]
    for (const refusal of refusals) {
      expectProblem(refusal, 401, 'invalid_credentials')
      expect(refusal.body.detail).toBe('Invalid username or password')
      expect(refusal.headers.get('WWW-Authenticate')).toBe('Bearer')
    }
  })

  it.each(noText)('refuses %j as a username or a password', async (value) => {
    await person('alice')
    expectInvalid(await service.post(path, { username: value, password }), 'username')
    expectInvalid(await service.post(path, { username: 'alice', password: value }), 'password')
  })

  it('has no email field, because its document has none', async () => {
    await person('user@example.com')
    const answer = await service.post(path, { email: 'user@example.com', password })
    expectInvalid(answer, 'username')
  })

  it('returns 429 after LOGIN_ATTEMPTS failures, even for the right password', async () => {
    await person('alice')
    service = serving('asta', { LOGIN_ATTEMPTS: '2' })
    for (const _ of [1, 2]) {
      const answer = await service.post(path, { username: 'alice', password: wrong })
      expectProblem(answer, 401, 'invalid_credentials')
    }
    const locked = await service.post(path, { username: 'alice', password })
    expectProblem(locked, 429, 'too_many_attempts')
  })
})

describe('Register', () => {
  const path = '/api/auth/register'

  it('creates an account without a session', async () => {
    const { status, body } = await service.post(path, { username: 'Alice', password })
    expect(status).toBe(200)
    expect(body).toEqual({ user: { id: anId, username: 'Alice', role: 'user' } })
    expect(await countRows('sessions')).toBe(0)
    const login = await service.post('/api/auth/login', { username: 'Alice', password })
    expect(login.body.user).toEqual(body.user)
  })

  it('accepts an email address as the username', async () => {
    const { status, body } = await service.post(path, { username: 'user@example.com', password })
    expect(status).toBe(200)
    expect(body).toEqual({ user: { id: anId, username: 'user@example.com', role: 'user' } })
    expect(await countRows('accounts', 'username is null and email_verified_at is null')).toBe(1)
  })

  it('accepts two characters of username and four of password, and no fewer', async () => {
    expectInvalid(await service.post(path, { username: 'q', password }), 'username')
    expectInvalid(await service.post(path, { username: 'qx', password: 'w7#' }), 'password')
    expect(await countRows('accounts')).toBe(0)
    const { status } = await service.post(path, { username: 'qx', password: 'w7#k' })
    expect(status).toBe(200)
  })

  it('counts the code points of a password, not UTF-16 units', async () => {
    expectInvalid(await service.post(path, { username: 'alice', password: '𝄞𝄢𝄡' }), 'password')
    const { status } = await service.post(path, { username: 'alice', password: '𝄞𝄢𝄡𝄫' })
    expect(status).toBe(200)
  })

  it('accepts 64 characters of username, and no more', async () => {
    const { status } = await service.post(path, { username: 'a'.repeat(64), password })
    expect(status).toBe(200)
    expectInvalid(await service.post(path, { username: 'a'.repeat(65), password }), 'username')
  })

  it.each(noText)('refuses %j as a username or a password', async (value) => {
    expectInvalid(await service.post(path, { username: value, password }), 'username')
    expectInvalid(await service.post(path, { username: 'alice', password: value }), 'password')
    expect(await countRows('accounts')).toBe(0)
  })

  it.each(['alice@', '@example.com', 'a b', 'alice/../bob', 'alice@@example.com', 'al\u0456ce'])(
    'rejects %j, which is neither a username nor an email address',
    async (username) => {
      expectInvalid(await service.post(path, { username, password }), 'username')
    },
  )

  it.each(['closed', 'invitation'])('is refused if registration is %s', async (mode) => {
    service = serving('asta', { REGISTRATION: mode })
    const answers = [
      await service.post(path, { username: 'alice', password }),
      await service.post(path, {}),
      await service.post(path, undefined, { raw: '{', headers: { 'Content-Type': 'text/html' } }),
    ]
    for (const answer of answers) expectProblem(answer, 403, 'registration_closed')
    expect(await countRows('accounts')).toBe(0)
  })

  it('rejects a taken username', async () => {
    await person('alice')
    const answer = await service.post(path, { username: 'alice', password: wrong })
    expectProblem(answer, 409, 'username_taken')
    expect(answer.body.detail).toBe('Username already exists')
    expect(await signIn('alice')).toEqual(aToken)
  })

  it('rejects a taken email address', async () => {
    await person('user@example.com')
    const answer = await service.post(path, { username: 'user@example.com', password: wrong })
    expectProblem(answer, 409, 'email_taken')
    expect(await signIn('user@example.com')).toEqual(aToken)
  })

  it.each(everySpelling)(
    'does not create a second %s from its spelling %s',
    async (name, _, username) => {
      await person(name)
      const { status } = await service.post(path, { username, password })
      expect([400, 409]).toContain(status)
      expect(await countRows('accounts')).toBe(1)
      expect(await countRows('identifiers')).toBe(1)
    },
  )

  it('creates an account without rights, even if the body has a role or an id', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const extra = { role: 'admin', is_admin: true, permissions: ['admin'], id, user_id: id }
    const { status, body } = await service.post(path, { username: 'alice', password, ...extra })
    expect(status).toBe(200)
    expect(body).toEqual({ user: { id: anId, username: 'alice', role: 'user' } })
    expect(body.user.id).not.toBe(id)
  })
})

describe('Get Current User', () => {
  const path = '/api/auth/me'

  it('returns id, username and role', async () => {
    const { id, token } = await person('Alice')
    const { status, body } = await service.get(path, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ id, username: 'Alice', role: 'user' })
  })

  it('returns the email address as the username if the account has no other', async () => {
    const { id, token } = await person('user@example.com')
    const { body } = await service.get(path, { token })
    expect(body).toEqual({ id, username: 'user@example.com', role: 'user' })
  })

  it('returns a new role at once', async () => {
    const { id, token } = await person('alice')
    await write("update accounts set role_id = 'admin' where id = ?", id)
    const { body } = await service.get(path, { token })
    expect(body).toEqual({ id, username: 'alice', role: 'admin' })
  })

  it('accepts the scheme in any case', async () => {
    const { token } = await person('alice')
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      const { status } = await service.get(path, {
        headers: { Authorization: `${scheme} ${token}` },
      })
      expect(status).toBe(200)
    }
  })

  it('returns 401 without a session', async () => {
    const { id, token } = await person('alice')
    expectProblem(await service.get(path), 401, 'unauthenticated')
    expectProblem(await service.get(path, { token: 'nonsense' }), 401, 'unauthenticated')
    expectProblem(await service.get(`${path}?token=${token}`), 401, 'unauthenticated')
    await disable(id)
    expectProblem(await service.get(path, { token }), 401, 'unauthenticated')
  })
})

describe('Change Password', () => {
  const path = '/api/auth/change-password'
  const fresh = 'new-secure-password'

  it('sets the new password, and the old one no longer signs in', async () => {
    const { token } = await person('alice')
    const change = { current_password: password, new_password: fresh }
    const { status, body } = await service.post(path, change, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ ok: true })
    const login = '/api/auth/login'
    const old = await service.post(login, { username: 'alice', password })
    expectProblem(old, 401, 'invalid_credentials')
    expect((await service.post(login, { username: 'alice', password: fresh })).status).toBe(200)
  })

  it('ends every other session', async () => {
    const { token } = await person('alice')
    const other = await signIn('alice')
    await service.post(path, { current_password: password, new_password: fresh }, { token })
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
    expectProblem(await service.get('/api/auth/me', { token: other }), 401, 'unauthenticated')
  })

  it('notifies the email address of the account, without the password', async () => {
    const { id, token } = await person('user@example.com')
    await verify(id)
    await service.post(path, { current_password: password, new_password: fresh }, { token })
    expect(service.mails.map(({ to }) => to)).toEqual(['user@example.com'])
    expect(JSON.stringify(service.mails)).not.toContain(fresh)
  })

  it('rejects a wrong current password, and changes nothing', async () => {
    const { token } = await person('alice')
    const other = await signIn('alice')
    const change = { current_password: wrong, new_password: fresh }
    const answer = await service.post(path, change, { token })
    expectProblem(answer, 401, 'current_password_incorrect')
    expect(answer.body.detail).toBe('Current password is incorrect')
    expect(await signIn('alice')).toEqual(aToken)
    expect((await service.get('/api/auth/me', { token: other })).status).toBe(200)
  })

  it('returns 404 for an account that is deleted during the request', async () => {
    const { id, token } = await person('alice')
    const DB = meanwhile(() => write('delete from accounts where id = ?', id))
    service = serving('asta', { DB })
    const change = { current_password: password, new_password: fresh }
    const answer = await service.post(path, change, { token })
    expectProblem(answer, 404, 'account_not_found')
    expect(answer.body.detail).toBe('User not found')
  })

  it('counts wrong current passwords as failed sign-ins, and no right ones', async () => {
    const { token } = await person('alice')
    service = serving('asta', { LOGIN_ATTEMPTS: '2' })
    const change = (current_password: string) =>
      service.post(path, { current_password, new_password: password }, { token })
    for (const _ of [1, 2, 3]) expect((await change(password)).status).toBe(200)
    for (const _ of [1, 2]) expectProblem(await change(wrong), 401, 'current_password_incorrect')
    expectProblem(await change(password), 429, 'too_many_attempts')
    const login = await service.post('/api/auth/login', { username: 'alice', password })
    expectProblem(login, 429, 'too_many_attempts')
  })

  it('has a minimum of four characters', async () => {
    const { token } = await person('alice')
    const short = { current_password: password, new_password: 'w7#' }
    expectInvalid(await service.post(path, short, { token }), 'new_password')
    const enough = { current_password: password, new_password: 'w7#k' }
    expect((await service.post(path, enough, { token })).status).toBe(200)
  })

  it.each(noText)('refuses %j as either password', async (value) => {
    const { token } = await person('alice')
    const noCurrent = { current_password: value, new_password: fresh }
    expectInvalid(await service.post(path, noCurrent, { token }), 'current_password')
    const noNew = { current_password: password, new_password: value }
    expectInvalid(await service.post(path, noNew, { token }), 'new_password')
  })

  it('returns 401 without a session, for any body', async () => {
    expectProblem(await service.post(path, {}), 401, 'unauthenticated')
  })
})
