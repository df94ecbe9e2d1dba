import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import type { Person } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let admin: Person
beforeEach(async () => {
  service = new Service()
  admin = await administrator()
})

function exported(query: string, token = admin.token) {
  return service.get(`/api/auth/audit/export?${query}`, { token })
}

describe('GET /api/auth/audit/export', () => {
  test('returns the filtered events as CSV', async () => {
    const reader = await person('reader')
    const { headers, text } = await exported(`format=csv&account=${reader.id}&event=user_created`)
    expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/,
    )
    expect(text).toMatch(/^"at","event",.*\r\n"2.*\r\n$/)
    const { body } = await service.get(`/api/auth/audit?account=${reader.id}&event=user_created`, {
      token: admin.token,
    })
    const cells = Object.entries(body.items[0]).map(([name, value]) => [name, String(value ?? '')])
    expect(parse(text, { columns: true })).toEqual([Object.fromEntries(cells)])
  })

  test('returns the same as the list as JSON', async () => {
    await person('reader')
    const { body: list } = await service.get('/api/auth/audit?search=reader', {
      token: admin.token,
    })
    const { headers, body } = await exported('format=json&search=reader')
    expect(headers.get('Content-Disposition')).toContain('.json"')
    expect(body).toEqual(list)
    expect(body.items.length).toBeGreaterThan(0)
  })

  test('makes no formula of a value', async () => {
    const starts = ['=', '+', '-', '@', '＝']
    for (const [n, start] of starts.entries()) {
      const { body } = await service.post(
        '/api/auth/accounts',
        { username: `user${n}`, password: 'correct horse battery', first_name: `${start}1+1,"x"` },
        { token: admin.token },
      )
      expect(body.account.first_name).toBe(`${start}1+1,"x"`)
    }
    await service.post(
      '/api/auth/login',
      { username: 'user0', password: 'x' },
      { headers: { 'User-Agent': '=cmd|calc' } },
    )
    const rows: Record<string, string>[] = parse((await exported('format=csv&limit=9')).text, {
      columns: true,
    })
    const values = rows.flatMap((row) => Object.values(row))
    expect(values.filter((value) => /^[=+\-@＝]/.test(value))).toEqual([])
    expect(values).toEqual(
      expect.arrayContaining([...starts.map((start) => `'${start}1+1,"x"`), "'=cmd|calc"]),
    )
  })

  test('is an event of the administrator, and is not in the same file', async () => {
    const { text } = await exported('format=csv')
    expect(text).not.toContain('sensitive_read')
    await exported('format=json')
    const { body } = await service.get('/api/auth/audit?event=sensitive_read', {
      token: admin.token,
    })
    expect(
      body.items.map((each: Record<string, string>) => [each.actor, each.account, each.detail]),
    ).toEqual([
      [admin.id, admin.id, 'audit_json'],
      [admin.id, admin.id, 'audit_csv'],
    ])
  })

  test('has at most 10,000 events, and a Link to the others', async () => {
    await write('delete from events')
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10005)
        insert into events (at, event, outcome, request_id)
        select i, 'user_created', 'success', 'many' from n`,
    )
    const first = await exported('format=csv&event=user_created')
    expect(parse(first.text)).toHaveLength(10_001)
    const next = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('Link') ?? '')?.[1] ?? ''
    const second = await service.get(next, { token: admin.token })
    expect(parse(second.text)).toHaveLength(6)
    expect(second.headers.has('Link')).toBe(false)
  })

  test('is for administrators only, and requires a format', async () => {
    const reader = await person('reader')
    const before = await countRows('events', "event = 'sensitive_read'")
    expectProblem(await exported('format=csv', reader.token), 403, 'forbidden')
    expectProblem(await service.get('/api/auth/audit/export?format=csv'), 401, 'unauthenticated')
    for (const query of ['', 'format=xlsx', 'format=csv&since=x', 'format=csv&search=%00']) {
      expectProblem(await exported(query), 400, 'invalid_input')
    }
    expect(await countRows('events', "event = 'sensitive_read'")).toBe(before)
  })

  test('takes one round trip besides authentication', async () => {
    const path = '/api/auth/audit/export?format=csv'
    expect(await service.tripsOf('GET', path, { token: admin.token })).toBe(2)
  })
})
