import { log } from '../config/log.ts'
import type { Call } from '../http/context.ts'
import { maxLength } from '../input/max-length.ts'
import { pattern } from '../input/pattern.ts'
import { reserve } from '../limits/throttle.ts'
import type { Client } from './clients.ts'
import { isRedirectUri } from './redirect-uri.ts'

/** Why the document at a client ID cannot be used. The page shows it to the developer of the app. */
export type Fault =
  | 'unreachable'
  | 'status'
  | 'content_type'
  | 'too_large'
  | 'malformed'
  | 'client_id'
  | 'secret'
  | 'redirect_uris'
  | 'too_many_requests'

/** What a document says about a client, or what is wrong with it, and the seconds for which that is remembered. */
type Reading = { maxAge: number } & (
  | { facts: Pick<Client, 'name' | 'redirectUris' | 'idTokenAlg'> }
  | { fault: Fault }
)

/** Milliseconds until the whole document has arrived. */
const patience = 3000

/** One line of visible characters. */
const clientName = pattern(String.raw`^[^\p{C}\p{Zl}\p{Zp}]{1,100}$`)

/** Bytes, decompressed. */
const maxBytes = 5 * 1024

/** Seconds for which a document is used, if its server says less or more. A fault is remembered for the shortest time. */
const life = { min: 60, max: 86_400 }

/** Requests to one host per minute, of all isolates. */
const maxRequests = 30

/** Documents that an isolate remembers. */
const maxEntries = 200

interface Entry {
  reading: Promise<Reading>
  /** UNIX ms. */
  expiresAt: number
}

/** State of one isolate, oldest first. */
const entries = new Map<string, Entry>()

/**
 * Reads the document at a client ID (draft-ietf-oauth-client-id-metadata-document). Requests for the same document at the same time are
 * one request to its server.
 * @param host of the URL, which is accepted
 */
export function readDocument(call: Call, url: string, host: string): Promise<Reading> {
  const known = entries.get(url)
  if (known && known.expiresAt > call.now) return settled(known.reading)
  const entry: Entry = {
    expiresAt: call.now + life.min * 1000,
    reading: load(call, url, host).then((reading) => {
      entry.expiresAt = call.now + reading.maxAge * 1000
      return reading
    }),
  }
  entries.delete(url)
  entries.set(url, entry)
  const [oldest] = entries.keys()
  if (entries.size > maxEntries && oldest) entries.delete(oldest)
  return settled(entry.reading)
}

/** The request that started the reading may have been canceled, and then it never ends. */
function settled(reading: Promise<Reading>): Promise<Reading> {
  const late = new Promise<Reading>((resolve) =>
    setTimeout(resolve, patience + 1000, { fault: 'unreachable', maxAge: 0 }),
  )
  return Promise.race([reading, late])
}

class DocumentError extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super()
    this.fault = fault
  }
}

async function load(call: Call, url: string, host: string): Promise<Reading> {
  try {
    const [counted] = await reserve(call, `document:${host}`, maxRequests, 60_000)
    if (counted && counted.count > maxRequests) throw new DocumentError('too_many_requests')
    const response = await fetch(url, {
      headers: { Accept: 'application/json' },
      redirect: 'manual',
      // It also ends a response that is not read to its end.
      signal: AbortSignal.timeout(patience),
    })
    return { facts: factsOf(await textOf(response), url, host), maxAge: maxAgeOf(response) }
  } catch (error) {
    const fault = error instanceof DocumentError ? error.fault : 'unreachable'
    log('warn', 'client_document_refused', { host, fault, request_id: call.requestId })
    return { fault, maxAge: life.min }
  }
}

async function textOf(response: Response): Promise<string> {
  if (response.status !== 200 || !response.body) throw new DocumentError('status')
  const type = response.headers.get('Content-Type') ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json *(?:;|$)/i.test(type))
    throw new DocumentError('content_type')
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > maxBytes) throw new DocumentError('too_large')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function maxAgeOf({ headers }: Response): number {
  const [, seconds = 0] =
    /^(?!.*no-(?:store|cache)).*max-age=(\d{1,9})/i.exec(headers.get('Cache-Control') ?? '') ?? []
  return Math.min(Math.max(Number(seconds), life.min), life.max)
}

/** Redirect URIs that no client can register are left out: the browser never returns there. */
function factsOf(text: string, url: string, host: string) {
  const document = objectOf(text)
  if (document.client_id !== url) throw new DocumentError('client_id')
  const { client_name: name, redirect_uris: uris } = document
  // No one has proved to be the app with a key, and a secret in a public document is none.
  if ((document.token_endpoint_auth_method ?? 'none') !== 'none' || 'client_secret' in document) {
    throw new DocumentError('secret')
  }
  const redirectUris = (Array.isArray(uris) ? uris : []).filter(isUri)
  if (redirectUris.length === 0) throw new DocumentError('redirect_uris')
  const isName = typeof name === 'string' && clientName().test(name.trim())
  return {
    name: isName ? name.trim() : host,
    redirectUris,
    idTokenAlg: document.id_token_signed_response_alg === 'ES256' ? 'ES256' : 'RS256',
  } as const
}

function isUri(uri: unknown): uri is string {
  return typeof uri === 'string' && uri.length <= maxLength.uri && isRedirectUri(uri)
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // No JSON.
  }
  throw new DocumentError('malformed')
}
