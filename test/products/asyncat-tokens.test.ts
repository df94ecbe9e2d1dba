import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()
afterEach(() => {
  vi.useRealTimers()
})

const email = 'user@example.com'
const day = 86_400

/** Signs in as documented. */
async function login(service: Service, name = email): Promise<string> {
  const { status, body } = await service.post('/api/auth/login', { email: name, password })
  expect(status).toBe(200)
  return body.token
}

function headerOf(token: string): unknown {
  return JSON.parse(atob(token.split('.')[0] ?? ''))
}

/** The lifetime of a token by its claims, in seconds. */
function lifetimeOf(token: string): number {
  const { iat, exp } = claimsOf(token)
  return Number(exp) - Number(iat)
}

/** The stored hash of the only account. */
async function storedHash(): Promise<string | null> {
  return env.DB.prepare('select password_hash from accounts').first('password_hash')
}

describe('JWT tokens', () => {
  it('contain the account, its email address and the registered claims, and neither role nor permissions', async () => {
    const { id } = await administrator(email)
    const token = await login(serving('asyncat'))
    expect(headerOf(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(claimsOf(token)).toEqual({
      sub: id,
      email,
      email_verified: false,
      iat: expect.any(Number),
      exp: expect.any(Number),
      iss: 'latchkey',
      jti: expect.stringMatching(/^[\w-]{20,}$/),
    })
  })

  it('have no email claim if the account has no email address', async () => {
    await person('alice')
    const claims = claimsOf(await login(serving('asyncat'), 'alice'))
    expect(Object.keys(claims).toSorted()).toEqual(['exp', 'iat', 'iss', 'jti', 'sub'])
  })

  it('are issued now, in whole seconds', async () => {
    await person(email)
    const before = Math.floor(Date.now() / 1000)
    const { iat } = claimsOf(await login(serving('asyncat')))
    expect(Number.isInteger(iat)).toBe(true)
    expect(iat).toBeGreaterThanOrEqual(before)
    expect(iat).toBeLessThanOrEqual(Date.now() / 1000)
  })

  it("verify with JWT_SECRET, as in asyncat's other services", async () => {
    await person(email)
    const token = await login(serving('asyncat'))
    const [header, payload, signature = ''] = token.split('.')
    const secret = new TextEncoder().encode(env.JWT_SECRET)
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['verify'])
    const signed = new TextEncoder().encode(`${header}.${payload}`)
    const bytes = Buffer.from(signature, 'base64url')
    expect(await crypto.subtle.verify('HMAC', key, bytes, signed)).toBe(true)
  })

  it('expire after seven days by default', async () => {
    await person(email)
    expect(lifetimeOf(await login(serving('asyncat')))).toBe(7 * day)
  })

  it.each([
    ['90s', 90],
    ['15m', 900],
    ['12h', 43_200],
    ['30d', 30 * day],
    ['2w', 14 * day],
  ])('expire after JWT_EXPIRES_IN %s', async (JWT_EXPIRES_IN, seconds) => {
    await person(email)
    expect(lifetimeOf(await login(serving('asyncat', { JWT_EXPIRES_IN })))).toBe(seconds)
  })

  it('are refused after that time, and not before', async () => {
    await person(email)
    vi.useFakeTimers({ toFake: ['Date'] })
    const service = serving('asyncat', { JWT_EXPIRES_IN: '15m' })
    const start = Date.now()
    const token = await login(service)
    vi.setSystemTime(start + 899_000)
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
    vi.setSystemTime(start + 900_000)
    expectProblem(await service.get('/api/auth/me', { token }), 401, 'unauthenticated')
  })

  it('cannot be extended: a new token of the same session expires at the same time', async () => {
    await person(email)
    vi.useFakeTimers({ toFake: ['Date'] })
    const service = serving('asyncat', { JWT_EXPIRES_IN: '15m' })
    const first = await login(service)
    vi.setSystemTime(Date.now() + 600_000)
    const { body } = await service.put('/api/auth/local-account', { name: 'Ada' }, { token: first })
    expect(claimsOf(body.token).exp).toBe(claimsOf(first).exp)
    expect(lifetimeOf(body.token)).toBe(300)
  })
})

describe('Local auth model', () => {
  it('hashes with bcrypt at cost 12 by default', async () => {
    // An empty variable means the default; other tests set the lowest cost.
    const service = serving('asta', { BCRYPT_COST: '' })
    await service.post('/api/auth/register', { username: email, password })
    expect(await storedHash()).toMatch(/^\$2[aby]\$12\$[./A-Za-z0-9]{53}$/)
  })

  it('signs in an account with a hash of cost 12', async () => {
    const service = serving(['asta', 'asyncat'], { BCRYPT_COST: '12' })
    await service.post('/api/auth/register', { username: email, password })
    expect(await storedHash()).toMatch(/^\$2[aby]\$12\$/)
    const { status } = await service.post('/api/auth/login', { email, password })
    expect(status).toBe(200)
  })
})
