import { expect } from 'vitest'
import { send, someNetwork } from '../../conformance/support/http.ts'
import type { Answer, Options, Person } from '../../support/requests/client.ts'
import { issuer } from './registration.ts'

/** Where a visit ended. */
export interface Visit {
  url: URL
  /** Undefined if the URL belongs to the app, which nothing requested. */
  answer?: Answer
}

/** What a page needs of the state that it is served with. */
interface State {
  session?: { account: { id: string } } | null
  request?: { step: string; client?: string | null; returnTo?: string | null; code?: string }
}

/** More redirects than any sign-in takes. */
const maxRedirects = 10

/**
 * A browser and the person in front of it: it follows redirects, stores cookies, and sends what the pages of Latchkey send when the
 * person signs in and allows what an app asks.
 */
export class UserAgent {
  readonly person: Pick<Person, 'username' | 'password'> | undefined
  /** The steps of the pages that the person answered. */
  readonly answered: string[] = []
  private readonly cookies = new Map<string, string>()
  private readonly ip = someNetwork()

  /** @param person without one, no page is answered */
  constructor(person?: Pick<Person, 'username' | 'password'>) {
    this.person = person
  }

  /**
   * Opens a URL, and goes on until the browser returns to the app, or to a page that the person cannot answer.
   * @param decision what the person answers to the consent page
   */
  async open(url: string | URL, decision: 'allow' | 'deny' = 'allow'): Promise<Visit> {
    let next = new URL(url)
    for (let count = 0; count < maxRedirects; count += 1) {
      if (next.origin !== issuer) return { url: next }
      const answer = await this.request('GET', next.pathname + next.search)
      const location = answer.headers.get('Location')
      const destination = location ?? (await this.answerPage(next, answer, decision))
      if (destination === undefined) return { url: next, answer }
      next = new URL(destination, next)
    }
    throw new Error(`Too many redirects, the last one to ${next}`)
  }

  /** Opens a URL, and returns the URL of the app to which the browser returns. */
  async signIn(url: string | URL, decision?: 'allow' | 'deny'): Promise<URL> {
    const { url: end, answer } = await this.open(url, decision)
    expect(answer?.text, `a page instead of the app: ${end}`).toBe(undefined)
    return end
  }

  /** Opens the page of a device, which the URL gives its code, and answers what it asks. */
  async answerDevice(url: string, decision: 'allow' | 'deny'): Promise<void> {
    const page = await this.open(url)
    expect(page.answer?.status).toBe(200)
    const user_code = page.url.searchParams.get('user_code')
    const path = '/api/auth/device-authorization'
    await this.post(200, path, { user_code })
    const answer = await this.request('PUT', path, { json: { user_code, decision } })
    expect(answer.status, answer.text).toBe(204)
  }

  /** A request of a page of Latchkey. */
  async request(method: string, path: string, options: Options = {}): Promise<Answer> {
    const headers = {
      ...options.headers,
      ...(method !== 'GET' && { Origin: issuer, 'Sec-Fetch-Site': 'same-origin' }),
      Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; '),
    }
    const answer = await send(issuer, method, path, { ...options, headers, ip: this.ip })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    expect(answer.status, answer.text).toBeLessThan(500)
    return answer
  }

  /** Does what the page asks. Returns the URL that the page opens then. */
  private async answerPage(
    url: URL,
    page: Answer,
    decision: 'allow' | 'deny',
  ): Promise<string | undefined> {
    if (!this.person) return undefined
    if (url.pathname === '/auth/sign-in' && url.searchParams.has('next')) {
      this.answered.push('sign_in')
      await this.post(201, '/api/auth/session', this.person)
      return url.searchParams.get('next') ?? undefined
    }
    const { request, session } = stateOf(page)
    if (request?.step === 'proof') {
      this.answered.push('proof')
      await this.post(200, '/api/auth/session/proof', { password: this.person.password })
      return String(url)
    }
    if (request?.step !== 'consent') return undefined
    this.answered.push('consent')
    const answer = await this.post(200, '/api/auth/authorization', {
      ...{ request: url.search.slice(1), decision },
      account: session?.account.id,
    })
    return answer.body.redirect_to
  }

  private async post(status: number, path: string, json: unknown): Promise<Answer> {
    const answer = await this.request('POST', path, { json })
    expect(answer.status, answer.text).toBe(status)
    return answer
  }
}

/** The state that a page passes to its script. */
export function stateOf({ text }: Answer): State {
  const block = /<script type="application\/json" id="state">(.*?)<\/script/s.exec(text)?.[1]
  return JSON.parse(block ?? '{}')
}
