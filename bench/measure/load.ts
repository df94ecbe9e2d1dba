import type { IncomingHttpHeaders } from 'node:http'
import { Client } from 'undici'

/** A request as sent to a Worker under test. */
export interface HttpRequest {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** A successful response. */
export interface HttpResponse {
  headers: IncomingHttpHeaders
  text: string
}

/** A request of a load; its latency is recorded under `kind`. */
export interface LoadRequest extends HttpRequest {
  kind: string
  /** Returns a second request, which depends on the response. Both count as one, and their latency is the sum. */
  second?: (response: HttpResponse) => HttpRequest
}

/** A load: each of the `connections` sends its next request when it has received a response. */
export interface Load {
  connections: number
  /** Returns the i-th request of the load, from 0. */
  next: (i: number) => LoadRequest
}

/** When a load ends: after a time, a number of requests, or whichever comes first. */
export interface Limits {
  seconds?: number
  requests?: number
}

/** What a load measured. */
export interface Measurement {
  count: number
  seconds: number
  /** Latencies in milliseconds, by kind of request. */
  latencies: Record<string, number[]>
}

/**
 * Drives a Worker over keep-alive connections.
 * @throws Error at the first response other than 200 and 201: a refusal is fast and would look like high throughput
 */
export async function runLoad(
  origin: string,
  { connections, next }: Load,
  { seconds = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY }: Limits,
): Promise<Measurement> {
  const latencies: Record<string, number[]> = {}
  let count = 0
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(Array.from({ length: connections }, drive))
  return { count, seconds: (performance.now() - start) / 1000, latencies }

  async function drive(): Promise<void> {
    const client = new Client(origin)
    try {
      while (performance.now() < end && count < requests) {
        const { kind, second, ...request } = next(count++)
        const sent = performance.now()
        const response = await send(client, request)
        if (second) await send(client, second(response))
        latencies[kind] ??= []
        latencies[kind].push(performance.now() - sent)
      }
    } finally {
      await client.close()
    }
  }
}

/**
 * Sends one request outside a load, such as to prepare one.
 * @throws Error for a response other than 200 and 201
 */
export async function sendOnce(origin: string, request: HttpRequest): Promise<HttpResponse> {
  const client = new Client(origin)
  try {
    return await send(client, request)
  } finally {
    await client.close()
  }
}

async function send(
  client: Client,
  { method = 'GET', ...request }: HttpRequest,
): Promise<HttpResponse> {
  const { statusCode, headers, body } = await client.request({ method, ...request })
  const text = await body.text()
  if (statusCode !== 200 && statusCode !== 201)
    throw new Error(`${method} ${request.path}: ${statusCode} ${text}`)
  return { headers, text }
}
