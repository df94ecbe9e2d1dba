import { Agent, type IncomingHttpHeaders, request } from 'node:http'

/** A request to the instance. */
export interface Sent {
  method?: string
  path: string
  json?: unknown
  token?: string | undefined
  /** The network address of the client, which Cloudflare states in production. */
  ip?: string
}

/** The response; the status is 0 if there was none. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Undefined if the body is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows what it requested.
  body: any
}

const agent = new Agent({ keepAlive: true, maxSockets: 2000 })

/** Sends one request over a connection that is kept for the next ones. */
export function send(origin: string, sending: Sent): Promise<Answer> {
  const { method = 'GET', path, json, token, ip } = sending
  return new Promise((resolve) => {
    const body = json === undefined ? undefined : JSON.stringify(json)
    const headers = {
      ...(body !== undefined && {
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(body)),
      }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(ip !== undefined && { 'CF-Connecting-IP': ip }),
    }
    const lost = () => resolve({ status: 0, headers: {}, body: undefined })
    const sent = request(`${origin}${path}`, { method, agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('error', lost)
      response.on('close', lost)
      response.on('end', () => {
        const { statusCode = 0, headers } = response
        resolve({ status: statusCode, headers, body: parsed(text) })
      })
    })
    sent.on('error', ({ code }: NodeJS.ErrnoException) => {
      // The server had closed the idle connection before it read the request.
      if (sent.reusedSocket && code === 'ECONNRESET') resolve(send(origin, sending))
      else lost()
    })
    sent.end(body)
  })
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

/** Another network address for each number. */
export function address(n: number): string {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
}
