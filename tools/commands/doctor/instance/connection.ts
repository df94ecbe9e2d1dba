import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** Bytes of a response body; a longer one is not from Latchkey. */
const maximumBytes = 1024 * 1024
/** After this many requests without a response, the instance is unreachable. */
const maximumFailures = 3

/** A request that got a response. */
export interface Exchange {
  method: string
  path: string
  requestHeaders: Record<string, string>
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** The body, if it is a JSON object. */
  json: Record<string, unknown> | undefined
  /** Milliseconds since the epoch. */
  sentAt: number
  receivedAt: number
}

/** A request that got no response, and the reason. */
export interface Failure {
  failed: string
}

/** Requests to one origin, one after another. */
export interface Connection {
  /** What `request` returned so far. */
  exchanges: Exchange[]
  /** @throws Unreachable if the first request, or one of several, gets no response */
  request(method: string, path: string, headers?: Record<string, string>): Promise<Exchange>
  /** For a request that may get no response. */
  attempt(
    method: string,
    path: string,
    headers?: Record<string, string>,
  ): Promise<Exchange | Failure>
}

/** The instance does not respond. */
export class Unreachable extends Error {}

/**
 * Connects to an instance.
 * @param timeout milliseconds for each response
 */
export function connect(origin: string, timeout: number): Connection {
  const exchanges: Exchange[] = []
  let failures = 0
  const attempt: Connection['attempt'] = async (method, path, headers = {}) => {
    const sentAt = Date.now()
    try {
      const response = await send(new URL(origin), method, path, headers, timeout)
      const receivedAt = Date.now()
      return { method, path, requestHeaders: headers, ...response, sentAt, receivedAt }
    } catch (error) {
      return { failed: reasonOf(error, timeout) }
    }
  }
  return {
    exchanges,
    attempt,
    async request(method, path, headers) {
      for (;;) {
        const result = await attempt(method, path, headers)
        if (!('failed' in result)) {
          exchanges.push(result)
          return result
        }
        failures += 1
        if (exchanges.length > 0 && failures < maximumFailures) continue
        throw new Unreachable(`${origin} does not respond (${result.failed}).`)
      }
    },
  }
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}

type Response = Pick<Exchange, 'status' | 'headers' | 'body' | 'json'>

function send(
  { protocol, hostname, port }: URL,
  method: string,
  path: string,
  headers: Record<string, string>,
  timeout: number,
): Promise<Response> {
  const request = protocol === 'https:' ? requestHttps : requestHttp
  const signal = AbortSignal.timeout(timeout)
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(signal.aborted ? signal.reason : error)
    const sent = request(
      {
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path,
        headers: { 'User-Agent': 'latchkey-doctor', ...headers },
        signal,
        agent: false,
        // The certificate of wrangler dev is self-signed.
        rejectUnauthorized: !isLoopback(hostname),
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (text) => {
          body += text
          if (body.length > maximumBytes) response.destroy(new Error('the response is too long'))
        })
        response.on('error', fail)
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response
          resolve({ status, headers, body, json: parse(body) })
        })
      },
    )
    sent.on('error', fail)
    sent.end()
  })
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    // The members of any object are unknown.
    return typeof value === 'object' ? ((value ?? undefined) as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no response in ${timeout / 1000} s`
  return 'code' in error ? String(error.code) : error.message
}
