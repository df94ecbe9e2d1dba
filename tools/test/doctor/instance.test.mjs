import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instanceFindings } from '../../commands/doctor/instance.mjs'
import { exitCode } from '../../commands/doctor/report.mjs'
import { visit } from '../../commands/doctor/visit.mjs'
import { bearer, paths, problem, serve, type } from '../support/latchkey-model.mjs'

/** Level and name of whatever is not ok. */
function faults(facts) {
  const findings = instanceFindings(facts)
  const bad = findings.filter(({ level }) => level !== 'ok')
  const isDangerous = bad.some(({ level }) => level === 'danger')
  assert.equal(exitCode({ instance: findings }), isDangerous ? 1 : 0)
  return bad.map(({ level, check }) => `${level} ${check}`)
}

const has = (name, value) => (answer) => ({
  ...answer,
  headers: { ...answer.headers, [name]: value },
})
const lacks =
  (name, on = () => true) =>
  (answer, request) => {
    if (!on(answer, request)) return undefined
    const { [name]: _, ...headers } = answer.headers
    return { ...answer, headers }
  }
const at = (path, change) => (answer, request) =>
  request.url === path ? { ...answer, ...change } : undefined
const onStatus = (status) => (answer) => answer.status === status
const withText = (status, text) => (answer) =>
  answer.status === status ? { ...answer, text } : undefined
const clockOff = (seconds) => (answer) =>
  has('Date', new Date(Date.now() + seconds * 1000).toUTCString())(answer)
const reflect =
  (others = {}) =>
  (answer, { headers: { origin } }) => {
    if (!origin) return undefined
    return {
      ...answer,
      headers: { ...answer.headers, 'Access-Control-Allow-Origin': origin, ...others },
    }
  }
const inPlaceOf = ({ headers }, status, code) => problem(status, code, { ...headers, ...type })
const page = (answer) => ({
  status: 200,
  headers: { ...answer.headers, 'Content-Type': 'text/html' },
  text: '<!doctype html>',
})

const cases = {
  'a good instance': [undefined, []],
  'no Cache-Control on a success': [lacks('Cache-Control', onStatus(200)), ['danger headers']],
  'no nosniff on a 404': [lacks('X-Content-Type-Options', onStatus(404)), ['danger headers']],
  'no CSP on a 405': [lacks('Content-Security-Policy', onStatus(405)), ['danger headers']],
  'no CSP on a 401': [lacks('Content-Security-Policy', onStatus(401)), ['danger headers']],
  'a CSP that lets scripts in': [
    has('Content-Security-Policy', "script-src 'unsafe-inline'"),
    ['danger headers'],
  ],
  'another Referrer-Policy': [has('Referrer-Policy', 'origin'), ['danger headers']],
  'an answer that may be cached': [has('Cache-Control', 'private'), ['danger headers']],
  'a short HSTS': [has('Strict-Transport-Security', 'max-age=3600'), ['danger headers']],
  'no HSTS': [lacks('Strict-Transport-Security'), ['danger headers']],
  'no X-Request-Id on errors': [
    lacks('X-Request-Id', ({ status }) => status >= 400),
    ['note request_id'],
  ],
  'unknown paths that are answered': [
    (answer) => (answer.status === 404 ? { ...answer, status: 200 } : undefined),
    ['danger unknown_path'],
  ],
  'a wrong method that is 404': [
    (answer) => (answer.status === 405 ? { ...answer, status: 404 } : undefined),
    ['danger wrong_method'],
  ],
  'a 405 without Allow': [lacks('Allow'), ['note wrong_method']],
  'TRACE answered': [
    (answer, { method }) => (method === 'TRACE' ? { ...answer, status: 200 } : undefined),
    ['danger trace'],
  ],
  'TRACE refused with an echo': [
    (answer, { method, headers }) =>
      method === 'TRACE' ? { ...answer, text: headers['x-doctor'] } : undefined,
    ['danger trace'],
  ],
  'a reflected origin': [reflect(), ['danger cors']],
  'a reflected origin, with credentials': [
    reflect({ 'Access-Control-Allow-Credentials': 'true' }),
    ['danger cors'],
  ],
  'the origin null let in': [
    (answer, request) =>
      request.headers.origin === 'null' ? reflect()(answer, request) : undefined,
    ['danger cors'],
  ],
  'an origin reflected to a preflight only': [
    (answer, request) => (request.method === 'OPTIONS' ? reflect()(answer, request) : undefined),
    ['danger cors'],
  ],
  'an origin reflected to a token only': [
    (answer, request) => (request.headers.authorization ? reflect()(answer, request) : undefined),
    ['danger cors'],
  ],
  'every origin let in': [has('Access-Control-Allow-Origin', '*'), ['danger cors']],
  'one origin let in': [has('Access-Control-Allow-Origin', 'https://app.example.com'), []],
  'set-up open': [at('/v1/auth/status', { json: { needsSetup: true } }), ['note setup']],
  'default accounts on': [
    at('/api/auth/status', { json: { isFirstRun: true, localEmail: 'admin@local' } }),
    ['note default_accounts'],
  ],
  'default accounts left on': [
    at('/api/auth/status', { json: { isFirstRun: false, localEmail: 'admin@local' } }),
    [],
  ],
  'a stack in an error': [
    withText(401, '{"error":"Error: no\\n    at check (worker/sessions/guards.ts:12:3)"}'),
    ['danger leaks'],
  ],
  'SQL in an error': [
    withText(404, '{"error":"select id from accounts where id = ?"}'),
    ['danger leaks'],
  ],
  'storage in an error': [withText(400, '{"error":"D1_ERROR: locked"}'), ['danger leaks']],
  'an error page': [
    (answer) =>
      answer.status === 401 ? { ...has('Content-Type', 'text/html')(answer) } : undefined,
    ['note error_shape'],
  ],
  'a clock 10 s slow': [clockOff(-10), ['note clock']],
  'a clock 10 s fast': [clockOff(10), ['note clock']],
  'a clock 90 s slow': [clockOff(-90), ['danger clock']],
  'a clock 90 s fast': [clockOff(90), ['danger clock']],
  'no document': [at('/openapi.json', { status: 404, json: {} }), ['note openapi']],
  'a path described but missing': [
    at('/api/auth/verify-token', { status: 404 }),
    ['danger openapi_paths'],
  ],
  'a described path that fails': [
    at('/api/auth/verify-token', { status: 500 }),
    ['danger failures'],
  ],
  'a guarded path open to all': [
    (answer, { method, url, headers }) =>
      method === 'GET' && url === '/api/auth/users' && !headers.authorization
        ? { ...answer, status: 200 }
        : undefined,
    ['danger guards'],
  ],
  'a token without a signature taken': [
    (answer, { headers: { authorization = '' }, url }) =>
      url === '/api/auth/users' && authorization.endsWith('.')
        ? { ...answer, status: 200 }
        : undefined,
    ['danger forged_token'],
  ],
  'a database that is away': [
    (answer, { url }) =>
      url === '/health' ? inPlaceOf(answer, 503, 'storage_unavailable') : undefined,
    ['danger health'],
  ],
  'wrong settings': [(answer) => inPlaceOf(answer, 503, 'misconfigured'), ['danger health']],
  'a front end that answers /health and /openapi.json': [
    (answer, { url }) =>
      ['/health', '/openapi.json'].includes(url)
        ? { ...page(answer), headers: { 'Content-Type': 'text/html' } }
        : undefined,
    ['note health', 'note openapi'],
  ],
  'something else altogether': [page, ['danger not_latchkey']],
}

for (const [name, [spoil, expected]] of Object.entries(cases)) {
  test(`${name}: ${expected.join(', ') || 'nothing'}`, async () => {
    const { url } = await serve(spoil)
    assert.deepEqual(faults(await visit(url)).sort(), expected.sort())
  })
}

test('each header that is missing is told, with a few of the answers', async () => {
  const { url } = await serve(lacks('X-Content-Type-Options'))
  const [finding] = instanceFindings(await visit(url)).filter(({ level }) => level === 'danger')
  assert.match(finding.found, /^X-Content-Type-Options .* GET \/health \(200\).* and \d+ more/)
})

test('credentials make a foreign origin worse, and it says so', async () => {
  const { url } = await serve((answer, request) =>
    reflect(request.method === 'OPTIONS' ? { 'Access-Control-Allow-Credentials': 'true' } : {})(
      answer,
      request,
    ),
  )
  const finding = instanceFindings(await visit(url)).find(({ check }) => check === 'cors')
  assert.match(finding.found, /cookies/)
})

test('what is not Latchkey, or serves nothing, is left alone', async () => {
  for (const spoil of [page, (answer) => inPlaceOf(answer, 503, 'misconfigured')]) {
    const { url, requests } = await serve(spoil)
    await visit(url)
    assert.equal(requests.length, 2)
  }
})

test('open set-up is no danger where a token is known to guard it', async () => {
  const { url } = await serve(at('/v1/auth/status', { json: { needsSetup: true } }))
  assert.deepEqual(faults({ ...(await visit(url)), setupToken: true }), ['note setup'])
})

test('elsewhere open set-up and default accounts are dangers, and a note once set-up is done', async () => {
  const facts = await visit((await serve()).url)
  const elsewhere = (json) => {
    const statuses = [{ status: 200, json }]
    const plain = { failed: 'ECONNREFUSED' }
    return faults({ ...facts, statuses, loopback: false, secure: true, plain })
  }
  assert.deepEqual(elsewhere({ needsSetup: true, isFirstRun: true, localEmail: 'admin@local' }), [
    'danger setup',
    'danger default_accounts',
  ])
  assert.deepEqual(elsewhere({ needsSetup: false, isFirstRun: false, localEmail: 'admin@local' }), [
    'note default_accounts',
  ])
})

test('what does not show from outside is a note and never ok', async () => {
  const facts = await visit((await serve()).url)
  assert.deepEqual(faults({ ...facts, statuses: [] }), ['note setup', 'note default_accounts'])
  const unguarded = facts.gets.filter(({ guarded }) => !guarded)
  assert.deepEqual(faults({ ...facts, gets: unguarded }), ['note guards'])
})

test('http: a danger but on this machine, and where https has a plain twin', async () => {
  const facts = await visit((await serve()).url)
  const plain = (status, location) => ({ status, headers: { ...(location && { location }) } })
  const secure = (answer) => faults({ ...facts, secure: true, loopback: false, plain: answer })
  assert.deepEqual(faults({ ...facts, loopback: false }), ['danger https'])
  // On a port of its own TLS has no plain twin to look at.
  assert.deepEqual(secure(undefined), ['note https'])
  assert.deepEqual(secure({ failed: 'ECONNREFUSED' }), [])
  assert.deepEqual(secure(plain(301, 'https://auth.example.com/health')), [])
  assert.deepEqual(secure(plain(302, 'http://auth.example.com/health')), ['danger https'])
  assert.deepEqual(secure(plain(302)), ['danger https'])
  assert.deepEqual(secure(plain(201, 'https://auth.example.com/')), ['danger https'])
  assert.deepEqual(secure(plain(404, 'https://auth.example.com/')), ['danger https'])
  assert.deepEqual(secure(plain(200)), ['danger https'])
})

test('a missing Date is a note but on this machine', async () => {
  const facts = await visit((await serve()).url)
  const answers = facts.answers.map(({ headers: { date, ...headers }, ...answer }) => ({
    ...answer,
    headers,
  }))
  assert.deepEqual(faults({ ...facts, answers }), [])
  const elsewhere = { ...facts, answers, loopback: false, secure: true }
  assert.deepEqual(faults(elsewhere), ['note https', 'note clock'])
})

test('every request changes nothing, and there are at most 60, however long the document', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`/api/auth/more/${index}`, { get: bearer }]),
  )
  const theirs = { '/logout': { get: {} }, '//elsewhere.test/x': { get: {} } }
  const document = { openapi: '3.1.0', paths: { ...theirs, ...paths, ...many } }
  const { url, requests } = await serve(at('/openapi.json', { json: document }))
  await visit(url)
  assert.ok(requests.length > 20 && requests.length <= 60, String(requests.length))
  for (const { method, url: path, headers } of requests) {
    assert.ok(['GET', 'OPTIONS', 'TRACE'].includes(method), method)
    assert.ok(!('content-length' in headers) && !('transfer-encoding' in headers))
    assert.doesNotMatch(path, /logout|elsewhere|first-run|setup/)
  }
})

test('without a document a token without a signature is tried where every service has a guard', async () => {
  const { url, requests } = await serve((answer, request) => {
    if (request.url === '/openapi.json') return { ...answer, status: 404 }
    const { authorization = '' } = request.headers
    return authorization.endsWith('.') && answer.status === 401
      ? { ...answer, status: 200 }
      : undefined
  })
  const facts = await visit(url)
  assert.deepEqual(faults(facts), ['note openapi', 'danger forged_token'])
  const { headers } = requests.find(({ url: path }) => path === '/api/auth/audit')
  const [header, claims, signature] = headers.authorization
    .replace('Bearer ', '')
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString())
  assert.deepEqual(JSON.parse(header), { alg: 'none', typ: 'JWT' })
  assert.ok(JSON.parse(claims).exp > Date.now() / 1000)
  assert.equal(signature, '')
})

test('nobody there, or nobody who answers in time', async () => {
  const { url } = await serve(() => 'silence')
  assert.deepEqual(faults(await visit(url, 100)), ['danger unreachable'])
  const stopping = await serve((_, { url }) => (url === '/health' ? undefined : 'silence'))
  assert.deepEqual(faults(await visit(stopping.url, 100)), ['danger unreachable'])
  assert.equal(stopping.requests.length, 4)
  assert.deepEqual(faults(await visit('http://127.0.0.1:1')), ['danger unreachable'])
  const [finding] = instanceFindings(await visit('http://127.0.0.1:1'))
  assert.match(finding.found, /http:\/\/127\.0\.0\.1:1 gives no answer \(ECONNREFUSED\)/)
})
