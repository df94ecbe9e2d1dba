import { beforeEach, describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { aToken } from '../support/accounts/patterns.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

const email = 'user@example.com'
const another = 'another fine phrase'

let service: Service
beforeEach(() => {
  service = serving('asyncat')
})

/** The document's user object, after registration with an email address. */
function user(id: string, facts: Record<string, unknown> = {}) {
  return { id, email, name: null, profile_picture: null, ...facts }
}

describe('PUT /api/auth/local-account', () => {
  const path = '/api/auth/local-account'

  it('changes name, email address and password together', async () => {
    const { id, token } = await person(email)
    const wanted = { name: 'Ada', email: 'ada@example.com', password: another }
    const { status, body } = await service.put(path, wanted, { token })
    expect(status).toBe(200)
    const changed = user(id, { name: 'Ada', email: 'ada@example.com' })
    expect(body).toEqual({ success: true, token: aToken, user: changed })
    const login = await service.post('/api/auth/login', {
      email: 'ada@example.com',
      password: another,
    })
    expect(login.body.user).toEqual(changed)
    const old = await service.post('/api/auth/login', { email, password: another })
    expectProblem(old, 401, 'invalid_credentials')
  })

  it.each([
    { name: 'Ada' },
    { email: 'ada@example.com' },
    { email: 'ada@local' },
    { password: another },
  ])('changes only %j', async (wanted) => {
    const { id, token } = await person(email)
    const { status, body } = await service.put(path, wanted, { token })
    expect(status).toBe(200)
    const { password: _, ...shown } = wanted as Record<string, string>
    expect(body).toEqual({ success: true, token: aToken, user: user(id, shown) })
  })

  it('returns a token that replaces the one sent, with the new email address in it', async () => {
    const { id, token } = await person(email)
    const { body } = await service.put(path, { email: 'ada@example.com' }, { token })
    const [before, after] = [claimsOf(token), claimsOf(body.token)]
    expect(before.email).toBe(email)
    expect(after).toMatchObject({ sub: id, email: 'ada@example.com', email_verified: false })
    expect(after.exp).toBe(before.exp)
    expect(after.jti).not.toBe(before.jti)
    expectProblem(await service.get('/api/auth/me', { token }), 401, 'unauthenticated')
    const me = await service.get('/api/auth/me', { token: body.token })
    expect(me.status).toBe(200)
  })

  it('trims a name, and treats an empty one as none', async () => {
    const { id, token } = await person(email)
    const trimmed = await service.put(path, { name: '  Ada Lovelace ' }, { token })
    expect(trimmed.body.user).toEqual(user(id, { name: 'Ada Lovelace' }))
    const emptied = await service.put(path, { name: '  ' }, { token })
    expect(emptied.body.user).toEqual(user(id))
  })

  it('sets the first name and clears the last name', async () => {
    const { token } = await administrator(email)
    await service.put(path, { name: 'Ada Lovelace' }, { token })
    const login = await serving('open-archiver').post('/v1/auth/login', { email, password })
    expect(login.body.user).toMatchObject({ first_name: 'Ada Lovelace', last_name: null })
  })

  it('adds an email address to an account without one', async () => {
    const { id, token } = await person('alice')
    const { body } = await service.put(path, { email }, { token })
    expect(body.user).toEqual(user(id))
    for (const name of ['alice', email]) {
      const login = await service.post('/api/auth/login', { email: name, password })
      expect(login.body.user).toEqual(user(id))
    }
  })

  it.each([
    {},
    { role: 'admin', id: 'x' },
    { password: '' },
    { name: null, email: null, password: null },
  ])('rejects %j, which changes nothing', async (nothing) => {
    const { token } = await person(email)
    expectProblem(await service.put(path, nothing, { token }), 400, 'no_changes')
  })

  it.each(['', 'ada', 'ada@', '@example.com', 'a b@example.com', 'ada@example', 7, [email]])(
    'rejects %j as an email address',
    async (value) => {
      const { token } = await person(email)
      expectInvalid(await service.put(path, { email: value, name: 'Ada' }, { token }), 'email')
      const { body } = await service.get('/api/auth/me', { token })
      expect(body.user.name).toBeNull()
    },
  )

  it.each(['seven77', 7, 'x'.repeat(73), 'with a \0 in it'])(
    'rejects %j as a password',
    async (value) => {
      const { token } = await person(email)
      expectInvalid(await service.put(path, { password: value }, { token }), 'password')
    },
  )

  it.each(['', null])('does not change the password if the field is %j', async (none) => {
    const { id, token } = await person(email)
    const form = { name: 'Ada', email: null, password: none }
    const { status, body } = await service.put(path, form, { token })
    expect(status).toBe(200)
    expect(body.user).toEqual(user(id, { name: 'Ada' }))
    const kept = await service.put(path, { name: null, email }, { token: body.token })
    expect(kept.body.user).toEqual(user(id, { name: 'Ada' }))
    expect((await service.post('/api/auth/login', { email, password })).status).toBe(200)
  })

  it.each(['taken@example.com', 'TAKEN@Example.com'])(
    'rejects %j, which is taken',
    async (taken) => {
      await person('taken@example.com')
      const { id, token } = await person(email)
      const answer = await service.put(path, { email: taken, name: 'Ada' }, { token })
      expectProblem(answer, 409, 'email_taken')
      const { body } = await service.get('/api/auth/me', { token })
      expect(body.user).toEqual(user(id))
    },
  )

  it('accepts the current email address in another case', async () => {
    const { id, token } = await person(email)
    const { body } = await service.put(path, { email: 'User@example.com' }, { token })
    expect(body.user).toEqual(user(id, { email: 'User@example.com' }))
  })

  it('returns 401 without a session', async () => {
    expectProblem(await service.put(path, { name: 'Ada' }), 401, 'unauthenticated')
  })
})

describe('POST /api/auth/update-password', () => {
  const path = '/api/auth/update-password'

  it('changes the password', async () => {
    const { token } = await person(email)
    const { status, body } = await service.post(path, { password: another }, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ success: true, message: expect.stringMatching(/\S/) })
    const login = await service.post('/api/auth/login', { email, password: another })
    expect(login.status).toBe(200)
    const old = await service.post('/api/auth/login', { email, password })
    expectProblem(old, 401, 'invalid_credentials')
  })

  it('accepts eight characters and rejects seven', async () => {
    const { token } = await person(email)
    expectInvalid(await service.post(path, { password: 'vK3#qz!' }, { token }), 'password')
    const { status } = await service.post(path, { password: 'vK3#qz!p' }, { token })
    expect(status).toBe(200)
  })

  it.each([undefined, null, '', 7, true, [another], { another }])('rejects %j', async (value) => {
    const { token } = await person(email)
    expectInvalid(await service.post(path, { password: value }, { token }), 'password')
  })

  it('returns 401 without a session', async () => {
    expectProblem(await service.post(path, { password: another }), 401, 'unauthenticated')
  })
})
