import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import bcrypt from 'bcryptjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { disable, freshDatabase } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { exhaust, rateLimit, withinOneMinute } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const right = { username: 'alice', password }
const wrong = { username: 'alice', password: 'some other password' }

describe('The rate limit of a network', () => {
  const from = (address: string) => ({ headers: { 'CF-Connecting-IP': address } })
  let service: Service
  beforeEach(async () => {
    service = new Service()
    await person()
  })

  test(`refuses request ${rateLimit + 1} of a minute before any hash, and accepts other networks`, async () => {
    await withinOneMinute(async (address) => {
      await exhaust(service, address)
      const compare = vi.spyOn(bcrypt, 'compare')
      const trips = service.trips
      const refused = await service.post('/api/auth/login', right, from(address))
      expectProblem(refused, 429, 'too_many_requests')
      expect(refused.headers.get('Retry-After')).toBe('60')
      expect(compare).not.toHaveBeenCalled()
      expect(service.trips).toBe(trips)
      expect((await new Service().post('/api/auth/login', right)).status).toBe(200)
    })
  })

  /** Every operation that hashes, mails or checks a code. */
  const guarded = [
    'POST /api/auth/login',
    'POST /v1/auth/login',
    'POST /api/v1/auth/login',
    'POST /api/auth/register',
    'POST /api/auth/signup',
    'POST /v1/auth/setup',
    'POST /api/v1/auth/setup',
    'POST /api/auth/first-run',
    'POST /api/auth/change-password',
    'POST /api/auth/users',
    'PUT /api/auth/users/unknown/reset-password',
    'PUT /api/auth/me/password',
    'PUT /api/auth/profile',
    'PUT /api/auth/local-account',
    'POST /api/auth/update-password',
    'POST /api/auth/send-password-reset-link',
    'POST /api/auth/reset-password-with-token',
    'DELETE /api/auth/me',
    'POST /api/auth/me/send-otp',
    'POST /api/auth/verify-otp',
  ]

  test('is shared by all operations that hash, mail or check a code, and no others', async () => {
    await withinOneMinute(async (address) => {
      await exhaust(service, address)
      for (const operation of guarded) {
        const [method = '', path = ''] = operation.split(' ')
        const { status } = await service.request(method, path, from(address))
        expect(status, operation).toBe(429)
      }
      expect((await service.get('/health', from(address))).status).toBe(200)
      expect((await service.get('/api/auth/me', from(address))).status).toBe(401)
    })
  })

  test('is shared by an IPv6 /64, in any notation', async () => {
    await withinOneMinute(async (address) => {
      const part = (at: number) => Number(address.split('.')[at]).toString(16)
      const net = `2001:db8:${part(1)}${part(2).padStart(2, '0')}:${part(3)}`
      await exhaust(service, `${net}::1`)
      for (const same of [`${net}::2`, `${net}:ffff:1:2:3`, `${net}:0:0:0:1`.toUpperCase()]) {
        const answer = await service.post('/api/auth/login', right, from(same))
        expectProblem(answer, 429, 'too_many_requests')
      }
      const neighbour = `2001:db8:${part(1)}${part(2).padStart(2, '0')}:${part(3)}f::1`
      expect((await service.post('/api/auth/login', right, from(neighbour))).status).toBe(200)
    })
  })

  test('has a second limit for an IPv6 /48, over all its /64 networks', async () => {
    await withinOneMinute(async (address) => {
      const part = (at: number) => Number(address.split('.')[at]).toString(16)
      const site = `2001:db${part(1).padStart(2, '0')}:${part(2)}${part(3).padStart(2, '0')}`
      for (const network of ['1', '2']) await exhaust(service, `${site}:${network}::1`)
      const answer = await service.post('/api/auth/login', right, from(`${site}:3::1`))
      expectProblem(answer, 429, 'too_many_requests')
      const neighbour = `${site.replace('2001:db', '2001:dc')}::1`
      expect((await service.post('/api/auth/login', right, from(neighbour))).status).toBe(200)
    })
  })

  test('has no limit for a /48 without its binding, and refuses requests if the binding fails', async () => {
    const fails = async () => {
      throw new Error('the limiter is down')
    }
    const six = from('2001:db8:1:2::3')
    const without = new Service({ RATE_LIMIT_WIDE: undefined })
    expect((await without.post('/api/auth/login', right, six)).status).toBe(200)
    const broken = new Service({ RATE_LIMIT_WIDE: { limit: fails } })
    const answer = await broken.post('/api/auth/login', right, six)
    expectProblem(answer, 503, 'rate_limiter_unavailable')
    expect((await broken.post('/api/auth/login', right, from('192.0.2.9'))).status).toBe(200)
  })

  test('is shared by all requests without a client address, which are served', async () => {
    const request = new Request('https://sign-in.test/api/auth/send-password-reset-link', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'unknown@example.com' }),
    })
    const context = createExecutionContext()
    const answer = await service.fetch(request, context)
    await waitOnExecutionContext(context)
    expect(answer.status).toBe(200)
  })

  test('uses the address that Cloudflare adds, regardless of other headers', async () => {
    await withinOneMinute(async (address) => {
      await exhaust(service, address)
      for (const header of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP']) {
        const headers = { 'CF-Connecting-IP': address, [header]: '198.51.100.7' }
        const answer = await service.post('/api/auth/login', right, { headers })
        expectProblem(answer, 429, 'too_many_requests')
      }
    })
  })
})

describe('The limit of failed sign-ins of an account', () => {
  const limit = 10
  let service: Service
  let alice: Awaited<ReturnType<typeof person>>
  const login = (json: object, at = service) => at.post('/api/auth/login', json)

  beforeEach(async () => {
    service = new Service()
    alice = await person()
  })

  async function fail(times: number, json: object = wrong): Promise<void> {
    for (let n = 1; n <= times; n++) {
      const { status } = await login(json)
      expect(status, `try ${n}`).toBe(401)
    }
  }

  function expectLocked(answer: Answer): void {
    expectProblem(answer, 429, 'too_many_attempts')
  }

  test(`is ${limit} by default: one more returns 429, even with the right password, and hashes nothing`, async () => {
    await fail(limit)
    const compare = vi.spyOn(bcrypt, 'compare')
    expectLocked(await login(wrong))
    expectLocked(await login(right))
    expect(compare).not.toHaveBeenCalled()
  })

  test('accepts the right password on the last attempt, and refunds that attempt', async () => {
    await fail(limit - 1)
    expect((await login(right)).status).toBe(200)
    await fail(1)
    expectLocked(await login(right))
  })

  test('counts no successful sign-ins', async () => {
    for (let n = 0; n < limit + 5; n++) expect((await login(right)).status).toBe(200)
  })

  test('is exact under 50 parallel guesses', async () => {
    const guesses = Array.from({ length: 50 }, (_, n) =>
      login({ ...wrong, password: `guess ${n}` }),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(limit)
    expect(statuses.filter((status) => status === 429)).toHaveLength(50 - limit)
  })

  test('is the same for unknown names and disabled accounts', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) })
    const bob = await person('bob')
    await disable(bob.id)
    const seen = []
    for (const username of ['alice', 'bob', 'unknown', 'unknown@example.com']) {
      await fail(limit, { username, password: 'some other password' })
      const { status, headers, body } = await login({ username, password })
      const shown = [...headers].filter(([name]) => name !== 'x-request-id')
      seen.push({ status, body, headers: shown })
    }
    for (const answer of seen) expect(answer).toEqual(seen[0])
    expect(seen[0]?.status).toBe(429)
  })

  test('returns in Retry-After when the window ends, and ends then', async () => {
    const begun = Date.UTC(2030, 0, 1)
    vi.useFakeTimers({ toFake: ['Date'], now: begun })
    await fail(1)
    vi.setSystemTime(begun + 60_000)
    await fail(limit - 1)
    const locked = await login(right)
    expectLocked(locked)
    expect(locked.headers.get('Retry-After')).toBe(String(14 * 60))
    vi.setSystemTime(begun + 15 * 60_000 - 1)
    const last = await login(right)
    expectLocked(last)
    expect(last.headers.get('Retry-After')).toBe('1')
    vi.setSystemTime(begun + 15 * 60_000)
    expect((await login(right)).status).toBe(200)
    await fail(limit)
    expectLocked(await login(right))
  })

  test('is not extended by attempts during the lock', async () => {
    const begun = Date.UTC(2030, 0, 1)
    vi.useFakeTimers({ toFake: ['Date'], now: begun })
    await fail(limit)
    vi.setSystemTime(begun + 10 * 60_000)
    for (let n = 0; n < 5; n++) expectLocked(await login(wrong))
    vi.setSystemTime(begun + 15 * 60_000)
    expect((await login(right)).status).toBe(200)
  })

  test('is shared by every spelling of a username, and by the email address of the account', async () => {
    const { token } = alice
    await service.put('/api/auth/local-account', { email: 'alice@example.com' }, { token })
    const names = [
      { username: 'alice' },
      { username: 'ALICE' },
      { username: '  Alice ' },
      { username: 'ａｌｉｃｅ' },
      { username: 'alice@example.com' },
      { email: 'alice@example.com' },
      { email: 'Alice@EXAMPLE.com' },
      { email: 'alice' },
    ]
    for (const name of names) await fail(1, { ...name, password: 'some other password' })
    await fail(1, { username: 'alice', email: 'unknown@example.com', password: 'wrong', extra: 1 })
    await fail(1, { username: 'alice', role: 'admin', password: 'wrong' })
    for (const name of names) expectLocked(await login({ ...name, password }))
    const other = await service.post('/v1/auth/login', { email: 'alice@example.com', password })
    expectLocked(other)
  })

  test('is shared by every spelling of an unknown name', async () => {
    for (let n = 0; n < limit; n++) {
      await fail(1, { username: n % 2 ? 'UNKNOWN' : ' unknown', password })
    }
    expectLocked(await login({ email: 'unknown', password }))
  })

  test('applies to the account, not to the network', async () => {
    for (let n = 0; n < limit; n++) expect((await login(wrong, new Service())).status).toBe(401)
    expectLocked(await login(right, new Service()))
  })

  test('does not affect other accounts', async () => {
    await person('bob')
    await fail(limit)
    expect((await login({ username: 'bob', password })).status).toBe(200)
  })

  test.each([
    ['/change-password', 'POST', 'current_password', 'new_password'],
    ['/me/password', 'PUT', 'old_password', 'new_password'],
    ['/profile', 'PUT', 'currentPassword', 'newPassword'],
  ])('counts wrong current passwords at %s', async (path, method, current, fresh) => {
    const change = (secret: string) =>
      service.request(method, `/api/auth${path}`, {
        json: { [current]: secret, [fresh]: 'some new password' },
        token: alice.token,
      })
    await fail(limit - 2)
    for (let n = 0; n < 2; n++)
      expectProblem(await change('wrong'), 401, 'current_password_incorrect')
    expectLocked(await change(password))
    expectLocked(await login(right))
  })

  test('refunds the attempt of a right current password', async () => {
    await fail(limit - 1)
    const { token } = alice
    const json = { current_password: password, new_password: 'some new password' }
    expect((await service.post('/api/auth/change-password', json, { token })).status).toBe(200)
    await fail(1)
    expectLocked(await login({ username: 'alice', password: 'some new password' }))
  })

  test('allows a reset by email, which clears it', async () => {
    await person('carol@example.com')
    const carol = { email: 'carol@example.com', password: 'some other password' }
    await fail(limit, carol)
    expectLocked(await login({ ...carol, password }))
    const token = await resetToken(service, 'carol@example.com')
    const path = '/api/auth/reset-password-with-token'
    const reset = await service.post(path, { password: 'some new password' }, { token })
    expect(reset).toMatchObject({ status: 200, body: true })
    expect((await login({ ...carol, password: 'some new password' })).status).toBe(200)
    await fail(limit, carol)
    expectLocked(await login({ ...carol, password: 'some new password' }))
  })

  test('does not affect sessions', async () => {
    await fail(limit)
    expect((await service.get('/api/auth/me', { token: alice.token })).status).toBe(200)
  })

  test('is LOGIN_ATTEMPTS in LOGIN_WINDOW', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) })
    const strict = new Service({ LOGIN_ATTEMPTS: '2', LOGIN_WINDOW: '1h' })
    for (let n = 0; n < 2; n++) expect((await login(wrong, strict)).status).toBe(401)
    const locked = await login(right, strict)
    expectLocked(locked)
    expect(locked.headers.get('Retry-After')).toBe('3600')
  })
})
