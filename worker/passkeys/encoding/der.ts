import { check } from './refusal.ts'

/** The bytes of each integer of a P-256 signature. */
const size = 32

/**
 * An ECDSA signature as WebCrypto reads it, r and s one after the other, from its DER encoding (RFC 3279 section 2.2.3).
 * Accepts exactly one encoding of each signature (X.690 section 10).
 * @throws Refusal
 */
export function decodeEcdsaSignature(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(2 * size)
  let end = 2
  for (const target of [raw.subarray(0, size), raw.subarray(size)]) {
    const [tag, length = 0, first = 0, second = 0] = der.subarray(end)
    const digits = der.subarray(end + (first === 0 ? 3 : 2), end + 2 + length)
    end += 2 + length
    check(tag === 0x02 && length > 0 && end <= der.length, 'signature_encoding')
    // No negative integer, and a leading zero only keeps an integer positive.
    check(first < 0x80 && (first > 0 || length === 1 || second > 0x7f), 'signature_encoding')
    check(digits.length <= size, 'signature_encoding')
    target.set(digits, size - digits.length)
  }
  // Two integers of 33 bytes have a length of one byte.
  const [tag, length] = der
  check(tag === 0x30 && length === der.length - 2 && end === der.length, 'signature_encoding')
  return raw
}
