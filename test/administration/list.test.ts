import { beforeEach, describe, expect, test } from 'vitest'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { onEveryTrip } from '../support/database/d1.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { expectInvalid } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'
import { scansOf } from '../system/costs/scans.ts'

let service: Service
let root: Person
freshDatabase(async () => {
  root = await administrator()
})
beforeEach(() => {
  service = new Service()
})

type Query = Record<string, string | number>

function find(query: Query = {}, at = service): Promise<Answer> {
  const asked = new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))
  return at.get(`/api/auth/accounts?${asked}`, { token: root.token })
}

async function names(query: Query = {}): Promise<string[]> {
  const { status, body } = await find(query)
  expect(status).toBe(200)
  return body.items.map(shown)
}

function shown({ username, email }: { username: string | null; email: string | null }): string {
  return username ?? email ?? ''
}

async function make(...all: Record<string, string>[]): Promise<void> {
  for (const one of all) {
    const json = { ...one, password }
    const { status } = await service.post('/api/auth/accounts', json, { token: root.token })
    expect(status).toBe(201)
  }
}

/** The page of a Link header, which agrees with the cursor in the body. */
function linked({ headers, body }: Answer, rel: 'next' | 'prev'): string | undefined {
  const path = new RegExp(`<([^>]+)>; rel="${rel}"`).exec(headers.get('Link') ?? '')?.[1]
  const [parameter, member] = rel === 'next' ? ['after', 'next'] : ['before', 'previous']
  const given = path === undefined ? null : new URL(path, 'https://x').searchParams.get(parameter)
  expect(body[member]).toBe(given)
  return path
}

/** Every page forwards, after checking that going back shows the same pages. */
async function pages(first: string): Promise<string[][]> {
  const all: Answer[] = []
  for (let path: string | undefined = first; path; ) {
    const answer: Answer = await service.get(path, { token: root.token })
    expect(answer.status).toBe(200)
    all.push(answer)
    path = linked(answer, 'next')
  }
  const forwards = all.map(({ body }) => body.items.map(shown))
  const backwards: string[][] = []
  for (let path = linked(all.at(-1) as Answer, 'prev'); path; ) {
    const answer: Answer = await service.get(path, { token: root.token })
    backwards.unshift(answer.body.items.map(shown))
    expect(linked(answer, 'next')).toBeDefined()
    path = linked(answer, 'prev')
  }
  expect(backwards).toEqual(forwards.slice(0, -1))
  const totals = new Set(all.map(({ body }) => body.total))
  expect([...totals]).toEqual([forwards.flat().length])
  return forwards
}

describe('GET /api/auth/accounts', () => {
  test('lists the latest accounts first, optionally of one role, state or verification', async () => {
    await make({ username: 'one' }, { username: 'two' }, { username: 'three' })
    // Equal times would leave the order to the ids.
    for (const [i, name] of ['one', 'two', 'three'].entries()) {
      await write('update accounts set created_at = created_at + ? where username = ?', i + 1, name)
    }
    await write("update accounts set disabled_at = 1 where username in ('one', 'three')")
    await write("update accounts set email_verified_at = 1 where username = 'two'")
    expect(await names()).toEqual(['three', 'two', 'one', 'root@example.com'])
    expect(await names({ role: 'admin' })).toEqual(['root@example.com'])
    expect(await names({ role: 'user' })).toEqual(['three', 'two', 'one'])
    expect(await names({ state: 'disabled' })).toEqual(['three', 'one'])
    expect(await names({ state: 'active' })).toEqual(['two', 'root@example.com'])
    expect(await names({ role: 'user', state: 'active' })).toEqual(['two'])
    expect(await names({ verified: 'true' })).toEqual(['two'])
    expect(await names({ verified: 'false', role: 'user' })).toEqual(['three', 'one'])
  })

  test('sorts by name: first and last name, or else username, or else email address', async () => {
    await make(
      { username: 'zoe', first_name: 'adam' },
      { username: 'Bert' },
      { email: 'carl@example.com' },
      { username: 'xyz', last_name: 'Ahlers' },
    )
    const sorted = ['zoe', 'xyz', 'Bert', 'carl@example.com', 'root@example.com']
    expect(await names({ sort: 'name' })).toEqual(sorted)
    expect(await names({ sort: 'name', role: 'admin' })).toEqual(['root@example.com'])
    expect(await names({ sort: 'name', search: 'example' })).toEqual(sorted.slice(3))
  })

  test('sorts by the last sign-in, accounts without one last', async () => {
    for (const name of ['u1', 'u2', 'u3']) await person(name)
    await make({ username: 'never' })
    await signIn('u2')
    const seen = (name: string, at: number) =>
      write(
        `insert or replace into devices
        select id, first_device, ? from accounts where username = ?`,
        at,
        name,
      )
    for (const [name, at] of [
      ['u1', 3],
      ['u2', 1],
      ['u3', 2],
    ] as const)
      await seen(name, at)
    await write(`insert into devices select account_id, 'other', 9 from devices where used_at = 2`)
    const { body } = await find({ sort: 'last_sign_in', role: 'user' })
    expect(body.items.map(shown)).toEqual(['u3', 'u1', 'u2', 'never'])
    expect(body.items.map((item: Query) => item.last_sign_in_at)).toEqual([
      ...[9, 3, 1].map((at) => new Date(at).toISOString()),
      null,
    ])
    await write("update accounts set disabled_at = 1 where role_id = 'user'")
    expect(await names({ sort: 'last_sign_in', state: 'disabled' })).toEqual([
      'u3',
      'u1',
      'u2',
      'never',
    ])
    const own = await service.get(`/api/auth/accounts/${body.items[0].id}`, { token: root.token })
    expect(own.body.account).toEqual({ ...body.items[0], disabled_at: expect.any(String) })
  })

  test.each(
    ['newest', 'last_sign_in', 'name'].flatMap((sort) =>
      [
        ...['', '&search=u', '&search=user', '&role=user', '&state=active', '&state=disabled'],
        ...['&verified=false', '&search=user&role=user&state=active'],
      ].map((query) => `sort=${sort}${query}`),
    ),
  )('returns pages that together are the whole list, in both directions: %s', async (query) => {
    const all = ['user1', 'user2', 'user3', 'user4', 'user5', 'user6', 'user7']
    await Promise.all(all.slice(0, 4).map((name) => person(name)))
    await make(...all.slice(4).map((username) => ({ username })))
    // Equal values, so that only the id distinguishes them.
    await write("update accounts set created_at = 1 where username in ('user1', 'user2', 'user3')")
    await write(
      "update accounts set first_name = 'Same' where username in ('user2', 'user3', 'user4')",
    )
    await write('update devices set used_at = 1')
    if (query.includes('disabled'))
      await write("update accounts set disabled_at = 1 where username like 'user%'")
    const found = await pages(`/api/auth/accounts?limit=2&${query}`)
    expect(found.slice(0, -1).every((page) => page.length === 2)).toBe(true)
    const users = found.flat().filter((name) => name.startsWith('user'))
    expect(users.toSorted()).toEqual(all)
  })

  test('continues after and before an account that was deleted', async () => {
    await make(...[1, 2, 3, 4, 5, 6].map((i) => ({ username: `user${i}` })))
    for (const query of [{}, { search: 'user' }, { sort: 'name' }, { sort: 'last_sign_in' }]) {
      const first = (await find({ ...query, role: 'user', limit: 2 })).body
      await write('delete from accounts where username = ?', shown(first.items[1]))
      const second = (await find({ ...query, role: 'user', limit: 2, after: first.next })).body
      const all = await names({ ...query, role: 'user' })
      expect(second.items.map(shown)).toEqual(all.slice(1, 3))
      await write('delete from accounts where username = ?', shown(second.items[0]))
      const back = await names({ ...query, role: 'user', before: second.previous })
      expect(back).toEqual([shown(first.items[0])])
      await make(...[first.items[1], second.items[0]].map(({ username }) => ({ username })))
    }
  })

  test('rejects a cursor of another order', async () => {
    await make({ username: 'anna' }, { username: 'annika' }, { username: 'bob' })
    const cursors: Record<string, string> = {}
    for (const sort of ['newest', 'last_sign_in', 'name']) {
      cursors[sort] = (await find({ sort, limit: 1 })).body.next
    }
    for (const [sort, own] of Object.entries(cursors)) {
      for (const [other, cursor] of Object.entries(cursors)) {
        if (own === cursor) continue
        expect(other).not.toBe(sort)
        expectInvalid(await find({ sort, after: cursor }), 'after')
        expectInvalid(await find({ sort, before: cursor }), 'before')
      }
    }
    for (const after of [
      '',
      'x',
      '1.2',
      't.1',
      't.a.b',
      'n.!',
      'n.a',
      't.1.%',
      's.-1.a',
      `n.${'a'.repeat(2000)}.b`,
    ]) {
      expectInvalid(await find({ after }), 'after')
      expectInvalid(await find({ sort: 'name', after }), 'after')
    }
  })

  test('names each invalid parameter', async () => {
    for (const limit of ['0', '101', '-1', '1.5', 'x', '']) {
      expectInvalid(await find({ limit }), 'limit')
    }
    expectInvalid(await find({ role: 'root' }), 'role')
    expectInvalid(await find({ state: 'gone' }), 'state')
    expectInvalid(await find({ verified: 'yes' }), 'verified')
    expectInvalid(await find({ sort: 'oldest' }), 'sort')
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
    expect(JSON.stringify(body)).not.toMatch(/\$2b\$|password_hash/)
    expect((await find({ limit: 100 })).body.items).toHaveLength(61)
  })
})

test.each<Query>(
  ['newest', 'last_sign_in', 'name'].flatMap((sort) => [
    { sort },
    { sort, role: 'user' },
    { sort, state: 'active' },
    { sort, state: 'disabled' },
    { sort, verified: 'true' },
    { sort, role: 'admin', state: 'active' },
    { sort, search: 'u' },
    { sort, search: 'user', role: 'user', state: 'disabled' },
  ]),
)('finds and sorts every page by an index, in one round trip: %o', async (query) => {
  await make({ username: 'user1' }, { username: 'user2' }, { username: 'user3' })
  await write("update accounts set disabled_at = 1 where role_id = 'user'")
  const statements = new Set<string>()
  let trips = 0
  const db = onEveryTrip(
    (run, batch) => {
      trips++
      return run(batch)
    },
    (statement) => {
      statements.add(statement)
      return statement
    },
  )
  const watched = new Service({ DB: db })
  const { body } = await find({ ...query, limit: 1 }, watched)
  expect(trips).toBe(2)
  const { next } = body
  if (next) {
    const second = await find({ ...query, limit: 1, after: next }, watched)
    await find({ ...query, limit: 1, before: second.body.previous }, watched)
  }
  expect(statements.size).toBeGreaterThan(2)
  for (const statement of statements)
    expect([statement, await scansOf(statement)]).toEqual([statement, []])
})
