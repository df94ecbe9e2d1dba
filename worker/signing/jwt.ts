import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { publishedKey, signingKey } from './keys.ts'
import type { Algorithm, KeyCall } from './new-key.ts'
import { issuerOf } from './vars.ts'

/** What a JWT is for, and the algorithm that signs it unless its audience registered another one. */
const defaultAlgorithms = {
  access: 'ES256',
  // The default of OpenID Connect (Core section 15.1), which most relying parties expect.
  id: 'RS256',
  revocations: 'ES256',
} as const satisfies Record<string, Algorithm>

/** The algorithms that may sign each type of JWT (RFC 8725 sections 3.1 and 3.11). */
const types = {
  'at+jwt': ['ES256'],
  JWT: ['RS256', 'ES256'],
  'revocations+jwt': ['ES256'],
} as const satisfies Record<string, readonly Algorithm[]>

export type Typ = keyof typeof types

interface Signing {
  use: keyof typeof defaultAlgorithms
  /** Another algorithm than the usual one. */
  alg?: Algorithm
  typ: Typ
  /** `iss` and, unless it is given, `iat` are added. */
  claims: JWTPayload & { exp: number }
}

/**
 * Signs a JWT that other services verify with the published keys. It reads no D1 row while the isolate remembers the key.
 * @throws Problem `misconfigured` if no root secret decrypts the key
 */
export async function signJwt(
  call: KeyCall,
  { use, alg = defaultAlgorithms[use], typ, claims }: Signing,
): Promise<string> {
  const { kid, privateKey } = await signingKey(call, alg)
  const iat = Math.floor(call.now / 1000)
  return new SignJWT({ iat, ...claims, iss: issuerOf(call.settings) })
    .setProtectedHeader({ alg, typ, kid })
    .sign(privateKey)
}

interface Expected {
  typ: Typ
  /** Must be one of the audiences of the token. */
  audience?: string
  /** Accepts an expired token, such as an `id_token_hint` (OpenID Connect Core section 3.1.2.1). */
  mayBeExpired?: boolean
}

/** Seconds that the clocks of two data centers may differ. */
const leeway = 5

/**
 * The claims of a JWT of ours, or undefined if it is altered, expired, of another issuer, type or audience, or signed with a key that
 * is not published any more. Only asymmetric keys are considered: no secret, and no key that the token itself names.
 */
export async function verifyJwt(
  call: KeyCall,
  token: string,
  { typ, audience, mayBeExpired = false }: Expected,
): Promise<JWTPayload | undefined> {
  const header = headerOf(token, typ)
  const key = header && (await publishedKey(call, header.kid))
  if (!key || key.alg !== header.alg) return undefined
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.alg],
      typ,
      issuer: issuerOf(call.settings),
      ...(audience !== undefined && { audience }),
      requiredClaims: ['iat', 'exp'],
      clockTolerance: leeway,
      currentDate: new Date(mayBeExpired ? 0 : call.now),
      // `exp` ends a token. This option only makes jose refuse an `iat` in the future.
      ...(!mayBeExpired && { maxTokenAge: Number.MAX_SAFE_INTEGER }),
    })
    return payload
  } catch {
    return undefined
  }
}

/** The header of a token, if it has exactly the members of ours: none that names a key, and no extension. */
function headerOf(token: string, typ: Typ): { alg: Algorithm; kid: string } | undefined {
  try {
    const { alg, kid, typ: given, ...others } = decodeProtectedHeader(token)
    const allowed = types[typ].find((each) => each === alg)
    const isOurs = given === typ && allowed && kid !== undefined && Object.keys(others).length === 0
    return isOurs ? { alg: allowed, kid } : undefined
  } catch {
    return undefined
  }
}
