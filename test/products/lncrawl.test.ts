import { describe, expect, it } from 'vitest'
import { createInvitation, me, userObject } from '../support/accounts/invitations.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { disable, freshDatabase, setOf, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const jwt = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)
const alice = 'alice@example.com'
const bob = 'bob@example.com'

describe('POST /api/auth/login', () => {
  it('exchanges an email address and password for a token and the account', async () => {
    const { id } = await person(alice)
    const { status, body } = await serving('lncrawl').post('/api/auth/login', {
      email: alice,
      password,
    })
    expect(status).toBe(200)
    expect(body).toEqual({ token: jwt, user: userObject({ id, email: alice }) })
  })

  it('returns times in UNIX milliseconds', async () => {
    const before = Date.now()
    await person(alice)
    const { body } = await serving('lncrawl').post('/api/auth/login', { email: alice, password })
    expect(body.user.created_at).toBeGreaterThanOrEqual(before)
    expect(body.user.created_at).toBeLessThanOrEqual(Date.now())
    expect(body.user.updated_at).toBe(body.user.created_at)
  })

  it.each([
    ['a wrong password', { email: alice, password: `${password}!` }],
    ['an unknown address', { email: bob, password }],
  ])('rejects %s with 401, in the sentence that clients match on', async (_, json) => {
    await person(alice)
    const { status, body } = await serving('lncrawl').post('/api/auth/login', json)
    expect(status).toBe(401)
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'Invalid email or password',
      code: 'invalid_credentials',
      error: 'Invalid email or password',
      message: 'Invalid email or password',
      success: false,
    })
  })

  it('requires the name in email, not in username', async () => {
    await person(alice)
    const { status, body } = await serving('lncrawl').post('/api/auth/login', {
      username: alice,
      password,
    })
    expect([status, body.errors]).toEqual([400, [{ path: 'email', message: 'is required' }]])
  })
})

describe('The default credentials are email: admin and password: admin', () => {
  const credentials = { email: 'admin', password: 'admin' }
  const defaults = { DEFAULT_ACCOUNTS: 'on' }

  it('sign in to an administrator named Server Admin', async () => {
    const service = serving('lncrawl', defaults)
    const { status, body } = await service.post('/api/auth/login', credentials)
    expect(status).toBe(200)
    const user = userObject({ email: 'admin', name: 'Server Admin', role: 'admin' })
    expect(body).toEqual({ token: jwt, user })
    expect((await me(service, body.token)).body).toEqual(body.user)
  })

  it('can be changed after the first sign-in, and are then invalid', async () => {
    const service = serving('lncrawl', defaults)
    const { body } = await service.post('/api/auth/login', credentials)
    const change = { old_password: 'admin', new_password: password }
    const changed = await service.put('/api/auth/me/password', change, { token: body.token })
    expect([changed.status, changed.body]).toEqual([200, true])
    expect((await service.post('/api/auth/login', credentials)).status).toBe(401)
    const again = await service.post('/api/auth/login', { email: 'admin', password })
    expect(again.body.user.id).toBe(body.user.id)
  })

  it('are invalid if default accounts are off, which is the default', async () => {
    const { status } = await serving('lncrawl').post('/api/auth/login', credentials)
    expect(status).toBe(401)
  })

  it('are invalid after setup', async () => {
    await administrator()
    const { status } = await serving('lncrawl', defaults).post('/api/auth/login', credentials)
    expect(status).toBe(401)
  })

  it('can be configured', async () => {
    const own = { ADMIN_EMAIL: 'chief@example.com', ADMIN_PASSWORD: 'other than usual' }
    const service = serving('lncrawl', { ...defaults, ...own })
    expect((await service.post('/api/auth/login', credentials)).status).toBe(401)
    const { status, body } = await service.post('/api/auth/login', {
      email: own.ADMIN_EMAIL,
      password: own.ADMIN_PASSWORD,
    })
    expect([status, body.user?.role]).toEqual([200, 'admin'])
  })
})

describe('POST /api/auth/signup', () => {
  const newcomer = { email: bob, password }

  async function invited(vars = {}) {
    const owner = await person(alice)
    const service = serving('lncrawl', vars)
    return { owner, service, referrer: await createInvitation(service, owner.token) }
  }

  it('creates an account with its inviter, and responds like /login', async () => {
    const { owner, service, referrer } = await invited()
    const { status, body } = await service.post('/api/auth/signup', {
      ...newcomer,
      referrer,
      name: ' Bob Builder ',
    })
    expect(status).toBe(200)
    const user = userObject({ email: bob, name: 'Bob Builder', referrer_id: owner.id })
    expect(body).toEqual({ token: jwt, user })
    expect((await me(service, body.token)).body).toEqual(body.user)
    const login = await service.post('/api/auth/login', newcomer)
    expect(login.body).toEqual({ token: jwt, user: body.user })
  })

  it.each([[{}], [{ name: null }], [{ name: '' }], [{ name: '  ' }]])(
    'has an optional name: %j is null',
    async (name) => {
      const { service, referrer } = await invited()
      const { status, body } = await service.post('/api/auth/signup', {
        ...newcomer,
        referrer,
        ...name,
      })
      expect([status, body.user?.name]).toEqual([200, null])
    },
  )

  it('rejects an invitation that is deleted during the request, and creates nothing', async () => {
    const { referrer } = await invited()
    const DB = meanwhile(() => write('delete from api_tokens'))
    const late = serving('lncrawl', { DB })
    const answer = await late.post('/api/auth/signup', { ...newcomer, referrer })
    expectProblem(answer, 403, 'invitation_invalid')
    expect((await late.post('/api/auth/login', newcomer)).status).toBe(401)
  })

  it('accepts one invitation several times', async () => {
    const { service, referrer } = await invited()
    for (const email of ['one@example.com', 'two@example.com']) {
      const { status } = await service.post('/api/auth/signup', { referrer, email, password })
      expect(status).toBe(200)
    }
  })

  it('clears the inviter when that account is deleted', async () => {
    const { owner, service, referrer } = await invited()
    const { body } = await service.post('/api/auth/signup', { ...newcomer, referrer })
    const { token } = await administrator()
    await new Service().delete(`/api/auth/users/${owner.id}`, { token })
    expect((await me(service, body.token)).body.referrer_id).toBeNull()
  })

  type Owner = Awaited<ReturnType<typeof person>>
  it.each<[string, (owner: Owner) => Promise<unknown>]>([
    ['expired', ({ id }) => setOf(id, 'api_tokens', { expires_at: Date.now() - 1 })],
    ['of a disabled account', ({ id }) => disable(id)],
    [
      'of a deleted account',
      async ({ id }) =>
        new Service().delete(`/api/auth/users/${id}`, { token: (await administrator()).token }),
    ],
  ])('rejects an invitation %s with 403', async (_, spoil) => {
    const { owner, service, referrer } = await invited()
    await spoil(owner)
    const { status, body } = await service.post('/api/auth/signup', { ...newcomer, referrer })
    expect([status, body.code]).toEqual([403, 'invitation_invalid'])
    expect((await service.post('/api/auth/login', newcomer)).status).toBe(401)
  })

  it('rejects an unknown invitation with 403, even for a taken address', async () => {
    await person(alice)
    const service = serving('lncrawl')
    for (const email of [alice, bob]) {
      const { status, body } = await service.post('/api/auth/signup', {
        ...newcomer,
        email,
        referrer: '1111111111',
      })
      expect([status, body.code]).toEqual([403, 'invitation_invalid'])
    }
  })

  it.each([[bob], ['BOB@Example.COM'], [' bob@example.com ']])(
    'rejects a taken address with 409, in any spelling: %j',
    async (email) => {
      const { service, referrer } = await invited()
      await service.post('/api/auth/signup', { ...newcomer, referrer })
      const again = await service.post('/api/auth/signup', { ...newcomer, email, referrer })
      expect([again.status, again.body.code]).toEqual([409, 'email_taken'])
    },
  )

  it.each([
    ['referrer', undefined],
    ['referrer', ''],
    ['referrer', 1234567890],
    ['email', undefined],
    ['email', null],
    ['email', 'bob'],
    ['email', ['bob@example.com', 'eve@example.com']],
    ['password', undefined],
    ['password', ''],
    ['password', 12345678],
    ['password', 'seven77'],
    ['password', 'a'.repeat(73)],
    ['password', 'password123'],
    ['name', 7],
  ])('rejects %s = %j with 400', async (path, value) => {
    const { service, referrer } = await invited()
    const json = { ...newcomer, referrer, [path]: value }
    const { status, body } = await service.post('/api/auth/signup', json)
    expect([status, body.errors?.[0]?.path]).toEqual([400, path])
  })

  it('is open if registration requires an invitation, and closed if registration is, for any body', async () => {
    const { service, referrer } = await invited({ REGISTRATION: 'invitation' })
    const open = await service.post('/api/auth/signup', { ...newcomer, referrer })
    expect(open.status).toBe(200)
    const closed = serving('lncrawl', { REGISTRATION: 'closed' })
    for (const options of [{ json: { ...newcomer, referrer } }, { raw: '{' }, {}]) {
      const { status, body } = await closed.request('POST', '/api/auth/signup', options)
      expect([status, body.code]).toEqual([403, 'registration_closed'])
    }
  })
})

describe('GET /api/auth/me', () => {
  it('returns the same account as the sign-in', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const { body } = await service.post('/api/auth/login', { email: alice, password })
    const { status, body: user } = await me(service, body.token)
    expect(status).toBe(200)
    expect(user).toEqual(body.user)
  })

  it('returns a null email for an account without an email address', async () => {
    const { id, token } = await person('alice')
    const { body } = await me(serving('lncrawl'), token)
    expect(body).toEqual(userObject({ id, email: null }))
  })
})

describe('PUT /api/auth/me/name', () => {
  it('changes the display name only', async () => {
    const { id, token } = await person(alice)
    const service = serving('lncrawl')
    const { status, body } = await service.put(
      '/api/auth/me/name',
      { name: '  Alice Āþ 🦊 ', role: 'admin', is_verified: true },
      { token },
    )
    expect([status, body]).toEqual([200, true])
    const user = userObject({ id, email: alice, name: 'Alice Āþ 🦊' })
    expect((await me(service, token)).body).toEqual(user)
  })

  it.each([[{}], [{ name: '' }], [{ name: ' ' }], [{ name: null }], [{ name: ['x'] }]])(
    'rejects %j with 400',
    async (json) => {
      const { token } = await person(alice)
      const service = serving('lncrawl')
      const { status, body } = await service.put('/api/auth/me/name', json, { token })
      expect([status, body.errors[0].path]).toEqual([400, 'name'])
      expect((await me(service, token)).body.name).toBeNull()
    },
  )
})

describe('PUT /api/auth/me/password', () => {
  const fresh = 'another long enough one'

  it.each([['old_password'], ['current_password']])(
    'changes the password, with the current one as %s',
    async (field) => {
      const { token } = await person(alice)
      const service = serving('lncrawl')
      const json = { [field]: password, new_password: fresh }
      const { status, body } = await service.put('/api/auth/me/password', json, { token })
      expect([status, body]).toEqual([200, true])
      const old = await service.post('/api/auth/login', { email: alice, password })
      expect(old.status).toBe(401)
      const now = await service.post('/api/auth/login', { email: alice, password: fresh })
      expect(now.status).toBe(200)
    },
  )

  it('keeps the session of the caller and ends the others', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const other = await service.post('/api/auth/login', { email: alice, password })
    const json = { old_password: password, new_password: fresh }
    await service.put('/api/auth/me/password', json, { token })
    expect((await me(service, token)).status).toBe(200)
    expect((await me(service, other.body.token)).status).toBe(401)
  })

  it('rejects a wrong old password with 401, and changes nothing', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const json = { old_password: fresh, new_password: fresh }
    const { status, body } = await service.put('/api/auth/me/password', json, { token })
    expect([status, body.code]).toEqual([401, 'current_password_incorrect'])
    expect((await service.post('/api/auth/login', { email: alice, password })).status).toBe(200)
  })

  it.each([
    [{ new_password: fresh }, 'old_password'],
    [{ old_password: 1, new_password: fresh }, 'old_password'],
    [{ old_password: password }, 'new_password'],
    [{ old_password: password, new_password: 'seven77' }, 'new_password'],
    [{ old_password: password, new_password: 'password123' }, 'new_password'],
    [{ old_password: password, new_password: '🦊'.repeat(19) }, 'new_password'],
    [{ old_password: password, new_password: 'with\0a NUL in it' }, 'new_password'],
  ])('rejects %j with 400', async (json, path) => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const { status, body } = await service.put('/api/auth/me/password', json, { token })
    expect([status, body.errors[0].path]).toEqual([400, path])
    expect((await service.post('/api/auth/login', { email: alice, password })).status).toBe(200)
  })

  it('requires eight code points by default', async () => {
    const { token } = await person(alice)
    const json = { old_password: password, new_password: '🦊🐻🐼🐨🐯🦁🐮🐷' }
    const { status } = await serving('lncrawl').put('/api/auth/me/password', json, { token })
    expect(status).toBe(200)
  })
})

describe('Requires a valid bearer token', () => {
  it.each([
    ['GET', '/api/auth/me'],
    ['PUT', '/api/auth/me/name'],
    ['PUT', '/api/auth/me/password'],
    ['POST', '/api/auth/reset-password-with-token'],
    ['POST', '/api/auth/me/send-otp'],
    ['POST', '/api/auth/me/create-token'],
    ['POST', '/api/auth/me/tokens'],
  ])('%s %s returns 401 without one, before it reads its body', async (method, path) => {
    const service = serving('lncrawl')
    for (const options of [{}, { raw: '{' }, { token: 'no.such.token' }]) {
      const sent = method === 'GET' && 'raw' in options ? {} : options
      const { status, headers } = await service.request(method, path, sent)
      expect(status).toBe(401)
      expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
    }
  })
})
