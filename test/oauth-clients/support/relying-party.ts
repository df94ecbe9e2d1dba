import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { expect } from 'vitest'
import { send } from '../../conformance/support/http.ts'
import { type Answer, type Options, parseJson } from '../../support/requests/client.ts'
import { issuer, type Registered, register, signedOut, webCallback } from './registration.ts'
import type { UserAgent } from './user-agent.ts'

/** Parameters of a request; undefined removes one. */
export type Params = Record<string, string | undefined>

export interface Tokens {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  claims: JWTPayload
}

const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))

/** A client that sends each parameter as a test says, with PKCE by default. It does what every relying party must check. */
export class RelyingParty {
  readonly client: Registered
  private readonly verifier = randomBytes(32).toString('base64url')

  private constructor(client: Registered) {
    this.client = client
  }

  static async register(facts: Parameters<typeof register>[0] = {}): Promise<RelyingParty> {
    return new RelyingParty(await register(facts))
  }

  /** An authorization request. */
  url(params: Params = {}): URL {
    const challenge = createHash('sha256').update(this.verifier).digest('base64url')
    return withQuery('/oauth/authorize', {
      response_type: 'code',
      client_id: this.client.id,
      redirect_uri: webCallback,
      scope: 'openid',
      state: 'some state',
      nonce: 'some nonce',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...params,
    })
  }

  /** Sends a person through the authorization endpoint. Returns the parameters with which the person returns. */
  async authorize(agent: UserAgent, params: Params = {}): Promise<URLSearchParams> {
    const answer = await agent.signIn(this.url(params))
    expect(answer.origin + answer.pathname).toBe(webCallback)
    expect(answer.searchParams.get('iss')).toBe(issuer)
    expect(answer.searchParams.get('state')).toBe('some state')
    return answer.searchParams
  }

  /** Signs in and verifies the ID token (OpenID Connect Core section 3.1.3.7). */
  async signIn(agent: UserAgent, params: Params = {}): Promise<Tokens> {
    const code = (await this.authorize(agent, params)).get('code') ?? ''
    const answer = await this.exchange(code)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body.token_type).toBe('Bearer')
    const claims = await this.verify(answer.body.id_token)
    expect(claims.nonce).toBe('nonce' in params ? params.nonce : 'some nonce')
    return { ...answer.body, claims }
  }

  async verify(idToken: string): Promise<JWTPayload> {
    const expected = { issuer, audience: this.client.id, algorithms: ['RS256'] }
    const { payload } = await jwtVerify(idToken, keys, expected)
    return payload
  }

  exchange(code: string, form: Params = {}): Promise<Answer> {
    return this.token({ ...this.grantOf(code), ...form })
  }

  /** The parameters that exchange a code. */
  grantOf(code: string) {
    return {
      grant_type: 'authorization_code',
      code,
      redirect_uri: webCallback,
      code_verifier: this.verifier,
    }
  }

  /** A request to the token endpoint, with HTTP Basic. */
  token(form: Params): Promise<Answer> {
    const { id, secret } = this.client
    const headers = { Authorization: `Basic ${btoa(`${id}:${secret}`)}` }
    return this.post('/oauth/token', form, headers)
  }

  post(path: string, form: Params, headers: Options['headers'] = {}): Promise<Answer> {
    return send(issuer, 'POST', path, { form: given(form), headers })
  }

  /** A request for sign-out. */
  signOutUrl(params: Params = {}): URL {
    return withQuery('/oauth/end-session', {
      post_logout_redirect_uri: signedOut,
      state: 'some state',
      ...params,
    })
  }
}

/** What the userinfo endpoint returns for a request. */
export async function userinfo(method: string, options: Options): Promise<Answer> {
  return send(issuer, method, '/oauth/userinfo', options)
}

interface Metadata {
  scopes_supported: string[]
  acr_values_supported: string[]
  claims_parameter_supported: boolean
  end_session_endpoint: string
}

/** The metadata. */
export async function metadata(): Promise<Metadata> {
  const { status, headers, text } = await send(issuer, 'GET', '/.well-known/openid-configuration')
  expect([status, headers.get('Content-Type')]).toEqual([200, 'application/json'])
  return parseJson(text) as Metadata
}

function withQuery(path: string, params: Params): URL {
  return new URL(`${path}?${new URLSearchParams(given(params))}`, issuer)
}

function given(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}
