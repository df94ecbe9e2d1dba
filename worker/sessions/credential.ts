import { sessionCookie } from '../http/cookie.ts'
import { Problem, problems } from '../http/problem.ts'
import { isSafe, isSameOrigin } from '../http/same-origin.ts'
import { invalidField } from '../http/validate.ts'
import type { Transport } from './session.ts'

/** The session token of a request, and how the request carries it. */
export interface Credential {
  token: string | undefined
  transport: Transport
}

/**
 * The credential of a request: the Authorization header or, without that header, the session cookie.
 * @throws Problem `cross_site_request` if a cookie would change something from a page of another origin; `invalid_input`
 * for two Authorization headers
 */
export function credentialOf(request: Request, publicUrl: string | undefined): Credential {
  if (request.headers.has('Authorization')) {
    return { token: bearerToken(request), transport: 'token' }
  }
  const token = sessionCookie(request.headers)
  if (token !== undefined && !isSafe(request.method) && !isSameOrigin(request, publicUrl)) {
    throw new Problem(problems.cross_site_request)
  }
  return { token, transport: 'cookie' }
}

/**
 * The token of `Authorization: Bearer …` (RFC 6750 section 2.1), the scheme in any case. Undefined if the header is
 * missing or malformed.
 * @throws Problem `invalid_input` for two values: a proxy may have checked the other one
 */
export function bearerToken({ headers }: Request): string | undefined {
  const header = headers.get('Authorization')
  if (header === null) return undefined
  if (/,\s*[\w-]+\s/.test(header)) throw invalidField('Authorization', 'was sent twice')
  return /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1]
}

/** The challenge of a 401 (RFC 6750 section 3.1): an error code only for a request that carried a token. */
export function challenge(token: string | undefined) {
  return token ? { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } } : {}
}
