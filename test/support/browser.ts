import { password } from './people.ts'
import { type Answer, Service } from './service.ts'

/** What a browser says of a request by a page of our own. */
export const ours = { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://sign-in.test' }

/** What a browser keeps of an answer and sends back. */
export function cookieOf({ headers }: Answer): string {
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** A page of our own on one browser: it keeps the cookie, as browsers do. */
export class Browser {
  cookie = ''
  readonly service: Service
  readonly agent: string

  constructor(service = new Service(), agent = 'Firefox') {
    this.service = service
    this.agent = agent
  }

  async request(
    method: string,
    path: string,
    json?: unknown,
    headers: Record<string, string> = ours,
  ) {
    const sent = {
      'User-Agent': this.agent,
      ...(this.cookie && { Cookie: this.cookie }),
      ...headers,
    }
    const answer = await this.service.request(method, path, {
      ...(json !== undefined && { json }),
      headers: sent,
    })
    if (answer.headers.has('Set-Cookie')) this.cookie = cookieOf(answer)
    return answer
  }

  signIn(username: string, secret = password) {
    return this.request('POST', '/api/auth/session', { username, password: secret })
  }
}
