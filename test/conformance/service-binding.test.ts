import { describe, expect, test } from 'vitest'
import { type Answer, type Options, password } from '../support/requests/client.ts'
import { send } from './support/http.ts'
import { ownService } from './support/own.ts'
import { someName } from './support/service.ts'

/** The example, with Latchkey as its service binding. */
const started = ownService({}, ['examples/service-binding/wrangler.toml'])

function ask(method: string, path: string, sent: Options = {}): Promise<Answer> {
  return send(started().instance.url, method, path, sent)
}

interface Member {
  id: string
  token: string
  cookie: string
}

async function member(): Promise<Member> {
  const json = { username: someName(), password }
  const { body } = await ask('POST', '/api/auth/register', { json })
  const { headers } = await ask('POST', '/api/auth/session', { json })
  const cookie = String(headers.get('set-cookie')).split(';')[0] ?? ''
  expect(cookie).toMatch(/^__Host-latchkey=./)
  return { id: body.user.id, token: body.token, cookie }
}

function origin(): string {
  return new URL(started().instance.url).origin
}

describe('A Worker with a service binding', () => {
  test('authenticates a session cookie and a bearer token, and nothing else', async () => {
    const { id, token, cookie } = await member()
    const seen = { id, role: 'user', body: null }
    const byCookie = await ask('GET', '/', { headers: { Cookie: cookie } })
    expect([byCookie.status, byCookie.body]).toEqual([200, seen])
    const byBearer = await ask('GET', '/any/path?at=all', { token })
    expect([byBearer.status, byBearer.body]).toEqual([200, seen])
    expect((await ask('GET', '/')).status).toBe(401)
    expect((await ask('GET', '/', { token: `${token}x` })).status).toBe(401)
    expect((await ask('GET', '/', { headers: { Cookie: `${cookie}x` } })).status).toBe(401)
  })

  test('ignores the cookie of a request with an Authorization header', async () => {
    const { cookie } = await member()
    const headers = { Cookie: cookie, Authorization: 'Bearer x' }
    expect((await ask('GET', '/', { headers })).status).toBe(401)
  })

  test('rejects an ended session immediately', async () => {
    const { token, cookie } = await member()
    const headers = { Cookie: cookie, Origin: origin() }
    expect((await ask('DELETE', '/api/auth/session', { headers })).status).toBe(204)
    expect((await ask('GET', '/', { headers })).status).toBe(401)
    expect((await ask('GET', '/', { token })).status).toBe(200)
    await ask('POST', '/api/auth/logout', { token })
    expect((await ask('GET', '/', { token })).status).toBe(401)
  })

  test('accepts a POST with a cookie only from its own origin, and can read the body', async () => {
    const { id, token, cookie } = await member()
    const post = (headers: Record<string, string>) =>
      ask('POST', '/', { headers, json: { hello: 'there' } })
    const own = await post({ Cookie: cookie, Origin: origin() })
    expect([own.status, own.body]).toEqual([200, { id, role: 'user', body: '{"hello":"there"}' }])
    for (const headers of [
      { Origin: 'https://evil.test' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' },
      { 'Sec-Fetch-Site': 'same-site' },
      // The origin of the sign-in pages differs from the origin of this product.
      { Origin: 'https://sign-in.test' },
      {},
    ]) {
      const { status } = await post({ ...headers, Cookie: cookie })
      expect([headers, status]).toEqual([headers, 401])
    }
    const foreign = { Origin: 'https://evil.test', Authorization: `Bearer ${token}` }
    expect((await post(foreign)).status).toBe(200)
  })

  test('sends a browser without a session to the sign-in page, and back afterwards', async () => {
    const { id, cookie } = await member()
    const Accept = 'text/html,*/*;q=0.8'
    const guest = await ask('GET', '/reports?year=2026', { headers: { Accept } })
    expect(guest.status).toBe(302)
    expect(guest.headers.get('Location')).toBe('/auth/sign-in?next=%2Freports%3Fyear%3D2026')
    const opened = await ask('GET', '/reports', { headers: { Accept, Cookie: cookie } })
    expect([opened.status, opened.text.includes('<h1>Hello ')]).toEqual([200, true])
    expect(opened.text).not.toContain(id)
  })

  test('serves the endpoints of Latchkey on the same host', async () => {
    const { id, cookie } = await member()
    const { body } = await ask('GET', '/api/auth/session', { headers: { Cookie: cookie } })
    expect(body.account.id).toBe(id)
  })
})
