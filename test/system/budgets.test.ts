import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { disable, freshDatabase } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

/** The maximum of D1 round trips before the response. A batch is one round trip. */
const trips = {
  check: 1,
  signIn: 2,
  verifyToken: 1,
  register: 2,
  signUp: 2,
}
/** Runs of bcrypt in any sign-in. */
const hashesOfSignIn = 1

const loginPaths = ['/api/auth/login', '/v1/auth/login', '/api/v1/auth/login'] as const

let service: Service
let admin: Person
let reader: Person
beforeEach(async () => {
  service = new Service()
  admin = await administrator()
  reader = await person('reader@example.com')
})

describe('D1 round trips', () => {
  test.each([
    ['GET', '/api/auth/me', undefined],
    ['GET', '/api/auth/state', undefined],
    // An invalid request of a signed-in caller takes only the authentication.
    ['PUT', '/api/auth/profile', {}],
    ['PUT', '/api/auth/me/name', {}],
    ['PUT', '/api/auth/me/password', {}],
    ['PUT', '/api/auth/local-account', {}],
    ['POST', '/api/auth/update-password', {}],
    ['POST', '/api/auth/change-password', {}],
    ['POST', '/api/auth/users', {}],
    ['PUT', '/api/auth/users/unknown/reset-password', {}],
    ['GET', '/api/auth/users?limit=0', undefined],
  ])('%s %s authenticates the caller in one', async (method, path, json) => {
    expect(await service.tripsOf(method, path, { json, token: admin.token })).toBe(trips.check)
  })

  test('an ended session is detected in one', async () => {
    await service.post('/api/auth/logout', undefined, { token: reader.token })
    expect(
      await service.tripsOf('GET', '/api/auth/me', { token: reader.token }),
    ).toBeLessThanOrEqual(2)
    expect(await service.tripsOf('GET', '/api/auth/state', { token: reader.token })).toBe(
      trips.check,
    )
  })

  test('no token, or an invalid one, takes none', async () => {
    expect(await service.tripsOf('GET', '/api/auth/me')).toBe(0)
    expect(await service.tripsOf('GET', '/api/auth/me', { token: 'not.a.token' })).toBe(0)
  })

  test.each(loginPaths)('POST %s signs in, or does not, with at most two', async (path) => {
    for (const [email, secret] of [
      ['reader@example.com', password],
      ['reader@example.com', 'some other password'],
      ['unknown@example.com', password],
    ]) {
      const taken = await service.tripsOf('POST', path, { json: { email, password: secret } })
      expect(taken, `${email} ${secret}`).toBeLessThanOrEqual(trips.signIn)
    }
    await disable(reader.id)
    const json = { email: 'reader@example.com', password }
    expect(await service.tripsOf('POST', path, { json })).toBeLessThanOrEqual(trips.signIn)
  })

  test('a sign-in past the limit takes at most two', async () => {
    const strict = new Service({ LOGIN_ATTEMPTS: '1' })
    const json = { email: 'reader@example.com', password: 'some other password' }
    for (const _ of ['failed', 'locked', 'blocked']) {
      expect(await strict.tripsOf('POST', '/api/auth/login', { json })).toBeLessThanOrEqual(
        trips.signIn,
      )
    }
  })

  test('GET /verify-token takes one, for a valid token and any other', async () => {
    const token = await createInvitation(service, admin.token)
    for (const asked of [token, 'zzzzzzzzzz', 'x']) {
      const path = `/api/auth/verify-token?token=${asked}`
      expect(await service.tripsOf('GET', path)).toBe(trips.verifyToken)
    }
  })

  test('POST /register takes at most two, for a success and a failure', async () => {
    for (const username of ['bob', 'bob', 'carol@example.com', 'carol@example.com']) {
      const json = { username, password }
      expect(await service.tripsOf('POST', '/api/auth/register', { json })).toBeLessThanOrEqual(
        trips.register,
      )
    }
  })

  test('POST /signup takes at most two, for a success and a failure', async () => {
    const referrer = await createInvitation(service, admin.token)
    for (const json of [
      { referrer, email: 'bob@example.com', password },
      { referrer, email: 'bob@example.com', password },
      { referrer: 'zzzzzzzzzz', email: 'carol@example.com', password },
    ]) {
      expect(await service.tripsOf('POST', '/api/auth/signup', { json })).toBeLessThanOrEqual(
        trips.signUp,
      )
    }
  })
})

describe('A failed sign-in', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const failures: [name: string, email: string, secret: string, set?: string][] = [
    ['an unknown account', 'unknown@example.com', password],
    ['a wrong password', 'reader@example.com', 'some other password'],
    ['a disabled account', 'reader@example.com', password, 'disabled_at = 1'],
    ['an account without a password', 'reader@example.com', password, 'password_hash = null'],
    ['the empty decoy', 'reader@example.com', 'decoy', 'password_hash = null'],
    ['an unknown account, over 72 bytes', 'unknown@example.com', 'x'.repeat(73)],
    ['over 72 bytes', 'reader@example.com', `${password}${'x'.repeat(72)}`],
    ['NUL', 'reader@example.com', `${password}\0`],
    ['NUL and more', 'reader@example.com', `${password}\0${password}`],
    ['an unknown account, NUL', 'unknown@example.com', '\0'],
  ]

  test.each(loginPaths)(
    'POST %s runs one hash and returns one response for every reason',
    async (path) => {
      const answers = new Map<string, unknown>()
      for (const [name, email, secret, set] of failures) {
        if (set) await change(reader.id, set)
        const counted = countHashes()
        const answer = await service.post(path, { email, password: secret })
        expect(counted(), name).toEqual({ hashes: hashesOfSignIn, costs: [4] })
        answers.set(name, visible(answer))
        await change(reader.id, `disabled_at = null, password_hash = '${hash}'`)
      }
      const [first] = answers.values()
      for (const [name, answer] of answers) expect(answer, name).toEqual(first)
      expect(first).toMatchObject({ status: 401, body: { detail: 'Invalid email or password' } })
    },
  )

  test.each(loginPaths)('POST %s costs one hash when it succeeds, too', async (path) => {
    const counted = countHashes()
    const { status } = await service.post(path, { email: 'reader@example.com', password })
    expect(status).toBe(200)
    expect(counted()).toEqual({ hashes: hashesOfSignIn, costs: [4] })
  })

  let hash = ''
  beforeEach(async () => {
    const row = await env.DB.prepare('select password_hash from accounts where id = ?')
      .bind(reader.id)
      .first<{ password_hash: string }>()
    hash = row?.password_hash ?? ''
  })
})

test.each([
  [
    'the name',
    { username: 'bob', password: 'some other password' },
    'Invalid username or password',
  ],
  ['the address', { email: 'reader@example.com', password: 'x' }, 'Invalid email or password'],
  [
    'the name where both are sent',
    { username: 'bob', email: 'reader@example.com', password },
    'Invalid username or password',
  ],
])('a failed sign-in names the field that was sent: %s', async (_, json, sentence) => {
  const { status, body } = await service.post('/api/auth/login', json)
  expect({ status, detail: body.detail }).toEqual({ status: 401, detail: sentence })
})

/** The part of a response that a client sees, without its request id. */
function visible({ status, headers, body }: Answer) {
  const shown = [...headers].filter(([name]) => name !== 'x-request-id')
  return { status, body, headers: shown, names: [...headers.keys()].toSorted() }
}

/** Records runs of bcrypt from now on, and their costs. */
function countHashes() {
  vi.restoreAllMocks()
  const compare = vi.spyOn(bcrypt, 'compare')
  const others = [
    vi.spyOn(bcrypt, 'hash'),
    vi.spyOn(bcrypt, 'hashSync'),
    vi.spyOn(bcrypt, 'compareSync'),
  ]
  return () => ({
    hashes: [compare, ...others].reduce((sum, { mock }) => sum + mock.calls.length, 0),
    costs: compare.mock.calls.map(([, against]) => bcrypt.getRounds(String(against))),
  })
}

async function change(accountId: string, set: string): Promise<void> {
  await env.DB.prepare(`update accounts set ${set} where id = ?`).bind(accountId).run()
}
