import { base64url, jwtVerify, SignJWT } from 'jose'
import type { SigningKeys } from '../config/keys.ts'

const algorithm = 'HS256'

/**
 * The purposes of our JWTs. Each has its own `typ` (RFC 8725 section 3.11). JWT_SECRET signs session tokens only: a service that
 * knows it to verify them can sign no other token.
 */
export const purposes = {
  session: purpose('JWT', 'shared'),
  otp: purpose('otp+jwt', 'internal'),
  mfa: purpose('mfa+jwt', 'internal'),
} as const
export type Purpose = keyof typeof purposes

function purpose(typ: string, keys: keyof SigningKeys) {
  return { typ, keys, header: base64url.encode(JSON.stringify({ alg: algorithm, typ })) }
}

export interface Claims {
  /** Account id. */
  sub: string
  /** Session or challenge id. */
  jti: string
  /** UNIX seconds. */
  exp: number
}

const issuer = 'latchkey'
/** Seconds that the clocks of two data centers may differ. */
const leeway = 5

/**
 * Signs the claims (RFC 7519) with the current key. The back ends of asyncat and Open Archiver read `email`;
 * `email_verified` (OpenID Connect Core section 5.1) is whether they can rely on it.
 */
export function signToken(
  keys: SigningKeys,
  purpose: Purpose,
  { sub, jti, exp, ...more }: Claims & { email?: string; email_verified?: boolean },
  now: number,
): Promise<string> {
  return new SignJWT(more)
    .setProtectedHeader({ alg: algorithm, typ: purposes[purpose].typ })
    .setSubject(sub)
    .setJti(jti)
    .setIssuer(issuer)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(exp)
    .sign(keys[purposes[purpose].keys][0])
}

/** The claims of a token, or undefined if it is altered, expired, of another issuer or of another purpose. */
export async function verifyToken(
  keys: SigningKeys,
  purpose: Purpose,
  token: string,
  now: number,
): Promise<Claims | undefined> {
  if (!hasExactForm(token, purpose)) return undefined
  for (const key of keys[purposes[purpose].keys]) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer,
        typ: purposes[purpose].typ,
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
    header === purposes[purpose].header &&
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
