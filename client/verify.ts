import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose'
import { issuerAt } from './verification/issuer.ts'
import { patience, readText } from './verification/read.ts'
import { TokenError } from './verification/token-error.ts'

export {
  type ProtectedResource,
  type ProtectedResourceOptions,
  protectedResource,
} from './verification/protected-resource.ts'
export { TokenError } from './verification/token-error.ts'

/** The claims of an access token (RFC 9068). */
export interface AccessToken extends JWTPayload {
  /** The id of the account. */
  sub: string
  iat: number
  exp: number
  jti: string
  client_id: string
  /** The id of the session; none for a grant that outlives its session. */
  sid?: string
  grant_id?: string
  scope?: string
  role?: string
  /** How strongly the person was authenticated: `aal1` or `aal2`. */
  acr?: string
  amr?: string[]
  /** When the person was authenticated, in seconds. */
  auth_time?: number
  email_verified?: boolean
}

export interface VerifierOptions {
  /** The origin of Latchkey. */
  issuer: string
  /** Your service, as `RESOURCES` names it. */
  audience: string
  /**
   * What happens if the list of revocations cannot be fetched for a minute: `introspect` asks Latchkey about the token, which
   * requires `client`, and refuses it if that fails, too; `reject` refuses it; `accept` gives up the bound on revocations.
   */
  onStale?: 'introspect' | 'reject' | 'accept'
  /** A client of Latchkey, for `introspect`. */
  client?: { id: string; secret: string }
  /** Replaces `fetch`, for example with that of a service binding. */
  fetch?: typeof fetch
}

/** Verifies the access token of a request. */
export type Verifier = (request: Request) => Promise<AccessToken>

/** A token whose signature was verified. */
interface Remembered {
  /** The claims, as JSON. */
  text: string
  header: JWTHeaderParameters
  key: unknown
}

/** By audience and token, for all verifiers of a module: a Worker may create one for each request. An entry takes two kilobytes. */
const verified = new Map<string, Remembered>()
const maxVerified = 1000

/**
 * A verifier of access tokens. It needs no request to Latchkey for a token: the keys and the list of revocations stay in the memory of
 * the module, for all verifiers of an issuer. The signature of a token is verified once: the same token comes with many requests.
 * @returns a function that throws `TokenError` unless the request has a valid token
 * @throws TypeError without an issuer or an audience
 */
export function createVerifier({
  issuer: url,
  audience,
  onStale = 'introspect',
  client,
  fetch: request = (input, init) => fetch(input, init),
}: VerifierOptions): Verifier {
  // At run time, a variable may be missing. Without an audience, a token for any service would do.
  if (!url || !audience) throw new TypeError('createVerifier needs an issuer and an audience.')
  const issuer = issuerAt(url, request)
  const expected = {
    algorithms: ['ES256'],
    typ: 'at+jwt',
    issuer: url,
    audience,
    requiredClaims: ['sub', 'iat', 'exp', 'jti', 'client_id'],
  }
  return async ({ headers }) => {
    const token = /^Bearer +([\w.-]+)$/i.exec(headers.get('Authorization') ?? '')?.[1]
    if (token === undefined) throw new TokenError('missing_token', 'There is no bearer token.')
    const claims = (await remembered(token)) ?? (await verifySignature(token))
    if (!(await issuer.isCurrent()) && onStale !== 'accept') {
      const isActive = onStale === 'introspect' && client && (await introspect(token))
      if (!isActive) throw unverifiable('the list of revocations')
    }
    if (await issuer.isRevoked(claims)) throw new TokenError('invalid_token', 'It was revoked.')
    return claims
  }

  /** The signature alone does not say for whom a token is. */
  function nameOf(token: string): string {
    return `${url} ${audience} ${token}`
  }

  /** The claims of a token that was verified before, while neither it nor the key that it was verified with has expired. */
  async function remembered(token: string): Promise<AccessToken | undefined> {
    const { text, header, key } = verified.get(nameOf(token)) ?? {}
    if (text === undefined || !header) return undefined
    // A caller may change what it gets.
    const claims: AccessToken = JSON.parse(text)
    const isValid =
      claims.exp > Math.floor(Date.now() / 1000) &&
      key === (await issuer.keyOf(header).catch(() => undefined))
    if (!isValid) verified.delete(nameOf(token))
    return isValid ? claims : undefined
  }

  async function verifySignature(token: string): Promise<AccessToken> {
    try {
      const result = await jwtVerify<AccessToken>(token, issuer.keyOf, expected)
      const { payload, protectedHeader: header, key } = result
      if (typeof payload.sub === 'string' && typeof payload.iat === 'number') {
        if (verified.size >= maxVerified) verified.clear()
        verified.set(nameOf(token), { text: JSON.stringify(payload), header, key })
        return payload
      }
    } catch (error) {
      if (error instanceof Error && error.message === 'no keys') throw unverifiable('the keys')
      const reason = error instanceof errors.JOSEError ? error.code : 'unknown key'
      throw new TokenError('invalid_token', `It is not valid: ${reason}.`, error)
    }
    throw new TokenError('invalid_token', 'It has other claims.')
  }

  /** Whether Latchkey says that the token is active (RFC 7662). */
  async function introspect(token: string): Promise<boolean> {
    const credentials = [client?.id, client?.secret].map((part) => encodeURIComponent(part ?? ''))
    try {
      const response = await request(`${url}/oauth/introspect`, {
        method: 'POST',
        headers: { Authorization: `Basic ${btoa(credentials.join(':'))}` },
        body: new URLSearchParams({ token }),
        signal: AbortSignal.timeout(patience),
      })
      return JSON.parse(await readText(response, 64 * 1024)).active === true
    } catch {
      return false
    }
  }
}

function unverifiable(what: string): TokenError {
  return new TokenError('unverifiable', `At present, ${what} cannot be fetched.`)
}
