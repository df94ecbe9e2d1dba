import { Refusal } from './refusal.ts'

/** The bytes of each integer of a P-256 signature. */
const size = 32

/**
 * An ECDSA signature as WebCrypto reads it, r and s one after the other, from its DER encoding (RFC 3279 section 2.2.3).
 * Accepts exactly one encoding of each signature (X.690 section 10).
 * @throws Refusal
 */
export function decodeEcdsaSignature(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const [tag, length] = der
  // Two integers of 33 bytes have a length of one byte.
  if (tag !== 0x30 || length !== der.length - 2) throw new Refusal('signature_encoding')
  const raw = new Uint8Array(2 * size)
  const second = decodeInteger(der, 2, raw.subarray(0, size))
  const end = decodeInteger(der, second, raw.subarray(size))
  if (end !== der.length) throw new Refusal('signature_encoding')
  return raw
}

/** Writes the integer that begins at `start` into `target`, and returns where it ends. */
function decodeInteger(der: Uint8Array, start: number, target: Uint8Array): number {
  const [tag, length = 0, first = 0, second = 0] = der.subarray(start)
  const end = start + 2 + length
  if (tag !== 0x02 || length === 0 || end > der.length) throw new Refusal('signature_encoding')
  const isNegative = first > 0x7f
  // A leading zero only keeps the integer positive.
  const isLonger = first === 0 && length > 1 && second <= 0x7f
  if (isNegative || isLonger) throw new Refusal('signature_encoding')
  const digits = der.subarray(first === 0 ? start + 3 : start + 2, end)
  if (digits.length > size) throw new Refusal('signature_encoding')
  target.set(digits, size - digits.length)
  return end
}
