import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { expect } from 'vitest'
import { administrator, person } from '../accounts/people.ts'
import { Browser, stateOf, type Visit } from '../requests/browser.ts'
import { type Answer, type Person, parseJson } from '../requests/client.ts'
import { expectEveryHeader } from '../requests/promises.ts'
import { Service } from '../requests/service.ts'
import { challenge, verifier } from './pkce.ts'

export const issuer = 'https://sign-in.test'
export const callback = 'https://app.example.com/callback'
export const api = 'https://api.example.com'

let count = 0

/** A service with two resource servers, in an isolate that remembers no signing keys of another database. */
export function provider(vars: Record<string, unknown> = {}): Service {
  const isolate = { NUMBER: { number: count++ } }
  return new Service({ RESOURCES: `${api}, https://mcp.example.com`, ...isolate, ...vars })
}

/** Alice, whose browser is signed in, and an app that she can sign in to. */
export interface Scene {
  admin: Person
  alice: Person
  app: App
  browser: Browser
}

/** @param facts about the app, whose redirect URI is `callback` by default */
export async function signedInScene(service: Service, facts: Facts = {}): Promise<Scene> {
  const admin = await administrator()
  const alice = await person('alice@example.com')
  const app = await App.register(service, admin, facts)
  const browser = new Browser(service)
  await browser.signIn('alice@example.com')
  return { admin, alice, app, browser }
}

/** Parameters of a request; undefined removes one. */
export type Params = Record<string, string | undefined>

interface Facts {
  name?: string
  public?: boolean
  redirect_uris?: string[]
  post_logout_redirect_uris?: string[]
  resources?: string[]
  id_token_alg?: 'RS256' | 'ES256'
  device_grant?: boolean
}

/** A registered client that talks to the service as its own server would. */
export class App {
  readonly service: Service
  readonly id: string
  secret: string | null

  private constructor(service: Service, id: string, secret: string | null) {
    this.service = service
    this.id = id
    this.secret = secret
  }

  /** Registers a client, confidential by default. */
  static async register(service: Service, admin: Person, facts: Facts = {}): Promise<App> {
    const body = { name: 'Notes', public: false, redirect_uris: [callback], ...facts }
    const created = service.post('/api/auth/clients', body, { token: admin.token })
    const { client, client_secret } = (await service.expecting(201, created)).body
    return new App(service, client.id, client_secret)
  }

  /** A client that the document at this URL describes. */
  static describedAt(service: Service, url: string): App {
    return new App(service, url, null)
  }

  /** The same client, of a service with other settings. */
  at(service: Service): App {
    return new App(service, this.id, this.secret)
  }

  /** The path that the browser opens to sign in. */
  authorizationPath(params: Params = {}): string {
    return `/oauth/authorize?${this.query(params)}`
  }

  query(params: Params = {}): string {
    return String(
      search({
        response_type: 'code',
        client_id: this.id,
        redirect_uri: callback,
        scope: 'openid',
        state: 'some state',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...params,
      }),
    )
  }

  /** Opens the authorization endpoint in a browser, and allows what the page asks. Returns the parameters of the redirect. */
  async authorize(browser: Browser, params: Params = {}): Promise<URLSearchParams> {
    const path = this.authorizationPath(params)
    const visit = await browser.open(path)
    if (visit.location) return answerOf(visit)
    expect(requestOf(visit)?.step, visit.text).toBe('consent')
    return this.decide(browser, new URL(path, issuer).search.slice(1), 'allow')
  }

  /** Answers the page of a request. */
  async decide(browser: Browser, request: string, decision: 'allow' | 'deny') {
    const session = await browser.request('GET', '/api/auth/session')
    const body = { request, account: session.body.account.id, decision }
    const answer = await browser.request('POST', '/api/auth/authorization', body)
    expect(answer.status, answer.text).toBe(200)
    return new URL(answer.body.redirect_to).searchParams
  }

  /** Signs in and exchanges the code. */
  async signIn(browser: Browser, params: Params = {}): Promise<Tokens> {
    const code = (await this.authorize(browser, params)).get('code')
    const answer = await this.exchange(code ?? '', {
      redirect_uri: params.redirect_uri ?? callback,
    })
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }

  exchange(code: string, params: Params = {}): Promise<Answer> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: callback,
      code_verifier: verifier,
      ...params,
    })
  }

  refresh(refreshToken: string, params: Params = {}): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...params })
  }

  /** A request to the token endpoint with the credentials of the client. */
  token(params: Params): Promise<Answer> {
    return this.post('/oauth/token', params)
  }

  post(path: string, params: Params): Promise<Answer> {
    const credentials = { client_id: this.id, client_secret: this.secret ?? undefined }
    return send(this.service, 'POST', path, { form: { ...credentials, ...params } })
  }

  userinfo(accessToken: string): Promise<Answer> {
    const headers = { Authorization: `Bearer ${accessToken}` }
    return send(this.service, 'GET', '/oauth/userinfo', { headers })
  }
}

export interface Tokens {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  expires_in: number
}

/** Parameters of a form or a query. */
export function search(params: Params): URLSearchParams {
  const given = Object.entries(params).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given as [string, string][])
}

interface Sent {
  form?: Params | URLSearchParams
  headers?: Record<string, string>
}

/** A request to an endpoint of the protocol. Every response has the headers that all responses have. */
export async function send(
  service: Service,
  method: string,
  path: string,
  { form, headers = {} }: Sent = {},
): Promise<Answer> {
  const context = createExecutionContext()
  const body = form instanceof URLSearchParams ? form : form && search(form)
  const request = new Request(new URL(path, issuer), {
    method,
    headers,
    ...(body && { body }),
    redirect: 'manual',
  })
  const response = await service.fetch(request, context)
  const text = await response.text()
  await waitOnExecutionContext(context)
  const answer = { status: response.status, headers: response.headers, text, body: parseJson(text) }
  if (!path.startsWith('/.well-known/')) expectEveryHeader(answer)
  return answer as Answer
}

/** What the page of a request asks. */
export function requestOf(visit: Visit) {
  return stateOf(visit).request
}

/** The parameters with which the browser returns to the app. */
export function answerOf({ location }: Visit): URLSearchParams {
  expect(location).toMatch(/^https:\/\/app\.example\.com\/callback\?/)
  return new URL(location ?? '').searchParams
}

/** The claims of a JWT, without a check. */
export function claimsOf(token: string) {
  return JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
}
