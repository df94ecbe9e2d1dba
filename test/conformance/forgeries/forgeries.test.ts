import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsOf, headerOf, resigned } from '../../support/accounts/forge.ts'
import { challenge, resetToken, submitCode } from '../../support/accounts/mailed.ts'
import { type Person, password } from '../../support/requests/client.ts'
import { ownService } from '../support/own.ts'
import { type Service, someAddress } from '../support/service.ts'
import { forgedClaims } from './claims.ts'
import { forgedEncodings } from './encodings.ts'
import { attackersKeys, type Forgery, forgedHeaders } from './headers.ts'

const own = ownService()

/** A server that records requests for the key URLs in forged tokens. */
let listener: Server
const fetched: string[] = []

interface Holder extends Person {
  email: string
  reset: string
  code: { otp: string; token: string }
}

let service: Service
let root: Person
let victim: Holder
let other: Holder
let where: string

beforeAll(async () => {
  listener = createServer(({ url = '' }, answer) => {
    fetched.push(url)
    answer.end(JSON.stringify(attackersKeys))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  where = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/jwks.json`
  service = own()
  root = await service.setUp()
  victim = await holder()
  other = await holder()
})

afterAll(() => listener.close())

/** An administrator with one token of each purpose. No forgery fails for lack of the role. */
async function holder(): Promise<Holder> {
  const email = someAddress()
  const json = { username: email, password, role: 'admin' }
  const asked = service.post('/api/auth/users', json, { token: root.token })
  const { body } = await service.expecting(200, asked)
  const token = await service.signIn(email)
  const reset = await resetToken(service, email)
  const code = await challenge(service, token)
  return { id: body.user.id, username: email, email, password, token, reset, code }
}

/** An operation for each kind of guard. All succeed with a valid token. */
const guarded: [string, string, object?][] = [
  ['GET', '/api/auth/me'],
  ['POST', '/api/auth/users', { username: 'made.by.forgery', password, role: 'admin' }],
  ['POST', '/api/auth/update-password', { password: 'another horse' }],
  ['PUT', '/api/auth/me/name', { name: 'Eve' }],
]

/** Sends a forged token to the operations that accept tokens of its purpose. */
async function expectRefused(purpose: keyof typeof purposes, token: string): Promise<void> {
  if (purpose === 'otp') {
    const { status } = await submitCode(service, { otp: victim.code.otp, token })
    return expect(status).toBe(401)
  }
  const fresh = { password: 'another horse' }
  const Cookie = `__Host-latchkey=${token}`
  const answers = await Promise.all([
    ...guarded.map(([method, path, json]) =>
      service.request(method, path, { token, ...(json && { json }) }),
    ),
    // Some forgeries are not valid values of a cookie.
    ...(/^[\w.~+/=-]*$/.test(token)
      ? [service.get('/api/auth/sessions', { headers: { Cookie } })]
      : []),
    service.post('/api/auth/reset-password-with-token', fresh, { token }),
  ])
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401))
  const { status } = await service.post('/api/auth/logout', undefined, { token })
  expect(status).toBe(200)
}

/** The original tokens are still valid, so forgeries were refused for what is forged, and used none of them up. */
async function isWhole({ token, reset, email }: Holder): Promise<boolean> {
  const [session, link, secret] = await Promise.all([
    service.knows(token),
    service.get('/api/auth/me', { token: reset }).then(({ status }) => status === 200),
    service.accepts(email, password),
  ])
  return session && link && secret
}

// A forgery that succeeds must not fail the tests that follow.
beforeEach(async () => {
  if (!(await isWhole(victim))) victim = await holder()
})

const purposes = {
  session: () => victim.token,
  otp: () => victim.code.token,
} as const
const otherOf = {
  session: () => other.token,
  otp: () => other.code.token,
} as const

/**
 * All forgeries of one kind, by clause. Their number and names do not depend on a token, so the tests can be defined
 * before there is one.
 */
function clausesOf(make: (token: string) => Forgery[]): [string, string[]][] {
  const sample = resigned(
    'e30.e30.x',
    { sub: 'a', jti: 'b', iss: 'c', iat: 1, exp: 2 },
    { alg: 'HS256', typ: 'x' },
  )
  const groups = Map.groupBy(make(sample), ({ clause }) => clause)
  return [...groups].map(([clause, all]) => [clause, all.map(({ what }) => what)])
}

function testForgeries(make: (token: string, other: string) => Forgery[]): void {
  for (const [clause, names] of clausesOf((token) => make(token, token))) {
    test(`${clause}: ${names.slice(0, 3).join('; ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`, async () => {
      const forged = (Object.keys(purposes) as (keyof typeof purposes)[]).flatMap((purpose) =>
        make(purposes[purpose](), otherOf[purpose]())
          .filter((one) => one.clause === clause)
          .map(({ what, token }) => ({ purpose, what, token })),
      )
      // A few in parallel, as attackers do.
      while (forged.length > 0) {
        await Promise.all(
          forged.splice(0, 6).map(({ purpose, what, token }) =>
            expectRefused(purpose, token).catch((error: Error) => {
              error.message = `${purpose} token, ${what}: ${error.message}`
              throw error
            }),
          ),
        )
      }
      expect(await isWhole(victim)).toBe(true)
    })
  }
}

test('a token that a test signs like the service is accepted, so a refusal is due to the forgery', async () => {
  const again = Object.fromEntries(
    Object.entries(purposes).map(([purpose, token]) => {
      const { iat } = claimsOf(token())
      return [purpose, resigned(token(), { iat: Number(iat) - 1 })]
    }),
  )
  expect(await service.knows(again.session ?? '')).toBe(true)
  const { status, body } = await submitCode(service, { otp: 'wrong', token: again.otp ?? '' })
  expect([status, body.code]).toEqual([403, 'invalid_code'])
  expect(Object.values(purposes).map((token) => headerOf(token()).typ)).toEqual(['JWT', 'otp+jwt'])
})

describe('ASVS 9.1: a token with a forged header or key is refused', () => {
  testForgeries((token) => forgedHeaders(token, where))
})

describe('ASVS 9.1.1: a token in another encoding is refused', () => {
  testForgeries((token) => forgedEncodings(token))
})

describe('ASVS 9.2: a token with forged claims is refused', () => {
  testForgeries((token, another) => forgedClaims(token, claimsOf(another)))
})

test('ASVS 9.1.3, RFC 8725 3.10: no forgery causes a request for a key', async () => {
  expect(await fetch(where).then(({ status }) => status)).toBe(200)
  expect(fetched).toEqual(['/jwks.json'])
})

test('no forgery changes anything', async () => {
  const { body } = await service.get('/api/auth/users', { token: root.token })
  const names = body.users.map(({ username }: Person) => username)
  expect(names).toEqual([root.username, victim.email, other.email])
  expect((await service.get('/api/auth/me', { token: victim.token })).body.name).toBeNull()
  const listed = service.post('/api/auth/me/tokens', undefined, { token: victim.token })
  expect((await listed).body).toEqual([])
  const path = '/api/auth/reset-password-with-token'
  const fresh = { password: 'another horse' }
  expect((await service.post(path, fresh, { token: victim.reset })).status).toBe(200)
})
