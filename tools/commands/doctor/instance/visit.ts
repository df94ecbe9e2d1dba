import { randomUUID } from 'node:crypto'
import { apiReference } from '../../../../worker/pages/access.ts'
import {
  type Connection,
  connect,
  type Exchange,
  type Failure,
  isLoopback,
  Unreachable,
} from './connection.ts'
import { documentedGets, isOwn, type Ownership, postOnlyPath, readDocument } from './document.ts'

/** Milliseconds for each response. */
const defaultTimeout = 5000

/** A path that requires a session with every choice of APIS. */
const guardedPath = '/api/auth/audit'

const statusPaths = ['/v1/auth/status', '/api/v1/auth/status', '/api/auth/status'] as const

/** What the responses of an instance to anonymous requests show. */
export type Visit =
  | { kind: 'unreachable'; reason: string }
  | { kind: 'not Latchkey'; health: Exchange }
  | { kind: 'misconfigured' }
  | Examined

/** An instance that every check can look at. */
export interface Examined extends Ownership, Probes {
  kind: 'examined'
  isHttps: boolean
  /** Whether the instance is on this machine. */
  isLocal: boolean
  /** Every response, in order. */
  exchanges: Exchange[]
  health: Exchange
  unknownPath: Exchange
  /** GET /health over http; undefined unless https is on its default port. */
  plain: Exchange | Failure | undefined
}

interface Probes {
  gets: { guarded: boolean; response: Exchange }[]
  statuses: Exchange[]
  wrongMethod: Exchange
  options: Exchange
  /** TRACE, and a header value that no response may repeat. */
  trace: { mark: string; response: Exchange | Failure }
  /** Requests from a foreign origin. */
  foreign: Exchange[]
  /** Requests with an unsigned token. */
  forged: Exchange[]
  /** The same file of the pages, requested twice; none without pages. */
  files: Exchange[]
}

/**
 * Sends the origin of a URL anonymous requests that change nothing: GET, OPTIONS and TRACE, without a body, a name or a
 * password. Signing in or calling first-run could create a default account.
 * @param timeout milliseconds for each response
 */
export async function visit(url: URL, timeout = defaultTimeout): Promise<Visit> {
  const { origin, protocol, hostname, port } = url
  const connection = connect(origin, timeout)
  try {
    const health = await connection.request('GET', '/health')
    const unknownPath = await connection.request('GET', `/api/auth/${randomUUID()}`)
    const servesHealth = health.json?.status === 'ok' || typeof health.json?.code === 'string'
    if (!servesHealth && unknownPath.json?.code !== 'not_found') {
      return { kind: 'not Latchkey', health }
    }
    if (health.json?.code === 'misconfigured') return { kind: 'misconfigured' }
    const documented = await readDocument(connection)
    const ownership = { servesHealth, documented }
    const probes = await probe(connection, ownership, health, unknownPath)
    const isHttps = protocol === 'https:'
    return {
      kind: 'examined',
      ...ownership,
      ...probes,
      isHttps,
      isLocal: isLoopback(hostname),
      exchanges: connection.exchanges,
      health,
      unknownPath,
      // With another port for https, the port for http is unknown.
      plain:
        isHttps && port === ''
          ? await connect(`http://${hostname}`, timeout).attempt('GET', '/health')
          : undefined,
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return { kind: 'unreachable', reason: error.message }
  }
}

async function probe(
  connection: Connection,
  ownership: Ownership,
  health: Exchange,
  unknownPath: Exchange,
): Promise<Probes> {
  const get = (path: string, headers = {}) => connection.request('GET', path, headers)
  const gets: Probes['gets'] = []
  for (const { path, guarded } of documentedGets(ownership.documented)) {
    gets.push({ guarded, response: await get(path) })
  }
  const statuses: Exchange[] = []
  for (const path of statusPaths) {
    const known = gets.find(({ response }) => response.path === path)
    statuses.push(known?.response ?? (await get(path)))
  }
  const succeeding = [health, ...statuses].find(
    (response) => response.status === 200 && isOwn(response, ownership),
  )
  const usual = succeeding?.path ?? unknownPath.path
  const posted = postOnlyPath(ownership.documented, statuses[0]?.status === 200)

  const wrongMethod = await get(posted)
  const options = await connection.request('OPTIONS', posted)
  const mark = randomUUID()
  const trace = { mark, response: await connection.attempt('TRACE', usual, { 'X-Doctor': mark }) }
  await get('/api/auth/%ff')
  await get('/api/auth/me', { Authorization: `Bearer '"; --` })

  const Origin = `https://${randomUUID()}.invalid`
  const Authorization = `Bearer ${unsignedToken()}`
  const foreign = [
    await get(usual, { Origin }),
    await get(usual, { Origin: 'null', Cookie: 'session=none' }),
    await get(unknownPath.path, { Origin, Authorization }),
    await connection.request('OPTIONS', posted, {
      Origin,
      'Access-Control-Request-Method': 'POST',
    }),
  ]

  const guarded = gets.filter((each) => each.guarded).map(({ response }) => response.path)
  const forged: Exchange[] = []
  for (const path of guarded.length > 0 ? guarded.slice(0, 4) : [guardedPath]) {
    forged.push(await get(path, { Authorization }))
  }
  const files = await requestFileTwice(connection)
  return { gets, statuses, wrongMethod, options, trace, foreign, forged, files }
}

/** Requests a file of a page that everyone may open. Its headers are special, so it is kept apart. */
async function requestFileTwice({ attempt }: Connection): Promise<Exchange[]> {
  const page = await attempt('GET', apiReference)
  const file = 'failed' in page ? undefined : /\/auth\/assets\/[\w-]+\.js/.exec(page.body)?.[0]
  if (file === undefined) return []
  const files: Exchange[] = []
  for (const path of [file, file]) {
    const response = await attempt('GET', path)
    if (!('failed' in response) && response.status === 200) files.push(response)
  }
  return files
}

/** A token for a verifier that trusts the algorithm in the token's header (RFC 8725 section 2.1). */
function unsignedToken(): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { sub: randomUUID(), iss: 'latchkey', jti: randomUUID(), iat: now, exp: now + 600 }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}
