import { describe, expect, test } from 'vitest'
import { claimsOf, reencoded, resigned } from '../support/accounts/forge.ts'
import { resetToken } from '../support/accounts/mailed.ts'
import type { Answer } from '../support/requests/client.ts'
import { type Person, password } from '../support/requests/client.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

/** Refused: the token, other encodings of it, and a later token of its session, signed like the service does. */
async function expectEnded(token: string): Promise<void> {
  const later = resigned(token, { iat: Number(claimsOf(token).iat) + 1 })
  const variants = [token, later, ...Object.values(reencoded(token))]
  for (const variant of variants) {
    const { status, headers } = await service.get('/api/auth/me', { token: variant })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  }
}

const fresh = 'another horse'

describe('a session', () => {
  test('accepts another token that a test signs like the service, so a refusal is due to the end of the session', async () => {
    const { token } = await service.person()
    const later = resigned(token, { iat: Number(claimsOf(token).iat) - 1 })
    expect(later).not.toBe(token)
    expect(await service.knows(later)).toBe(true)
  })

  test('ASVS 7.4.1: ends at sign-out, and others do not', async () => {
    const { username, token } = await service.person()
    const other = await service.signIn(username)
    const { body } = await service.post('/api/auth/logout', undefined, { token })
    expect(body.success).toBe(true)
    await expectEnded(token)
    expect(await service.knows(other)).toBe(true)
  })

  test('asyncat: does not end at a sign-out with an invalid token, which succeeds', async () => {
    const { token } = await service.person()
    const others = [undefined, '', 'garbage', `${token}x`, ...Object.values(reencoded(token))]
    for (const other of others) {
      const { status } = await service.post('/api/auth/logout', undefined, { token: other })
      expect(status).toBe(200)
    }
    const headers = { Authorization: [`Bearer ${token}`, `Bearer ${token}`] }
    expect((await service.post('/api/auth/logout', undefined, { headers })).status).toBe(200)
    expect(await service.knows(token)).toBe(true)
  })

  test('ASVS 7.4.2: ends when its account is deleted', async () => {
    const { id, username, token } = await service.person()
    const other = await service.signIn(username)
    await service.expecting(200, service.delete(`/api/auth/users/${id}`, { token: root.token }))
    await expectEnded(token)
    await expectEnded(other)
    expect(await service.accepts(username, password)).toBe(false)
  })

  test('does not become valid if the name of its deleted account is registered again', async () => {
    const before = await service.person(someAddress())
    const reset = await resetToken(service, before.username)
    const asked = service.post('/api/auth/me/create-token', undefined, { token: before.token })
    const invitation = (await service.expecting(200, asked)).body.token
    await service.delete(`/api/auth/users/${before.id}`, { token: root.token })
    const after = await service.person(before.username, fresh)
    expect(after.id).not.toBe(before.id)
    await expectEnded(before.token)
    expect((await service.get(`/api/auth/verify-token?token=${invitation}`)).body).toBe(false)
    const path = '/api/auth/reset-password-with-token'
    const { status } = await service.post(path, { password: 'third horse' }, { token: reset })
    expect(status).toBe(401)
    expect(await service.accepts(after.username, fresh)).toBe(true)
    const renamed = await service.delete(`/api/auth/users/${before.id}`, { token: root.token })
    expect(renamed.status).toBe(404)
  })

  const ownChanges: [string, (person: Person) => Promise<Answer>][] = [
    [
      'POST /change-password',
      ({ token }) =>
        service.post(
          '/api/auth/change-password',
          { current_password: password, new_password: fresh },
          { token },
        ),
    ],
    [
      'PUT /me/password',
      ({ token }) =>
        service.put(
          '/api/auth/me/password',
          { old_password: password, new_password: fresh },
          { token },
        ),
    ],
    [
      'PUT /profile',
      ({ token }) =>
        service.put(
          '/api/auth/profile',
          { currentPassword: password, newPassword: fresh },
          { token },
        ),
    ],
    [
      'POST /update-password',
      ({ token }) => service.post('/api/auth/update-password', { password: fresh }, { token }),
    ],
    [
      'PUT /local-account with a password',
      ({ token }) => service.put('/api/auth/local-account', { password: fresh }, { token }),
    ],
    [
      'PUT /local-account with an address',
      ({ token }) => service.put('/api/auth/local-account', { email: someAddress() }, { token }),
    ],
  ]

  test.each(ownChanges)('ASVS 7.4.3: ends after %s in another session', async (_path, change) => {
    const person = await service.person()
    const other = await service.signIn(person.username)
    const { body } = await service.expecting(200, change(person))
    await expectEnded(other)
    expect(await service.knows(body.token ?? person.token)).toBe(true)
  })

  test('ASVS 7.4.3: ends after a reset by email', async () => {
    const { username, token } = await service.person(someAddress())
    const reset = await resetToken(service, username)
    const path = '/api/auth/reset-password-with-token'
    await service.expecting(200, service.post(path, { password: fresh }, { token: reset }))
    await expectEnded(token)
  })

  test('ASVS 7.4.3, 7.4.5: ends after a reset by an administrator', async () => {
    const { id, token } = await service.person()
    const path = `/api/auth/users/${id}/reset-password`
    const asked = service.put(path, { new_password: fresh }, { token: root.token })
    await service.expecting(200, asked)
    await expectEnded(token)
  })
})

describe('a documented fresh token', () => {
  const fetching = (where: string, token: string, json: unknown) => {
    const [method = '', path = ''] = where.split(' ')
    return service.expecting(200, service.request(method, path, { token, json }))
  }

  test.each([
    ['PUT /api/auth/local-account', { email: someAddress() }],
    ['PUT /api/auth/local-account', { password: fresh }],
    ['PUT /api/auth/profile', { currentPassword: password, newPassword: fresh }],
  ])(
    'ASVS 7.2.4: replaces the token of the request if a credential changes: %s %j',
    async (where, json) => {
      const { token } = await service.person()
      const { body } = await fetching(where, token, json)
      expect(claimsOf(body.token).jti).not.toBe(claimsOf(token).jti)
      expect(claimsOf(body.token).exp).toBe(claimsOf(token).exp)
      await expectEnded(token)
      expect(await service.knows(body.token)).toBe(true)
    },
  )

  test.each([
    ['PUT /api/auth/local-account', { name: 'Ada' }],
    ['PUT /api/auth/profile', { newUsername: someName() }],
  ])('is another token of the same session if only a name changes: %s %j', async (where, json) => {
    const { token } = await service.person()
    const { body } = await fetching(where, token, json)
    expect(claimsOf(body.token).jti).toBe(claimsOf(token).jti)
    expect(claimsOf(body.token).exp).toBe(claimsOf(token).exp)
    expect(await service.knows(token)).toBe(true)
    await service.post('/api/auth/logout', undefined, { token: body.token })
    await expectEnded(token)
    await expectEnded(body.token)
  })
})

describe('ASVS 7.2.3, 7.2.4: a session token', () => {
  test('is new at every sign-in, with a session id of at least 122 random bits', async () => {
    const { username } = await service.person()
    const tokens = await Promise.all(Array.from({ length: 10 }, () => service.signIn(username)))
    const ids = tokens.map((token) => claimsOf(token).jti)
    expect(new Set(ids).size).toBe(10)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('asyncat: carries the registered claims and an address, never a role or permissions', async () => {
    const named = await service.person(someName())
    const { username, token, id } = await service.person(someAddress())
    const claims = claimsOf(token)
    expect(Object.keys(claims).toSorted()).toEqual([
      'email',
      'email_verified',
      'exp',
      'iat',
      'iss',
      'jti',
      'sub',
    ])
    expect([claims.sub, claims.email, claims.email_verified]).toEqual([id, username, false])
    expect(Object.keys(claimsOf(named.token)).toSorted()).toEqual([
      'exp',
      'iat',
      'iss',
      'jti',
      'sub',
    ])
    expect(Object.keys(claimsOf(root.token)).toSorted()).toEqual(Object.keys(claims).toSorted())
  })
})
