import { describe, expect, inject, test } from 'vitest'
import { secret } from '../support/accounts/forge.ts'
import { password } from '../support/requests/client.ts'
import { expectEveryHeader } from '../support/requests/promises.ts'
import { send } from './support/http.ts'
import { start } from './support/instance.ts'
import { ownService } from './support/own.ts'
import { mainService, Service, someAddress, someName } from './support/service.ts'

describe('with closed registration, a setup token and allowed origins', () => {
  const setupToken = 'set-up-with-this-one'
  const origin = 'https://app.example.com'
  const own = ownService({
    REGISTRATION: 'closed',
    SETUP_TOKEN: setupToken,
    ALLOWED_ORIGINS: `${origin}, tauri://localhost`,
  })
  const names = { first_name: 'Ada', last_name: 'Lovelace' }

  test('ASVS 6.4.1: setup returns 401 without the setup token, for any body, and succeeds with it', async () => {
    const service = own()
    const json = { email: someAddress(), password, ...names }
    const wrong = ['', 'x', setupToken.slice(0, -1), `${setupToken}x`, setupToken.toUpperCase()]
    for (const prefix of ['/v1/auth', '/api/v1/auth']) {
      for (const token of [undefined, ...wrong]) {
        const headers = token === undefined ? {} : { 'X-Setup-Token': token }
        const answer = await service.post(`${prefix}/setup`, json, { headers })
        expect([answer.status, answer.body.code]).toEqual([401, 'setup_token_invalid'])
        expect((await service.post(`${prefix}/setup`, {}, { headers })).status).toBe(401)
      }
      const sent = { json: { ...json, setup_token: setupToken }, token: setupToken }
      const path = `${prefix}/setup?setup_token=${setupToken}`
      expect((await service.request('POST', path, sent)).status).toBe(401)
    }
    const root = await service.setUp(undefined, undefined, {
      headers: { 'X-Setup-Token': setupToken },
    })
    expect(await service.knows(root.token)).toBe(true)
    const again = { headers: { 'X-Setup-Token': setupToken } }
    expect((await service.post('/v1/auth/setup', json, again)).status).toBe(403)
  })

  test('Asta, asyncat, lncrawl: registration returns 403 for any body', async () => {
    const service = own()
    for (const path of ['/api/auth/register', '/api/auth/signup']) {
      for (const raw of ['', '{', '{}', JSON.stringify({ username: someName(), password })]) {
        const answer = await service.request('POST', path, { raw })
        expect([answer.status, answer.body.code]).toEqual([403, 'registration_closed'])
      }
    }
    expect((await service.get('/api/auth/status')).body.mode).toBe('local')
    expect((await service.get('/api/auth/status')).body.localEmail).toBeNull()
  })

  test.each([
    ['GET', '/api/auth/me', 401],
    ['POST', '/api/auth/login', 400],
    ['GET', '/nothing', 404],
    ['PATCH', '/api/auth/me', 405],
    ['GET', '/health', 200],
  ])('ASVS 3.4.2: a listed origin may read the response to %s %s', async (method, path, status) => {
    for (const listed of [origin, 'tauri://localhost']) {
      const json = method === 'POST' ? { json: {} } : {}
      const answer = await own().request(method, path, { ...json, headers: { Origin: listed } })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('access-control-allow-origin')).toBe(listed)
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      expect(String(answer.headers.get('vary'))).toMatch(/\bOrigin\b/i)
    }
  })

  test('ASVS 3.4.2: a preflight of a listed origin returns 204 with the allowed methods and headers', async () => {
    for (const path of ['/api/auth/login', '/api/auth/users/x', '/v1/auth/setup']) {
      const { status, headers } = await own().request('OPTIONS', path, {
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization, content-type',
        },
      })
      expect(status).toBe(204)
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(String(headers.get('access-control-allow-headers'))).toMatch(/authorization/i)
      expect(String(headers.get('access-control-allow-headers'))).toMatch(/content-type/i)
      expect(String(headers.get('vary'))).toMatch(/\bOrigin\b/i)
    }
  })

  test.each([
    'https://evil.example',
    'http://app.example.com',
    'https://app.example.com.evil.example',
    'https://app.example.com:8443',
    'https://APP.example.com',
    'https://sub.app.example.com',
    'https://xapp.example.com',
    'https://app.example.com/',
    'null',
    '*',
    '',
    'https://app.example.com, https://evil.example',
  ])('ASVS 3.4.2: the origin %j may read nothing', async (other) => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await own().request(method, '/api/auth/me', {
        headers: { Origin: other, 'Access-Control-Request-Method': 'GET' },
      })
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(String(headers.get('vary'))).toMatch(/\bOrigin\b/i)
    }
  })
})

describe('without ALLOWED_ORIGINS', () => {
  const { service } = mainService()

  test.each(['https://app.example.com', 'http://localhost:3000', 'null'])(
    'ASVS 3.4.2: no origin may read anything: %s',
    async (origin) => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { headers } = await service.request(method, '/api/auth/login', {
          headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
        })
        const names = Object.keys(headers).filter((name) => name.startsWith('access-control'))
        expect(names).toEqual([])
      }
    },
  )

  test.each([
    ['text/plain', (json: string) => json],
    ['application/x-www-form-urlencoded', () => 'username=x&password=y'],
    ['multipart/form-data; boundary=x', (json: string) => `--x\r\n\r\n${json}\r\n--x--`],
  ])(
    'ASVS 3.5.2: a page of another origin cannot sign a user in with a form of type %s',
    async (type, body) => {
      const { username } = await service.person()
      const raw = body(JSON.stringify({ username, email: username, password }))
      const headers = { 'Content-Type': type, Origin: 'https://evil.example' }
      for (const path of ['/api/auth/login', '/v1/auth/login', '/api/auth/register']) {
        expect((await service.request('POST', path, { raw, headers })).status).toBe(415)
      }
    },
  )
})

describe('ASVS 13.3.1, RFC 8725 3.5', () => {
  test.each([
    ['JWT_SECRET', 'of 31 bytes', 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa'],
    ['JWT_SECRET', 'from an example', 'change-me-to-a-long-random-secret-please'],
    ['ROOT_SECRET', 'from an example', 'change-me-to-a-long-random-secret-please'],
    ['ROOT_SECRET', 'that is also JWT_SECRET', secret],
  ])(
    'a %s %s: every response is 503, and the log names the variable, not the value',
    async (name, _what, weak) => {
      const running = await start(inject('base'), { [name]: weak })
      try {
        const login = { json: { username: 'root@example.com', password } }
        for (const [method, path, sent] of [
          ['GET', '/health', {}],
          ['GET', '/openapi.json', {}],
          ['POST', '/api/auth/login', login],
          ['GET', '/nothing', {}],
        ] as const) {
          const answer = await send(running.url, method, path, sent)
          expect([answer.status, answer.body.code]).toEqual([503, 'misconfigured'])
          expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
          expectEveryHeader(answer)
          expect(answer.text).not.toMatch(/_SECRET/)
        }
        const printed = new Service(running).printed()
        expect(printed).toMatch(new RegExp(`"event":"misconfigured".*"${name}"`))
        expect(printed).not.toContain(weak)
      } finally {
        await running.stop()
      }
    },
  )
})
