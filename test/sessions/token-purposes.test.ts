import { beforeEach, describe, expect, it } from 'vitest'
import { createInvitation, me } from '../support/accounts/invitations.ts'
import { type Challenge, challenge, resetToken } from '../support/accounts/mailed.ts'
import { person, signIn } from '../support/accounts/people.ts'
import { description, isSecured } from '../support/catalogue/description.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const setupToken = 'a-setup-token-of-the-operator'
const purposes = ['session', 'reset', 'otp', 'user', 'setup'] as const
type Purpose = (typeof purposes)[number]

let service: Service
let tokens: Record<Purpose, string>
let form: Challenge

/** A valid token of each purpose, all for one account. */
beforeEach(async () => {
  service = new Service({ SETUP_TOKEN: setupToken })
  const { token: session } = await person(alice)
  form = await challenge(service, session)
  tokens = {
    session,
    reset: await resetToken(service, alice),
    otp: form.token,
    user: await createInvitation(service, session),
    setup: setupToken,
  }
})

const others = (...own: Purpose[]) => purposes.filter((purpose) => !own.includes(purpose))

/** The request for each kind of token, with any token in its place. */
const uses: Record<string, { own: Purpose; good: unknown; bad: unknown; use: Use }> = {
  'POST /reset-password-with-token': {
    own: 'reset',
    good: [200, true],
    bad: [401, 'reset_token_invalid'],
    use: (token) =>
      service.post(
        '/api/auth/reset-password-with-token',
        { password: 'another long enough one' },
        { token },
      ),
  },
  'POST /verify-otp': {
    own: 'otp',
    good: [200, true],
    bad: [401, 'otp_token_invalid'],
    use: (token) =>
      service.post('/api/auth/verify-otp', undefined, { form: { otp: form.otp, token } }),
  },
  'GET /verify-token': {
    own: 'user',
    good: [200, true],
    bad: [200, false],
    use: (token) => service.get(`/api/auth/verify-token?token=${token}`),
  },
  'POST /signup as referrer': {
    own: 'user',
    good: [200, undefined],
    bad: [403, 'invitation_invalid'],
    use: (referrer) =>
      service.post('/api/auth/signup', { referrer, email: 'bob@example.com', password }),
  },
  'POST /v1/auth/setup as X-Setup-Token': {
    own: 'setup',
    good: [201, undefined],
    bad: [401, 'setup_token_invalid'],
    use: (token) =>
      service.post(
        '/v1/auth/setup',
        { email: 'root@example.com', password, first_name: 'Root', last_name: 'Admin' },
        { headers: { 'X-Setup-Token': token } },
      ),
  },
}
type Use = (token: string) => Promise<Answer>

const outcome = ({ status, body }: Answer) => [status, typeof body === 'boolean' ? body : body.code]

describe.each(Object.entries(uses))('%s', (_, { own, good, bad, use }) => {
  it(`accepts the ${own} token`, async () => {
    expect(outcome(await use(tokens[own]))).toEqual(good)
  })

  it.each(others(own))('refuses the %s token', async (purpose) => {
    expect(outcome(await use(tokens[purpose]))).toEqual(bad)
    // The attempt does not use the token up.
    expect(outcome(await use(tokens[own]))).toEqual(good)
  })
})

describe('GET /me', () => {
  it.each(['session', 'reset'] as const)('accepts the %s token', async (purpose) => {
    const { status, body } = await me(service, tokens[purpose])
    expect([status, body.email]).toEqual([200, alice])
  })

  it.each(others('session', 'reset'))('refuses the %s token', async (purpose) => {
    expect(outcome(await me(service, tokens[purpose]))).toEqual([401, 'unauthenticated'])
  })
})

describe('Every other operation with a bearer token', () => {
  const elsewhere = [
    'GET /api/auth/me',
    'POST /api/auth/reset-password-with-token',
    'GET /api/auth/password-reset',
    'PUT /api/auth/password-reset',
  ]

  /** From /openapi.json, so that new operations are included. */
  async function guarded(): Promise<[method: string, path: string][]> {
    const { paths } = await description(service)
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, operation]) => isSecured(operation))
        .map(([method]): [string, string] => [method.toUpperCase(), path])
        .filter(([method]) => !elsewhere.includes(`${method} ${path}`)),
    )
  }

  it.each(others('session'))('refuses the %s token with 401, never 403', async (purpose) => {
    const all = await guarded()
    expect(all.length).toBeGreaterThanOrEqual(13)
    for (const [method, path] of all) {
      const json = method === 'GET' ? {} : { json: {} }
      const token = tokens[purpose]
      const target = path.replace(/\{\w+\}/g, crypto.randomUUID())
      const { status } = await service.request(method, target, { ...json, token })
      expect(status, `${method} ${path}`).toBe(401)
    }
  })

  it('accepts the session token', async () => {
    for (const [method, path] of await guarded()) {
      const json = method === 'GET' ? {} : { json: {} }
      const target = path.replace(/\{\w+\}/g, crypto.randomUUID())
      // A new token each time, because some operations sign out, delete or disable the account.
      await write('update accounts set disabled_at = null')
      const token = await signIn(alice)
      const { status } = await service.request(method, target, { ...json, token })
      expect(status, `${method} ${path}`).not.toBe(401)
    }
  })

  it('does not sign out for a reset token', async () => {
    const { status, body } = await service.post('/api/auth/logout', undefined, {
      token: tokens.reset,
    })
    expect([status, body.success]).toEqual([200, true])
    expect((await me(service, tokens.session)).status).toBe(200)
    expect((await me(service, tokens.reset)).status).toBe(200)
  })
})
