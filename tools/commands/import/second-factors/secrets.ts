import { createHash } from 'node:crypto'
import { decryptXChaCha20 } from './xchacha20.ts'

/** Why a second factor cannot be imported, without its secret. */
export interface Fault {
  fault: string
}

type ReadSecret = { secret: Buffer } | Fault

/** Bytes of a TOTP secret: Google's examples have 10, and longer ones are hashed anyway (RFC 2104). */
const minLength = 10
const maxLength = 128

/** Reads a TOTP secret in base32, as QR codes contain it (RFC 4648 section 6), in any spelling. */
export function readBase32(text: unknown): ReadSecret {
  const letters = typeof text === 'string' ? text.toUpperCase().replace(/[\s=-]/g, '') : ''
  if (letters === '' || /[^A-Z2-7]/.test(letters)) return { fault: 'the TOTP secret is not base32' }
  const bits = [...letters].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
  const bytes = bits.join('').match(/.{8}/g) ?? []
  return checkLength(Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A secret of a usual length. */
export function checkLength(secret: Buffer): ReadSecret {
  const isUsable = secret.length >= minLength && secret.length <= maxLength
  return isUsable ? { secret } : { fault: 'the TOTP secret is too short or too long' }
}

/**
 * Reads a secret of better-auth's table `twoFactor`: XChaCha20-Poly1305 in hex, of a text whose characters are the secret. With
 * several secrets, `$ba$` and the version come first. Authenticated encryption shows which secret is the right one.
 */
export function readBetterAuth(sealed: unknown, secrets: string | undefined): ReadSecret {
  const [, hex] =
    typeof sealed === 'string' ? (/^(?:\$ba\$\d+\$)?([\da-f]+)$/.exec(sealed) ?? []) : []
  if (hex === undefined) return { fault: 'the TOTP secret is not encrypted as by better-auth' }
  if (!secrets)
    return { fault: 'the TOTP secret is encrypted, and LATCHKEY_BETTER_AUTH_SECRET is not set' }
  const versions = secrets.split(',').map((each) => each.trim().replace(/^\d+:/, ''))
  for (const secret of [secrets, ...versions]) {
    try {
      const key = createHash('sha256').update(secret).digest()
      const text = decryptXChaCha20(key, Buffer.from(hex, 'hex')).toString()
      const [, base32] = /^base32:(.*)$/.exec(text) ?? []
      return base32 === undefined ? checkLength(Buffer.from(text)) : readBase32(base32)
    } catch {
      // The next secret, if any.
    }
  }
  return { fault: 'LATCHKEY_BETTER_AUTH_SECRET does not decrypt the TOTP secret' }
}
