import { base64url, jwtVerify, SignJWT } from 'jose'
import type { Keys } from '../config/keys.ts'

/** The purposes of our JWTs. Each has its own `typ` (RFC 8725 section 3.11). */
const types = { session: 'JWT', otp: 'otp+jwt' } as const
export type Purpose = keyof typeof types

export interface Claims {
  /** Account id. */
  sub: string
  /** Session or challenge id. */
  jti: string
  /** UNIX seconds. */
  exp: number
}

const algorithm = 'HS256'
const headers = {
  session: headerOf(types.session),
  otp: headerOf(types.otp),
}
const issuer = 'latchkey'
/** Seconds that the clocks of two data centers may differ. */
const leeway = 5

/**
 * Signs the claims (RFC 7519) with the current key. The back ends of asyncat and Open Archiver read `email`;
 * `email_verified` (OpenID Connect Core section 5.1) is whether they can rely on it.
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

/** The claims of a token, or undefined if it is altered, expired, of another issuer or of another purpose. */
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
        // `exp` ends a token. This option only makes jose refuse an `iat` in the future.
        maxTokenAge: Number.MAX_SAFE_INTEGER,
      })
      // Our tokens have no audience (RFC 7519 section 4.1.3).
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
 * True for the one spelling of our tokens. The header is a constant, which rules out every attack of RFC 8725 section 2 on
 * `alg`, `kid`, `jku` and `crit`. The last character must not carry bits that decoders ignore.
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

/** Base64url without unused bits in the last character (RFC 4648 section 3.5). */
function isCanonical(part: string): boolean {
  return /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(part)
}

function headerOf(typ: string): string {
  return base64url.encode(JSON.stringify({ alg: algorithm, typ }))
}
