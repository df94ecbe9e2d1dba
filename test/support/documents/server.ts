import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** How the server answers a request for the document with this URL; `count` is how often it was requested. */
type Answer = (response: ServerResponse, url: string, count: number) => void

const document = (url: string, changes: object = {}) =>
  JSON.stringify({
    client_id: url,
    client_name: 'Robot',
    redirect_uris: [new URL('/callback', url), 'http://127.0.0.1/callback', 'robot:/callback'],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    ...changes,
  })

const send = (
  response: ServerResponse,
  body: string | Buffer,
  headers: Record<string, string> = {},
  status = 200,
) => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body)
}

const saying =
  (changes: object, headers = {}): Answer =>
  (response, url) =>
    send(response, document(url, changes), headers)

/** Sends the same bytes until the client closes the connection. */
const endless =
  (chunk: string, every: number): Answer =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    const timer = setInterval(() => response.write(chunk), every)
    response.on('close', () => clearInterval(timer))
  }

/** A gigabyte of a byte that compresses well would be as bad; this is made in less time. */
const bomb = () => gzipSync(Buffer.alloc(20_000_000, ' '))

/** By the first part of the path. */
const answers: Record<string, Answer> = {
  good: saying({}),
  'cached-a-minute': saying({}, { 'Cache-Control': 'max-age=1' }),
  'cached-an-hour': saying({}, { 'Cache-Control': 'public, max-age=3600' }),
  'cached-a-year': saying({}, { 'Cache-Control': 'max-age=31536000' }),
  'not-stored': saying({}, { 'Cache-Control': 'no-store, max-age=3600' }),
  es256: saying({ id_token_signed_response_alg: 'ES256' }),
  suffix: saying({}, { 'Content-Type': 'application/client-metadata+json; charset=utf-8' }),
  'no-method': saying({ token_endpoint_auth_method: undefined }),
  'no-name': saying({ client_name: undefined }),
  'bad-name': saying({ client_name: 'Bank\u202Eknab' }),
  'other-host': saying({ redirect_uris: ['https://other.apps.test/callback'] }),
  'five-kib': (response, url) => send(response, document(url).padEnd(5 * 1024)),
  'six-kib': (response, url) => send(response, document(url).padEnd(6 * 1024)),
  endless: endless(' '.repeat(16_384), 1),
  dripping: endless(' ', 100),
  silent: () => undefined,
  bomb: (response) => send(response, bomb(), { 'Content-Encoding': 'gzip' }),
  redirect: (response, url) =>
    send(response, '', { Location: url.replace('/redirect/', '/good/') }, 302),
  missing: (response, url) => send(response, document(url), {}, 404),
  failing: (response, url) => send(response, document(url), {}, 500),
  empty: (response) => void response.writeHead(204).end(),
  closed: (response) => void response.destroy(),
  page: saying({}, { 'Content-Type': 'text/html' }),
  script: saying({}, { 'Content-Type': 'application/javascript+notjson' }),
  'no-json': (response) => send(response, '{"client_id"'),
  list: (response, url) => send(response, `[${document(url)}]`),
  nothing: (response) => send(response, 'null'),
  'other-id': (response, url) => send(response, document(`${url}?`)),
  secret: saying({ client_secret: 'x' }),
  'secret-method': saying({ token_endpoint_auth_method: 'client_secret_basic' }),
  'key-method': saying({ token_endpoint_auth_method: 'private_key_jwt' }),
  'no-uris': saying({ redirect_uris: undefined }),
  'bad-uris': saying({
    redirect_uris: ['javascript:alert(1)', 'https://a@b.apps.test/', 'http://evil.test/', 1],
  }),
  flapping: (response, url, count) =>
    count % 2 === 1 ? send(response, '', {}, 503) : send(response, document(url)),
}

/** How often each document was requested. */
const counts = new Map<string, number>()

/** Responses that are neither complete nor canceled. */
const open = new Set<ServerResponse>()

/**
 * Serves all other hosts: the requests of the Worker arrive here. It has documents of OAuth clients, good and hostile ones, and
 * at https://counts.apps.test how often each was requested and which responses are still being sent.
 */
export function serveDocuments(request: IncomingMessage, response: ServerResponse): void {
  const url = `https://${request.headers.host}${request.url}`
  if (url === 'https://counts.apps.test/') {
    send(response, JSON.stringify({ counts: Object.fromEntries(counts), open: open.size }))
    return
  }
  open.add(response)
  response.on('close', () => open.delete(response))
  const count = (counts.get(url) ?? 0) + 1
  counts.set(url, count)
  const [, name = ''] = request.url?.split('/') ?? []
  const answer = Object.hasOwn(answers, name) ? answers[name] : undefined
  if (answer) answer(response, url, count)
  else send(response, '', {}, 404)
}
