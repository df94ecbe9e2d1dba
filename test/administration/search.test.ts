import { env } from 'cloudflare:workers'
import { Buffer } from 'node:buffer'
import { beforeEach, describe, expect, test } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'
import { naughty } from '../system/properties/naughty.ts'

let service: Service
let root: Person
freshDatabase(async () => {
  root = await administrator()
})
beforeEach(() => {
  service = new Service()
})

function find(query: Record<string, string | number>): Promise<Answer> {
  const asked = new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))
  return service.get(`/api/auth/accounts?${asked}`, { token: root.token })
}

/** The accounts that a search finds, sorted by name. */
async function names(search: string, query: Record<string, string> = {}): Promise<string[]> {
  const { status, body } = await find({ search, sort: 'name', ...query })
  expect(status).toBe(200)
  expect([body.total, body.total_exact]).toEqual([body.items.length, true])
  return body.items.map(({ username, email }: Record<string, string | null>) => username ?? email)
}

async function make(...all: Record<string, string>[]): Promise<string[]> {
  const ids: string[] = []
  for (const one of all) {
    const answer = await service.post(
      '/api/auth/accounts',
      { ...one, password },
      { token: root.token },
    )
    expect(answer.status).toBe(201)
    ids.push(answer.body.account.id)
  }
  return ids
}

const ida = {
  username: 'countess',
  email: 'al@engine.test',
  // No part of an id, which is hexadecimal.
  first_name: 'Ida',
  last_name: 'Lovelace',
}

describe('GET /api/auth/accounts?search', () => {
  test.each([
    ...['Ida', 'ida', 'IDA', 'lovelace', 'love', 'VELAC', 'ida love', 'da lo'],
    ...['countess', 'UNTES', 'al@engine.test', 'engine', '@ENG', '  countess  ', 'ｃｏｕｎｔ'],
  ])('finds any part of a name, username or email address in any case: %s', async (search) => {
    await make(ida, { username: 'someone', first_name: 'Grace', last_name: 'Hopper' })
    expect(await names(search)).toEqual(['countess'])
  })

  test('finds any part of an id', async () => {
    const [id = ''] = await make(ida, { username: 'someone' })
    for (const part of [id, id.toUpperCase(), id.slice(9, 24), id.slice(-12)]) {
      expect(await names(part)).toEqual(['countess'])
    }
  })

  test.each([
    ['Zoë', 'zoe'],
    ['Zoe', 'ZOË'],
    ['Жанна', 'жАНН'],
    ['李小龙同学', '小龙同'],
    ['😀😃😄😁', '😃😄😁'],
  ])('finds %s by %s', async (first_name, search) => {
    await make({ username: 'wanted', first_name }, { username: 'other', first_name: 'Bob' })
    expect(await names(search)).toEqual(['wanted'])
  })

  test('finds an email address by its domain in Unicode', async () => {
    await make({ email: 'anna@bücher.example' })
    for (const search of ['anna@bücher.example', 'BÜCHER', 'anna@xn--bcher-kva.example']) {
      expect(await names(search)).toEqual(['anna@bücher.example'])
    }
  })

  test.each([
    ['i', ['countess', 'ivan']],
    ['iv', ['ivan']],
    ['ID', ['countess']],
    ['co', ['countess']],
    ['al', ['countess']],
    ['lo', []],
    ['李', ['李小龙']],
    ['😀', []],
  ])(
    'finds the start of a name, username or email address by one or two characters: %s',
    async (search, found) => {
      await make(ida, { username: 'ivan' }, { username: '李小龙' })
      expect(await names(search)).toEqual(found)
    },
  )

  test('finds the start of an id by one or two characters', async () => {
    const [id = ''] = await make({ username: 'zzz' })
    expect(await names(id.slice(0, 2))).toContain('zzz')
  })

  test('finds an account once if several of its values match', async () => {
    await make({ username: 'anna', email: 'anna@example.com', first_name: 'Anna' })
    for (const search of ['an', 'ann', 'anna']) expect(await names(search)).toEqual(['anna'])
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
    'ann*',
    "'",
    '"',
    '\\',
    '.',
    '\u{10ffff}',
    'first_name:ann',
    'ann OR bob',
    'NEAR(ann bob)',
    '"ann"',
    'ann + bob',
    '-ann',
    '(ann)',
  ])('supports no operator: %s', async (search) => {
    await make({ username: 'anna' }, { email: 'bob@example.com' })
    expect(await names(search)).toEqual([])
  })

  test('finds a literal character that looks like an operator', async () => {
    await make(
      ...[{ username: 'a_na' }, { username: 'anna' }],
      ...[{ email: '%a@example.com' }, { email: '*b@example.com' }],
      { username: 'quoted', first_name: 'Ada "Countess" L.' },
    )
    expect(await names('a_')).toEqual(['a_na'])
    expect(await names('%')).toEqual(['%a@example.com'])
    expect(await names('*b@e')).toEqual(['*b@example.com'])
    expect(await names('"count')).toEqual(['quoted'])
    expect(await names('"')).toEqual([])
    expect(await names('""')).toEqual([])
    expect(await names('"""')).toEqual([])
  })

  test('answers every text with accounts or with invalid input', async () => {
    for (const search of [
      ...naughty,
      '\u0301\u0301\u0301',
      'x'.repeat(254),
      'x'.repeat(1000),
      '"'.repeat(254),
      '😀'.repeat(254),
    ]) {
      const { status, body } = await find({ search })
      expect([200, 400], search).toContain(status)
      if (status === 400)
        expect([body.code, body.errors[0].path]).toEqual(['invalid_input', 'search'])
    }
    expect((await find({ search: 'a\0b' })).body.errors).toEqual([
      { path: 'search', message: 'must not contain control characters' },
    ])
  })

  test('ignores a search of spaces only', async () => {
    await make({ username: 'anna' })
    expect(await names('  ')).toEqual(['anna', 'root@example.com'])
  })

  test('combines with role, state and verified', async () => {
    await make({ username: 'anna' }, { username: 'annika' })
    await write("update accounts set disabled_at = 1 where username = 'annika'")
    await write(
      "update accounts set role_id = 'admin', email_verified_at = 1 where username = 'anna'",
    )
    for (const search of ['an', 'ann']) {
      expect(await names(search, { state: 'disabled' })).toEqual(['annika'])
      expect(await names(search, { state: 'active' })).toEqual(['anna'])
      expect(await names(search, { role: 'user' })).toEqual(['annika'])
      expect(await names(search, { verified: 'true' })).toEqual(['anna'])
      expect(await names(search, { verified: 'false' })).toEqual(['annika'])
      expect(await names(search, { role: 'admin', state: 'disabled' })).toEqual([])
    }
  })

  test('finds the present values of an account, and nothing of a deleted one', async () => {
    const alice = await person('alice')
    const own = { token: alice.token }
    await service.request('PATCH', '/api/auth/account', {
      json: { first_name: 'Wonder', username: 'alicia' },
      ...own,
    })
    expect(await names('wonder')).toEqual(['alicia'])
    expect(await names('alice')).toEqual([])
    await service.request('PATCH', '/api/auth/account', { json: { first_name: null }, ...own })
    expect(await names('wonder')).toEqual([])
    expect(await names('alicia')).toEqual(['alicia'])
    await service.delete(`/api/auth/accounts/${alice.id}`, { token: root.token })
    expect(await names('alicia')).toEqual([])
  })

  test('examines the latest 10,000 accounts that a text finds', async () => {
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10050)
       insert into accounts (id, username, role_id, created_at, updated_at)
       select 'id-' || i, 'many' || i, 'user', i, i from n`,
    )
    const { body } = await find({ search: 'many', limit: 1 })
    expect([body.total, body.total_exact]).toEqual([10_000, false])
    expect(body.items[0].username).toBe('many10050')
    const all = (await find({ limit: 1 })).body
    expect([all.total, all.total_exact]).toEqual([10_000, false])
  })
})

describe('The search index', () => {
  test('keeps no part of the text of a deleted account', async () => {
    const contains = async (text: string) => {
      const { results } = await env.DB.prepare(
        'select hex(block) as hex from accounts_search_data',
      ).all()
      return JSON.stringify(results).includes(Buffer.from(text).toString('hex').toUpperCase())
    }
    await make(ida)
    const [id] = await make({ username: 'someone', first_name: 'Qzxqzx' })
    expect(await contains('zx')).toBe(true)
    await service.delete(`/api/auth/accounts/${id}`, { token: root.token })
    expect(await contains('zx')).toBe(false)
    expect(await names('lovelace')).toEqual(['countess'])
  })

  test('is written only if a name, the username or the email address changes', async () => {
    await make(ida)
    const changed = async (set: string) => {
      const statement = env.DB.prepare(`update accounts set ${set} where username = 'countess'`)
      return (await statement.run()).meta.rows_written
    }
    expect(await changed("password_hash = 'x'")).toBe(1)
    // The row, and the index by name.
    expect(await changed("first_name = 'Ida', email = 'al@engine.test'")).toBe(2)
    expect(await changed("last_name = 'Byron'")).toBeGreaterThan(2)
    expect(await names('byron')).toEqual(['countess'])
    expect(await names('lovelace')).toEqual([])
  })

  test('contains the accounts that the migration found', async () => {
    await make(ida, { username: 'someone' })
    const migration = env.MIGRATIONS.find(({ name }) => name.endsWith('account_search.sql'))
    await write('drop table accounts_search')
    for (const query of migration?.queries ?? []) {
      if (/create virtual|insert into/i.test(query) && !/trigger/i.test(query)) await write(query)
    }
    expect(await names('lovelace')).toEqual(['countess'])
    expect(await names('someone')).toEqual(['someone'])
  })
})
