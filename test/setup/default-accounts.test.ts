import { beforeEach, describe, expect, it } from 'vitest'
import { passwordChanges } from '../support/accounts/password-changes.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { onEveryTrip } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const local = { email: 'admin@local', password: 'changeme' }
const crawler = { email: 'admin', password: 'admin' }
const login = '/api/auth/login'
const another = 'another fine phrase'

let service: Service
beforeEach(() => {
  service = withDefaults()
})

function withDefaults(vars: Record<string, unknown> = {}): Service {
  return new Service({ DEFAULT_ACCOUNTS: 'on', ...vars })
}

/** Signs in and returns the token. */
async function tokenOf(credentials: { email: string; password: string }): Promise<string> {
  const { status, body } = await service.post(login, credentials)
  expect(status).toBe(200)
  return body.token
}

async function isFirstRun(): Promise<boolean> {
  const { body } = await service.get('/api/auth/status')
  return body.isFirstRun
}

async function expectRefused(credentials: { email: string; password: string }): Promise<void> {
  expectProblem(await service.post(login, credentials), 401, 'invalid_credentials')
}

describe('DEFAULT_ACCOUNTS', () => {
  it.each(['off', ''])('%j creates no default account', async (DEFAULT_ACCOUNTS) => {
    service = withDefaults({ DEFAULT_ACCOUNTS })
    await expectRefused(local)
    await expectRefused(crawler)
    expect(await countRows('accounts')).toBe(0)
  })

  it('on makes each default account an administrator', async () => {
    for (const [credentials, name] of [
      [local, 'Admin'],
      [crawler, 'Server Admin'],
    ] as const) {
      const { status, body } = await service.post(login, credentials)
      expect(status).toBe(200)
      const { email } = credentials
      expect(body.user).toMatchObject({ email, username: email, name, role: 'admin' })
      expect(body.permissions).toEqual(['admin'])
      const users = await service.get('/api/auth/users', { token: body.token })
      expect(users.status).toBe(200)
    }
    expect(await countRows('sessions'), 'one each').toBe(2)
  })

  it('on creates each account only with its own API', async () => {
    service = serving(['asyncat', 'asta'], { DEFAULT_ACCOUNTS: 'on' })
    await expectRefused(crawler)
    await tokenOf(local)
    service = serving(['lncrawl', 'asta'], { DEFAULT_ACCOUNTS: 'on' })
    await tokenOf(crawler)
    expect(await countRows('accounts')).toBe(2)
  })
})

describe('A default account', () => {
  it.each([local, crawler])('is created at its first sign-in: %j', async (credentials) => {
    await service.get('/api/auth/status')
    await service.get('/v1/auth/status')
    await expectRefused({ ...credentials, password: another })
    expect(await countRows('accounts')).toBe(0)
    await tokenOf(credentials)
    await tokenOf(credentials)
    expect(await countRows('accounts')).toBe(1)
  })

  it.each([
    ['sign in', () => service.post(login, local)],
    ['ask for the first run', () => service.post('/api/auth/first-run')],
  ])('is created once by parallel %s, which all succeed', async (_, enter) => {
    const answers = await Promise.all(Array.from({ length: 5 }, enter))
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('identifiers')).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })

  it('is not created again after it was deleted', async () => {
    const token = await tokenOf(crawler)
    await tokenOf(local)
    const { body } = await service.get('/api/auth/users', { token })
    const [{ id }] = body.users.filter(
      ({ username }: { username: string }) => username === 'admin@local',
    )
    expect((await service.delete(`/api/auth/users/${id}`, { token })).status).toBe(200)
    await expectRefused(local)
    expectProblem(await service.post('/api/auth/first-run'), 404, 'no_default_account')
    expect(await countRows('accounts')).toBe(1)
    await person('admin@local')
  })

  it('is not created after setup', async () => {
    await administrator()
    await expectRefused(local)
    await expectRefused(crawler)
    expect(await countRows('accounts')).toBe(1)
  })

  it('leaves its name to an account that took it while default accounts were off', async () => {
    const { id } = await person('admin@local')
    await expectRefused(local)
    expectProblem(await service.post('/api/auth/first-run'), 404, 'no_default_account')
    const { body } = await service.post(login, { ...local, password })
    expect(body.user).toMatchObject({ id, role: 'user' })
  })

  it('uses LOCAL_EMAIL, LOCAL_PASSWORD, ADMIN_EMAIL and ADMIN_PASSWORD if they are set', async () => {
    service = withDefaults({
      LOCAL_EMAIL: 'owner@example.com',
      LOCAL_PASSWORD: 'o',
      ADMIN_EMAIL: 'chief',
      ADMIN_PASSWORD: 'c',
    })
    await expectRefused(local)
    await expectRefused(crawler)
    const status = await service.get('/api/auth/status')
    expect(status.body.localEmail).toBe('owner@example.com')
    const own = await service.post(login, { email: 'owner@example.com', password: 'o' })
    expect(own.body.user).toMatchObject({ email: 'owner@example.com', name: 'Admin' })
    const chief = await service.post(login, { email: 'CHIEF', password: 'c' })
    expect(chief.body.user).toMatchObject({ email: 'chief', name: 'Server Admin', role: 'admin' })
  })

  it('keeps its first password if the setting changes later', async () => {
    await tokenOf(local)
    service = withDefaults({ LOCAL_PASSWORD: another })
    await expectRefused({ ...local, password: another })
    await tokenOf(local)
  })
})

describe('The name of a default account', () => {
  const names = ['admin', 'ADMIN', 'admin@local', 'Admin@Local']

  it.each(names)('is reserved before the account is created: %s', async (username) => {
    const taken = username.includes('@') ? 'email_taken' : 'username_taken'
    expectProblem(await service.post('/api/auth/register', { username, password }), 409, taken)
    expect(await countRows('accounts')).toBe(0)
  })

  it.each(names)('is taken after the account is created: %s', async (username) => {
    await tokenOf(local)
    await tokenOf(crawler)
    const { status } = await service.post('/api/auth/register', { username, password })
    expect(status).toBe(409)
    expect(await countRows('accounts')).toBe(2)
  })

  it.each(['admin', 'admin@local'])('is free if default accounts are off: %s', async (username) => {
    await person(username)
  })

  it('is free if the API that documents it is off', async () => {
    service = serving(['asta', 'asyncat'], { DEFAULT_ACCOUNTS: 'on' })
    const { status } = await service.post('/api/auth/register', { username: 'admin', password })
    expect(status).toBe(200)
  })

  it('is free after setup, when the account can no longer be created', async () => {
    await administrator()
    const { status } = await service.post('/api/auth/register', { username: 'admin', password })
    expect(status).toBe(200)
  })

  it('is reserved in every other operation that takes a name', async () => {
    const { token } = await person('alice')
    const email = await service.put('/api/auth/local-account', { email: 'Admin@local' }, { token })
    expectProblem(email, 409, 'email_taken')
    const name = await service.put('/api/auth/profile', { newUsername: 'Admin' }, { token })
    expectProblem(name, 409, 'username_taken')
    const names = { first_name: 'Root', last_name: 'Admin' }
    const setup = await service.post('/v1/auth/setup', { email: local.email, password, ...names })
    expectProblem(setup, 409, 'email_taken')
    const root = await tokenOf(local)
    const users = await service.post(
      '/api/auth/users',
      { username: 'admin', password },
      { token: root },
    )
    expectProblem(users, 409, 'username_taken')
  })
})

describe('Setup', () => {
  it('is closed once a default account has signed in', async () => {
    await tokenOf(local)
    const { body } = await service.get('/v1/auth/status')
    expect(body).toEqual({ needsSetup: false })
    const facts = { email: 'r@example.com', password, first_name: 'R', last_name: 'A' }
    expectProblem(await service.post('/v1/auth/setup', facts), 403, 'already_set_up')
  })

  it.each(Object.entries(passwordChanges))(
    'is complete when %s changes a default password',
    async (_, change) => {
      const token = await tokenOf(local)
      expect(await isFirstRun()).toBe(true)
      const { status } = await change(service, token, local.password, another)
      expect(status).toBe(200)
      expect(await isFirstRun()).toBe(false)
      expectProblem(await service.post('/api/auth/first-run'), 403, 'already_set_up')
      await expectRefused(local)
      await tokenOf({ ...local, password: another })
      // The other default account can no longer be created.
      await expectRefused(crawler)
    },
  )

  it('is complete when an administrator resets a default password', async () => {
    const token = await tokenOf(local)
    const facts = { username: 'root', password, role: 'admin' }
    await service.post('/api/auth/users', facts, { token })
    expect(await isFirstRun()).toBe(true)
    const root = await tokenOf({ email: 'root', password })
    const { body } = await service.get('/api/auth/me', { token })
    const path = `/api/auth/users/${body.id}/reset-password`
    const reset = await service.put(path, { new_password: another }, { token: root })
    expect(reset.status).toBe(200)
    expect(await isFirstRun()).toBe(false)
  })

  it('is not complete when only the name or address of a default account changes', async () => {
    const token = await tokenOf(local)
    await service.put('/api/auth/local-account', { name: 'Ada', email: 'a@example.com' }, { token })
    expect(await isFirstRun()).toBe(true)
    await tokenOf({ ...local, email: 'a@example.com' })
    const { body } = await service.post('/api/auth/first-run')
    expect(body.user).toMatchObject({ email: 'a@example.com', name: 'Ada' })
  })

  it('disables the other default account if it has its default password, and ends its sessions', async () => {
    const token = await tokenOf(local)
    const other = await tokenOf(crawler)
    await service.post('/api/auth/update-password', { password: another }, { token })
    expectProblem(await service.get('/api/auth/me', { token: other }), 401, 'unauthenticated')
    await expectRefused(crawler)
    // Enabling the account again must not restore the sessions.
    expect(await countRows('sessions')).toBe(1)
    expect(await countRows('accounts', 'disabled_at is not null')).toBe(1)
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
  })

  it('does not change a default account whose password was changed before', async () => {
    const token = await tokenOf(crawler)
    const other = await tokenOf(local)
    // As if the password of this account was changed earlier.
    await write("update accounts set default_password = 0 where default_of = 'lncrawl'")
    await service.post('/api/auth/update-password', { password: another }, { token: other })
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
  })

  it('does not change other accounts', async () => {
    const alice = await person('alice')
    const token = await tokenOf(local)
    await service.post('/api/auth/update-password', { password: another }, { token })
    expect((await service.get('/api/auth/me', { token: alice.token })).status).toBe(200)
    await signIn('alice')
  })
})

describe('POST /first-run', () => {
  const path = '/api/auth/first-run'

  it('creates the local default account and signs it in, repeatedly', async () => {
    const first = await service.post(path)
    const second = await service.post(path)
    expect(first.body.user).toMatchObject({ email: 'admin@local', name: 'Admin' })
    expect(second.body.user).toEqual(first.body.user)
    expect(second.body.token).not.toBe(first.body.token)
    expect(await countRows('accounts')).toBe(1)
    for (const { body } of [first, second]) {
      expect((await service.get('/api/auth/users', { token: body.token })).status).toBe(200)
    }
    await tokenOf(local)
  })

  it.each([2, 3])(
    'refuses to sign in if setup is completed before its round trip %i',
    async (at) => {
      await service.post(path)
      const owner = await tokenOf(local)
      const completes = () =>
        service.post('/api/auth/update-password', { password: another }, { token: owner })
      let trips = 0
      const DB = onEveryTrip(async (run, batch) => {
        trips++
        if (trips === at) await completes()
        return run(batch)
      })
      const late = withDefaults({ DB })
      expectProblem(await late.post(path), 403, 'already_set_up')
      expect(await countRows('sessions')).toBe(1)
      expectProblem(await service.post(path), 403, 'already_set_up')
    },
  )
})
