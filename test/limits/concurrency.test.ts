import { afterEach, describe, expect, it, vi } from 'vitest'
import { withConcurrencyLimit } from '../../worker/limits/concurrency.ts'
import { person } from '../support/accounts/people.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { someAddress } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('With 64 requests in progress in one isolate', () => {
  it('refuses one more with Retry-After, and counts no attempt', async () => {
    await person('alice')
    const service = new Service({ LOGIN_ATTEMPTS: '1000' })
    const answers = await Promise.all(
      Array.from({ length: 80 }, () =>
        service.post('/api/auth/login', { username: 'alice', password: 'wrong' }, network()),
      ),
    )
    const refused = answers.filter(({ status }) => status === 503)
    expect(refused).toHaveLength(16)
    for (const answer of refused) {
      expectProblem(answer, 503, 'overloaded')
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
    }
    expect(await countRows('throttles', 'count = 64')).toBe(1)
    const { status } = await service.post('/api/auth/login', { username: 'alice', password })
    expect(status, 'the next one is let in').toBe(200)
  })
})

describe('With 24 requests of one network in progress', () => {
  it('queues 64 more of the network, refuses the next one, and accepts other networks', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const all = Array.from({ length: 24 + 64 }, () =>
      withConcurrencyLimit('192.0.2.1', () => promise),
    )
    const late = withConcurrencyLimit('192.0.2.1', async () => 'done')
    await expect(late).rejects.toMatchObject({ code: 'overloaded' })
    expect(await withConcurrencyLimit('192.0.2.2', async () => 'done')).toBe('done')
    resolve('done')
    expect(await Promise.all(all)).toEqual(Array(88).fill('done'))
  })
})

it('A request that waits too long for others of its network is refused', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { promise, resolve } = Promise.withResolvers<string>()
  const all = Array.from({ length: 24 }, () => withConcurrencyLimit('192.0.2.3', () => promise))
  const waiting = withConcurrencyLimit('192.0.2.3', async () => 'done')
  vi.setSystemTime(Date.now() + 16_000)
  await expect(waiting).rejects.toMatchObject({ code: 'overloaded' })
  resolve('done')
  await Promise.all(all)
})

function network() {
  return { headers: { 'CF-Connecting-IP': someAddress() } }
}
