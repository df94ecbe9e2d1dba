import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { expectInvalid } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

let service: Service
let root: Person
beforeEach(async () => {
  service = new Service()
  root = await administrator()
})

function find(query: Record<string, string | number> = {}): Promise<Answer> {
  const asked = new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))
  return service.get(`/api/auth/accounts?${asked}`, { token: root.token })
}

/** The accounts that a search finds, by name. */
async function names(query: Record<string, string | number> = {}): Promise<string[]> {
  const { status, body } = await find(query)
  expect(status).toBe(200)
  return body.items.map(shown)
}

function shown({ username, email }: { username: string | null; email: string | null }) {
  return username ?? email ?? ''
}

async function make(...all: { username?: string; email?: string }[]): Promise<void> {
  for (const one of all) {
    const json = { ...one, password }
    const { status } = await service.post('/api/auth/accounts', json, { token: root.token })
    expect(status).toBe(201)
  }
}

/** Every page, by its Link headers, which agree with `next`. */
async function pages(first: string): Promise<string[][]> {
  const all: string[][] = []
  for (let path: string | undefined = first; path; ) {
    const { status, body, headers }: Answer = await service.get(path, { token: root.token })
    expect(status).toBe(200)
    all.push(body.items.map(shown))
    path = /^<([^>]+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1]
    const after = path === undefined ? null : new URL(path, 'https://x').searchParams.get('after')
    expect(body.next).toBe(after)
  }
  return all
}

describe('GET /api/auth/accounts?search', () => {
  test('finds accounts by the first characters of a username or email address, in any spelling, sorted', async () => {
    await make(
      { username: 'anna' },
      { username: 'Anton', email: 'x@example.com' },
      { email: 'Ann@example.com' },
      { username: 'joanna' },
      { username: 'zed', email: 'antonia@example.com' },
    )
    expect(await names({ search: 'an' })).toEqual(['Ann@example.com', 'anna', 'Anton', 'zed'])
    expect(await names({ search: '  ANN' })).toEqual(['Ann@example.com', 'anna'])
    expect(await names({ search: 'ＡＮＮＡ' })).toEqual(['anna'])
    expect(await names({ search: 'ann@EXAM' })).toEqual(['Ann@example.com'])
    expect(await names({ search: 'unknown' })).toEqual([])
  })

  test('finds an email address by its domain in Unicode', async () => {
    await make({ email: 'anna@bücher.example' })
    expect(await names({ search: 'anna@bücher.example' })).toEqual(['anna@bücher.example'])
  })

  test('finds an account once if its username and email address both match', async () => {
    await make({ username: 'anna', email: 'anna@example.com' }, { username: 'annika' })
    expect(await names({ search: 'ann' })).toEqual(['anna', 'annika'])
    expect(await names({ search: 'anna@' })).toEqual(['anna'])
    expect(await pages('/api/auth/accounts?search=ann&limit=1')).toEqual([['anna'], ['annika']])
  })

  test.each([
    '%',
    '_',
    '*',
    '?',
    '[a-z]',
    '^',
    'a%',
    'a_na',
    'an*',
    "'",
    '"',
    "' or 1=1 --",
    '\\',
    '.',
    '\u{10ffff}',
  ])('supports no wildcard: %s', async (search) => {
    await make({ username: 'anna' }, { email: 'bob@example.com' })
    expect(await names({ search })).toEqual([])
  })

  test('finds a literal character that looks like a wildcard', async () => {
    await make(
      ...[{ username: 'a_na' }, { username: 'anna' }],
      ...[{ email: '%a@example.com' }, { email: '*b@example.com' }],
    )
    expect(await names({ search: 'a_' })).toEqual(['a_na'])
    expect(await names({ search: '%' })).toEqual(['%a@example.com'])
    expect(await names({ search: '*' })).toEqual(['*b@example.com'])
  })

  test('ignores a search of spaces only', async () => {
    expect(await names({ search: '  ' })).toEqual(await names())
  })

  test('combines with role and state', async () => {
    await make({ username: 'anna' }, { username: 'anton' })
    await write("update accounts set disabled_at = 1 where username = 'anton'")
    await write("update accounts set role_id = 'admin' where username = 'anna'")
    expect(await names({ search: 'an', state: 'disabled' })).toEqual(['anton'])
    expect(await names({ search: 'an', state: 'active' })).toEqual(['anna'])
    expect(await names({ search: 'an', role: 'user' })).toEqual(['anton'])
    expect(await names({ search: 'an', role: 'admin', state: 'disabled' })).toEqual([])
  })
})

describe('GET /api/auth/accounts', () => {
  test('lists the latest accounts first, optionally of one role or state', async () => {
    await make({ username: 'one' }, { username: 'two' }, { username: 'three' })
    // Equal times would leave the order to the ids.
    for (const [i, name] of ['one', 'two', 'three'].entries()) {
      await write('update accounts set created_at = created_at + ? where username = ?', i + 1, name)
    }
    await write("update accounts set disabled_at = 1 where username in ('one', 'three')")
    expect(await names()).toEqual(['three', 'two', 'one', 'root@example.com'])
    expect(await names({ role: 'admin' })).toEqual(['root@example.com'])
    expect(await names({ role: 'user' })).toEqual(['three', 'two', 'one'])
    expect(await names({ state: 'disabled' })).toEqual(['three', 'one'])
    expect(await names({ state: 'active' })).toEqual(['two', 'root@example.com'])
    expect(await names({ role: 'user', state: 'active' })).toEqual(['two'])
  })

  test.each(['', '&search=u', '&role=user', '&state=active', '&search=u&role=user&state=active'])(
    'returns pages that together are the whole list, also with equal times: limit=2%s',
    async (query) => {
      await Promise.all(['u1', 'u2', 'u3', 'u4', 'u5'].map((name) => person(name)))
      await write("update accounts set created_at = 1 where username in ('u1', 'u2', 'u3')")
      const all = await pages(`/api/auth/accounts?limit=2${query}`)
      expect(all.slice(0, -1).every((page) => page.length === 2)).toBe(true)
      const users = all.flat().filter((name) => name.startsWith('u'))
      expect(users.toSorted()).toEqual(['u1', 'u2', 'u3', 'u4', 'u5'])
    },
  )

  test('continues after an account that was deleted', async () => {
    await make({ username: 'u1' }, { username: 'u2' }, { username: 'u3' }, { username: 'u4' })
    for (const search of ['', 'u']) {
      const { body } = await find({ search, limit: 2 })
      const before = body.items.map(shown)
      await write('delete from accounts where username = ?', before[1])
      const rest = await names({ search, after: body.next })
      expect(rest.some((name) => before.includes(name))).toBe(false)
    }
  })

  test('rejects a cursor of another order or another search', async () => {
    await make({ username: 'anna' }, { username: 'annika' }, { username: 'bob' })
    const { next: time } = (await find({ limit: 1 })).body
    const { next: key } = (await find({ search: 'an', limit: 1 })).body
    expectInvalid(await find({ search: 'an', after: time }), 'after')
    expectInvalid(await find({ after: key }), 'after')
    expectInvalid(await find({ search: 'b', after: key }), 'after')
    for (const after of [
      '',
      'x',
      '1.2',
      't.1',
      'k.',
      'k.!',
      'k.a',
      't.1.%',
      `k.${'a'.repeat(2000)}`,
    ]) {
      expectInvalid(await find({ search: 'an', after }), 'after')
      expectInvalid(await find({ after }), 'after')
    }
  })

  test('names each invalid parameter', async () => {
    for (const limit of ['0', '101', '-1', '1.5', 'x', '']) {
      expectInvalid(await find({ limit }), 'limit')
    }
    expectInvalid(await find({ role: 'root' }), 'role')
    expectInvalid(await find({ state: 'gone' }), 'state')
    expectInvalid(await find({ search: 'x'.repeat(255) }), 'search')
  })

  test('returns 50 accounts per page by default, and no hash', async () => {
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
       insert into accounts (id, username, password_hash, role_id, created_at, updated_at)
       select 'id-' || i, 'u' || i, '$2b$', 'user', i, i from n`,
    )
    const { body } = await find()
    expect(body.items).toHaveLength(50)
    expect(JSON.stringify(body)).not.toMatch(/\$2b\$|password/)
    expect((await find({ limit: 100 })).body.items).toHaveLength(61)
  })
})

test.each<Record<string, string | number>>([
  {},
  { role: 'user' },
  { state: 'active' },
  { state: 'disabled' },
  { role: 'admin', state: 'active' },
  { role: 'admin', state: 'disabled' },
  { search: 'u' },
  { search: 'u', role: 'user', state: 'disabled' },
])('finds and sorts every page by an index: %o', async (query) => {
  await make({ username: 'u1' }, { username: 'u2' }, { username: 'u3' })
  await write("update accounts set disabled_at = 1 where username <> 'x' and role_id = 'user'")
  const plans = watching()
  service = new Service({ DB: plans.db })
  const { body } = await find({ ...query, limit: 1 })
  if (body.next) await find({ ...query, limit: 1, after: body.next })
  const seen = await plans.explained(/from "(accounts|identifiers)"/)
  expect(seen.length).toBeGreaterThan(0)
  for (const plan of seen) {
    expect(plan).toMatch(/search (accounts|identifiers) using (covering )?index/i)
    expect(plan).not.toMatch(/^scan |temp b-tree/im)
  }
})

/** The real D1, and the query plan of each query. */
function watching() {
  const asked: { query: string; values: unknown[] }[] = []
  const db = new Proxy(env.DB, {
    get(target, name) {
      if (name === 'prepare') {
        return (query: string) => {
          const statement = target.prepare(query)
          return new Proxy(statement, {
            get(inner, member) {
              if (member === 'bind') {
                return (...values: unknown[]) => {
                  asked.push({ query, values })
                  return inner.bind(...values)
                }
              }
              const value = Reflect.get(inner, member)
              return typeof value === 'function' ? value.bind(inner) : value
            },
          })
        }
      }
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  const explained = (wanted: RegExp) =>
    Promise.all(
      asked
        .filter(({ query }) => wanted.test(query))
        .map(async ({ query, values }) => {
          const plan = env.DB.prepare(`explain query plan ${query}`).bind(...values)
          const { results } = await plan.all<{ detail: string }>()
          return results.map(({ detail }) => detail).join('\n')
        }),
    )
  return { db, explained }
}
