import { base64url } from 'jose'
import { randomText } from '../config/keys.ts'

/*
 * Recovery codes: 80 random bits each, in the alphabet of Crockford's Base32, which has no letters that people confuse. Each works once,
 * in place of a code of the authenticator app.
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Codes that an account gets at once. */
export const codesAtOnce = 10

/** New codes, as they are shown. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: codesAtOnce }, () => {
    const groups = randomText(alphabet, 16).match(/.{4}/g) ?? []
    return groups.join('-')
  })
}

/** The code that a person meant, without hyphens and in capitals; undefined if it cannot be one. */
export function recoveryCodeFrom(text: string): string | undefined {
  const code = text.replaceAll('-', '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : undefined
}

/**
 * HMAC-SHA-256 of a code in base64url. The key is the secret of the TOTP factor: the hashes stay valid when the root secret is rotated,
 * and new codes are issued with every new factor.
 */
export async function hashRecoveryCode(
  secret: Uint8Array<ArrayBuffer>,
  code: string,
): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  const data = new TextEncoder().encode(`recovery-code\0${code.replaceAll('-', '')}`)
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, data)))
}
