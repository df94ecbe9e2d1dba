import { describe, expect, test } from 'vitest'
import { claimsOf, reencoded } from '../support/accounts/forge.ts'
import { resetToken } from '../support/accounts/mailed.ts'
import { description, isSecured } from '../support/catalogue/description.ts'
import type { Answer } from '../support/requests/client.ts'
import { password } from '../support/requests/client.ts'
import { publicUrl } from './support/instance.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

const path = '/api/auth/session'
const ours = { 'Sec-Fetch-Site': 'same-origin' }

/** The value of the session cookie that a response sets; empty if the response clears it. */
function cookieOf({ headers }: Answer): string | undefined {
  const [cookie, ...others] = headers.getSetCookie()
  expect(others).toEqual([])
  return /^__Host-latchkey=([^;]*);/.exec(String(cookie))?.[1]
}

function enter(username: string, headers: Record<string, string> = ours, secret = password) {
  return service.post(path, { username, password: secret }, { headers })
}

async function browser(): Promise<{ username: string; id: string; cookie: string }> {
  const { username, id } = await service.person(someAddress())
  const cookie = cookieOf(await service.expecting(201, enter(username))) ?? ''
  return { username, id, cookie }
}

function withCookie(cookie: string, more: Record<string, string> = ours) {
  return { headers: { Cookie: `a=1; __Host-latchkey=${cookie}; b=2`, ...more } }
}

async function opens(cookie: string): Promise<boolean> {
  return (await service.expecting(200, service.get(path, withCookie(cookie)))).body !== null
}

describe('ASVS 3.3.1 to 3.3.4: the session cookie', () => {
  test('is limited to this host and hidden from scripts, and its token is in no body', async () => {
    const { username } = await service.person(someAddress())
    const answer = await enter(username)
    const [cookie] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-latchkey=eyJ/)
    expect(cookie?.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      expect.stringMatching(/^Max-Age=\d+$/),
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ])
    const value = cookieOf(answer) ?? ''
    for (const asked of [
      answer,
      await service.get(path, withCookie(value)),
      await service.get('/api/auth/sessions', withCookie(value)),
      await service.get('/api/auth/me', withCookie(value)),
    ]) {
      expect(asked.status).toBe(asked === answer ? 201 : 200)
      expect(asked.text).not.toContain(value)
      expect(asked.text).not.toMatch(/eyJ/)
    }
  })

  test('ASVS 7.4.1: is invalid and cleared after sign-out', async () => {
    const { cookie } = await browser()
    const out = await service.delete(path, withCookie(cookie))
    expect([out.status, cookieOf(out)]).toEqual([204, ''])
    expect(await opens(cookie)).toBe(false)
  })

  test('ASVS 7.2.4: is new at every sign-in, which ends the session it replaces', async () => {
    const { username, cookie } = await browser()
    const again = await service.post(path, { username, password }, withCookie(cookie))
    const fresh = cookieOf(again) ?? ''
    expect(claimsOf(fresh).jti).not.toBe(claimsOf(cookie).jti)
    expect(await opens(fresh)).toBe(true)
    // The old session ends after the response.
    await expect.poll(() => opens(cookie)).toBe(false)
  })

  test('ASVS 7.4.3: is replaced when the password changes, and the old one is invalid', async () => {
    const { username, cookie } = await browser()
    const other = cookieOf(await enter(username)) ?? ''
    const json = { current_password: password, new_password: 'another horse' }
    const sent = { json, ...withCookie(cookie) }
    const changed = await service.request('POST', '/api/auth/change-password', sent)
    expect(changed.status).toBe(200)
    const fresh = cookieOf(changed) ?? ''
    expect(await opens(fresh)).toBe(true)
    expect(await opens(cookie)).toBe(false)
    expect(await opens(other)).toBe(false)
  })

  test('ASVS 7.4.2, 7.4.3: is invalid after a reset by email and after deletion of the account', async () => {
    const { username, id, cookie } = await browser()
    const token = await resetToken(service, username)
    const reset = { password: 'another horse' }
    await service.post('/api/auth/reset-password-with-token', reset, { token })
    expect(await opens(cookie)).toBe(false)
    const next = cookieOf(await enter(username, ours, 'another horse')) ?? ''
    expect(await opens(next)).toBe(true)
    await service.delete(`/api/auth/users/${id}`, { token: root.token })
    expect(await opens(next)).toBe(false)
  })

  test('ASVS 9.1.1, 9.2.2: is accepted only with a session token in its one valid encoding', async () => {
    const { username, cookie } = await browser()
    const reset = await resetToken(service, username)
    const others = [...Object.values(reencoded(cookie)), reset, 'garbage', '', `"${cookie}"`]
    for (const other of others.filter((each) => each !== cookie)) {
      expect([other, await opens(other)]).toEqual([other, other === `"${cookie}"`])
    }
  })

  test('ASVS 7.2.1, 3.3.4: and a bearer token are not interchangeable, and no response to a cookie contains a token', async () => {
    const { username, cookie } = await browser()
    const token = await service.signIn(username)
    expect(await opens(token)).toBe(false)
    expect(await service.knows(cookie)).toBe(false)
    for (const [method, where, json] of [
      ['PUT', '/api/auth/profile', { newUsername: someName() }],
      ['PUT', '/api/auth/local-account', { name: 'Ada' }],
      ['POST', '/api/auth/update-password', { password: 'another horse' }],
      ['POST', '/api/auth/me/send-otp', undefined],
    ] as const) {
      const { status, body } = await service.request(method, where, { json, ...withCookie(cookie) })
      expect([status, body.code], where).toEqual([403, 'bearer_required'])
    }
    expect(await service.accepts(username, password)).toBe(true)
  })

  test('SECURITY 15: is ignored if there is an Authorization header', async () => {
    const { cookie } = await browser()
    // An empty header does not reach the Worker.
    for (const value of ['Bearer garbage', 'Bearer', 'Basic x']) {
      const { headers } = withCookie(cookie)
      const sent = { headers: { ...headers, Authorization: value } }
      expect((await service.get(path, sent)).status).toBe(401)
    }
  })
})

/** The headers that a browser sends if a page of another site causes the request. */
const foreign: [string, Record<string, string>][] = [
  ['from another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
  ['from another host of this site', { 'Sec-Fetch-Site': 'same-site', Origin: publicUrl }],
  ['from a URL that the user typed', { 'Sec-Fetch-Site': 'none' }],
  ['from another site, in an older browser', { Origin: 'https://evil.example' }],
  ['from our host over plain HTTP', { Origin: publicUrl.replace('https', 'http') }],
  ['from a host that begins like ours', { Origin: `${publicUrl}.evil.example` }],
  ['from our host on another port', { Origin: `${publicUrl}:8443` }],
  ['from an opaque origin', { Origin: 'null' }],
  ['with an invalid Sec-Fetch-Site', { 'Sec-Fetch-Site': 'Same-Origin ', Origin: publicUrl }],
]

describe('ASVS 3.5.1: a request with the cookie changes nothing if it comes', () => {
  async function unsafe(): Promise<[string, string][]> {
    const { paths } = await description(service)
    return Object.entries(paths).flatMap(([url, methods]) =>
      Object.entries(methods).flatMap(([method, operation]): [string, string][] =>
        isSecured(operation) && method !== 'get'
          ? [[method.toUpperCase(), url.replace(/\{[^}]+\}/g, crypto.randomUUID())]]
          : [],
      ),
    )
  }

  test.each([...foreign, ['without any origin header', {}] as [string, Record<string, string>]])(
    '%s',
    async (_what, said) => {
      const { cookie, id } = await browser()
      const before = await service.get('/api/auth/me', withCookie(cookie))
      const operations = await unsafe()
      expect(operations.length).toBeGreaterThan(12)
      for (const [method, url] of operations) {
        const sent = {
          json: { password: 'another horse', name: 'Eve' },
          ...withCookie(cookie, said),
        }
        const { status, body } = await service.request(method, url, sent)
        // Operations for a reset link ignore the cookie.
        const wanted = /with-token$|\/password-reset$/.test(url)
          ? [401, 'reset_token_invalid']
          : [403, 'cross_site_request']
        expect([method, url, status, body.code]).toEqual([method, url, ...wanted])
      }
      await service.post('/api/auth/logout', undefined, withCookie(cookie, said))
      expect((await service.get('/api/auth/me', withCookie(cookie))).text).toBe(before.text)
      expect(before.body.id).toBe(id)
    },
  )

  test('but it succeeds from our own pages, which older browsers identify by Origin only', async () => {
    for (const said of [ours, { Origin: publicUrl }, { Origin: service.instance.url }]) {
      const { cookie } = await browser()
      const sent = { json: { name: 'Ada' }, ...withCookie(cookie, said) }
      expect((await service.request('PUT', '/api/auth/me/name', sent)).status).toBe(200)
    }
  })

  test('ASVS 3.4.2: and a page of another origin cannot read the response', async () => {
    const { cookie } = await browser()
    const sent = withCookie(cookie, { Origin: 'https://evil.example' })
    const { headers } = await service.get('/api/auth/me', sent)
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('ASVS 3.5.1: a sign-in is refused if the request comes', () => {
  test.each(foreign)('%s', async (_what, said) => {
    const { username } = await service.person(someName())
    const answer = await enter(username, said)
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request'])
    expect(answer.headers.get('set-cookie')).toBeNull()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const raw = JSON.stringify({ username, password })
      const sent = { raw, headers: { ...said, 'Content-Type': type } }
      const { status, headers } = await service.request('POST', path, sent)
      expect([status, headers.get('set-cookie')]).toEqual([403, null])
    }
  })

  test('ASVS 6.3.1, 6.3.8: attempts to sign in with a cookie are counted and refused like any other', async () => {
    const { username } = await service.person()
    const wrong = await enter(username, ours, 'wrong horse battery')
    const unknown = await enter(someName())
    expect([wrong.status, wrong.text]).toEqual([401, unknown.text])
    for (let i = 0; i < 9; i++) await enter(username, ours, `wrong horse ${i}`)
    expect((await enter(username)).status).toBe(429)
    expect((await service.post('/api/auth/login', { username, password })).status).toBe(429)
  })
})
