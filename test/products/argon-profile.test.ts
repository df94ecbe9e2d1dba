import { beforeEach, describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { aToken } from '../support/accounts/patterns.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { spellingsOfAlice } from '../support/accounts/spellings.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, verify, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

let service: Service
beforeEach(() => {
  service = serving('argon')
})

const fresh = 'new-secure-password'
const wrong = 'not the right one'
const updated = (permissions: string[]) => ({
  message: expect.stringMatching(/\w/),
  token: aToken,
  permissions,
})

/** The username of the token's account. */
async function nameOf(token: string): Promise<string> {
  return (await service.get('/api/auth/state', { token })).body.username
}

/** PUT /profile with this token. */
function update(token: string | undefined, profile: unknown) {
  return service.put('/api/auth/profile', profile, { token })
}

describe('Update user profile', () => {
  it('changes username and password together, and returns a token that replaces the one sent', async () => {
    const { id, token } = await person('alice')
    const all = { newUsername: 'Bob', currentPassword: password, newPassword: fresh }
    const { status, body } = await update(token, all)
    expect(status).toBe(200)
    expect(body).toEqual(updated(['user']))
    const { sub, exp, jti } = claimsOf(body.token)
    expect([sub, exp]).toEqual([id, claimsOf(token).exp])
    expect(jti).not.toBe(claimsOf(token).jti)
    expect(await nameOf(body.token)).toBe('Bob')
    expectProblem(await service.get('/api/auth/state', { token }), 401, 'unauthenticated')
    expect(await signIn('bob', fresh)).toEqual(aToken)
    for (const [username, secret] of [
      ['bob', password],
      ['alice', fresh],
    ]) {
      const answer = await service.post('/api/auth/login', { username, password: secret })
      expectProblem(answer, 401, 'invalid_credentials')
    }
  })

  it('changes the username without the password, and ends no session', async () => {
    const { token } = await person('alice')
    const other = await signIn('alice')
    const { status, body } = await update(token, { newUsername: 'bob' })
    expect(status).toBe(200)
    expect(body).toEqual(updated(['user']))
    expect(claimsOf(body.token).jti).toBe(claimsOf(token).jti)
    for (const each of [body.token, token, other]) expect(await nameOf(each)).toBe('bob')
    expect(await signIn('bob')).toEqual(aToken)
  })

  it('changes the password, and ends every other session', async () => {
    const { token } = await person('alice')
    const other = await signIn('alice')
    const change = { currentPassword: password, newPassword: fresh }
    const { status, body } = await update(token, change)
    expect(status).toBe(200)
    expect(body).toEqual(updated(['user']))
    expect(await nameOf(body.token)).toBe('alice')
    for (const dead of [token, other]) {
      expectProblem(await service.get('/api/auth/state', { token: dead }), 401, 'unauthenticated')
    }
  })

  it('notifies the email address of a new password, without the password', async () => {
    const { id, token } = await person('user@example.com')
    await verify(id)
    await update(token, { currentPassword: password, newPassword: fresh })
    expect(service.mails.map(({ to }) => to)).toEqual(['user@example.com'])
    expect(JSON.stringify(service.mails)).not.toContain(fresh)
  })

  it('returns the permissions of an administrator', async () => {
    const { token } = await administrator('root@example.com')
    expect((await update(token, { newUsername: 'root' })).body).toEqual(updated(['admin']))
    expect(await nameOf(token)).toBe('root')
    expect(await signIn('root@example.com')).toEqual(aToken)
  })

  it.each([
    [{}],
    [{ currentPassword: password }],
    [{ username: 'bob', password: fresh, permissions: ['admin'] }],
  ])('rejects %j, which changes nothing', async (profile) => {
    const { token } = await person('alice')
    expectProblem(await update(token, profile), 400, 'no_changes')
    expect(await nameOf(token)).toBe('alice')
  })

  it('rejects a new password without the current one, and does not change the username', async () => {
    const { token } = await person('alice')
    const answer = await update(token, { newUsername: 'bob', newPassword: fresh })
    expectInvalid(answer, 'currentPassword')
    expect(await nameOf(token)).toBe('alice')
    expect(await signIn('alice')).toEqual(aToken)
  })

  it('rejects a password of seven characters and accepts one of eight', async () => {
    const { token } = await person('alice')
    const short = { currentPassword: password, newPassword: 'w7#kq2!' }
    expectInvalid(await update(token, short), 'newPassword')
    const enough = { currentPassword: password, newPassword: 'w7#kq2!z' }
    expect((await update(token, enough)).status).toBe(200)
  })

  it.each([7, true, ['bob'], { newUsername: 'bob' }])(
    'rejects %j in any of the fields',
    async (value) => {
      const { token } = await person('alice')
      expectInvalid(await update(token, { newUsername: value }), 'newUsername')
      const noCurrent = { currentPassword: value, newPassword: fresh }
      expectInvalid(await update(token, noCurrent), 'currentPassword')
      const noNew = { currentPassword: password, newPassword: value }
      expectInvalid(await update(token, noNew), 'newPassword')
    },
  )

  it.each([null, ''])(
    'ignores %j in a password field, and rejects it as a username',
    async (none) => {
      const { token } = await person('alice')
      expectInvalid(await update(token, { newUsername: none }), 'newUsername')
      const noCurrent = { currentPassword: none, newPassword: fresh }
      expectInvalid(await update(token, noCurrent), 'currentPassword')
      const noNew = { currentPassword: password, newPassword: none }
      expectProblem(await update(token, noNew), 400, 'no_changes')
      const form = { newUsername: 'bob', currentPassword: none, newPassword: none }
      expect((await update(token, form)).status).toBe(200)
      expect(await nameOf(token)).toBe('bob')
      expect(await signIn('bob')).toEqual(aToken)
    },
  )

  it.each(['a b', 'alice!', 'al\u0456ce', 'a/b', '', ' ', 'a'.repeat(65)])(
    'rejects %j as a username',
    async (newUsername) => {
      const { token } = await person('alice')
      expectInvalid(await update(token, { newUsername }), 'newUsername')
      expect(await nameOf(token)).toBe('alice')
    },
  )

  it('returns 401 without a session, for any body', async () => {
    expectProblem(await update(undefined, {}), 401, 'unauthenticated')
    expectProblem(await update('nonsense', { newUsername: 'bob' }), 401, 'unauthenticated')
  })

  it('rejects a wrong current password, and changes nothing, not even the username', async () => {
    const { token } = await person('alice')
    const other = await signIn('alice')
    const profile = { newUsername: 'bob', currentPassword: wrong, newPassword: fresh }
    const answer = await update(token, profile)
    expectProblem(answer, 401, 'current_password_incorrect')
    expect([await nameOf(token), await nameOf(other)]).toEqual(['alice', 'alice'])
    expect(await signIn('alice')).toEqual(aToken)
    expect(await countRows('identifiers', "key = 'bob'")).toBe(0)
  })

  it('rejects a wrong current password even if only the username changes', async () => {
    const { token } = await person('alice')
    const answer = await update(token, { newUsername: 'bob', currentPassword: wrong })
    expectProblem(answer, 401, 'current_password_incorrect')
    expect(await nameOf(token)).toBe('alice')
  })

  it('counts wrong current passwords as failed sign-ins', async () => {
    const { token } = await person('alice')
    service = serving('argon', { LOGIN_ATTEMPTS: '1' })
    const profile = (currentPassword: string) => ({ currentPassword, newPassword: fresh })
    expectProblem(await update(token, profile(wrong)), 401, 'current_password_incorrect')
    expectProblem(await update(token, profile(password)), 429, 'too_many_attempts')
    const login = await service.post('/api/auth/login', { username: 'alice', password })
    expectProblem(login, 429, 'too_many_attempts')
  })

  it('does not count the right current password, even if the username is taken', async () => {
    await person('bob')
    const { token } = await person('alice')
    service = serving('argon', { LOGIN_ATTEMPTS: '1' })
    const profile = { newUsername: 'bob', currentPassword: password }
    expectProblem(await update(token, profile), 400, 'username_taken')
    const { status } = await service.post('/api/auth/login', { username: 'alice', password })
    expect(status).toBe(200)
  })

  it('changes nothing if the session ends during the request', async () => {
    const { id, token } = await person('alice')
    const DB = meanwhile(() => write('delete from sessions where account_id = ?', id))
    service = serving('argon', { DB })
    expectProblem(await update(token, { newUsername: 'bob' }), 401, 'unauthenticated')
    expect(await countRows('identifiers', "key = 'bob'")).toBe(0)
  })
})

describe('A new username', () => {
  it.each(Object.entries(spellingsOfAlice))(
    'cannot be the username of another account: %s',
    async (_, newUsername) => {
      await person('alice')
      const { token } = await person('bob')
      const { status } = await update(token, { newUsername })
      expect(status).toBe(400)
      expect(await nameOf(token)).toBe('bob')
      expect(await countRows('identifiers', "key = 'bob'")).toBe(1)
    },
  )

  it('that is taken leaves the password unchanged', async () => {
    await person('alice')
    const { token } = await person('bob')
    const profile = { newUsername: 'Alice', currentPassword: password, newPassword: fresh }
    const answer = await update(token, profile)
    expectProblem(answer, 400, 'username_taken')
    expect(await signIn('bob')).toEqual(aToken)
  })

  it('cannot be the email address of another account', async () => {
    await person('alice@example.com')
    const { token } = await person('bob')
    const form = { newUsername: 'Alice@example.com', currentPassword: password }
    expectProblem(await update(token, form), 400, 'email_taken')
    expect(await nameOf(token)).toBe('bob')
    expect(await signIn('bob')).toEqual(aToken)
  })

  it('may be an email address, with the current password, which becomes the address of the account', async () => {
    const { token } = await person('alice')
    const other = await signIn('alice')
    const form = { newUsername: 'alice@example.com', currentPassword: password }
    const { status, body } = await update(token, form)
    expect(status).toBe(200)
    expect(await nameOf(body.token)).toBe('alice@example.com')
    expect(await signIn('alice@example.com')).toEqual(aToken)
    expect((await service.get('/api/auth/state', { token: other })).status).toBe(401)
    expect(await countRows('identifiers')).toBe(1)
    expect(await countRows('accounts', 'username is null and email_verified_at is null')).toBe(1)
    // The former username is free.
    expect((await person('alice')).username).toBe('alice')
  })

  it.each([{}, { currentPassword: null }, { currentPassword: '' }])(
    'cannot be an email address with %j alone, because its owner could reset the password',
    async (proof) => {
      const { token } = await person('alice')
      const answer = await update(token, { newUsername: 'alice@example.com', ...proof })
      expectInvalid(answer, 'currentPassword')
      expect(await nameOf(token)).toBe('alice')
      expect(await countRows('identifiers', "key = 'alice'")).toBe(1)
    },
  )

  it('cannot be an email address with a wrong password', async () => {
    const { token } = await person('alice')
    const form = { newUsername: 'alice@example.com', currentPassword: wrong }
    expectProblem(await update(token, form), 401, 'current_password_incorrect')
    expect(await nameOf(token)).toBe('alice')
  })

  it.each(['alice@', 'a b@example.com', '@example.com'])(
    'that resembles an email address and is invalid, %j, is rejected as such',
    async (newUsername) => {
      const { token } = await person('alice')
      const answer = await update(token, { newUsername, currentPassword: password })
      expectInvalid(answer, 'newUsername')
      expect(answer.body.detail).toContain('email address')
    },
  )

  it('may be the current one in another case', async () => {
    const { token } = await person('alice')
    const { status, body } = await update(token, { newUsername: 'ALICE' })
    expect(status).toBe(200)
    expect(await nameOf(body.token)).toBe('ALICE')
    expect(await signIn('alice')).toEqual(aToken)
    expect(await countRows('identifiers')).toBe(1)
  })

  it.each(['alice', 'user@example.com'])(
    'may be the current one, %s, as a form sends it with a new password',
    async (name) => {
      const { token } = await person(name)
      const form = { newUsername: name, currentPassword: password, newPassword: fresh }
      const { status, body } = await update(token, form)
      expect(status).toBe(200)
      expect(await nameOf(body.token)).toBe(name)
      expect(await signIn(name, fresh)).toEqual(aToken)
      expect(await countRows('identifiers')).toBe(1)
    },
  )

  it('frees the old one, whose old token is never valid for the account that takes it', async () => {
    const { token } = await person('alice')
    await update(token, { newUsername: 'bob' })
    const next = await person('alice')
    expect([await nameOf(token), await nameOf(next.token)]).toEqual(['bob', 'alice'])
  })

  it('may have one character', async () => {
    const { token } = await person('alice')
    expect((await update(token, { newUsername: 'x' })).status).toBe(200)
    expect(await nameOf(token)).toBe('x')
  })
})
