import { createHmac, hkdfSync } from 'node:crypto'

/** JWT_SECRET in tests, so that they can sign what the service signs. */
export const secret = 'q7Ff2mVwLz0RkXc9TtYbHs4NjPdGuEa6'

/** ROOT_SECRET in tests. */
export const rootSecret = 'T4hGx9KpWc2ZrLb7YnVe5QmDs8JaUf3R'

/** The key of tokens that only the service itself verifies. */
const internalKey = new Uint8Array(hkdfSync('sha256', rootSecret, '', 'latchkey/sign', 32))

/** The key with which the service signs tokens with this header. */
export function keyOf(token: string): string | Uint8Array {
  const [header = ''] = token.split('.')
  const isInternal = /"(otp|mfa)\+jwt"/.test(Buffer.from(header, 'base64url').toString())
  return isInternal ? internalKey : secret
}

/** The header of a session token. */
export const header = { alg: 'HS256', typ: 'JWT' }

export type Json = Record<string, unknown>

/** The claims of a session token. Times are UNIX seconds. */
export interface Claims extends Json {
  sub: string
  email?: string
  iat: number
  exp: number
  iss: string
  jti: string
}

/** The claims of a token, not verified, with some changed. An undefined claim is left out. */
export function claimsOf(token: string, changes: Json = {}): Claims {
  return JSON.parse(JSON.stringify({ ...decoded(token.split('.')[1]), ...changes }))
}

export function headerOf(token: string): Json {
  return decoded(token.split('.')[0])
}

function decoded(part = ''): Json {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}

/** The bytes, the text or the JSON as base64url. */
export function encode(part: string | Uint8Array | object): string {
  const bytes = typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part)
  return Buffer.from(bytes).toString('base64url')
}

/** HMAC of a signing input, as base64url. */
export function mac(input: string, key = keyOf(input), hash = 'sha256'): string {
  return createHmac(hash, key).update(input).digest('base64url')
}

/** A compact JWS of encoded parts, signed with HS256. */
export function signParts(header: string, payload: string, key?: string | Uint8Array): string {
  const input = `${header}.${payload}`
  return `${input}.${mac(input, key)}`
}

/**
 * A compact JWS with any header, as an attacker with the key can forge it; jose refuses to sign these headers. Uses the
 * HMAC that `alg` names, or HS256 if `alg` names no HMAC. Objects become JSON, text stays unchanged.
 */
export function sign(
  header: Json | string,
  payload: object | string,
  key?: string | Uint8Array,
): string {
  const alg = typeof header === 'string' ? '' : String(header.alg)
  const [, bits = '256'] = /^HS(384|512)$/.exec(alg) ?? []
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${mac(input, key, `sha${bits}`)}`
}

/** The same token with other claims and a valid signature. An undefined claim is left out. */
export function resigned(token: string, claims: Json = {}, header: Json = {}): string {
  return sign({ ...headerOf(token), ...header }, claimsOf(token, claims))
}

/** Other spellings of the same signature or parts, which lax decoders accept. */
export function reencoded(token: string): Record<string, string> {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const slack = withSlack(signature)
  const standard = (part: string) => part.replaceAll('-', '+').replaceAll('_', '/')
  return {
    'with a padded signature': `${token}=`,
    'with a doubly padded signature': `${token}==`,
    'with padding on every part': `${header}=.${payload}=.${signature}=`,
    'with slack bits 01 set': `${header}.${payload}.${slack[0]}`,
    'with slack bits 10 set': `${header}.${payload}.${slack[1]}`,
    'with slack bits 11 set': `${header}.${payload}.${slack[2]}`,
    'with an empty part at the end': `${token}.`,
    'with an empty part in front': `.${token}`,
    'in the plain alphabet of base64, padded': `${header}.${payload}.${standard(signature)}=`,
    'with a tilde at the end': `${token}~`,
  }
}

/** The other base64url spellings of 32 bytes: the last character has two bits that decoders ignore. */
export function withSlack(text: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(text.slice(-1))
  return [1, 2, 3].map((bits) => `${text.slice(0, -1)}${alphabet[last ^ bits]}`)
}
