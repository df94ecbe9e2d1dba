import { beforeEach, describe, expect, it } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { person } from '../support/accounts/people.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const register = '/api/auth/register'
const signup = '/api/auth/signup'
const ada = { username: 'ada', password }

/** Requests without an account. A closed registration reads no body. */
const bodies = [
  ['an account', { json: ada }],
  ['an empty object', { json: {} }],
  ['malformed JSON', { raw: '{', headers: { 'Content-Type': 'application/json' } }],
  ['text', { raw: 'hello', headers: { 'Content-Type': 'text/plain' } }],
  ['nothing', {}],
] as const

let referrer: string
beforeEach(async () => {
  const { token } = await person('inviter')
  referrer = await createInvitation(new Service(), token)
})

function invited(): Record<string, string> {
  return { referrer, email: 'ada@example.com', password }
}

describe('REGISTRATION open', () => {
  it('is the default, and accepts registrations with and without an invitation', async () => {
    const service = new Service({ REGISTRATION: '' })
    expect((await service.post(register, ada)).status).toBe(200)
    expect((await service.post(signup, invited())).status).toBe(200)
  })

  it('creates accounts without a role, even if the request asks for one', async () => {
    const service = new Service()
    const wishes = { role: 'admin', permissions: ['admin'], is_admin: true, role_id: 'admin' }
    const one = await service.post(register, { ...ada, ...wishes })
    expect([one.body.user.role, one.body.permissions]).toEqual(['user', ['user']])
    const other = await service.post(signup, { ...invited(), ...wishes })
    expect(other.body.user.role).toBe('user')
    expect(await countRows('accounts', "role_id = 'admin'")).toBe(0)
  })
})

describe('REGISTRATION invitation', () => {
  it('accepts a sign-up with an invitation', async () => {
    const service = new Service({ REGISTRATION: 'invitation' })
    const { status } = await service.post(signup, invited())
    expect(status).toBe(200)
  })

  it.each(bodies)('refuses to register %s', async (_, options) => {
    const service = new Service({ REGISTRATION: 'invitation' })
    expectProblem(await service.request('POST', register, options), 403, 'registration_closed')
    expect(await countRows('accounts')).toBe(1)
  })

  it('refuses a sign-up without a valid invitation', async () => {
    const service = new Service({ REGISTRATION: 'invitation' })
    const answer = await service.post(signup, { ...invited(), referrer: 'abcdefghij' })
    expectProblem(answer, 403, 'invitation_invalid')
  })
})

describe('REGISTRATION closed', () => {
  describe.each([register, signup])('POST %s', (path) => {
    it.each(bodies)('refuses %s', async (_, options) => {
      const service = new Service({ REGISTRATION: 'closed' })
      expectProblem(await service.request('POST', path, options), 403, 'registration_closed')
      expect(await countRows('accounts')).toBe(1)
    })
  })

  it('refuses a valid sign-up', async () => {
    const service = new Service({ REGISTRATION: 'closed' })
    expectProblem(await service.post(signup, invited()), 403, 'registration_closed')
  })
})

describe("asyncat's local build", () => {
  it.each([
    [['asyncat']],
    [['asyncat', 'lncrawl']],
    [['asyncat', 'open-archiver']],
    [['asyncat', 'lncrawl', 'open-archiver']],
  ] as const)('refuses to register with %j, though registration is open', async (apis) => {
    const service = serving([...apis], { REGISTRATION: 'open' })
    for (const [, options] of bodies) {
      expectProblem(await service.request('POST', register, options), 403, 'registration_closed')
    }
    expect(await countRows('accounts')).toBe(1)
  })

  it.each([[['asyncat', 'asta']], [['asyncat', 'argon']], [['asyncat', 'asta', 'argon']]] as const)(
    'does not refuse registration if another document offers it: %j',
    async (apis) => {
      const service = serving([...apis])
      expect((await service.post(register, ada)).status).toBe(200)
      const closed = serving([...apis], { REGISTRATION: 'closed' })
      const answer = await closed.post(register, { ...ada, username: 'bob' })
      expectProblem(answer, 403, 'registration_closed')
    },
  )

  it('has no /register without Asta, asyncat and Argon', async () => {
    const service = serving(['lncrawl', 'open-archiver'])
    expectProblem(await service.post(register, ada), 404, 'not_found')
  })
})
