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

/** The value of the session cookie that an answer sets; empty when it takes it back. */
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
  return (await service.get(path, withCookie(cookie))).status === 200
}

describe('ASVS 3.3.1 to 3.3.4: the session cookie', () => {
  test('is for this host alone, out of reach of scripts, and its token is in no body', async () => {
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

  test('ASVS 7.4.1: ends with the session, and is taken back', async () => {
    const { cookie } = await browser()
    const out = await service.delete(path, withCookie(cookie))
    expect([out.status, cookieOf(out)]).toEqual([204, ''])
    expect(await opens(cookie)).toBe(false)
  })

  test('ASVS 7.2.4: is another one at every sign-in, which ends the one it replaces', async () => {
    const { username, cookie } = await browser()
    const again = await service.post(path, { username, password }, withCookie(cookie))
    const fresh = cookieOf(again) ?? ''
    expect(claimsOf(fresh).jti).not.toBe(claimsOf(cookie).jti)
    expect(await opens(fresh)).toBe(true)
    // The old session ends after the answer.
    await expect.poll(() => opens(cookie)).toBe(false)
  })

  test('ASVS 7.4.3: is exchanged when the password changes, and the old one opens nothing', async () => {
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

  test('ASVS 7.4.2, 7.4.3: ends with a reset by mail, and with the account', async () => {
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

  test('ASVS 9.1.1, 9.2.2: holds a session token in its one spelling and nothing else', async () => {
    const { username, cookie } = await browser()
    const reset = await resetToken(service, username)
    const others = [...Object.values(reencoded(cookie)), reset, 'garbage', '', `"${cookie}"`]
    for (const other of others.filter((each) => each !== cookie)) {
      expect([other, await opens(other)]).toEqual([other, other === `"${cookie}"`])
    }
  })

  test('ASVS 7.2.1, 3.3.4: is no bearer token, no bearer token is one, and with it no answer holds a token', async () => {
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

  test('SECURITY 15: is not looked at beside an Authorization header', async () => {
    const { cookie } = await browser()
    // An empty header never gets as far as the Worker.
    for (const value of ['Bearer garbage', 'Bearer', 'Basic x']) {
      const { headers } = withCookie(cookie)
      const sent = { headers: { ...headers, Authorization: value } }
      expect((await service.get(path, sent)).status).toBe(401)
    }
  })
})

/** What a browser sends along when a page of somebody else makes it ask. */
const foreign: [string, Record<string, string>][] = [
  ['of another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
  ['of another host of this site', { 'Sec-Fetch-Site': 'same-site', Origin: publicUrl }],
  ['that the person typed', { 'Sec-Fetch-Site': 'none' }],
  ['of another site, in an older browser', { Origin: 'https://evil.example' }],
  ['of our host without encryption', { Origin: publicUrl.replace('https', 'http') }],
  ['of a host that begins like ours', { Origin: `${publicUrl}.evil.example` }],
  ['of our host at another port', { Origin: `${publicUrl}:8443` }],
  ['without an origin of its own', { Origin: 'null' }],
  ['that says something else', { 'Sec-Fetch-Site': 'Same-Origin ', Origin: publicUrl }],
]

describe('ASVS 3.5.1: with the cookie nothing is changed for a page', () => {
  async function unsafe(): Promise<[string, string][]> {
    const { paths } = await description(service)
    return Object.entries(paths).flatMap(([url, methods]) =>
      Object.entries(methods).flatMap(([method, operation]): [string, string][] =>
        isSecured(operation) && method !== 'get'
          ? [[method.toUpperCase(), url.replace(/\{.+\}/, crypto.randomUUID())]]
          : [],
      ),
    )
  }

  test.each([...foreign, ['of which it says nothing', {}] as [string, Record<string, string>]])(
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
        // What a reset link opens looks at no cookie at all.
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

  test('and is for one of ours, which an older browser tells by its origin', async () => {
    for (const said of [ours, { Origin: publicUrl }, { Origin: service.instance.url }]) {
      const { cookie } = await browser()
      const sent = { json: { name: 'Ada' }, ...withCookie(cookie, said) }
      expect((await service.request('PUT', '/api/auth/me/name', sent)).status).toBe(200)
    }
  })

  test('ASVS 3.4.2: and no page elsewhere may read an answer', async () => {
    const { cookie } = await browser()
    const sent = withCookie(cookie, { Origin: 'https://evil.example' })
    const { headers } = await service.get('/api/auth/me', sent)
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('ASVS 3.5.1: a page cannot sign a browser in to an account of its choice', () => {
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

  test('ASVS 6.3.1, 6.3.8: and signing in this way is counted and refused like every other', async () => {
    const { username } = await service.person()
    const wrong = await enter(username, ours, 'wrong horse battery')
    const unknown = await enter(someName())
    expect([wrong.status, wrong.text]).toEqual([401, unknown.text])
    for (let i = 0; i < 9; i++) await enter(username, ours, `wrong horse ${i}`)
    expect((await enter(username)).status).toBe(429)
    expect((await service.post('/api/auth/login', { username, password })).status).toBe(429)
  })
})
