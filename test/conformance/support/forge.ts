import { createHmac } from 'node:crypto'
import { secret } from './instance.ts'

export type Json = Record<string, unknown>

export function encode(part: string | Uint8Array | Json): string {
  const bytes = typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part)
  return Buffer.from(bytes).toString('base64url')
}

/** The claims of a token, unchecked. */
export function claimsOf(token: string): Json {
  return decoded(token.split('.')[1] ?? '')
}

export function headerOf(token: string): Json {
  return decoded(token.split('.')[0] ?? '')
}

function decoded(part: string): Json {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}

/** HMAC of a signing input, base64url. */
export function mac(input: string, key: string | Uint8Array = secret, hash = 'sha256'): string {
  return createHmac(hash, key).update(input).digest('base64url')
}

/** A compact JWS whose parts are encoded already, signed with HS256 and, unless told otherwise, the right key. */
export function signParts(header: string, payload: string, key?: string | Uint8Array): string {
  const input = `${header}.${payload}`
  return `${input}.${mac(input, key)}`
}

/** A compact JWS of these; objects become JSON, text stays as it is. */
export function sign(
  header: Json | string,
  payload: Json | string | Uint8Array,
  key?: string | Uint8Array,
): string {
  return signParts(encode(header), encode(payload), key)
}

/** The same token with other claims, properly signed, as only the service could. An undefined claim is left out. */
export function resigned(token: string, claims: Json = {}, header: Json = {}): string {
  return sign({ ...headerOf(token), ...header }, { ...claimsOf(token), ...claims })
}

/** Other spellings of the same signature or parts, which lax decoders read as the same. */
export function reencoded(token: string): Record<string, string> {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.slice(-1))
  const slack = [1, 2, 3].map((bits) => `${signature.slice(0, -1)}${alphabet[last ^ bits]}`)
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
