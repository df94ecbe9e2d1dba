import { describe, expect, it } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, verify, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const path = '/api/auth/me'
const alice = 'alice@example.com'

describe('DELETE /api/auth/me, which its account page calls', () => {
  it('disables the account, ends its sessions, notifies the email address, and returns true', async () => {
    const { id, token } = await person(alice)
    await verify(id)
    const other = await signIn(alice)
    const service = serving('lncrawl')
    const invitation = await createInvitation(service, token)
    const link = await resetToken(service, alice)
    service.mails.length = 0
    const { status, body } = await service.delete(path, { token })
    expect([status, body]).toEqual([200, true])
    for (const dead of [token, other]) {
      expectProblem(await service.get(path, { token: dead }), 401, 'unauthenticated')
    }
    const login = await service.post('/api/auth/login', { email: alice, password })
    expectProblem(login, 401, 'invalid_credentials')
    expect((await service.get(`/api/auth/verify-token?token=${invitation}`)).body).toBe(false)
    const reset = { password: 'another fine phrase' }
    const reused = await service.post('/api/auth/reset-password-with-token', reset, { token: link })
    expectProblem(reused, 401, 'reset_token_invalid')
    expect(service.mails.map(({ to, subject }) => [to, subject])).toEqual([
      [alice, 'Your Latchkey account was disabled'],
    ])
    expect(
      await countRows(
        'events',
        "event = 'user_updated' and detail = 'disabled' and account_id = ? and actor_id = ?",
        id,
        id,
      ),
    ).toBe(1)
  })

  it('can be undone by an administrator', async () => {
    const { id, token } = await person(alice)
    const root = await administrator()
    const service = new Service()
    expect((await service.delete(path, { token })).body).toBe(true)
    const enable = { json: { disabled: false }, token: root.token }
    expect((await service.request('PATCH', `/api/auth/accounts/${id}`, enable)).status).toBe(200)
    expect(await signIn(alice)).toBeTruthy()
    expectProblem(await service.get(path, { token }), 401, 'unauthenticated')
  })

  it('refuses the last administrator, who stays signed in', async () => {
    const { token } = await administrator()
    const service = new Service()
    expectProblem(await service.delete(path, { token }), 409, 'last_admin')
    expect((await service.get(path, { token })).status).toBe(200)
    expect(service.mails).toEqual([])
    expect(await countRows('events', "detail = 'disabled'")).toBe(0)
  })

  it('leaves one of two administrators who disable themselves at once', async () => {
    const { token } = await administrator()
    const service = new Service()
    const second = { username: 'second', password, role: 'admin' }
    await service.post('/api/auth/users', second, { token })
    const tokens = [token, await signIn('second')]
    const answers = await Promise.all(tokens.map((each) => service.delete(path, { token: each })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await countRows('accounts', "role_id = 'admin' and disabled_at is null")).toBe(1)
  })

  it('disables nothing if the session ends during the request', async () => {
    const { token } = await person(alice)
    const leaving = new Service({ DB: meanwhile(() => write('delete from sessions')) })
    expectProblem(await leaving.delete(path, { token }), 401, 'unauthenticated')
    expect(await countRows('accounts', 'disabled_at is not null')).toBe(0)
    expect(leaving.mails).toEqual([])
  })

  it('requires a recent sign-in if SUDO_MINUTES is set', async () => {
    const { token } = await person(alice)
    await write(
      'update sessions set created_at = created_at - 120000, proved_at = proved_at - 120000',
    )
    const strict = serving('lncrawl', { SUDO_MINUTES: '1' })
    expectProblem(await strict.delete(path, { token }), 401, 'reauthentication_required')
    expect((await serving('lncrawl').delete(path, { token })).body).toBe(true)
  })

  it('refuses the token of a reset link, and a request without a session', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    expectProblem(await service.delete(path, { token }), 401, 'unauthenticated')
    expectProblem(await service.delete(path), 401, 'unauthenticated')
  })

  it('is not served without lncrawl', async () => {
    const { token } = await person(alice)
    expectProblem(await serving('asta').delete(path, { token }), 405, 'method_not_allowed')
  })
})
