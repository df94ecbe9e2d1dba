import { base64url } from 'jose'
import { decodeMap, type Item, type ItemMap } from './cbor.ts'
import { decodeEcdsaSignature } from './der.ts'
import { Refusal } from './refusal.ts'

/** The algorithms that we offer, the preferred one first: Ed25519, ES256 and RS256 (RFC 9053, RFC 8812). */
export const algorithms = [-8, -7, -257] as const
export type Algorithm = (typeof algorithms)[number]

/** The public key of a passkey. */
export interface PublicKey {
  algorithm: Algorithm
  key: CryptoKey
}

/** Labels of COSE keys. Those below zero depend on the key type (RFC 9053 section 7, RFC 8230 section 4). */
const label = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, n: -1, e: -2 }

/** The bytes of a coordinate of P-256, and of a key of Ed25519. */
const coordinate = { min: 32, max: 32 }

/** What a key of each algorithm must contain, and its equivalent in JWK (RFC 7517) and WebCrypto. */
const kinds = {
  [-8]: {
    kty: 1,
    crv: 6,
    members: { x: coordinate },
    jwk: { kty: 'OKP', crv: 'Ed25519' },
    params: { name: 'Ed25519' },
  },
  [-7]: {
    kty: 2,
    crv: 1,
    members: { x: coordinate, y: coordinate },
    jwk: { kty: 'EC', crv: 'P-256' },
    params: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  },
  [-257]: {
    kty: 3,
    crv: undefined,
    // 2048 to 4096 bits. The exponent of every authenticator is 65537.
    members: { n: { min: 256, max: 512 }, e: { min: 3, max: 3 } },
    jwk: { kty: 'RSA' },
    params: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  },
} as const satisfies Record<Algorithm, Kind>

interface Kind {
  kty: number
  crv: number | undefined
  members: Partial<Record<keyof typeof label, { min: number; max: number }>>
  jwk: JsonWebKey
  params: { name: string; namedCurve?: string; hash?: string }
}

/**
 * Reads a COSE_Key (RFC 9052 section 7) of an algorithm that we offer.
 * @throws Refusal
 */
export async function importPublicKey(bytes: Uint8Array<ArrayBuffer>): Promise<PublicKey> {
  const { algorithm, jwk, params } = parsePublicKey(bytes)
  try {
    return { algorithm, key: await crypto.subtle.importKey('jwk', jwk, params, false, ['verify']) }
  } catch {
    // A point that is not on the curve.
    throw new Refusal('public_key')
  }
}

/**
 * The JWK of a COSE_Key. Whether a point is on the curve is not checked.
 * @throws Refusal
 */
export function parsePublicKey(bytes: Uint8Array<ArrayBuffer>) {
  const cose = decodeMap(bytes)
  const algorithm = algorithms.find((each) => each === cose.get(label.alg))
  if (algorithm === undefined) throw new Refusal('algorithm')
  const { kty, crv, members, jwk, params }: Kind = kinds[algorithm]
  if (cose.get(label.kty) !== kty) throw new Refusal('public_key')
  if (crv !== undefined && cose.get(label.crv) !== crv) throw new Refusal('public_key')
  const values = Object.entries(members).map(([name, range]) => [
    name,
    memberOf(cose, label[name as keyof typeof label], range),
  ])
  return { algorithm, jwk: { ...jwk, ...Object.fromEntries(values) }, params }
}

function memberOf(cose: ItemMap, name: number, { min, max }: { min: number; max: number }): string {
  const value: Item | undefined = cose.get(name)
  if (!(value instanceof Uint8Array)) throw new Refusal('public_key')
  if (value.length < min || value.length > max) throw new Refusal('public_key')
  return base64url.encode(value)
}

/**
 * Verifies a signature.
 * @throws Refusal
 */
export async function verifySignature(
  { algorithm, key }: PublicKey,
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const raw = algorithm === -7 ? decodeEcdsaSignature(signature) : signature
  // workerd throws for a signature of another length.
  const isValid = await crypto.subtle
    .verify(kinds[algorithm].params, key, raw, data)
    .catch(() => false)
  if (!isValid) throw new Refusal('signature')
}
