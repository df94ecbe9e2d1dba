import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { type Client, createClient } from '../../../client/client.ts'
import type { State } from '../../../worker/pages/pages.ts'
import { claimsOf } from '../accounts/forge.ts'
import { write } from '../database/rows.ts'
import type { Answer, Sent } from './client.ts'
import { password } from './client.ts'
import { fromAnywhere } from './network.ts'
import { Service } from './service.ts'

const origin = 'https://sign-in.test'

/** Headers that a browser sends with a request of our own pages. */
export const ours = { 'Sec-Fetch-Site': 'same-origin', Origin: origin }

/** The cookie that a browser stores from a response and sends back. */
export function cookieOf({ headers }: Pick<Answer, 'headers'>): string {
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** A page as a browser opens it. */
export interface Visit {
  status: number
  headers: Headers
  /** Where the response redirects to. */
  location: string | null
  text: string
}

/** A browser on our own pages: its tabs share a cookie. */
export class Browser {
  cookie = ''
  /** Method and path of every request of `fetch`. */
  readonly sent: string[] = []
  service: Service
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
    this.store(answer)
    return answer
  }

  /** Stores the cookies of a response; an empty one is deleted. */
  private store({ headers }: Answer): void {
    const jar = new Map(this.cookie.split('; ').map((pair) => [pair.split('=')[0], pair]))
    for (const set of headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      if (pair.endsWith('=')) jar.delete(pair.slice(0, -1))
      else jar.set(pair.split('=')[0], pair)
    }
    jar.delete('')
    this.cookie = [...jar.values()].join('; ')
  }

  signIn(username: string, secret = password): Promise<Answer> {
    return this.request('POST', '/api/auth/session', { username, password: secret })
  }

  /** A tab with the typed client. */
  tab(): Client {
    return createClient('', { fetch: this.fetch })
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', body } = init
    this.sent.push(`${method} ${input}`)
    const json = typeof body === 'string' ? JSON.parse(body) : undefined
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...ours }
    const answer = await this.request(method, String(input), json, headers)
    return new Response(answer.text || null, answer)
  }

  /** Opens a page as typed into the address bar. */
  async open(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Visit> {
    const context = createExecutionContext()
    const request = new Request(origin + path, {
      method,
      headers: { Cookie: this.cookie, ...headers },
    })
    const response = await this.service.fetch(request, context)
    const text = await response.text()
    await waitOnExecutionContext(context)
    const location = response.headers.get('Location')
    return { status: response.status, headers: response.headers, location, text }
  }
}

/** The state that a page passes to its script, read as a browser does: up to the end of the element. */
export function stateOf({ text }: Visit): State {
  const block = /<script type="application\/json" id="state">(.*?)<\/script/s.exec(text)?.[1]
  return JSON.parse(block ?? '')
}

/** The URL that a browser opens after a redirect from one of our pages. */
export function resolved({ location }: Visit): URL {
  return new URL(location ?? '', `${origin}/auth/sign-in`)
}

/** Passwords of the accounts in the catalogue's states. */
const passwords = [password, 'admin', 'changeme']
const service = new Service()

/** The cookie of a new session of the account that a bearer token belongs to: a JWT, or the token of the only reset link. */
export async function cookieFor(token: string): Promise<string> {
  const names = env.DB.prepare(
    'select coalesce(email, username) as name from accounts where id = ?',
  )
  const owner = token.includes('.')
    ? claimsOf(token).sub
    : await env.DB.prepare('select account_id from reset_links').first<string>('account_id')
  const username = await names.bind(owner).first<string>('name')
  return withoutFactors(() => signInAs(username))
}

async function signInAs(username: string | null): Promise<string> {
  for (const secret of passwords) {
    const json = { username, password: secret }
    const sent = fromAnywhere({ json, headers: ours })
    const answer = await service.request('POST', '/api/auth/session', sent)
    if (answer.status === 201) return cookieOf(answer)
  }
  throw new Error('the password of this account is unknown')
}

/** Lets accounts with a second factor sign in with their password. Their new sessions are as if they had entered a code, too. */
async function withoutFactors<T>(work: () => Promise<T>): Promise<T> {
  const { results } = await env.DB.prepare(
    'select * from totp_factors where confirmed_at is not null',
  ).all()
  if (results.length === 0) return work()
  await write('delete from totp_factors where confirmed_at is not null')
  const done = await work()
  for (const row of results) {
    const [names, values] = [Object.keys(row), Object.values(row)]
    const places = values.map(() => '?')
    await write(`insert into totp_factors (${names}) values (${places})`, ...values)
  }
  await write(
    `update sessions set level = 2, amr = 'pwd otp mfa'
      where account_id in (select account_id from totp_factors where confirmed_at is not null)`,
  )
  return done
}

/** The same request from one of our own pages, with a cookie of the same account unless it has one. */
export async function byCookie({ token, ...sent }: Sent): Promise<Sent> {
  if (sent.headers?.Cookie) return sent
  expect(token).toBeDefined()
  const cookie = await cookieFor(token ?? '')
  return { ...sent, headers: { ...sent.headers, ...ours, Cookie: cookie } }
}
