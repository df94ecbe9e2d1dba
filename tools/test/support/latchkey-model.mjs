// Stands where an instance would, for tests: answers like the Worker, but for what a test spoils.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { after } from 'node:test'

const servers = []
after(() => {
  for (const server of servers) server.closeAllConnections()
})

const safe = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}
export const bearer = { security: [{ bearer: [] }] }
export const paths = {
  '/api/auth/login': { post: {} },
  '/api/auth/me': { get: bearer },
  '/api/auth/users': { get: bearer, post: bearer },
  '/api/auth/users/{id}': { get: bearer },
  '/api/auth/status': { get: {} },
  '/api/auth/verify-token': { get: {} },
  '/api/auth/audit': { get: bearer },
  '/v1/auth/login': { post: {} },
  '/v1/auth/status': { get: {} },
  '/api/v1/auth/status': { get: {} },
  '/health': { get: {} },
}

/** A small model of the Worker, as it should answer. */
function wellBehaved({ method, url }) {
  const operations = paths[url]
  if (url === '/openapi.json') return { status: 200, json: { openapi: '3.1.0', paths } }
  if (!operations) return problem(404, 'not_found')
  if (method !== 'GET' || !operations.get) {
    const allow = Object.keys(operations).map((each) => each.toUpperCase())
    return problem(405, 'method_not_allowed', { Allow: allow.join(', ') })
  }
  if (operations.get.security) return problem(401, 'not_signed_in')
  if (url === '/api/auth/verify-token') return problem(400, 'invalid_input')
  const statuses = {
    '/health': { status: 'ok' },
    '/api/auth/status': { isFirstRun: false, localEmail: null },
    '/v1/auth/status': { needsSetup: false },
    '/api/v1/auth/status': { needsSetup: false },
  }
  return { status: 200, json: statuses[url] }
}

export const type = { 'Content-Type': 'application/problem+json' }

export function problem(status, code, headers = {}) {
  return {
    status,
    headers: { ...type, ...headers },
    json: { status, code, detail: 'A sentence' },
  }
}

/**
 * A server that is a well-behaved Latchkey but for what `spoil` changes.
 * @param {(answer: object, request: object) => object | undefined} spoil gives another answer, or undefined for this one
 */
export async function serve(spoil = () => undefined) {
  const requests = []
  const server = createServer((request, response) => {
    requests.push(request)
    const good = wellBehaved(request)
    good.headers = { ...safe, 'X-Request-Id': randomUUID(), ...good.headers }
    const answer = spoil(good, request) ?? good
    if (answer === 'silence') return
    response.writeHead(answer.status, answer.headers)
    response.end(answer.text ?? JSON.stringify(answer.json))
  })
  servers.push(server)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { url: `http://127.0.0.1:${server.address().port}`, requests }
}
