import assert from 'node:assert/strict'
import { test } from 'node:test'
import { visit } from '../../commands/doctor/instance/visit.ts'
import {
  type Change,
  type FakeResponse,
  problem,
  problemType,
  serve,
} from '../support/fake-instance.ts'
import { faults } from '../support/findings.ts'

function withHeader(response: FakeResponse, name: string, value: string): FakeResponse {
  return { ...response, headers: { ...response.headers, [name]: value } }
}

const has =
  (name: string, value: string): Change =>
  (response) =>
    withHeader(response, name, value)

const lacks =
  (name: string, isChanged = (_response: FakeResponse) => true): Change =>
  (response) => {
    if (!isChanged(response)) return undefined
    const { [name]: _removed, ...headers } = response.headers
    return { ...response, headers }
  }

const at =
  (path: string, change: Partial<FakeResponse>): Change =>
  (response, request) =>
    request.url === path ? { ...response, ...change } : undefined

const onStatus = (status: number) => (response: FakeResponse) => response.status === status

const withText =
  (status: number, text: string): Change =>
  (response) =>
    response.status === status ? { ...response, text } : undefined

const clockOff =
  (seconds: number): Change =>
  (response) =>
    withHeader(response, 'Date', new Date(Date.now() + seconds * 1000).toUTCString())

const allowsOrigin =
  (others: Record<string, string> = {}): Change =>
  (response, { headers: { origin } }) => {
    if (!origin) return undefined
    const allowed = withHeader(response, 'Access-Control-Allow-Origin', origin)
    return { ...allowed, headers: { ...allowed.headers, ...others } }
  }

const replacedBy = ({ headers }: FakeResponse, status: number, code: string) =>
  problem(status, code, { ...headers, ...problemType })

const page: Change = ({ headers }) => ({
  status: 200,
  headers: { ...headers, 'Content-Type': 'text/html' },
  text: '<!doctype html>',
})

const cases: Record<string, [change: Change | undefined, expected: string[]]> = {
  'a correct instance': [undefined, []],
  'no Cache-Control on a success': [lacks('Cache-Control', onStatus(200)), ['danger headers']],
  'no nosniff on a 404': [lacks('X-Content-Type-Options', onStatus(404)), ['danger headers']],
  'no CSP on a 405': [lacks('Content-Security-Policy', onStatus(405)), ['danger headers']],
  'no CSP on a 401': [lacks('Content-Security-Policy', onStatus(401)), ['danger headers']],
  'a CSP that allows scripts': [
    has('Content-Security-Policy', "script-src 'unsafe-inline'"),
    ['danger headers'],
  ],
  'another Referrer-Policy': [has('Referrer-Policy', 'origin'), ['danger headers']],
  'a response that can be cached': [has('Cache-Control', 'private'), ['danger headers']],
  'a short HSTS': [has('Strict-Transport-Security', 'max-age=3600'), ['danger headers']],
  'no HSTS': [lacks('Strict-Transport-Security'), ['danger headers']],
  'no X-Request-Id on errors': [
    lacks('X-Request-Id', ({ status }) => status >= 400),
    ['note request_id'],
  ],
  'an unknown path that succeeds': [
    (response) => (response.status === 404 ? { ...response, status: 200 } : undefined),
    ['danger unknown_path'],
  ],
  'a wrong method that returns 404': [
    (response) => (response.status === 405 ? { ...response, status: 404 } : undefined),
    ['danger wrong_method'],
  ],
  'a 405 without Allow': [lacks('Allow'), ['note wrong_method']],
  'TRACE accepted': [
    (response, { method }) => (method === 'TRACE' ? { ...response, status: 200 } : undefined),
    ['danger trace'],
  ],
  'TRACE refused with an echo': [
    (response, { method, headers }) =>
      method === 'TRACE' ? { ...response, text: String(headers['x-doctor']) } : undefined,
    ['danger trace'],
  ],
  'a reflected origin': [allowsOrigin(), ['danger cors']],
  'a reflected origin, with credentials': [
    allowsOrigin({ 'Access-Control-Allow-Credentials': 'true' }),
    ['danger cors'],
  ],
  'the origin null allowed': [
    (response, request) =>
      request.headers.origin === 'null' ? allowsOrigin()(response, request) : undefined,
    ['danger cors'],
  ],
  'an origin reflected to a preflight only': [
    (response, request) =>
      request.method === 'OPTIONS' ? allowsOrigin()(response, request) : undefined,
    ['danger cors'],
  ],
  'an origin reflected to a token only': [
    (response, request) =>
      request.headers.authorization ? allowsOrigin()(response, request) : undefined,
    ['danger cors'],
  ],
  'every origin allowed': [has('Access-Control-Allow-Origin', '*'), ['danger cors']],
  'one origin allowed': [has('Access-Control-Allow-Origin', 'https://app.example.com'), []],
  'setup open': [at('/v1/auth/status', { json: { needsSetup: true } }), ['note setup']],
  'default accounts on': [
    at('/api/auth/status', { json: { isFirstRun: true, localEmail: 'admin@local' } }),
    ['note default_accounts'],
  ],
  'default accounts left on': [
    at('/api/auth/status', { json: { isFirstRun: false, localEmail: 'admin@local' } }),
    [],
  ],
  'a stack trace in an error': [
    withText(401, '{"error":"Error: no\\n    at check (worker/sessions/guards.ts:12:3)"}'),
    ['danger leaks'],
  ],
  'SQL in an error': [
    withText(404, '{"error":"select id from accounts where id = ?"}'),
    ['danger leaks'],
  ],
  'a storage error in an error': [withText(400, '{"error":"D1_ERROR: locked"}'), ['danger leaks']],
  'an error page': [
    (response) =>
      response.status === 401 ? withHeader(response, 'Content-Type', 'text/html') : undefined,
    ['note error_shape'],
  ],
  'a clock 10 s slow': [clockOff(-10), ['note clock']],
  'a clock 10 s fast': [clockOff(10), ['note clock']],
  'a clock 90 s slow': [clockOff(-90), ['danger clock']],
  'a clock 90 s fast': [clockOff(90), ['danger clock']],
  'no document': [at('/openapi.json', { status: 404, json: {} }), ['note openapi']],
  'a documented path that is missing': [
    at('/api/auth/verify-token', { status: 404 }),
    ['danger openapi_paths'],
  ],
  'a documented path that fails': [
    at('/api/auth/verify-token', { status: 500 }),
    ['danger failures'],
  ],
  'a guarded path that needs no session': [
    (response, { method, url, headers }) =>
      method === 'GET' && url === '/api/auth/users' && !headers.authorization
        ? { ...response, status: 200 }
        : undefined,
    ['danger guards'],
  ],
  'an unsigned token accepted': [
    (response, { headers: { authorization = '' }, url }) =>
      url === '/api/auth/users' && authorization.endsWith('.')
        ? { ...response, status: 200 }
        : undefined,
    ['danger forged_token'],
  ],
  'no database': [
    (response, { url }) =>
      url === '/health' ? replacedBy(response, 503, 'storage_unavailable') : undefined,
    ['danger health'],
  ],
  'wrong settings': [(response) => replacedBy(response, 503, 'misconfigured'), ['danger health']],
  'a front end that serves /health and /openapi.json': [
    (_response, { url = '' }) =>
      ['/health', '/openapi.json'].includes(url)
        ? { status: 200, headers: { 'Content-Type': 'text/html' }, text: '<!doctype html>' }
        : undefined,
    ['note health', 'note openapi'],
  ],
  'a cache that stores the API': [
    (response, { url }) =>
      url === '/api/auth/status' ? withHeader(response, 'CF-Cache-Status', 'HIT') : undefined,
    ['danger cache'],
  ],
  'a cache that stores no response of the API': [has('CF-Cache-Status', 'BYPASS'), []],
  'another program': [page, ['danger not_latchkey']],
}

for (const [name, [change, expected]] of Object.entries(cases)) {
  test(`${name}: ${expected.join(', ') || 'nothing'}`, async () => {
    const { url } = await serve(change)
    assert.deepEqual(faults(await visit(url)).sort(), expected.sort())
  })
}
