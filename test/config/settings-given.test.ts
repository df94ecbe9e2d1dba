import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()
const logs = recordLogs()

const random = 'Zt8vK1qWm3XrB6nYc0LpHs5DgJf2EaUo'

describe('The default of', () => {
  const unset = (variable: string) =>
    [undefined, ''].map((value) => new Service({ [variable]: value }))

  test('APIS is all five', async () => {
    for (const service of unset('APIS')) {
      expect((await service.get('/api/auth/state')).status).toBe(401)
      expect((await service.get('/v1/auth/status')).status).toBe(200)
      expect((await service.get('/api/auth/status')).status).toBe(200)
      expect((await service.get('/api/auth/verify-token?token=x')).status).toBe(200)
      expect((await service.get('/api/auth/users')).status).toBe(401)
    }
  })

  test('REGISTRATION is open', async () => {
    for (const [n, service] of unset('REGISTRATION').entries()) {
      const json = { username: `bob${n}`, password }
      expect((await service.post('/api/auth/register', json)).status).toBe(200)
    }
  })

  test('JWT_EXPIRES_IN is seven days', async () => {
    for (const [n, service] of unset('JWT_EXPIRES_IN').entries()) {
      const json = { username: `bob${n}`, password }
      const { body } = await service.post('/api/auth/register', json)
      const { exp = 0, iat = 0 } = decodeJwt(body.token)
      expect(exp - iat).toBe(7 * 24 * 3600)
    }
  })

  test('BCRYPT_COST is 12', async () => {
    const service = new Service({ BCRYPT_COST: undefined })
    await service.post('/api/auth/register', { username: 'bob', password })
    expect(await costOf('bob')).toBe(12)
  })

  test('INVITATION_DAYS is 90', async () => {
    const { token } = await person()
    const service = new Service()
    const before = Date.now()
    await service.post('/api/auth/me/create-token', undefined, { token })
    const { body } = await service.post('/api/auth/me/tokens', undefined, { token })
    expect(body[0].expires_at - 90 * 86_400_000).toBeGreaterThanOrEqual(before)
    expect(body[0].expires_at - 90 * 86_400_000).toBeLessThanOrEqual(Date.now())
  })

  test('DEFAULT_ACCOUNTS is off', async () => {
    const service = new Service()
    for (const [email, secret] of [
      ['admin@local', 'changeme'],
      ['admin', 'admin'],
    ]) {
      const { status } = await service.post('/api/auth/login', { email, password: secret })
      expect(status).toBe(401)
    }
    expect((await service.get('/api/auth/status')).body.localEmail).toBeNull()
  })

  test('SETUP_TOKEN is unset', async () => {
    expect((await administrator()).token).toMatch(/\./)
  })

  test('SUDO_MINUTES is unset: an old session may set a password', async () => {
    const { token } = await person()
    await env.DB.prepare(
      'update sessions set created_at = created_at - 86400000, proved_at = proved_at - 86400000',
    ).run()
    const json = { password: 'some new password' }
    const { status } = await new Service().post('/api/auth/update-password', json, { token })
    expect(status).toBe(200)
  })
})

describe('A setting', () => {
  test('APIS accepts spaces, duplicates and any order', async () => {
    const service = new Service({ APIS: ' argon ,asta,argon, ' })
    expect((await service.get('/api/auth/state')).status).toBe(401)
    expect((await service.get('/api/auth/users')).status).toBe(401)
    expect((await service.get('/api/auth/status')).status).toBe(404)
  })

  test.each([
    ['open', 200, 403],
    ['invitation', 403, 403],
    ['closed', 403, 403],
  ])(
    'REGISTRATION=%s returns %i from /register, and %i from /signup without a valid invitation',
    async (value, register, signup) => {
      const service = new Service({ REGISTRATION: value })
      const first = await service.post('/api/auth/register', { username: 'bob', password })
      expect(first.status).toBe(register)
      const json = { referrer: 'zzzzzzzzzz', email: 'bob@example.com', password }
      const second = await service.post('/api/auth/signup', json)
      expect(second.status).toBe(signup)
      expect(second.body.code).toBe(
        value === 'closed' ? 'registration_closed' : 'invitation_invalid',
      )
    },
  )

  test.each([
    ['60s', 60],
    ['15m', 900],
    ['12h', 43_200],
    ['30d', 2_592_000],
    ['2w', 1_209_600],
  ])('JWT_EXPIRES_IN=%s is %i seconds', async (value, seconds) => {
    const service = new Service({ JWT_EXPIRES_IN: value })
    const { body } = await service.post('/api/auth/register', { username: 'bob', password })
    const { exp = 0, iat = 0 } = decodeJwt(body.token)
    expect(exp - iat).toBe(seconds)
  })

  test('BCRYPT_COST is the cost of new hashes', async () => {
    await new Service({ BCRYPT_COST: '6' }).post('/api/auth/register', {
      username: 'bob',
      password,
    })
    expect(await costOf('bob')).toBe(6)
  })

  test('BCRYPT_COST below 10 logs one warning, and is used', async () => {
    // A unique name, so that it is a first start.
    const weak = new Service({ BCRYPT_COST: '9', PRODUCT_NAME: 'Weak' })
    await weak.get('/health')
    await weak.get('/health')
    const lines = logs.map((line) => JSON.parse(line))
    expect(lines).toEqual([expect.objectContaining({ level: 'warn' })])
    expect(logs.join()).toContain('BCRYPT_COST')
    logs.length = 0
    await new Service({ BCRYPT_COST: '10' }).get('/health')
    expect(logs).toEqual([])
  })

  test.each([
    ['all', undefined, '12', 'kq7Zp2mWxV4', 'kq7Zp2mWxV4t'],
    ['all', undefined, '4', 'kq7Zp2m', 'kq7Zp2mW'],
    ['asta', 'asta', '6', 'kq7Zp', 'kq7Zp2'],
    ['asta', 'asta', '1', 'kq7', 'kq7Z'],
  ])(
    'PASSWORD_MIN_LENGTH only raises the documented minimum: %s, %s at %s',
    async (_, APIS, value, short, enough) => {
      const service = new Service({ APIS, PASSWORD_MIN_LENGTH: value })
      const register = (secret: string) =>
        service.post('/api/auth/register', { username: 'bob', password: secret })
      expectProblem(await register(short), 400, 'invalid_input')
      expect((await register(enough)).status).toBe(200)
    },
  )

  test('INVITATION_DAYS is the lifetime of an invitation', async () => {
    const { token } = await person()
    const service = new Service({ INVITATION_DAYS: '2' })
    const before = Date.now()
    await service.post('/api/auth/me/create-token', undefined, { token })
    const { body } = await service.post('/api/auth/me/tokens', undefined, { token })
    expect(Math.round((body[0].expires_at - before) / 86_400_000)).toBe(2)
  })

  test('SUDO_MINUTES requires a session of that age to set a password', async () => {
    const { token } = await person()
    const service = new Service({ SUDO_MINUTES: '5' })
    await env.DB.prepare(
      'update sessions set created_at = created_at - 301000, proved_at = proved_at - 301000',
    ).run()
    const json = { password: 'some new password' }
    for (const answer of [
      await service.post('/api/auth/update-password', json, { token }),
      await service.put('/api/auth/local-account', json, { token }),
    ]) {
      expectProblem(answer, 401, 'reauthentication_required')
    }
    await env.DB.prepare(
      'update sessions set created_at = created_at + 60000, proved_at = proved_at + 60000',
    ).run()
    expect((await service.post('/api/auth/update-password', json, { token })).status).toBe(200)
  })

  test('SETUP_TOKEN is checked before the rest of a setup request', async () => {
    const service = new Service({ SETUP_TOKEN: random })
    const json = { email: 'root@example.com', password, first_name: 'R', last_name: 'A' }
    for (const headers of [{}, { 'X-Setup-Token': 'x' }, { 'X-Setup-Token': `${random}x` }]) {
      const answer = await service.post('/v1/auth/setup', json, { headers })
      expectProblem(answer, 401, 'setup_token_invalid')
    }
    const headers = { 'X-Setup-Token': random }
    expect((await service.post('/v1/auth/setup', json, { headers })).status).toBe(201)
  })

  test('PUBLIC_URL loses a trailing slash, and MAIL_FROM may have a name', async () => {
    await person('reader@example.com')
    const service = new Service({
      PUBLIC_URL: 'https://app.example.com/front/',
      MAIL_FROM: '"The Desk" <desk@example.com>',
    })
    await resetToken(service, 'reader@example.com')
    expect(service.mails[0]?.text).toContain('https://app.example.com/front/reset-password?token=')
    expect(service.mails[0]?.from).toEqual({ name: 'The Desk', email: 'desk@example.com' })
  })

  test.each(['http://localhost:8787', 'http://127.0.0.1:8787'])(
    'PUBLIC_URL may be %s',
    async (url) => {
      expect((await new Service({ PUBLIC_URL: url }).get('/health')).status).toBe(200)
    },
  )

  test.each(['PUBLIC_URL', 'MAIL_FROM'])(
    '%s unset disables the mail endpoints only',
    async (variable) => {
      const service = new Service({ [variable]: undefined })
      const { token } = await person('reader@example.com')
      const path = '/api/auth/send-password-reset-link'
      for (const email of ['reader@example.com', 'unknown@example.com']) {
        expectProblem(await service.post(path, { email }), 503, 'mail_unavailable')
      }
      const otp = await service.post('/api/auth/me/send-otp', undefined, { token })
      expectProblem(otp, 503, 'mail_unavailable')
      expect(logs.join()).toContain(variable)
      expect((await service.get('/api/auth/me', { token })).status).toBe(200)
    },
  )

  test('JWT_SECRET_PREVIOUS accepts its tokens until it is removed', async () => {
    const { token } = await person()
    const previous = env.JWT_SECRET
    const rotated = new Service({ JWT_SECRET: random, JWT_SECRET_PREVIOUS: previous })
    expect((await rotated.get('/api/auth/me', { token })).status).toBe(200)
    const done = new Service({ JWT_SECRET: random })
    expectProblem(await done.get('/api/auth/me', { token }), 401, 'unauthenticated')
    const fresh = await rotated.post('/api/auth/login', { username: 'alice', password })
    expect((await done.get('/api/auth/me', { token: fresh.body.token })).status).toBe(200)
  })

  test('DEFAULT_ACCOUNTS and its four settings apply only to the accounts of their APIs', async () => {
    const vars = { DEFAULT_ACCOUNTS: 'on', LOCAL_EMAIL: 'boss@local', LOCAL_PASSWORD: 'first day' }
    const own = { email: 'boss@local', password: 'first day' }
    const other = serving('argon', vars)
    const inArgon = { username: own.email, password: own.password }
    expect((await other.post('/api/auth/login', inArgon)).status).toBe(401)
    const service = serving('asyncat', vars)
    expect((await service.get('/api/auth/status')).body.localEmail).toBe('boss@local')
    expect((await service.post('/api/auth/login', own)).status).toBe(200)
  })
})

async function costOf(key: string): Promise<number> {
  const row = await env.DB.prepare(
    `select password_hash from accounts join identifiers on account_id = accounts.id where key = ?`,
  )
    .bind(key)
    .first<{ password_hash: string }>()
  return bcrypt.getRounds(row?.password_hash ?? '')
}
