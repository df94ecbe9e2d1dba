import { beforeEach, expect, test } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { countRows, freshDatabase, verify } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
let service: Service
beforeEach(() => {
  service = new Service()
})

test('an administrator removes the second factor of a user: event, mail, sessions end', async () => {
  const root = await administrator()
  const alice = await person('alice@example.com')
  await verify(alice.id)
  await enroll(service, alice.token)
  const remove = (id: string, token: string) =>
    service.delete(`/api/auth/accounts/${id}/second-factors`, { token })
  const hasFactor = async () => {
    const path = `/api/auth/accounts/${alice.id}`
    const { account } = (await service.get(path, { token: root.token })).body
    return account.second_factor
  }
  expect(await hasFactor()).toBe(true)
  expect((await remove(root.id, alice.token)).status).toBe(403)
  expect((await remove('unknown', root.token)).body.code).toBe('account_not_found')
  expect((await remove(root.id, root.token)).body.code).toBe('cannot_remove_own_factor')

  expect((await remove(alice.id, root.token)).status).toBe(204)
  const mail = await service.mail('alice@example.com', /were removed/)
  expect(mail.text).toContain('An administrator')
  expect(await countRows('sessions', 'account_id = ?', alice.id)).toBe(0)
  expect(await countRows('recovery_codes')).toBe(0)
  expect(await hasFactor()).toBe(false)
  const events = () =>
    countRows(
      'events',
      "event = 'authn_factor_removed' and actor_id = ? and account_id = ? and detail = 'all'",
      root.id,
      alice.id,
    )
  expect(await events()).toBe(1)
  const login = await service.post('/api/auth/login', { username: 'alice@example.com', password })
  expect(login.status).toBe(200)

  // Nothing is left to remove, and the new session stays.
  expect((await remove(alice.id, root.token)).status).toBe(204)
  expect(await events()).toBe(1)
  expect(await countRows('sessions', 'account_id = ?', alice.id)).toBe(1)
})

test('an administrator who sets a password leaves the second factor', async () => {
  const root = await administrator()
  const alice = await person('alice')
  const app = await enroll(service, alice.token)
  const path = `/api/auth/accounts/${alice.id}/password`
  const set = service.put(path, { password: 'another long enough one' }, { token: root.token })
  await service.expecting(200, set)
  const login = (given: string) =>
    service.post('/api/auth/login', { username: 'alice', password: given })
  expect((await login('another long enough one')).body.code).toBe('second_factor_required')
  expect((await login(`another long enough one ${app.code()}`)).status).toBe(200)
})
