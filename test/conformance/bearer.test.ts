import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../support/requests/client.ts'
import { mainService } from './support/service.ts'

const { service } = mainService()

let person: Person
beforeAll(async () => {
  person = await service.person()
})

/** One operation for each kind of guard. */
const guarded = [
  ['GET', '/api/auth/me'],
  ['GET', '/api/auth/state'],
  ['GET', '/api/auth/users'],
  ['POST', '/api/auth/update-password'],
  ['POST', '/api/auth/reset-password-with-token'],
] as const

describe('RFC 6750 2.1, RFC 9110 11.6.2: an Authorization header', () => {
  test.each([
    ['of the scheme alone', () => 'Bearer'],
    ['of the scheme and a space', () => 'Bearer '],
    ['without a scheme', (token: string) => token],
    ['of another scheme', () => 'Basic YWxpY2U6Y29ycmVjdA=='],
    ['of another scheme with the token', (token: string) => `Token ${token}`],
    ['of another scheme with parameters', () => 'Digest username="x", realm="a", nonce="b"'],
    ['with a tab for the space', (token: string) => `Bearer\t${token}`],
    ['with a colon', (token: string) => `Bearer: ${token}`],
    ['with an equals sign', (token: string) => `Bearer=${token}`],
    ['without the space', (token: string) => `Bearer${token}`],
    ['with the space in percent code', (token: string) => `Bearer%20${token}`],
    ['with the token twice', (token: string) => `Bearer ${token} ${token}`],
    ['with the scheme twice', (token: string) => `Bearer Bearer ${token}`],
    ['with the token in quotes', (token: string) => `Bearer "${token}"`],
    ['with the token in brackets', (token: string) => `Bearer <${token}>`],
    ['with a comma at the end', (token: string) => `Bearer ${token},`],
    ['with a parameter', (token: string) => `Bearer token=${token}`],
    ['with the words of a careless client', () => 'Bearer undefined'],
    ['with JSON', () => 'Bearer {"alg":"none"}'],
    ['with null', () => 'Bearer null'],
    ['with two dots', () => 'Bearer ..'],
    ['with SQL', () => "Bearer ' or 1=1 --"],
    ['with letters beyond ASCII', () => 'Bearer t\u00f6ken'],
    ['with a byte order mark', (token: string) => `Bearer \u00ef\u00bb\u00bf${token}`],
    ['of ten thousand characters', () => `Bearer ${'x'.repeat(10_000)}`],
    ['of nothing', () => ''],
  ])('%s returns 401', async (_what, header) => {
    const headers = { Authorization: header(person.token) }
    for (const [method, path] of guarded) {
      expect((await service.request(method, path, { headers })).status).toBe(401)
    }
  })

  test.each([
    ['in lower case', (token: string) => `bearer ${token}`],
    ['in capitals', (token: string) => `BEARER ${token}`],
    ['in mixed case', (token: string) => `bEaReR ${token}`],
    ['with more than one space', (token: string) => `Bearer   ${token}`],
  ])('RFC 9110 11.1: with the scheme %s is accepted', async (_what, header) => {
    const headers = { Authorization: header(person.token) }
    expect((await service.get('/api/auth/state', { headers })).status).toBe(200)
  })

  test.each([
    ['the same twice', (token: string) => [`Bearer ${token}`, `Bearer ${token}`]],
    ['a good one behind another', (token: string) => ['Bearer garbage', `Bearer ${token}`]],
    ['a good one before another', (token: string) => [`Bearer ${token}`, 'Bearer garbage']],
    ['another scheme behind', (token: string) => [`Bearer ${token}`, 'Basic YWxpY2U6cA==']],
    ['another scheme before', (token: string) => ['Basic YWxpY2U6cA==', `Bearer ${token}`]],
    ['two in one line', (token: string) => [`Bearer ${token}, Bearer ${token}`]],
  ])('ASVS 4.2.1, RFC 6750 3.1: with two values returns 400: %s', async (_what, values) => {
    const headers = { Authorization: values(person.token) }
    for (const [method, path] of guarded) {
      expect((await service.request(method, path, { headers })).status).toBe(400)
    }
  })
})

describe('RFC 6750 3.1: the challenge', () => {
  test.each(guarded)(
    'of %s %s has no error code for a request without a token',
    async (method, path) => {
      const { status, headers } = await service.request(method, path)
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    },
  )

  test.each(guarded)(
    'of %s %s has the error code invalid_token for a request with a token',
    async (method, path) => {
      const { status, headers } = await service.request(method, path, { token: 'garbage' })
      expect([status, headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ])
    },
  )
})

describe('ASVS 3.3: cookies', () => {
  test.each([
    'token',
    'session',
    'jwt',
    'access_token',
    'latchkey',
    '__Host-session',
    'Authorization',
  ])('named %s are not credentials, with or without an Authorization header', async (name) => {
    const Cookie = `${name}=${person.token}; ${name}=Bearer%20${person.token}`
    for (const [method, path] of guarded) {
      const alone = await service.request(method, path, { headers: { Cookie } })
      const combined = await service.request(method, path, {
        token: 'garbage',
        headers: { Cookie },
      })
      expect([alone.status, combined.status]).toEqual([401, 401])
    }
  })
})
