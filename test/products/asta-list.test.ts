import { beforeEach, describe, expect, it } from 'vitest'
import { anId, aTime } from '../support/accounts/patterns.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import type { Person } from '../support/requests/client.ts'
import { expectInvalid } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

const users = '/api/auth/users'

let service: Service
let root: Person
let token: string
beforeEach(async () => {
  service = serving('asta')
  root = await administrator()
  token = root.token
})

describe('List Users', () => {
  it('lists all accounts, oldest first', async () => {
    const { id } = await person('Alice')
    const { id: other } = await person('user@example.com')
    await write('update accounts set created_at = 1000 where id = ?', id)
    await write('update accounts set created_at = 2001 where id = ?', other)
    const { status, headers, body } = await service.get(users, { token })
    expect(status).toBe(200)
    expect(body).toEqual({
      users: [
        { id, username: 'Alice', role: 'user', created_at: '1970-01-01T00:00:01.000Z' },
        {
          id: other,
          username: 'user@example.com',
          role: 'user',
          created_at: '1970-01-01T00:00:02.001Z',
        },
        { id: root.id, username: 'root@example.com', role: 'admin', created_at: aTime },
      ],
    })
    expect(headers.get('Link')).toBeNull()
  })

  it('links to the next page, with each account on one page', async () => {
    for (const name of ['alice', 'bob', 'carol', 'dave']) await person(name)
    // Equal times, so that the time alone does not determine where a page ends.
    await write('update accounts set created_at = 5')
    const pages = []
    for (let next: string | undefined = `${users}?limit=2`; next; ) {
      const page = await service.get(next, { token })
      expect(page.status).toBe(200)
      pages.push(page.body.users.map(({ username }: { username: string }) => username))
      next = nextPage(page.headers)
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1])
    expect(pages.flat().toSorted()).toEqual(['alice', 'bob', 'carol', 'dave', 'root@example.com'])
  })

  it('has no Link if the last page is full', async () => {
    await person('alice')
    const { headers, body } = await service.get(`${users}?limit=2`, { token })
    expect(body.users).toHaveLength(2)
    expect(headers.get('Link')).toBeNull()
  })

  it('continues if the last account of a page is deleted', async () => {
    const { id: alice } = await person('alice')
    await person('bob')
    await write('update accounts set created_at = 1 where id = ?', root.id)
    await write('update accounts set created_at = 2 where id = ?', alice)
    const first = await service.get(`${users}?limit=2`, { token })
    const next = nextPage(first.headers)
    expect((await service.delete(`${users}/${alice}`, { token })).status).toBe(200)
    const second = await service.get(next ?? '', { token })
    expect(second.body.users).toEqual([
      { id: anId, username: 'bob', role: 'user', created_at: aTime },
    ])
  })

  it('returns at most a thousand accounts per page', async () => {
    await write(`
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
      insert into accounts (id, username, role_id, created_at, updated_at)
      select 'account-' || i, 'name-' || i, 'user', i, i from n`)
    const { headers, body } = await service.get(users, { token })
    expect(body.users).toHaveLength(1000)
    expect(body.users[0]).toMatchObject({ id: 'account-1', username: 'name-1' })
    const rest = await service.get(nextPage(headers) ?? '', { token })
    expect(rest.body.users).toEqual([expect.objectContaining({ id: root.id })])
    expect(rest.headers.get('Link')).toBeNull()
    expect((await service.get(`${users}?limit=1000`, { token })).body.users).toHaveLength(1000)
  })

  it.each(['0', '-1', '1.5', '1001', 'ten', '', '1%20or%201'])(
    'rejects limit=%s',
    async (limit) => {
      expectInvalid(await service.get(`${users}?limit=${limit}`, { token }), 'limit')
    },
  )

  it.each(['x', "0.'", '1', '%00', 'x'.repeat(2000)])('rejects after=%s', async (after) => {
    expectInvalid(await service.get(`${users}?after=${after}`, { token }), 'after')
  })
})

/** The target of a page's `Link` header, if there is one (RFC 8288). */
function nextPage(headers: Headers): string | undefined {
  return /^<([^>]+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1]
}
