import { afterEach, describe, expect, it, vi } from 'vitest'
import { admit, inTurn } from '../../worker/limits/concurrency.ts'
import { someAddress } from '../support/flood.ts'
import { password, person } from '../support/people.ts'
import { expectProblem } from '../support/problem.ts'
import { countRows } from '../support/rows.ts'
import { freshDatabase, Service } from '../support/service.ts'

freshDatabase()
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('Hashes', () => {
  it('are computed one after another, in order, and one that fails holds nobody up', async () => {
    const seen: string[] = []
    const work = (name: string, fails = false) =>
      inTurn(async () => {
        seen.push(`${name} begins`)
        await scheduler.wait(1)
        seen.push(`${name} ends`)
        if (fails) throw new Error(name)
      })
    const all = await Promise.allSettled([work('a'), work('b', true), work('c')])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('leave room for a short request between any two', async () => {
    const { token } = await person('reader')
    const service = new Service({ BCRYPT_COST: '9' })
    await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        service.post('/api/auth/register', { username: `person${i}`, password }, network()),
      ),
    )
    const ended: string[] = []
    const entering = Array.from({ length: 5 }, async (_, i) => {
      const { status } = await service.post(
        '/api/auth/login',
        { username: `person${i}`, password },
        network(),
      )
      ended.push(`sign-in ${status}`)
    })
    const reading = service.get('/api/auth/state', { token }).then(({ status }) => {
      ended.push(`state ${status}`)
    })
    await Promise.all([...entering, reading])
    expect(ended.indexOf('state 200')).toBeLessThanOrEqual(2)
    expect(ended.filter((word) => word === 'sign-in 200')).toHaveLength(5)
  })
})

describe('Past 64 requests at work in one isolate', () => {
  it('one more is told to come back, and nothing of it counts as a try', async () => {
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
      expectProblem(answer, 503, 'busy')
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
    }
    expect(await countRows('throttles', 'count = 64')).toBe(1)
    const { status } = await service.post('/api/auth/login', { username: 'alice', password })
    expect(status, 'the next one is let in').toBe(200)
  })
})

describe('Past 24 requests at work of one network', () => {
  it('64 more wait for those, one after them is told to come back, and others are let in', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const all = Array.from({ length: 24 + 64 }, () => admit('192.0.2.1', () => promise))
    const late = admit('192.0.2.1', async () => 'done')
    await expect(late).rejects.toMatchObject({ code: 'busy' })
    expect(await admit('192.0.2.2', async () => 'done')).toBe('done')
    resolve('done')
    expect(await Promise.all(all)).toEqual(Array(88).fill('done'))
  })
})

it('A request that waits for others of its network is told to come back after a while', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { promise, resolve } = Promise.withResolvers<string>()
  const all = Array.from({ length: 24 }, () => admit('192.0.2.3', () => promise))
  const waiting = admit('192.0.2.3', async () => 'done')
  vi.setSystemTime(Date.now() + 16_000)
  await expect(waiting).rejects.toMatchObject({ code: 'busy' })
  resolve('done')
  await Promise.all(all)
})

function network() {
  return { headers: { 'CF-Connecting-IP': someAddress() } }
}
