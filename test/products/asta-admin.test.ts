import { beforeEach, describe, expect, it } from 'vitest'
import { anId, aTime, aToken } from '../support/accounts/patterns.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { everySpelling } from '../support/accounts/spellings.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, disable, freshDatabase, verify, write } from '../support/database/rows.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectInvalid, expectProblem } from '../support/requests/promises.ts'
import { type Service, serving } from '../support/requests/service.ts'

freshDatabase()

const users = '/api/auth/users'
const fresh = 'new-secure-password'
const unknownId = '00000000-0000-4000-8000-000000000000'
/** Ids that no account has. */
const foreignIds = [
  unknownId,
  'user-456',
  '0',
  '-1',
  '%00',
  '%F0%9F%A6%8A',
  "'%20or%201=1--",
  '__proto__',
  'x'.repeat(2000),
]

let service: Service
let root: Person
let token: string
beforeEach(async () => {
  service = serving('asta')
  root = await administrator()
  token = root.token
})

describe('Admin Endpoints', () => {
  it.each([
    ['GET', users],
    ['POST', users],
    ['DELETE', `${users}/${unknownId}`],
    ['PUT', `${users}/${unknownId}/reset-password`],
  ])('%s %s requires an administrator, before any other check', async (method, path) => {
    const { token: plain } = await person('alice')
    expectProblem(await service.request(method, path), 401, 'unauthenticated')
    expectProblem(await service.request(method, path, { token: plain }), 403, 'forbidden')
  })

  it('refuse an account at once when it loses the role', async () => {
    expect((await service.get(users, { token })).status).toBe(200)
    await write("update accounts set role_id = 'user' where id = ?", root.id)
    expectProblem(await service.get(users, { token }), 403, 'forbidden')
  })
})

describe('Create User', () => {
  it('creates an account without the role unless a role is given', async () => {
    const { status, body } = await service.post(users, { username: 'Bob', password }, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ user: { id: anId, username: 'Bob', role: 'user', created_at: aTime } })
    const listed = await service.get(users, { token })
    expect(listed.body.users).toContainEqual(body.user)
    const login = await service.post('/api/auth/login', { username: 'bob', password })
    expect(login.body.user).toEqual({ id: body.user.id, username: 'Bob', role: 'user' })
  })

  it('creates an administrator', async () => {
    const wanted = { username: 'user@example.com', password, role: 'admin' }
    const { status, body } = await service.post(users, wanted, { token })
    expect(status).toBe(200)
    expect(body).toEqual({
      user: { id: anId, username: 'user@example.com', role: 'admin', created_at: aTime },
    })
    const second = await signIn('user@example.com')
    expect((await service.get(users, { token: second })).status).toBe(200)
  })

  it('signs no one in, and keeps the administrator signed in', async () => {
    const before = await countRows('sessions')
    await service.post(users, { username: 'bob', password }, { token })
    expect(await countRows('sessions')).toBe(before)
    expect((await service.get('/api/auth/me', { token })).body.id).toBe(root.id)
  })

  it.each(['closed', 'invitation'])('works if registration is %s', async (mode) => {
    service = serving('asta', { REGISTRATION: mode })
    expect((await service.post(users, { username: 'bob', password }, { token })).status).toBe(200)
  })

  it.each(['owner', 'Admin', 'admin ', '', null, 1, ['admin'], { role: 'admin' }])(
    'rejects the role %j',
    async (role) => {
      const answer = await service.post(users, { username: 'bob', password, role }, { token })
      expectInvalid(answer, 'role')
      expect(await countRows('accounts')).toBe(1)
    },
  )

  it('rejects a password of three characters and accepts one of four', async () => {
    const short = await service.post(users, { username: 'bob', password: 'w7#' }, { token })
    expectInvalid(short, 'password')
    const enough = await service.post(users, { username: 'bob', password: 'w7#k' }, { token })
    expect(enough.status).toBe(200)
  })

  it.each([undefined, null, '', 7, true, ['bob'], { username: 'bob' }])(
    'rejects %j as a username or a password',
    async (value) => {
      const noName = await service.post(users, { username: value, password }, { token })
      expectInvalid(noName, 'username')
      const noPassword = await service.post(users, { username: 'bob', password: value }, { token })
      expectInvalid(noPassword, 'password')
    },
  )

  it('rejects a taken username', async () => {
    await person('bob')
    const answer = await service.post(
      users,
      { username: 'bob', password, role: 'admin' },
      { token },
    )
    expectProblem(answer, 409, 'username_taken')
    expect(answer.body.detail).toBe('Username already exists')
    expect(await countRows('accounts')).toBe(2)
  })

  it('rejects a taken email address', async () => {
    const wanted = { username: root.username, password: fresh }
    expectProblem(await service.post(users, wanted, { token }), 409, 'email_taken')
    expect(await signIn(root.username)).toEqual(aToken)
  })

  it.each(everySpelling)(
    'does not create a second %s from its spelling %s',
    async (name, _, username) => {
      await person(name)
      const { status } = await service.post(users, { username, password }, { token })
      expect([400, 409]).toContain(status)
      expect(await countRows('accounts')).toBe(2)
      expect(await countRows('identifiers')).toBe(2)
    },
  )

  it('ignores ids, times and rights in the body', async () => {
    const extra = { id: unknownId, created_at: '1970-01-01T00:00:00.000Z', is_admin: true }
    const { body } = await service.post(users, { username: 'bob', password, ...extra }, { token })
    expect(body).toEqual({ user: { id: anId, username: 'bob', role: 'user', created_at: aTime } })
    expect(body.user.id).not.toBe(unknownId)
    expect(body.user.created_at).not.toBe(extra.created_at)
  })
})

describe('Delete User', () => {
  it('deletes the account, its sessions and its identifiers', async () => {
    const bob = await person('bob')
    const { status, body } = await service.delete(`${users}/${bob.id}`, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ ok: true })
    expectProblem(await service.get('/api/auth/me', { token: bob.token }), 401, 'unauthenticated')
    const login = await service.post('/api/auth/login', { username: 'bob', password })
    expectProblem(login, 401, 'invalid_credentials')
    for (const table of ['sessions', 'identifiers']) {
      expect(await countRows(table, 'account_id = ?', bob.id)).toBe(0)
    }
  })

  it('ignores any body', async () => {
    const { id } = await person('bob')
    const { status } = await service.delete(`${users}/${id}`, { token, raw: '{' })
    expect(status).toBe(200)
  })

  it('frees the name, without the old id or the old token', async () => {
    const bob = await person('bob')
    await service.delete(`${users}/${bob.id}`, { token })
    const again = await person('bob')
    expect(again.id).not.toBe(bob.id)
    expectProblem(await service.get('/api/auth/me', { token: bob.token }), 401, 'unauthenticated')
  })

  it('refuses to delete the caller', async () => {
    const answer = await service.delete(`${users}/${root.id}`, { token })
    expectProblem(answer, 400, 'cannot_delete_self')
    expect(answer.body.detail).toBe('You cannot delete yourself')
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
  })

  it('returns 404 the second time', async () => {
    const { id } = await person('bob')
    await service.delete(`${users}/${id}`, { token })
    const answer = await service.delete(`${users}/${id}`, { token })
    expectProblem(answer, 404, 'account_not_found')
    expect(answer.body.detail).toBe('User not found')
  })

  it.each(foreignIds)('does not find %s', async (id) => {
    expectProblem(await service.delete(`${users}/${id}`, { token }), 404, 'account_not_found')
    expect(await countRows('accounts')).toBe(1)
  })

  it('deletes another administrator', async () => {
    const wanted = { username: 'second', password, role: 'admin' }
    const { body } = await service.post(users, wanted, { token })
    const answer = await service.delete(`${users}/${body.user.id}`, { token })
    expect(answer.body).toEqual({ ok: true })
  })

  it('keeps the last enabled administrator, even if another was disabled just before', async () => {
    const wanted = { username: 'second', password, role: 'admin' }
    const { body } = await service.post(users, wanted, { token })
    service = serving('asta', { DB: meanwhile(() => disable(root.id)) })
    const answer = await service.delete(`${users}/${body.user.id}`, { token })
    expectProblem(answer, 400, 'last_admin')
    expect(await countRows('accounts', 'id = ?', body.user.id)).toBe(1)
  })
})

describe('Reset User Password', () => {
  const pathOf = (id: string) => `${users}/${id}/reset-password`

  it('sets the password and ends every session of the account', async () => {
    const bob = await person('bob')
    const { status, body } = await service.put(pathOf(bob.id), { new_password: fresh }, { token })
    expect(status).toBe(200)
    expect(body).toEqual({ ok: true })
    expectProblem(await service.get('/api/auth/me', { token: bob.token }), 401, 'unauthenticated')
    const old = await service.post('/api/auth/login', { username: 'bob', password })
    expectProblem(old, 401, 'invalid_credentials')
    expect(await signIn('bob', fresh)).toEqual(aToken)
    expect((await service.get('/api/auth/me', { token })).status).toBe(200)
  })

  it('notifies the email address of the account, without the password', async () => {
    const { id } = await person('user@example.com')
    await verify(id)
    await service.put(pathOf(id), { new_password: fresh }, { token })
    expect(service.mails.map(({ to }) => to)).toEqual(['user@example.com'])
    expect(JSON.stringify(service.mails)).not.toContain(fresh)
  })

  it('rejects a password of three characters and accepts one of four', async () => {
    const { id } = await person('bob')
    expectInvalid(await service.put(pathOf(id), { new_password: 'w7#' }, { token }), 'new_password')
    expect(await signIn('bob')).toEqual(aToken)
    expect((await service.put(pathOf(id), { new_password: 'w7#k' }, { token })).status).toBe(200)
  })

  it.each([undefined, null, '', 7, true, [fresh], { new_password: fresh }])(
    'rejects %j as a password',
    async (new_password) => {
      const { id } = await person('bob')
      expectInvalid(await service.put(pathOf(id), { new_password }, { token }), 'new_password')
    },
  )

  it.each(foreignIds)('does not find %s', async (id) => {
    const answer = await service.put(pathOf(id), { new_password: fresh }, { token })
    expectProblem(answer, 404, 'account_not_found')
    expect(answer.body.detail).toBe('User not found')
  })

  it('checks the password before the account', async () => {
    const answer = await service.put(pathOf(unknownId), { new_password: 'w7#' }, { token })
    expectInvalid(answer, 'new_password')
  })

  it('returns 404 for an account that is deleted during the request', async () => {
    const { id } = await person('bob')
    const DB = meanwhile(() => write('delete from accounts where id = ?', id))
    service = serving('asta', { DB })
    const answer = await service.put(pathOf(id), { new_password: fresh }, { token })
    expectProblem(answer, 404, 'account_not_found')
  })
})
