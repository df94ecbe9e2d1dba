import { beforeEach, describe, expect, it } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { anId, aTime, aToken } from '../support/accounts/patterns.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

/** The body of setup, from the document's example. */
const admin = { email: 'admin@example.com', password, first_name: 'Admin', last_name: 'User' }
const wrong = 'not the right one'
/** Values that are not text, and empty text. */
const noText = [undefined, null, '', 7, true, ['text'], { text: 'text' }]

/** The complete role of an administrator. */
const superAdmin = {
  id: expect.stringMatching(/\S/),
  slug: 'predefined_super_admin',
  name: 'Super Admin',
  policies: [{ action: 'manage', subject: 'all', conditions: {} }],
  createdAt: aTime,
  updatedAt: aTime,
}

/** The complete role of an account; its policies on its own resources name its id. */
function endUser(id: string) {
  return {
    id: expect.stringMatching(/\S/),
    slug: 'predefined_end_user',
    name: 'End user',
    policies: [
      { action: 'read', subject: 'dashboard', conditions: {} },
      { action: 'create', subject: 'ingestion', conditions: {} },
      { action: 'manage', subject: 'ingestion', conditions: { userId: id } },
      { action: 'manage', subject: 'archive', conditions: { 'ingestionSource.userId': id } },
    ],
    createdAt: aTime,
    updatedAt: aTime,
  }
}

let service: Service
beforeEach(() => {
  service = serving('open-archiver')
})

describe.each(['/v1/auth', '/api/v1/auth'])('%s', (prefix) => {
  describe('Initial setup', () => {
    const path = `${prefix}/setup`

    it('creates the administrator and signs in', async () => {
      const { status, body } = await service.post(path, admin)
      expect(status).toBe(201)
      expect(body).toEqual({
        accessToken: aToken,
        user: {
          id: anId,
          first_name: 'Admin',
          last_name: 'User',
          email: 'admin@example.com',
          role: superAdmin,
          createdAt: aTime,
        },
      })
      const me = await serving('asta').get('/api/auth/me', { token: body.accessToken })
      expect(me.body).toEqual({ id: body.user.id, username: 'admin@example.com', role: 'admin' })
    })

    it('succeeds once', async () => {
      await service.post(path, admin)
      const again = await service.post(path, { ...admin, email: 'other@example.com' })
      expectProblem(again, 403, 'already_set_up')
      expect(await countRows('accounts')).toBe(1)
    })

    it.each(['email', 'password', 'first_name', 'last_name'])(
      'requires %s as text, even after setup',
      async (field) => {
        for (const value of noText) {
          expectInvalid(await service.post(path, { ...admin, [field]: value }), field)
        }
        expect(await countRows('accounts')).toBe(0)
        await service.post(path, admin)
        const { [field as keyof typeof admin]: _, ...rest } = admin
        expectInvalid(await service.post(path, rest), field)
      },
    )

    it.each(['admin', 'admin@', '@example.com', 'a b@example.com', 'admin@example'])(
      'rejects %j as an email address',
      async (email) => {
        expectInvalid(await service.post(path, { ...admin, email }), 'email')
      },
    )

    it('accepts eight characters of password, and rejects seven', async () => {
      expectInvalid(await service.post(path, { ...admin, password: 'vK3#qz!' }), 'password')
      const { status } = await service.post(path, { ...admin, password: 'vK3#qz!p' })
      expect(status).toBe(201)
    })

    it('ignores unknown fields', async () => {
      const extra = { role: 'user', id: 'mine', is_verified: true, userId: 'mine' }
      const { status, body } = await service.post(path, { ...admin, ...extra })
      expect(status).toBe(201)
      expect(body.user).toMatchObject({ id: anId, role: superAdmin })
      expect(await countRows('accounts', 'email_verified_at is not null')).toBe(0)
    })
  })

  describe('Login', () => {
    const path = `${prefix}/login`

    it('returns an access token and the administrator', async () => {
      const { id } = await administrator('admin@example.com')
      const { status, body } = await service.post(path, { email: 'admin@example.com', password })
      expect(status).toBe(200)
      expect(body).toEqual({
        accessToken: aToken,
        user: {
          id,
          first_name: 'Root',
          last_name: 'Admin',
          email: 'admin@example.com',
          role: superAdmin,
          createdAt: aTime,
        },
      })
    })

    it('returns the policies of an account on its own resources', async () => {
      const { id } = await person('jane@example.com')
      const { status, body } = await service.post(path, { email: 'jane@example.com', password })
      expect(status).toBe(200)
      expect(body).toEqual({
        accessToken: aToken,
        user: {
          id,
          first_name: null,
          last_name: null,
          email: 'jane@example.com',
          role: endUser(id),
          createdAt: aTime,
        },
      })
    })

    it('returns different policies for each account', async () => {
      for (const name of ['jane@example.com', 'john@example.com']) {
        const { id } = await person(name)
        const { body } = await service.post(path, { email: name, password })
        expect(body.user.role).toEqual(endUser(id))
      }
    })

    it('returns null for the email address of an account without one', async () => {
      await person('jane')
      const { body } = await service.post(path, { email: 'jane', password })
      expect(body.user.email).toBeNull()
    })

    it('returns a token whose subject and address its front end can read', async () => {
      const { id } = await person('jane@example.com')
      const { body } = await service.post(path, { email: 'JANE@Example.com', password })
      expect(claimsOf(body.accessToken)).toMatchObject({ sub: id, email: 'jane@example.com' })
    })

    it('returns one sentence for a wrong, an unknown and a disabled account', async () => {
      await person('jane@example.com')
      const { id } = await person('gone@example.com')
      await write('update accounts set disabled_at = 1 where id = ?', id)
      const attempts = [
        { email: 'jane@example.com', password: wrong },
        { email: 'unknown@example.com', password },
        { email: 'gone@example.com', password },
      ]
      for (const attempt of attempts) {
        const answer = await service.post(path, attempt)
        expectProblem(answer, 401, 'invalid_credentials')
        expect(answer.body.detail).toBe('Invalid email or password')
      }
    })

    it.each(noText)('refuses %j as an address or a password', async (value) => {
      expectInvalid(await service.post(path, { email: value, password }), 'email')
      expectInvalid(
        await service.post(path, { email: 'jane@example.com', password: value }),
        'password',
      )
    })

    it('accepts no username, because its document has none', async () => {
      await person('jane')
      expectInvalid(await service.post(path, { username: 'jane', password }), 'email')
    })
  })

  describe('Check setup status', () => {
    const path = `${prefix}/status`

    it('returns that setup is needed while there is no account', async () => {
      const { status, body } = await service.get(path)
      expect(status).toBe(200)
      expect(body).toEqual({ needsSetup: true })
    })

    it('returns that setup is not needed if there is an administrator', async () => {
      await service.post(`${prefix}/setup`, admin)
      const { status, body } = await service.get(path)
      expect(status).toBe(200)
      expect(body).toEqual({ needsSetup: false })
    })
  })
})

describe('Both prefixes', () => {
  it('serve the same instance: setup under one is setup under the other', async () => {
    await service.post('/v1/auth/setup', admin)
    const again = await service.post('/api/v1/auth/setup', { ...admin, email: 'b@example.com' })
    expectProblem(again, 403, 'already_set_up')
    const status = await service.get('/api/v1/auth/status')
    expect(status.body).toEqual({ needsSetup: false })
    const login = await service.post('/api/v1/auth/login', { email: admin.email, password })
    expect(login.status).toBe(200)
  })

  it('are the only paths: paths of the other documents are 404', async () => {
    for (const path of ['/api/auth/login', '/api/auth/register', '/api/auth/signup', '/v1/login']) {
      expectProblem(await service.post(path, admin), 404, 'not_found')
    }
  })
})
