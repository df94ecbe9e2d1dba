import { base64url, jwtVerify, SignJWT } from 'jose'
import type { Keys } from '../config/keys.ts'

/** What a JWT is for; each purpose has a `typ` of its own (RFC 8725 section 3.11). */
const types = { session: 'JWT', reset: 'reset+jwt', otp: 'otp+jwt' } as const
export type Purpose = keyof typeof types

export interface Claims {
  /** Account id. */
  sub: string
  /** Session, reset link or challenge id. */
  jti: string
  /** UNIX seconds. */
  exp: number
}

const algorithm = 'HS256'
const headers = {
  session: headerOf(types.session),
  reset: headerOf(types.reset),
  otp: headerOf(types.otp),
}
const issuer = 'latchkey'
/** Seconds that the clocks of two data centres may differ. */
const leeway = 5

/**
 * Signs the claims (RFC 7519) with the current key. `email` is for asyncat's and Open Archiver's readers, and
 * `email_verified` (OpenID Connect Core section 5.1) tells them whether to rely on it.
 */
export function signToken(
  keys: Keys,
  purpose: Purpose,
  { sub, jti, exp, ...more }: Claims & { email?: string; email_verified?: boolean },
  now: number,
): Promise<string> {
  return new SignJWT(more)
    .setProtectedHeader({ alg: algorithm, typ: types[purpose] })
    .setSubject(sub)
    .setJti(jti)
    .setIssuer(issuer)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(exp)
    .sign(keys[0].sign)
}

/** The claims of a token of this purpose, or undefined: altered, expired, foreign, of another purpose. */
export async function verifyToken(
  keys: Keys,
  purpose: Purpose,
  token: string,
  now: number,
): Promise<Claims | undefined> {
  if (!hasExactForm(token, purpose)) return undefined
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key.sign, {
        algorithms: [algorithm],
        issuer,
        typ: types[purpose],
        requiredClaims: ['sub', 'jti', 'iat', 'exp'],
        clockTolerance: leeway,
        currentDate: new Date(now),
        // Forever: it is `exp` that ends a token; but with a limit jose refuses an `iat` in the future.
        maxTokenAge: Number.MAX_SAFE_INTEGER,
      })
      // Ours are for nobody else; one with an audience is (RFC 7519 section 4.1.3).
      if (payload.aud !== undefined) return undefined
      const { sub, jti, exp } = payload
      return typeof sub === 'string' && typeof jti === 'string' && typeof exp === 'number'
        ? { sub, jti, exp }
        : undefined
    } catch {
      // The next key, if any.
    }
  }
  return undefined
}

/**
 * A token of ours has one spelling. The header is a constant, so `alg`, `kid`, `jku`, `crit` and every other
 * trick of RFC 8725 section 2 end here; a last character can carry slack bits, which decoders ignore.
 */
function hasExactForm(token: string, purpose: Purpose): boolean {
  const [header, payload, signature, ...rest] = token.split('.')
  return (
    rest.length === 0 &&
    header === headers[purpose] &&
    payload !== undefined &&
    isCanonical(payload) &&
    signature !== undefined &&
    isCanonical(signature)
  )
}

/** Base64url whose last character has no bits but those of the last byte (RFC 4648 section 3.5). */
function isCanonical(part: string): boolean {
  return /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(part)
}

function headerOf(typ: string): string {
  return base64url.encode(JSON.stringify({ alg: algorithm, typ }))
}
