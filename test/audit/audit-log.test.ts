import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import worker from '../../worker/index.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let admin: Person
let reader: Person
beforeEach(async () => {
  service = new Service()
  admin = await administrator()
  reader = await person('reader@example.com')
})

const day = 86_400_000

function audit(query = '', token: string | undefined = admin.token, at = service) {
  return at.get(`/api/auth/audit${query}`, { token })
}

async function names(query = ''): Promise<string[]> {
  const { status, body } = await audit(query)
  expect(status).toBe(200)
  return body.items.map(({ event }: { event: string }) => event)
}

describe('GET /api/auth/audit', () => {
  test('shows an administrator the event, its account, its actor, its time, its network and its browser', async () => {
    const headers = { 'CF-Connecting-IP': '192.0.2.7', 'User-Agent': 'Browser/1.0' }
    await service.request('PATCH', '/api/auth/account', {
      json: { first_name: 'Root', last_name: 'Admin' },
      token: admin.token,
    })
    const path = `/api/auth/users/${reader.id}`
    const before = Date.now()
    const deleted = await service.delete(path, { token: admin.token, headers })
    const { body } = await audit('?limit=1')
    expect(body).toEqual({
      next: expect.any(String),
      items: [
        {
          id: expect.any(Number),
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          event: 'user_deleted',
          account: reader.id,
          account_name: null,
          actor: admin.id,
          actor_name: 'Root Admin',
          outcome: 'success',
          detail: null,
          ip: '192.0.2.7',
          country: null,
          user_agent: 'Browser/1.0',
          request_id: deleted.headers.get('X-Request-Id'),
        },
      ],
    })
    expect(Date.parse(body.items[0].at)).toBeGreaterThanOrEqual(before)
  })

  test('lists the latest events first, including failures', async () => {
    await service.post('/api/auth/login', { username: 'reader@example.com', password })
    await service.post('/api/auth/login', { username: 'reader@example.com', password: 'x' })
    await service.get('/api/auth/users', { token: reader.token })
    expect((await names()).slice(0, 3)).toEqual([
      'authz_fail',
      'authn_login_fail',
      'authn_login_success',
    ])
    const { body } = await audit()
    expect(body.items.slice(0, 3).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'failure',
      'failure',
      'success',
    ])
  })

  test('is for administrators only', async () => {
    expectProblem(await service.get('/api/auth/audit'), 401, 'unauthenticated')
    expectProblem(await audit('', reader.token), 403, 'forbidden')
  })

  test.each(['asta', 'asyncat', 'lncrawl', 'open-archiver', 'argon'] as const)(
    'is served with %s alone',
    async (api) => {
      expect((await audit('', admin.token, serving(api))).status).toBe(200)
    },
  )

  test('filters by account, by event, and by both', async () => {
    await service.post('/api/auth/login', { username: 'reader@example.com', password: 'x' })
    await service.post('/api/auth/login', { username: 'root@example.com', password: 'x' })
    expect(await names(`?account=${reader.id}`)).toEqual(['authn_login_fail', 'user_created'])
    expect(await names('?event=authn_login_fail')).toEqual(['authn_login_fail', 'authn_login_fail'])
    const both = `?event=authn_login_fail&account=${admin.id}`
    expect(await names(both)).toEqual(['authn_login_fail'])
    expect(await names('?account=unknown')).toEqual([])
    expect(await names(`?account=${encodeURIComponent("' or 1=1 --%")}`)).toEqual([])
  })

  test('names accounts: first and last name, or else username, or else email address', async () => {
    await service.request('PATCH', '/api/auth/account', {
      json: { last_name: 'Reader' },
      token: reader.token,
    })
    await person('x@example.com')
    await person('someone')
    const { body } = await audit('?event=user_created')
    const named = body.items.map((each: Record<string, string>) => each.account_name)
    expect(named).toEqual(['someone', 'x@example.com', 'Reader', 'Root Admin'])
  })

  test('finds events that happened to an account, or that it caused, by its name, email address or id', async () => {
    await service.request('PATCH', '/api/auth/account', {
      json: { first_name: 'Ida', last_name: 'Reader' },
      token: reader.token,
    })
    const gone = await person('gone')
    await service.delete(`/api/auth/accounts/${gone.id}`, { token: admin.token })
    await service.post('/api/auth/login', { username: 'reader@example.com', password: 'x' })
    const own = ['authn_login_fail', 'user_updated', 'user_created']
    for (const search of ['ida read', 'READER@', reader.id, reader.id.slice(3), 'id', '  Ida ']) {
      expect(await names(`?search=${encodeURIComponent(search)}`)).toEqual(own)
    }
    expect(await names(`?search=${admin.id}&event=user_deleted`)).toEqual(['user_deleted'])
    expect(await names(`?search=${gone.id}`)).toEqual(['user_deleted', 'user_created'])
    expect(await names('?search=gone')).toEqual([])
    expect(await names('?search=unknown')).toEqual([])
    expect(await names(`?search=ida&account=${admin.id}`)).toEqual([])
    expect(await names('?search=ida&event=user_updated')).toEqual(['user_updated'])
    const [latest] = (await audit('?search=ida&limit=1')).body.items
    expect(await names(`?search=ida&since=${latest.at}`)).toEqual(own.slice(0, 1))
    expect(await names(`?search=ida&until=${latest.at}`)).toEqual(own.slice(1))
    expect(await names('?search=%20')).toEqual(await names())
  })

  test('returns each event of a search once over all pages', async () => {
    await service.request('PATCH', `/api/auth/accounts/${admin.id}`, {
      json: { first_name: 'Same' },
      token: admin.token,
    })
    await service.request('PATCH', `/api/auth/accounts/${reader.id}`, {
      json: { first_name: 'Same' },
      token: admin.token,
    })
    const all = (await audit('?search=same')).body.items
    expect(all).toHaveLength(4)
    const seen: unknown[] = []
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await audit(`?search=same&limit=2${next && `&before=${next}`}`)
      seen.push(...body.items)
      next = body.next
    }
    expect(seen).toEqual(all)
  })

  test('filters by time: since is inclusive, until is exclusive', async () => {
    const moment = Date.UTC(2030, 0, 1)
    await write('delete from events')
    for (const [n, at] of [moment - 1, moment, moment + 1].entries()) {
      const values = "(at, event, outcome, request_id) values (?, 'user_created', 'success', ?)"
      await write(`insert into events ${values}`, at, `r${n}`)
    }
    const ids = async (query: string) =>
      (await audit(query)).body.items.map(({ request_id }: { request_id: string }) => request_id)
    expect(await ids('?since=2030-01-01T00:00:00.000Z')).toEqual(['r2', 'r1'])
    expect(await ids('?until=2030-01-01T00:00:00.000Z')).toEqual(['r0'])
    expect(await ids('?since=2030-01-01T01:00:00%2B01:00&until=2030-01-01T00:00:00.001Z')).toEqual([
      'r1',
    ])
  })

  test.each([
    '?limit=0',
    '?limit=1001',
    '?limit=ten',
    '?event=everything',
    '?since=yesterday',
    '?until=1',
    '?before=x',
    '?search=%00',
    '?before=1.2.3',
  ])('rejects %s', async (query) => {
    const answer = await audit(query)
    expectProblem(answer, 400, 'invalid_input')
    expect(answer.body.errors[0].path).toBe(/\w+/.exec(query)?.[0])
  })

  test('returns each event once over all pages, even if new events arrive', async () => {
    const values = "(at, event, outcome, request_id) values (?, 'user_created', 'success', 'many')"
    await write('delete from events')
    // Equal times, so that only the number distinguishes them.
    for (let n = 0; n < 7; n++) await write(`insert into events ${values}`, 1000)
    const seen: number[] = []
    let next: string | undefined = '/api/auth/audit?limit=3&event=user_created'
    for (let pages = 0; next !== undefined; pages++) {
      expect(pages).toBeLessThan(3)
      const { headers, body } = await service.get(next, { token: admin.token })
      seen.push(...body.items.map(({ id }: { id: number }) => id))
      next = /^<([^>]+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1]
      const before =
        next === undefined ? null : new URL(next, 'https://x').searchParams.get('before')
      expect(body.next).toBe(before)
      await person(`someone${pages}`)
    }
    expect(seen).toHaveLength(7)
    expect(seen).toEqual(seen.toSorted((a, b) => b - a))
    expect(new Set(seen).size).toBe(7)
  })

  test('returns 100 events by default, and a Link to the next page', async () => {
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1100)
        insert into events (at, event, outcome, request_id)
        select i, 'user_created', 'success', 'many' from n`,
    )
    const some = await audit()
    expect(some.body.items).toHaveLength(100)
    expect(some.headers.get('Link')).toContain('rel="next"')
    const most = await audit('?limit=1000')
    expect(most.body.items).toHaveLength(1000)
  })

  test('takes one round trip in addition to authentication', async () => {
    expect(await service.tripsOf('GET', '/api/auth/audit', { token: admin.token })).toBe(2)
  })
})

describe('The audit log', () => {
  test('is written with the change: a refused change leaves no event of success', async () => {
    const before = await countRows('events')
    await service.post('/api/auth/register', { username: 'reader@example.com', password })
    await service.delete(`/api/auth/users/${admin.id}`, { token: admin.token })
    await service.delete('/api/auth/users/unknown', { token: admin.token })
    expect(await countRows('events')).toBe(before)
  })

  test('is never rewritten', async () => {
    await expect(write("update events set event = 'user_deleted'")).rejects.toThrow(/append-only/)
  })

  test('outlives the account of an event', async () => {
    await service.delete(`/api/auth/users/${reader.id}`, { token: admin.token })
    expect(await names(`?account=${reader.id}`)).toEqual(['user_deleted', 'user_created'])
  })

  test.each([
    [undefined, 90],
    ['7', 7],
  ])('is deleted after AUDIT_DAYS=%s, %i days', async (AUDIT_DAYS, days) => {
    const now = Date.now()
    await write('delete from events')
    for (const [id, at] of [
      ['old', now - days * day - 1],
      ['young', now - days * day + 60_000],
    ]) {
      const values = "(at, event, outcome, request_id) values (?, 'user_created', 'success', ?)"
      await write(`insert into events ${values}`, at, id)
    }
    const controller = createScheduledController({
      scheduledTime: new Date(now),
      cron: '*/5 * * * *',
    })
    await worker.scheduled(controller, { ...env, ...(AUDIT_DAYS && { AUDIT_DAYS }) } as never)
    const { results } = await env.DB.prepare('select request_id from events').all()
    expect(results).toEqual([{ request_id: 'young' }])
  })
})
