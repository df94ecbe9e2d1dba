import { afterEach, expect, it, vi } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { operationsOf } from '../support/catalogue/description.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { longestWait } from '../support/patience.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Callers who never finish their body. They use a connection, and nothing that others need.
 */
freshDatabase()
recordLogs()
afterEach(() => {
  vi.useRealTimers()
})

const service = new Service()

/** A body whose first bytes arrive and whose rest does not, until `end` aborts it. */
function endless() {
  let end = () => {}
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"user'))
      end = () => controller.error(new Error('broken off'))
    },
  })
  return { body, end: () => end() }
}

/** This many requests of one network, each with a body that never ends. */
function stuck(count: number, path: string, from: (n: number) => string, sent = {}) {
  const bodies = Array.from({ length: count }, endless)
  const answers = bodies.map(({ body }, n) =>
    service.request('POST', path, {
      raw: body,
      headers: {
        'Content-Type': 'application/json',
        'CF-Connecting-IP': from(n),
        ...sent,
      },
    }),
  )
  return { answers, endAll: () => endAll(bodies) }
}

function endAll(bodies: { end: () => void }[]): void {
  for (const { end } of bodies) end()
}

it.each([
  ['64 from one network', 64, () => '192.0.2.1', {}],
  ['256 from as many networks', 256, (n: number) => `198.51.100.${n}`, {}],
  ['64 that state a length', 64, () => '192.0.2.2', { 'Content-Length': '60' }],
])('%s do not prevent others from signing in', async (_, count, from, sent) => {
  await person('alice')
  const { answers, endAll } = stuck(count, '/api/auth/login', from, sent)
  const { status } = await service.post('/api/auth/login', { username: 'alice', password })
  expect(status).toBe(200)
  endAll()
  for (const answer of await Promise.all(answers)) {
    // Past the rate limit of its network a request is refused before its body is read.
    if (answer.status !== 429) expectProblem(answer, 400, 'malformed_body')
  }
})

it('64 bodies that never end block no operation with a body', async () => {
  const { token } = await administrator()
  const { body: openapi } = await service.get('/openapi.json')
  const taking = operationsOf(openapi).filter(({ json, form }) => json || form)
  expect(taking.length).toBeGreaterThan(25)
  for (const { method, path } of taking) {
    const bodies = Array.from({ length: 64 }, endless)
    const answers = bodies.map(({ body }, n) =>
      service.request(method, path, {
        raw: body,
        token,
        headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': `203.0.113.${n}` },
      }),
    )
    const other = await service.post('/api/auth/login', { username: 'root@example.com', password })
    expect([200, 429], `${method} ${path}`).toContain(other.status)
    endAll(bodies)
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(
      statuses.filter((status) => status >= 500),
      `${method} ${path}`,
    ).toEqual([])
  }
})

it('a body that does not arrive in time returns 408', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { answers } = stuck(1, '/api/auth/login', () => '192.0.2.3')
  await vi.waitUntil(() => vi.getTimerCount() > 0, longestWait)
  vi.advanceTimersByTime(10_000)
  const [answer] = await Promise.all(answers)
  if (!answer) throw new Error('nothing was answered')
  expectProblem(answer, 408, 'request_timeout')
})

it.each([
  ['POST', '/api/auth/login', { username: 'alice', password }],
  ['POST', '/api/auth/verify-otp', { otp: '123456', token: 'a' }],
])('a missing body has no fields: %s %s', async (method, path, fields) => {
  // No body and no content type, and a content type without a body.
  const types = ['', 'application/json', 'application/x-www-form-urlencoded'].filter(
    (type) => type === '' || type.includes('form') === path.endsWith('verify-otp'),
  )
  for (const type of types) {
    const headers = type === '' ? {} : { 'Content-Type': type }
    const answer = await service.request(method, path, { headers })
    if (type.includes('json')) expectProblem(answer, 400, 'malformed_body')
    else {
      expectProblem(answer, 400, 'invalid_input')
      for (const { path } of answer.body.errors) expect(Object.keys(fields)).toContain(path)
    }
  }
})

it('many sign-ins of one network leave room for others', async () => {
  const slow = new Service({ BCRYPT_COST: '9' })
  const enter = (username: string, from: string) =>
    slow.post('/api/auth/login', { username, password }, { headers: { 'CF-Connecting-IP': from } })
  const flooding = Array.from({ length: 30 }, (_, n) => enter(`unknown${n}`, '192.0.2.4'))
  const others = Array.from({ length: 5 }, (_, n) => enter(`unknown${n}`, `198.51.100.${n}`))
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual(Array(5).fill(401))
  const statuses = (await Promise.all(flooding)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).not.toHaveLength(0)
})
