import { Agent, request } from 'node:http'
import { type Answer, bodyOf, type Options, parseJson } from '../../support/requests/client.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/**
 * One request, byte for byte: unlike fetch, this changes neither the path nor the headers. It comes from a new network
 * unless `ip` is given.
 */
export function send(
  origin: string,
  method: string,
  path: string,
  options: Options = {},
): Promise<Answer> {
  const { token, ip = someNetwork(), headers = {} } = options
  const { body: sent, type } = bodyOf(options)
  const isForm = sent instanceof URLSearchParams
  // No test sends another kind of body over HTTP.
  const body = isForm ? sent.toString() : (sent as string | Uint8Array | undefined)
  const lines: Record<string, string | string[]> = { 'CF-Connecting-IP': ip }
  if (type) lines['Content-Type'] = type
  if (isForm) lines['Content-Type'] = 'application/x-www-form-urlencoded'
  if (token !== undefined) lines.Authorization = `Bearer ${token}`
  if (body !== undefined) lines['Content-Length'] = String(Buffer.byteLength(body))
  else if (method !== 'GET' && method !== 'HEAD') lines['Content-Length'] = '0'
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { agent, hostname, port, method, path, headers: { ...lines, ...headers } },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const received = new Headers()
          for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
            for (const value of values) received.append(name, value)
          }
          const status = incoming.statusCode ?? 0
          resolve({ status, headers: received, text, body: parseJson(text) })
        })
      },
    )
    outgoing.on('error', (error) => {
      // A connection that is kept alive may close before the request is read.
      if (!outgoing.reusedSocket) return reject(error)
      send(origin, method, path, { ...options, ip }).then(resolve, reject)
    })
    outgoing.end(body)
  })
}

/** An IPv4 address that no test used before, so that tests do not share a rate limit. */
export function someNetwork(): string {
  return `10.${crypto.getRandomValues(new Uint8Array(3)).join('.')}`
}
