import { describe, expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const allowed = [
  'https://app.example.com',
  'http://localhost:5173',
  'tauri://localhost',
  'capacitor://app',
]
const lists = { ALLOWED_ORIGINS: allowed.join(', ') }

function preflight(service: Service, origin: string, path = '/api/auth/login') {
  return service.request('OPTIONS', path, {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  })
}

function names({ headers }: Answer): string[] {
  return [...headers.keys()].filter((name) => name.startsWith('access-control-'))
}

const words = (header: string | null) => header?.split(',').map((word) => word.trim()) ?? []

describe.each(allowed)('ALLOWED_ORIGINS with %s in it', (origin) => {
  test('answers its preflight request with 204', async () => {
    const { status, headers, body } = await preflight(new Service(lists), origin)
    expect(status).toBe(204)
    expect(body).toBeUndefined()
    expect(headers.get('Access-Control-Allow-Origin')).toBe(origin)
    expect(words(headers.get('Access-Control-Allow-Headers'))).toEqual(
      expect.arrayContaining(['Authorization', 'Content-Type']),
    )
    expect(words(headers.get('Access-Control-Allow-Methods'))).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    )
    expect(words(headers.get('Vary'))).toContain('Origin')
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull()
  })

  test('may read successes and failures', async () => {
    const service = new Service(lists)
    const { token } = await person()
    const headers = { Origin: origin }
    const answers = [
      [200, await service.post('/api/auth/login', { username: 'alice', password }, { headers })],
      [200, await service.get('/api/auth/me', { token, headers })],
      [200, await service.get('/openapi.json', { headers })],
      [400, await service.post('/api/auth/login', {}, { headers })],
      [401, await service.get('/api/auth/me', { headers })],
      [403, await service.get('/api/auth/users', { token, headers })],
      [404, await service.get('/nothing', { headers })],
      [405, await service.get('/api/auth/login', { headers })],
      [413, await service.post('/api/auth/login', { x: 'x'.repeat(70_000) }, { headers })],
    ] as const
    for (const [wanted, answer] of answers) {
      expect(answer.status).toBe(wanted)
      expect(answer.headers.get('Access-Control-Allow-Origin'), String(wanted)).toBe(origin)
      expect(words(answer.headers.get('Vary')), String(wanted)).toContain('Origin')
      const exposed = words(answer.headers.get('Access-Control-Expose-Headers'))
      expect(exposed).toEqual(expect.arrayContaining(['Link', 'Retry-After']))
    }
  })
})

describe.each([
  ['https://App.Example.com', 'https://app.example.com'],
  ['HTTPS://app.example.com', 'https://app.example.com'],
  ['https://a.example.com:443', 'https://a.example.com'],
  ['http://a.example.com:80', 'http://a.example.com'],
  ['http://LOCALHOST:5173', 'http://localhost:5173'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://[0:0::1]:8080', 'http://[::1]:8080'],
  ['Tauri://LocalHost', 'tauri://localhost'],
  ['chrome-extension://ABCDEFGH', 'chrome-extension://abcdefgh'],
  ['capacitor://localhost', 'capacitor://localhost'],
])('ALLOWED_ORIGINS with %s', (written, sent) => {
  test(`accepts ${sent}, which browsers send`, async () => {
    const service = new Service({ ALLOWED_ORIGINS: `https://other.example, ${written}` })
    const answer = await service.get('/health', { headers: { Origin: sent } })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(sent)
    const foreign = { headers: { Origin: `${sent}1` } }
    expect(names(await service.get('/health', foreign))).not.toContain(
      'access-control-allow-origin',
    )
  })
})

describe('ALLOWED_ORIGINS', () => {
  test('lets the origin read a storage failure', async () => {
    const DB = {
      prepare() {
        throw new Error('D1_ERROR: down')
      },
    }
    const origin = 'https://app.example.com'
    const answer = await new Service({ ...lists, DB }).get('/health', {
      headers: { Origin: origin },
    })
    expectProblem(answer, 503, 'storage_unavailable')
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin)
  })

  test.each([
    'https://app.example.com.evil.test',
    'https://evil.test',
    'https://sub.app.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com/',
    'HTTPS://APP.EXAMPLE.COM',
    'https://app-example.com',
    'http://localhost:5174',
    'tauri://localhost.evil.test',
    'null',
    '*',
    '',
  ])('rejects the origin %s, which it does not list exactly', async (origin) => {
    const service = new Service(lists)
    const asked = await preflight(service, origin)
    const answer = await service.get('/health', { headers: { Origin: origin } })
    for (const { headers } of [asked, answer]) {
      expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull()
      // A cache must not return this response to the listed origin.
      expect(words(headers.get('Vary'))).toContain('Origin')
    }
    expect(answer.status).toBe(200)
  })

  test('unset, accepts no other origin', async () => {
    const service = new Service()
    for (const origin of [...allowed, 'https://sign-in.test', 'null']) {
      const asked = await preflight(service, origin)
      expectProblem(asked, 405, 'method_not_allowed')
      expect(names(asked)).toEqual([])
      const answer = await service.get('/health', { headers: { Origin: origin } })
      expect(names(answer)).toEqual([])
    }
  })

  test('has no effect on a request without an Origin', async () => {
    const answer = await new Service(lists).get('/health')
    expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(words(answer.headers.get('Vary'))).toContain('Origin')
  })
})
