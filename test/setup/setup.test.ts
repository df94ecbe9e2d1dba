import bcrypt from 'bcryptjs'
import { describe, expect, it, vi } from 'vitest'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const path = '/v1/auth/setup'
const admin = { email: 'root@example.com', password, first_name: 'Root', last_name: 'Admin' }

async function needsSetup(service = new Service()): Promise<boolean> {
  const { body } = await service.get('/v1/auth/status')
  return body.needsSetup
}

describe('Setup', () => {
  it('is open while only accounts without a role exist, so that registration cannot close it', async () => {
    await person('alice')
    await person('bob@example.com')
    expect(await needsSetup()).toBe(true)
    const { status, body } = await new Service().post(path, admin)
    expect(status).toBe(201)
    expect(body.user.role.slug).toBe('predefined_super_admin')
    expect(await needsSetup()).toBe(false)
  })

  it('hashes nothing once it is complete', async () => {
    await administrator()
    const hash = vi.spyOn(bcrypt, 'hash')
    expectProblem(await new Service().post(path, admin), 403, 'already_set_up')
    expect(hash).not.toHaveBeenCalled()
    hash.mockRestore()
  })

  it('is not reopened by deleting all accounts', async () => {
    await administrator()
    await write('delete from accounts')
    expect(await countRows('accounts')).toBe(0)
    expect(await needsSetup()).toBe(false)
    expectProblem(await new Service().post(path, admin), 403, 'already_set_up')
  })

  it('is not reopened by removing the role of every administrator', async () => {
    await administrator()
    await write("update accounts set role_id = 'user'")
    expect(await needsSetup()).toBe(false)
    expectProblem(
      await new Service().post(path, { ...admin, email: 'b@c.de' }),
      403,
      'already_set_up',
    )
  })

  it('is closed while there is an administrator, however created', async () => {
    const { id } = await person('alice')
    await write("update accounts set role_id = 'admin' where id = ?", id)
    expect(await needsSetup()).toBe(false)
    expectProblem(await new Service().post(path, admin), 403, 'already_set_up')
  })

  it.each(['root@example.com', 'Root@EXAMPLE.com'])(
    'refuses an address that registered as %s, and succeeds with another',
    async (taken) => {
      await person(taken)
      expectProblem(await new Service().post(path, admin), 409, 'email_taken')
      expect(await needsSetup()).toBe(true)
      expect(await countRows('accounts', "role_id = 'admin'")).toBe(0)
      const { status } = await new Service().post(path, { ...admin, email: 'other@example.com' })
      expect(status).toBe(201)
    },
  )

  it('changes nothing if it is refused', async () => {
    await person('root@example.com')
    const before = [await countRows('accounts'), await countRows('milestones')]
    await new Service().post(path, admin)
    expect([await countRows('accounts'), await countRows('milestones')]).toEqual(before)
    expect(await countRows('events', "detail = 'setup'")).toBe(0)
  })

  it('signs the administrator in', async () => {
    const { body } = await new Service().post(path, admin)
    for (const token of [body.accessToken, await signIn(admin.email)]) {
      const { status } = await new Service().get('/api/auth/users', { token })
      expect(status).toBe(200)
    }
  })
})

describe('SETUP_TOKEN', () => {
  const SETUP_TOKEN = 'k3bVx9QwLr7TzNf2'

  function guarded(): Service {
    return new Service({ SETUP_TOKEN })
  }

  it('is required in X-Setup-Token', async () => {
    const headers = { 'X-Setup-Token': SETUP_TOKEN }
    const { status } = await guarded().post(path, admin, { headers })
    expect(status).toBe(201)
  })

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another', 'x3bVx9QwLr7TzNf2'],
    ['its beginning', SETUP_TOKEN.slice(0, -1)],
    ['a longer one', `${SETUP_TOKEN}x`],
    ['another case', SETUP_TOKEN.toLowerCase()],
  ])('is refused if the request has %s', async (_, sent) => {
    const headers: Record<string, string> = sent === undefined ? {} : { 'X-Setup-Token': sent }
    expectProblem(await guarded().post(path, admin, { headers }), 401, 'setup_token_invalid')
    expect(await countRows('accounts')).toBe(0)
    expect(await needsSetup()).toBe(true)
  })

  it('is not accepted as a bearer token or in the body', async () => {
    const answer = await guarded().post(
      path,
      { ...admin, setup_token: SETUP_TOKEN, 'X-Setup-Token': SETUP_TOKEN },
      { token: SETUP_TOKEN },
    )
    expectProblem(answer, 401, 'setup_token_invalid')
  })

  it('is checked before the body and before the state of setup', async () => {
    expectProblem(await guarded().post(path, {}), 401, 'setup_token_invalid')
    const text = { raw: 'hello', headers: { 'Content-Type': 'text/plain' } }
    expectProblem(await guarded().request('POST', path, text), 401, 'setup_token_invalid')
    await administrator()
    expectProblem(await guarded().post(path, admin), 401, 'setup_token_invalid')
  })

  it('is required under the other prefix', async () => {
    expectProblem(await guarded().post('/api/v1/auth/setup', admin), 401, 'setup_token_invalid')
  })

  it('is ignored if none is set', async () => {
    const headers = { 'X-Setup-Token': 'any setup token' }
    const { status } = await new Service().post(path, admin, { headers })
    expect(status).toBe(201)
  })
})
