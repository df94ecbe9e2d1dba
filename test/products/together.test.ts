import { beforeEach, describe, expect, it } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { anId, aToken } from '../support/accounts/patterns.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const email = 'user@example.com'
const wrong = 'not the right one'

let service: Service
beforeEach(() => {
  // Without APIS all five are enabled.
  service = new Service({ APIS: '' })
})

/** An account in the members of all documents: Asta's, asyncat's and lncrawl's. */
function everything(facts: Record<string, unknown>) {
  return {
    id: anId,
    username: email,
    email,
    name: null,
    profile_picture: null,
    role: 'user',
    is_active: true,
    is_verified: false,
    referrer_id: null,
    tier: 0,
    extra: {},
    created_at: expect.any(Number),
    updated_at: expect.any(Number),
    ...facts,
  }
}

describe('POST /api/auth/login', () => {
  const path = '/api/auth/login'

  it('returns what every document has, and nothing else', async () => {
    const { id } = await person(email)
    const { status, body } = await service.post(path, { username: email, password })
    expect(status).toBe(200)
    expect(body).toEqual({
      success: true,
      token: aToken,
      access_token: aToken,
      permissions: ['user'],
      user: everything({ id }),
    })
    expect(body.access_token).toBe(body.token)
  })

  it('returns the role and the permission of an administrator', async () => {
    const { id } = await administrator(email)
    const { body } = await service.post(path, { email, password })
    expect(body.permissions).toEqual(['admin'])
    expect(body.user).toEqual(everything({ id, name: 'Root Admin', role: 'admin' }))
  })

  it.each(['username', 'email'])('accepts a username and an email address as %s', async (field) => {
    const { id, token } = await person('alice')
    await service.put('/api/auth/local-account', { email }, { token })
    for (const name of ['alice', email, 'ALICE', 'User@EXAMPLE.com']) {
      const { status, body } = await service.post(path, { [field]: name, password })
      expect(status).toBe(200)
      expect(body.user).toEqual(everything({ id, username: 'alice' }))
    }
  })

  it('prefers the username if both are sent', async () => {
    const alice = await person('alice')
    await person('bob@example.com')
    const both = { username: 'alice', email: 'bob@example.com', password }
    expect((await service.post(path, both)).body.user.id).toBe(alice.id)
    const unknown = await service.post(path, { ...both, username: 'unknown' })
    expectProblem(unknown, 401, 'invalid_credentials')
    expect(unknown.body.detail).toBe('Invalid username or password')
  })

  it('ignores a null username', async () => {
    const { id } = await person(email)
    const { body } = await service.post(path, { username: null, email, password })
    expect(body.user.id).toBe(id)
  })

  it('names the field that was sent in its refusal, and differs in nothing else', async () => {
    await person(email)
    const { id } = await person('gone@example.com')
    await write('update accounts set disabled_at = 1 where id = ?', id)
    for (const field of ['username', 'email']) {
      const answers = [
        await service.post(path, { [field]: email, password: wrong }),
        await service.post(path, { [field]: 'unknown@example.com', password }),
        await service.post(path, { [field]: 'gone@example.com', password }),
      ]
      const shown = answers.map(({ status, headers, body }) => {
        const rest = [...headers].filter(([name]) => name !== 'x-request-id')
        return { status, body, headers: rest }
      })
      expect(shown[0]?.body.detail).toBe(`Invalid ${field} or password`)
      expect(shown[1]).toEqual(shown[0])
      expect(shown[2]).toEqual(shown[0])
      for (const answer of answers) expectProblem(answer, 401, 'invalid_credentials')
    }
  })

  it.each([
    [{ username: 7, password }, ['username']],
    [{ email: 7, password }, ['email']],
    [{ email, password: 7 }, ['password']],
    [{ email }, ['password']],
    [{ username: 'alice' }, ['password']],
  ])('names the invalid field of %j', async (body, fields) => {
    expectInvalid(await service.post(path, body), ...fields)
  })

  it.each([{}, { password }])('names fields, not an empty path, for %j', async (body) => {
    const answer = await service.post(path, body)
    expectProblem(answer, 400, 'invalid_input')
    const paths = answer.body.errors.map((error: { path: string }) => error.path)
    expect(paths).toContain('username')
    expect(paths).not.toContain('')
  })
})

describe('POST /api/auth/register', () => {
  const path = '/api/auth/register'

  it('returns what Asta and Argon have, and nothing else', async () => {
    const { status, body } = await service.post(path, { username: 'alice', password })
    expect(status).toBe(200)
    expect(body).toEqual({
      user: { id: anId, username: 'alice', role: 'user' },
      token: aToken,
      permissions: ['user'],
    })
    const state = await service.get('/api/auth/state', { token: body.token })
    expect(state.body.username).toBe('alice')
  })

  it("returns Argon's token and Asta's user, each only with its API", async () => {
    const both = await serving(['asta', 'argon']).post(path, { username: 'a1', password })
    expect(Object.keys(both.body).toSorted()).toEqual(['permissions', 'token', 'user'])
    const asta = await serving(['asta', 'lncrawl']).post(path, { username: 'a2', password })
    expect(asta.body).toEqual({ user: { id: anId, username: 'a2', role: 'user' } })
    const argon = await serving(['argon', 'asyncat']).post(path, { username: 'a3', password })
    expect(argon.body).toEqual({ token: aToken, permissions: ['user'] })
  })
})

describe('GET /api/auth/me', () => {
  const path = '/api/auth/me'

  it('returns what Asta, asyncat and lncrawl have, and nothing else', async () => {
    const { id, token } = await person(email)
    const { status, body } = await service.get(path, { token })
    expect(status).toBe(200)
    const user = { id, email, name: null, profile_picture: null }
    const { profile_picture: _, ...flat } = everything({ id })
    expect(body).toEqual({ success: true, user, ...flat })
  })

  it('returns the members of two documents if two are enabled', async () => {
    const { id, token } = await person(email)
    const { body } = await serving(['asta', 'asyncat']).get(path, { token })
    const user = { id, email, name: null, profile_picture: null }
    expect(body).toEqual({ success: true, user, id, username: email, role: 'user' })
  })

  it.each(['open-archiver', 'argon'] as const)('is unknown with %s alone', async (api) => {
    const { token } = await person(email)
    expectProblem(await serving(api).get(path, { token }), 404, 'not_found')
  })
})

describe('An account', () => {
  it('is the same in all five APIs', async () => {
    const registered = await service.post('/api/auth/register', { username: email, password })
    const { id } = registered.body.user
    // Asta
    const asta = await service.post('/api/auth/login', { username: email, password })
    const token = asta.body.access_token
    expect((await service.get('/api/auth/me', { token })).body).toMatchObject({ id })
    const second = 'a second phrase'
    const changed = await service.post(
      '/api/auth/change-password',
      { current_password: password, new_password: second },
      { token },
    )
    expect(changed.body).toEqual({ ok: true })
    // asyncat
    const named = await service.put('/api/auth/local-account', { name: 'Ada' }, { token })
    expect(named.body).toEqual({
      success: true,
      token: aToken,
      user: { id, email, name: 'Ada', profile_picture: null },
    })
    // lncrawl
    const third = { old_password: second, new_password: 'a third phrase' }
    const { body } = await service.put('/api/auth/me/password', third, { token: named.body.token })
    expect(body).toBe(true)
    const invitation = await createInvitation(service, token)
    const live = await service.get(`/api/auth/verify-token?token=${invitation}`)
    expect(live.body).toBe(true)
    // Argon
    const profile = {
      newUsername: 'ada',
      currentPassword: third.new_password,
      newPassword: password,
    }
    const renamed = await service.put('/api/auth/profile', profile, { token })
    expect(renamed.body).toMatchObject({ token: aToken, permissions: ['user'] })
    const state = await service.get('/api/auth/state', { token: renamed.body.token })
    expect(state.body).toEqual({ authenticated: true, username: 'ada', permissions: ['user'] })
    // Open Archiver
    const archiver = await service.post('/v1/auth/login', { email, password })
    expect(archiver.body.user).toMatchObject({ id, first_name: 'Ada', last_name: null, email })
    const me = await service.get('/api/auth/me', { token: archiver.body.accessToken })
    expect(me.body).toMatchObject({ id, username: 'ada', email, name: 'Ada', role: 'user' })
  })
})

describe('The rules for accounts', () => {
  it.each([
    [['asta'], 2, 4],
    [['argon'], 1, 8],
    [['asta', 'argon'], 2, 8],
    [['asta', 'asyncat'], 2, 8],
    [['asta', 'lncrawl', 'open-archiver'], 2, 4],
    [['argon', 'lncrawl'], 1, 8],
    [['asta', 'asyncat', 'lncrawl', 'open-archiver', 'argon'], 2, 8],
  ] as const)(
    'of %j require usernames of %i and passwords of %i characters',
    async (apis, name, secret) => {
      service = serving([...apis])
      const path = '/api/auth/register'
      const [shortName, goodName] = ['q'.repeat(name - 1), 'q'.repeat(name)]
      const [shortSecret, goodSecret] = [
        'vK3#qz!p'.slice(0, secret - 1),
        'vK3#qz!p'.slice(0, secret),
      ]
      expectInvalid(
        await service.post(path, { username: shortName, password: goodSecret }),
        'username',
      )
      expectInvalid(
        await service.post(path, { username: goodName, password: shortSecret }),
        'password',
      )
      const good = await service.post(path, { username: goodName, password: goodSecret })
      expect(good.status).toBe(200)
    },
  )

  it('require passwords of eight characters if no enabled document has a minimum', async () => {
    const { token } = await administrator()
    service = serving(['lncrawl', 'open-archiver'])
    const facts = { referrer: await createInvitation(service, token), email }
    const path = '/api/auth/signup'
    expectInvalid(await service.post(path, { ...facts, password: 'vK3#qz!' }), 'password')
    const { status } = await service.post(path, { ...facts, password: 'vK3#qz!p' })
    expect(status).toBe(200)
  })

  it('are only raised by PASSWORD_MIN_LENGTH', async () => {
    const path = '/api/auth/register'
    const raised = serving('asta', { PASSWORD_MIN_LENGTH: '12' })
    const eleven = await raised.post(path, { username: 'alice', password: 'vK3#qz!pvK3' })
    expectInvalid(eleven, 'password')
    const lowered = serving('argon', { PASSWORD_MIN_LENGTH: '2' })
    const seven = await lowered.post(path, { username: 'alice', password: 'vK3#qz!' })
    expectInvalid(seven, 'password')
  })
})
