import { describe, expect, test } from 'vitest'
import type { Answer } from '../support/requests/client.ts'
import { type Person, password } from '../support/requests/client.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

async function listed(path = '/api/auth/users'): Promise<Answer> {
  return service.get(path, { token: root.token })
}

function next({ headers }: Answer): string | undefined {
  return /^<([^>]+)>; rel="next"$/.exec(String(headers.get('link')))?.[1]
}

async function me(person: Person) {
  const { body } = await service.get('/api/auth/me', { token: person.token })
  const { updated_at, ...rest } = body
  return rest
}

describe('ASVS 8.2.1: the operations of administrators', () => {
  test('Asta: list accounts without hashes or tokens', async () => {
    const person = await service.person()
    const { body, text } = await listed()
    const found = body.users.find(({ id }: { id: string }) => id === person.id)
    expect(found).toEqual({
      id: person.id,
      username: person.username,
      role: 'user',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(text).not.toMatch(/\$2[aby]\$|password|token/i)
  })

  test('Asta: accept only the roles admin and user, and default to user', async () => {
    const { token } = root
    for (const role of ['root', 'Admin', '', null, 1, ['admin'], { role: 'admin' }]) {
      const json = { username: someName(), password, role }
      expect((await service.post('/api/auth/users', json, { token })).status).toBe(400)
    }
    const json = { username: someName(), password }
    const { body } = await service.post('/api/auth/users', json, { token })
    expect(body.user.role).toBe('user')
  })

  test("Asta: do not delete the caller's own account, in any spelling of the id", async () => {
    const admin = await service.administrator(root)
    const { token } = admin
    const { status } = await service.delete(`/api/auth/users/${admin.id}`, { token })
    expect(status).toBe(400)
    const escaped = admin.id.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`)
    expect((await service.delete(`/api/auth/users/${escaped}`, { token })).status).toBe(400)
    const capitals = admin.id.toUpperCase()
    if (capitals !== admin.id) {
      expect((await service.delete(`/api/auth/users/${capitals}`, { token })).status).toBe(404)
    }
    expect(await service.knows(token)).toBe(true)
  })

  test.each([
    'x',
    '0',
    '-1',
    'null',
    'undefined',
    '*',
    '%25',
    '_',
    "'%20or%20'1'='1",
    'me',
    '..%2f',
  ])('ASVS 1.2.4: return 404 for an unknown id in any form: %s', async (id) => {
    const bystander = await service.person()
    const { token } = root
    const json = { new_password: 'another horse' }
    const deleted = await service.delete(`/api/auth/users/${id}`, { token })
    const reset = await service.put(`/api/auth/users/${id}/reset-password`, json, { token })
    expect([deleted.status, reset.status]).toEqual([404, 404])
    expect(await service.knows(bystander.token)).toBe(true)
    expect(await service.accepts(bystander.username, password)).toBe(true)
  })

  test('delete an account completely: its tokens and names stop working', async () => {
    const person = await service.person(someAddress())
    const { token } = person
    const made = await service.post('/api/auth/me/create-token', undefined, { token })
    const asked = service.delete(`/api/auth/users/${person.id}`, { token: root.token })
    await service.expecting(200, asked)
    expect(await service.knows(token)).toBe(false)
    expect(await service.accepts(person.username, password)).toBe(false)
    const path = `/api/auth/verify-token?token=${made.body.token}`
    expect((await service.get(path)).body).toBe(false)
    const signup = { referrer: made.body.token, email: someAddress(), password }
    expect((await service.post('/api/auth/signup', signup)).status).toBe(403)
    const again = await service.delete(`/api/auth/users/${person.id}`, { token: root.token })
    expect(again.status).toBe(404)
    expect((await listed()).text).not.toContain(person.id)
  })

  test('ASVS 15.4.2: succeed once in 20 parallel deletions of one account', async () => {
    const { id } = await service.person()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        service.delete(`/api/auth/users/${id}`, { token: root.token }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(19)
  })
})

describe('ASVS 2.4.1, 15.1.3: lists are bounded', () => {
  test('Asta: each page links to the next, and the pages together are the full list, oldest first', async () => {
    for (let i = 0; i < 3; i++) await service.person()
    const ids: string[] = []
    const times: string[] = []
    for (let path: string | undefined = '/api/auth/users?limit=7'; path; ) {
      const page = await listed(path)
      expect(page.body.users.length).toBeLessThanOrEqual(7)
      for (const { id, created_at } of page.body.users) {
        ids.push(id)
        times.push(created_at)
      }
      path = next(page)
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(times).toEqual(times.toSorted())
    expect(ids.length).toBeGreaterThan(3)
    expect(ids[0]).toBe(root.id)
  })

  test.each([
    ...['limit=0', 'limit=-1', 'limit=1001', 'limit=1e9', 'limit=x', 'limit=', 'limit=1.5'],
    ...['limit=NaN', 'limit=Infinity', 'limit=%27'],
    ...[
      'after=x',
      'after=%25',
      'after=1',
      'after=1.%27',
      'after=%00',
      `after=${'9'.repeat(400)}.a`,
    ],
  ])('the query %s is refused', async (query) => {
    expect((await listed(`/api/auth/users?${query}`)).status).toBe(400)
  })

  test('the audit log has pages, too, and accepts no wildcard', async () => {
    const page = await listed('/api/auth/audit?limit=2')
    expect(page.body.items).toHaveLength(2)
    const second = await listed(next(page) ?? '')
    expect(second.body.items[0].id).toBeLessThan(page.body.items[1].id)
    for (const account of ['%25', '_', '*', "'%20or%201=1"]) {
      expect((await listed(`/api/auth/audit?account=${account}`)).body.items).toEqual([])
    }
    for (const query of ['limit=1001', 'event=x', 'since=yesterday', 'before=%25']) {
      expect((await listed(`/api/auth/audit?${query}`)).status, query).toBe(400)
    }
  })

  test('ASVS 16.2.1: the audit log contains the actor, the event, the account and the network', async () => {
    const { id } = await service.person()
    const ip = '203.0.113.77'
    await service.delete(`/api/auth/users/${id}`, { token: root.token, ip })
    const { body } = await listed(`/api/auth/audit?account=${id}`)
    const [last, ...others] = body.items
    expect(last).toMatchObject({ event: 'user_deleted', account: id, actor: root.id, ip })
    expect(others.at(-1)).toMatchObject({ event: 'user_created', account: id, outcome: 'success' })
  })
})

/** Fields that no caller can set, by their names in the documents and in the products' databases. */
const extra = {
  ...{ role: 'admin', roles: ['admin'], role_id: 'admin', roleId: 'admin', is_admin: true },
  ...{ isAdmin: true, admin: true, permissions: ['admin'], policies: [{ action: 'manage' }] },
  ...{ id: '1', user_id: '1', userId: '1', sub: '1', tier: 9, extra: { a: 1 }, referrer_id: '1' },
  ...{ is_verified: true, email_verified_at: 1, is_active: false, disabled_at: 1, created_at: 1 },
  ...{ password_hash: 'x', passwordHash: 'x', default_of: 'asyncat', profile_picture: 'x' },
}
const text = JSON.stringify(extra).slice(1, -1)
const polluted = `"__proto__":{"role":"admin","isAdmin":true},"constructor":{"prototype":{"role":"admin"}}`

describe('ASVS 15.3.3, 15.3.6: undocumented fields change nothing', () => {
  function withExtra(fields: Record<string, unknown>): string {
    return `{${polluted},${text},${JSON.stringify(fields).slice(1)}`
  }

  const json = { 'Content-Type': 'application/json' }

  test('in a registration', async () => {
    const username = someName()
    const raw = withExtra({ username, password })
    const { body } = await service.request('POST', '/api/auth/register', { raw, headers: json })
    expect(body.user).toEqual({ id: expect.any(String), username, role: 'user' })
    expect(body.permissions).toEqual(['user'])
    const { body: shown } = await service.get('/api/auth/me', { token: body.token })
    expect(shown).toMatchObject({ is_active: true, is_verified: false, referrer_id: null, tier: 0 })
  })

  test('in a registration with an invitation', async () => {
    const asked = service.post('/api/auth/me/create-token', undefined, { token: root.token })
    const referrer = (await asked).body.token
    const raw = withExtra({ referrer, email: someAddress(), password })
    const { body } = await service.request('POST', '/api/auth/signup', { raw, headers: json })
    const facts = {
      role: 'user',
      is_verified: false,
      is_active: true,
      referrer_id: root.id,
      tier: 0,
    }
    expect(body.user).toMatchObject({ ...facts, extra: {} })
  })

  test.each([
    ['PUT', '/api/auth/local-account', { name: 'Ada' }],
    ['PUT', '/api/auth/me/name', { name: 'Ada' }],
    ['PUT', '/api/auth/profile', {}],
    ['POST', '/api/auth/update-password', { password: 'another horse' }],
    [
      'POST',
      '/api/auth/change-password',
      { current_password: password, new_password: 'third horse' },
    ],
    ['PUT', '/api/auth/me/password', { old_password: password, new_password: 'third horse' }],
    ['POST', '/api/auth/me/create-token', {}],
    ['POST', '/api/auth/me/tokens', {}],
    ['POST', '/api/auth/me/send-otp', {}],
    ['POST', '/api/auth/logout', {}],
  ])('in %s %s', async (method, path, fields) => {
    const person = await service.person(someAddress())
    const token = await service.signIn(person.username)
    const before = await me(person)
    const raw = withExtra(fields)
    const { status } = await service.request(method, path, { raw, headers: json, token })
    expect([200, 400]).toContain(status)
    const after = await me({ ...person, token: await stillIn(person) })
    expect({ ...after, name: null, user: null }).toEqual({ ...before, name: null, user: null })
    const list = await service.get('/api/auth/users', { token: person.token })
    expect([401, 403]).toContain(list.status)
  })

  test('in a sign-in', async () => {
    const { username } = await service.person()
    const raw = withExtra({ username, password })
    const { body } = await service.request('POST', '/api/auth/login', { raw, headers: json })
    expect([body.user.role, body.permissions]).toEqual(['user', ['user']])
  })

  async function stillIn({ username, token }: Person): Promise<string> {
    if (await service.knows(token)) return token
    for (const secret of [password, 'another horse', 'third horse']) {
      if (await service.accepts(username, secret)) return service.signIn(username, secret)
    }
    throw new Error(`${username} is locked out`)
  }
})
