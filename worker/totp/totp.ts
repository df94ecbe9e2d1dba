import { sameText } from '../config/keys.ts'

/*
 * Time-based one-time passwords (RFC 6238) with the parameters that every authenticator app supports: HMAC-SHA-1, six digits, steps
 * of 30 seconds.
 */

/** Bytes of a shared secret (RFC 4226 section 4, R6). */
const secretLength = 20
/** Milliseconds of a time step. */
const stepLength = 30_000
/** Steps before and after the current one whose codes are accepted (RFC 6238 section 5.2). */
const window = 1

/** A new shared secret. */
export function newSecret(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(secretLength))
}

/** The code of a time step (RFC 4226 section 5.3). */
export async function codeOf(secret: Uint8Array<ArrayBuffer>, step: number): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  const counter = new DataView(new ArrayBuffer(8))
  counter.setBigUint64(0, BigInt(step))
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter))
  const offset = mac.getUint8(mac.byteLength - 1) & 0xf
  return String((mac.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/**
 * The time step of a code, if it is one of the window and later than `lastStep`.
 * @param now UNIX milliseconds
 */
export async function matchingStep(
  secret: Uint8Array<ArrayBuffer>,
  code: string,
  now: number,
  lastStep: number,
): Promise<number | undefined> {
  const current = Math.floor(now / stepLength)
  let found: number | undefined
  for (let step = current - window; step <= current + window; step++) {
    if (step > lastStep && (await sameText(await codeOf(secret, step), code))) found ??= step
  }
  return found
}

/**
 * The URI that authenticator apps read from a QR code (Key Uri Format). Apps split the label at its first colon, so the issuer in the
 * label has none; they show the issuer of the parameter.
 */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = [issuer.replaceAll(':', ''), account].map(encodeURIComponent).join(':')
  const parameters = {
    secret: base32(secret),
    issuer,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  }
  const query = Object.entries(parameters).map(
    ([name, text]) => `${name}=${encodeURIComponent(text)}`,
  )
  return `otpauth://totp/${label}?${query.join('&')}`
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base32 without padding (RFC 4648 section 6). */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}
