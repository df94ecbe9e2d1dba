import { base64url } from 'jose'
import { decodeMap } from './cbor.ts'
import { decodeEcdsaSignature } from './der.ts'
import { check, Refusal } from './refusal.ts'

/** The algorithms that we offer, the preferred one first: Ed25519, ES256 and RS256 (RFC 9053, RFC 8812). */
export const algorithms = [-8, -7, -257] as const
export type Algorithm = (typeof algorithms)[number]

/** The public key of a passkey. */
export interface PublicKey {
  algorithm: Algorithm
  key: CryptoKey
}

/** Labels of COSE keys. Those below zero depend on the key type (RFC 9053 section 7, RFC 8230 section 4). */
const kty = 1
const alg = 3
const crv = -1

/** A member of a key: its name in JWK, its label in COSE, and its least and largest number of bytes. */
type Member = readonly [name: string, label: number, min: number, max: number]

interface Kind {
  /** The key type and the curve in COSE, and the equivalents in JWK (RFC 7517) and WebCrypto. */
  type: readonly [cose: number, jwk: string]
  curve?: readonly [cose: number, jwk: string]
  name: string
  members: readonly Member[]
}

/** What a key of each algorithm must contain. */
const kinds: Record<Algorithm, Kind> = {
  [-8]: { type: [1, 'OKP'], curve: [6, 'Ed25519'], name: 'Ed25519', members: [['x', -2, 32, 32]] },
  [-7]: {
    type: [2, 'EC'],
    curve: [1, 'P-256'],
    name: 'ECDSA',
    members: [
      ['x', -2, 32, 32],
      ['y', -3, 32, 32],
    ],
  },
  [-257]: {
    type: [3, 'RSA'],
    name: 'RSASSA-PKCS1-v1_5',
    // 2048 to 4096 bits. The exponent of every authenticator is 65537.
    members: [
      ['n', -1, 256, 512],
      ['e', -2, 3, 3],
    ],
  },
}

/**
 * Reads a COSE_Key (RFC 9052 section 7) of an algorithm that we offer.
 * @throws Refusal
 */
export async function importPublicKey(bytes: Uint8Array<ArrayBuffer>): Promise<PublicKey> {
  const { algorithm, jwk } = parsePublicKey(bytes)
  const namedCurve = jwk.crv ?? ''
  const params = { name: kinds[algorithm].name, namedCurve, hash: 'SHA-256' }
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
  const algorithm = algorithms.find((each) => each === cose.get(alg))
  check(algorithm, 'algorithm')
  const { type, curve, members } = kinds[algorithm]
  check(cose.get(kty) === type[0] && (!curve || cose.get(crv) === curve[0]), 'public_key')
  const values = members.map(([name, label, min, max]) => {
    const value = cose.get(label)
    check(value instanceof Uint8Array, 'public_key')
    check(value.length >= min && value.length <= max, 'public_key')
    return [name, base64url.encode(value)]
  })
  const jwk: JsonWebKey = { kty: type[1], crv: curve?.[1], ...Object.fromEntries(values) }
  return { algorithm, jwk }
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
  const params = { name: kinds[algorithm].name, hash: 'SHA-256' }
  // workerd throws for a signature of another length.
  const isValid = await crypto.subtle.verify(params, key, raw, data).catch(() => false)
  check(isValid, 'signature')
}
