import { describe, expect, test } from 'vitest'
import { headerOf } from '../support/accounts/forge.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { states } from '../support/catalogue/states.ts'
import { countRows, emptyDatabase, freshDatabase, write } from '../support/database/rows.ts'
import { type Dump, dump } from '../support/database/snapshot.ts'
import { byCookie } from '../support/requests/browser.ts'
import { password, type Sent } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { fromAnywhere } from '../support/requests/network.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Every write is limited: per account with a session, and per network without one. So no table grows faster than the sweep
 * deletes its rows (decisions/ has the arithmetic).
 */
freshDatabase()
recordLogs()

const writesPerHour = 120

/** Their first request creates the keys that sign tokens: two rows, once. */
const keyed = ['GET /.well-known/jwks.json', 'GET /.well-known/revocations']

/** They end a session, or change nothing. */
const exempt = ['POST /api/auth/logout', 'POST /api/auth/access-token']

/** All rows but counters, which are updated in place. */
async function kept(): Promise<Dump> {
  const { throttles: _, ...rest } = await dump()
  return rest
}

describe('Past the write limit of an hour', () => {
  test.each(['cookie', 'bearer'])('a session by %s changes nothing', async (transport) => {
    let tried = 0
    for (const { name, method, prepare, vars } of states) {
      if (method === 'GET' || exempt.includes(name)) continue
      await emptyDatabase()
      const service = new Service(vars)
      const prepared = await prepare(service)
      if (!isSession(prepared)) continue
      const sent = transport === 'cookie' ? await byCookie(prepared) : prepared
      await write(
        `insert into throttles (key, count, expires_at)
          select 'write:' || id, 3000, ? from accounts where true
          on conflict do update set count = 3000, expires_at = excluded.expires_at`,
        Date.now() + 60_000,
      )
      const before = await kept()
      const { path, ...options } = fromAnywhere(sent)
      const answer = await service.request(method, path, options)
      expectProblem(answer, 429, 'too_many_requests')
      expect(Number(answer.headers.get('Retry-After')), name).toBeGreaterThan(30)
      expect(await kept(), name).toEqual(before)
      tried++
    }
    expect(tried).toBeGreaterThan(25)
  })

  test('an account may write 120 times, an administrator more, and each has a separate limit', async () => {
    const service = new Service()
    const { token } = await person('alice')
    const rename = (name: string, token: string) =>
      service.put('/api/auth/me/name', { name }, { token })
    const statuses: number[] = []
    for (let n = 0; n < writesPerHour + 5; n++) {
      statuses.push((await rename(`Alice ${n}`, token)).status)
    }
    expect(statuses).toEqual([...Array(writesPerHour).fill(200), ...Array(5).fill(429)])
    expect(await countRows('events', "event = 'user_updated'")).toBe(writesPerHour)
    // Reads still succeed, and so do other accounts.
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
    const root = await administrator()
    for (let n = 0; n < writesPerHour + 5; n++) {
      expect((await rename(`Root ${n}`, root.token)).status).toBe(200)
    }
    await write('update throttles set expires_at = 1')
    expect((await rename('Alice', token)).status).toBe(200)
  })

  test('of 150 parallel writes at most 120 succeed', async () => {
    const service = new Service()
    const { token } = await person('alice')
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, n) =>
        service.put('/api/auth/me/name', { name: `Alice ${n}` }, { token }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(writesPerHour)
  })
})

test('without a session nothing is written past the rate limit of a network', async () => {
  const refuses = { limit: async () => ({ success: false }) }
  const written: string[] = []
  for (const { name, method, title, prepare, vars } of states) {
    await emptyDatabase()
    const sent = await prepare(new Service(vars))
    if (isSession(sent) || keyed.includes(name)) continue
    const before = await dump()
    const { path, ...options } = sent
    await new Service({ ...vars, RATE_LIMIT: refuses }).request(method, path, options)
    if (JSON.stringify(await dump()) !== JSON.stringify(before)) written.push(`${name} ${title}`)
  }
  expect(written).toEqual([])
})

describe('A caller who is refused repeatedly', () => {
  const networks = () => ({ 'CF-Connecting-IP': '192.0.2.7' })

  test.each<[string, number, (service: Service, token: string, n: number) => Promise<unknown>]>([
    [
      'for not being an administrator',
      1,
      (service, token) => service.get('/api/auth/users', { token, headers: networks() }),
    ],
    [
      'for a forged reset token',
      60,
      (service) =>
        service.get('/api/auth/password-reset', { token: 'forged', headers: networks() }),
    ],
    [
      'for a wrong password of a different name each time',
      60,
      (service, _, n) =>
        service.post(
          '/api/auth/login',
          { username: `unknown${n}`, password },
          { headers: networks() },
        ),
    ],
    [
      'for a second setup',
      60,
      (service) =>
        service.post(
          '/v1/auth/setup',
          { email: 'mallory@example.com', password, first_name: 'M', last_name: 'M' },
          { headers: networks() },
        ),
    ],
  ])('%s leaves at most %i rows', async (_, most, refused) => {
    await administrator()
    const { token } = await person('mallory')
    const service = new Service({ RATE_LIMIT: { limit: async () => ({ success: true }) } })
    await write('delete from events')
    for (let n = 0; n < 200; n++) await refused(service, token, n)
    const count = await countRows('events')
    expect(count).toBeLessThanOrEqual(most)
    expect(count).toBeGreaterThan(0)
  })
})

function isSession({ token, headers }: Sent): boolean {
  if (/__Host-latchkey=./.test(String(headers?.Cookie))) return true
  return token?.split('.').length === 3 && headerOf(token).typ === 'JWT'
}
