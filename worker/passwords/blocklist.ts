import { createHash } from 'node:crypto'
import { filter } from './blocklist.data.ts'

/** Parameters the filter was made with; tools/commands/common-passwords/common-passwords.mjs writes it with the same. */
export const parameters = {
  /** A password that is not on the list is taken for one that is once in 2^12 = 4,096 times. */
  falsePositiveBits: 12,
}

let members: Set<number> | undefined

/**
 * Whether a password is one of the commonest (NIST SP 800-63B section 3.1.1.2), in any case. The list covers the
 * 3,000 commonest of every minimum length.
 */
export function isCommon(text: string): boolean {
  members ??= decode()
  return members.has(place(text, filter.count))
}

/** Where a password falls in a range 2^12 times as large as the list. SHA-256 because it is native and synchronous. */
export function place(password: string, count: number): number {
  const hash = createHash('sha256').update(password).digest()
  const fraction = hash.readUIntBE(0, 6) / 2 ** 48
  return Math.floor(fraction * count * 2 ** parameters.falsePositiveBits)
}

/**
 * A Golomb-coded set: the sorted places as differences, each in a unary quotient and a 12-bit remainder. A Bloom
 * filter of this certainty would be a fifth larger.
 */
function decode(): Set<number> {
  const bytes = Buffer.from(filter.data, 'base64')
  let position = 0
  const bit = () => {
    const value = ((bytes[position >> 3] ?? 0) >> (7 - (position & 7))) & 1
    position++
    return value
  }
  const places = new Set<number>()
  for (let last = 0, i = 0; i < filter.size; i++) {
    let quotient = 0
    while (bit() === 1) quotient++
    let remainder = 0
    for (let b = 0; b < parameters.falsePositiveBits; b++) remainder = (remainder << 1) | bit()
    last += quotient * 2 ** parameters.falsePositiveBits + remainder
    places.add(last)
  }
  return places
}
