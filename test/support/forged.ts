import { env } from 'cloudflare:workers'
import { base64url, decodeJwt, type JWTPayload } from 'jose'

/** The header of a session token. */
export const header = { alg: 'HS256', typ: 'JWT' }

const hashes: Record<string, string> = { HS256: 'SHA-256', HS384: 'SHA-384', HS512: 'SHA-512' }

/**
 * A token as somebody would forge who knows the secret, or any other key: jose's own signer refuses the headers
 * that matter here. The HMAC is that of `alg`, or SHA-256's where `alg` is not HMAC.
 */
export async function forge(
  head: Record<string, unknown>,
  payload: object,
  secret: string = env.JWT_SECRET,
): Promise<string> {
  const hash = hashes[String(head.alg)] ?? 'SHA-256'
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash },
    false,
    ['sign'],
  )
  const signed = `${encode(head)}.${encode(payload)}`
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(signed))
  return `${signed}.${base64url.encode(new Uint8Array(mac))}`
}

/** The same claims, some changed; undefined takes one away. */
export function claimsOf(token: string, changes: Record<string, unknown> = {}): JWTPayload {
  return JSON.parse(JSON.stringify({ ...decodeJwt(token), ...changes }))
}

export function encode(part: object): string {
  return base64url.encode(JSON.stringify(part))
}
