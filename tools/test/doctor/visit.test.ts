import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from '../../commands/doctor/instance/connection.ts'
import { instanceFindings } from '../../commands/doctor/instance/instance.ts'
import { type Examined, visit } from '../../commands/doctor/instance/visit.ts'
import {
  type Change,
  guarded,
  paths,
  problem,
  problemType,
  serve,
} from '../support/fake-instance.ts'
import { faults } from '../support/findings.ts'

/** What a visit to a correct instance finds. */
async function examined(change?: Change): Promise<Examined> {
  const result = await visit((await serve(change)).url)
  assert.equal(result.kind, 'examined')
  return result
}

function exchange(json: Record<string, unknown>): Exchange {
  return {
    method: 'GET',
    path: '/v1/auth/status',
    requestHeaders: {},
    status: 200,
    headers: {},
    body: JSON.stringify(json),
    json,
    sentAt: 0,
    receivedAt: 0,
  }
}

test('each missing header is reported with the first responses that lack it', async () => {
  const facts = await examined((response) => {
    const { 'X-Content-Type-Options': _removed, ...headers } = response.headers
    return { ...response, headers }
  })
  const finding = instanceFindings(facts).find(({ level }) => level === 'danger')
  assert.match(
    finding?.message ?? '',
    /^X-Content-Type-Options .* GET \/health \(200\).* and \d+ more/,
  )
})

test('a foreign origin that can send cookies is reported as such', async () => {
  const facts = await examined((response, { method, headers: { origin } }) => {
    if (!origin) return undefined
    const headers = {
      ...response.headers,
      'Access-Control-Allow-Origin': origin,
      ...(method === 'OPTIONS' && { 'Access-Control-Allow-Credentials': 'true' }),
    }
    return { ...response, headers }
  })
  const finding = instanceFindings(facts).find(({ check }) => check === 'cors')
  assert.match(finding?.message ?? '', /cookies/)
})

test('a program that is not Latchkey, or that only returns 503, gets two requests', async () => {
  const others: Change[] = [
    ({ headers }) => ({ status: 200, headers, text: '<!doctype html>' }),
    ({ headers }) => problem(503, 'misconfigured', { ...headers, ...problemType }),
  ]
  for (const change of others) {
    const { url, requests } = await serve(change)
    await visit(url)
    assert.equal(requests.length, 2)
  }
})

test('open setup is not a danger if it is known to require a token', async () => {
  const facts = await examined((response, { url }) =>
    url === '/v1/auth/status' ? { ...response, json: { needsSetup: true } } : undefined,
  )
  assert.deepEqual(faults({ ...facts, isLocal: false, isHttps: true, plain: noResponse }, true), [
    'note setup',
  ])
})

const noResponse = { failed: 'ECONNREFUSED' }

test('on another machine open setup and default accounts are dangers, and a note after setup', async () => {
  const facts = await examined()
  const elsewhere = (json: Record<string, unknown>) =>
    faults({
      ...facts,
      statuses: [exchange(json)],
      isLocal: false,
      isHttps: true,
      plain: noResponse,
    })
  assert.deepEqual(elsewhere({ needsSetup: true, isFirstRun: true, localEmail: 'admin@local' }), [
    'danger setup',
    'danger default_accounts',
  ])
  assert.deepEqual(elsewhere({ needsSetup: false, isFirstRun: false, localEmail: 'admin@local' }), [
    'note default_accounts',
  ])
})

test('a check that is impossible from outside is a note and never ok', async () => {
  const facts = await examined()
  assert.deepEqual(faults({ ...facts, statuses: [] }), ['note setup', 'note default_accounts'])
  const unguarded = facts.gets.filter((get) => !get.guarded)
  assert.deepEqual(faults({ ...facts, gets: unguarded }), ['note guards'])
})

test('http is a danger except on this machine and if it redirects to https', async () => {
  const facts = await examined()
  const secure = (plain: Examined['plain']) =>
    faults({ ...facts, isHttps: true, isLocal: false, plain })
  const plain = (status: number, location?: string): Exchange => ({
    ...exchange({}),
    status,
    headers: { ...(location !== undefined && { location }) },
  })
  assert.deepEqual(faults({ ...facts, isLocal: false }), ['danger https'])
  // With another port for https, the port for http is unknown.
  assert.deepEqual(secure(undefined), ['note https'])
  assert.deepEqual(secure(noResponse), [])
  assert.deepEqual(secure(plain(301, 'https://auth.example.com/health')), [])
  assert.deepEqual(secure(plain(302, 'http://auth.example.com/health')), ['danger https'])
  assert.deepEqual(secure(plain(302)), ['danger https'])
  assert.deepEqual(secure(plain(201, 'https://auth.example.com/')), ['danger https'])
  assert.deepEqual(secure(plain(404, 'https://auth.example.com/')), ['danger https'])
  assert.deepEqual(secure(plain(200)), ['danger https'])
})

test('a missing Date is a note except on this machine', async () => {
  const facts = await examined()
  const exchanges = facts.exchanges.map(({ headers: { date: _removed, ...headers }, ...rest }) => ({
    ...rest,
    headers,
  }))
  assert.deepEqual(faults({ ...facts, exchanges }), [])
  const elsewhere = { ...facts, exchanges, isLocal: false, isHttps: true }
  assert.deepEqual(faults(elsewhere), ['note https', 'note clock'])
})

test('no request changes anything, and a long document does not add requests', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`/api/auth/more/${index}`, { get: guarded }]),
  )
  const others = { '/logout': { get: {} }, '//elsewhere.test/x': { get: {} } }
  const document = { openapi: '3.1.0', paths: { ...others, ...paths, ...many } }
  const { url, requests } = await serve((response, request) =>
    request.url === '/openapi.json' ? { ...response, json: document } : undefined,
  )
  await visit(url)
  assert.ok(requests.length > 20 && requests.length <= 40, String(requests.length))
  for (const { method = '', url: path = '', headers } of requests) {
    assert.ok(['GET', 'OPTIONS', 'TRACE'].includes(method), method)
    assert.ok(!('content-length' in headers) && !('transfer-encoding' in headers))
    assert.doesNotMatch(path, /logout|elsewhere|first-run|setup/)
  }
})

test('without a document an unsigned token is sent to a path that always requires a session', async () => {
  const { url, requests } = await serve((response, request) => {
    if (request.url === '/openapi.json') return { ...response, status: 404 }
    const { authorization = '' } = request.headers
    return authorization.endsWith('.') && response.status === 401
      ? { ...response, status: 200 }
      : undefined
  })
  assert.deepEqual(faults(await visit(url)), ['note openapi', 'danger forged_token'])
  const request = requests.find(({ url: path }) => path === '/api/auth/audit')
  const [header = '', claims = '', signature] = (request?.headers.authorization ?? '')
    .replace('Bearer ', '')
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString())
  assert.deepEqual(JSON.parse(header), { alg: 'none', typ: 'JWT' })
  assert.ok(JSON.parse(claims).exp > Date.now() / 1000)
  assert.equal(signature, '')
})

test('an instance that does not respond, or not in time, is unreachable', async () => {
  const { url } = await serve(() => 'silence')
  assert.deepEqual(faults(await visit(url, 100)), ['danger unreachable'])
  const stopping = await serve((_, request) => (request.url === '/health' ? undefined : 'silence'))
  assert.deepEqual(faults(await visit(stopping.url, 100)), ['danger unreachable'])
  assert.equal(stopping.requests.length, 4)
  const closed = await visit(new URL('http://127.0.0.1:1'))
  assert.deepEqual(faults(closed), ['danger unreachable'])
  const [finding] = instanceFindings(closed)
  assert.match(finding?.message ?? '', /http:\/\/127\.0\.0\.1:1 does not respond \(ECONNREFUSED\)/)
})

test('files of the pages come from the cache on the second request, except on this machine', async () => {
  const file = '/auth/assets/index-a1b2c3d4.js'
  const filesWith = async (statuses: string[]) => {
    const { url } = await serve((response, { url: path }) => {
      if (path === '/auth/api') return { ...response, status: 200, text: `<script src="${file}">` }
      if (path !== file) return undefined
      const status = statuses.shift()
      const headers = { 'Cache-Control': 'immutable', ...(status && { 'CF-Cache-Status': status }) }
      return { status: 200, headers, text: '' }
    })
    const visited = await visit(url)
    assert.deepEqual(faults(visited), [])
    assert.ok(visited.kind === 'examined')
    assert.equal(visited.files.length, 2)
    return faults({ ...visited, isLocal: false, isHttps: true })
  }
  assert.deepEqual(await filesWith(['MISS', 'HIT']), ['note https'])
  assert.deepEqual(await filesWith(['MISS', 'MISS']), ['note https', 'note cached_files'])
  assert.deepEqual(await filesWith([]), ['note https', 'note cached_files'])
})
