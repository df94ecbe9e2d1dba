// Replaces an instance in tests: it responds as the Worker does, except where a test changes a response.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

/** A response; `text` replaces `json`. */
export interface FakeResponse {
  status: number
  headers: Record<string, string>
  json?: unknown
  text?: string
}

/** Changes a response; undefined leaves it, and `silence` never sends one. */
export type Change = (
  response: FakeResponse,
  request: IncomingMessage,
) => FakeResponse | 'silence' | undefined

const servers: Server[] = []
after(() => {
  for (const server of servers) server.closeAllConnections()
})

const securityHeaders = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}

/** Marks an operation that requires a session. */
export const guarded = { security: [{ bearer: [] }] }

interface PathItem {
  get?: { security?: object[] }
  post?: object
}

/** The paths of /openapi.json. */
export const paths: Record<string, PathItem> = {
  '/api/auth/login': { post: {} },
  '/api/auth/me': { get: guarded },
  '/api/auth/users': { get: guarded, post: guarded },
  '/api/auth/users/{id}': { get: guarded },
  '/api/auth/status': { get: {} },
  '/api/auth/verify-token': { get: {} },
  '/api/auth/audit': { get: guarded },
  '/v1/auth/login': { post: {} },
  '/v1/auth/status': { get: {} },
  '/api/v1/auth/status': { get: {} },
  '/health': { get: {} },
}

/** The media type of an error (RFC 9457). */
export const problemType = { 'Content-Type': 'application/problem+json' }

/** An error as Latchkey sends it. */
export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
): FakeResponse {
  return {
    status,
    headers: { ...problemType, ...headers },
    json: { status, code, detail: 'A sentence' },
  }
}

/** Serves a correct Latchkey with the changes of a test. */
export async function serve(
  change: Change = () => undefined,
): Promise<{ url: URL; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    const correct = respond(request)
    correct.headers = { ...securityHeaders, 'X-Request-Id': randomUUID(), ...correct.headers }
    const sent = change(correct, request) ?? correct
    if (sent === 'silence') return
    response.writeHead(sent.status, sent.headers)
    response.end(sent.text ?? JSON.stringify(sent.json))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  // A server that listens on a port has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}`), requests }
}

function respond({ method, url = '' }: IncomingMessage): FakeResponse {
  const operations = paths[url]
  if (url === '/openapi.json') {
    return { status: 200, headers: {}, json: { openapi: '3.1.0', paths } }
  }
  if (!operations) return problem(404, 'not_found')
  if (method !== 'GET' || !operations.get) {
    const allow = Object.keys(operations).map((each) => each.toUpperCase())
    return problem(405, 'method_not_allowed', { Allow: allow.join(', ') })
  }
  if (operations.get.security) return problem(401, 'unauthenticated')
  if (url === '/api/auth/verify-token') return problem(400, 'invalid_input')
  return { status: 200, headers: {}, json: bodies[url] }
}

const bodies: Record<string, object> = {
  '/health': { status: 'ok' },
  '/api/auth/status': { isFirstRun: false, localEmail: null },
  '/v1/auth/status': { needsSetup: false },
  '/api/v1/auth/status': { needsSetup: false },
}
