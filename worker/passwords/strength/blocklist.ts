import { createHash } from 'node:crypto'
import { filter } from './blocklist.data.ts'

/** Parameters of the filter, shared with tools/commands/common-passwords, which writes its data. */
export const parameters = {
  /** One in 2^12 = 4,096 passwords that are not on the list is a false positive. */
  falsePositiveBits: 12,
}

let members: Set<number> | undefined

/**
 * Returns whether a folded password is on the blocklist (NIST SP 800-63B section 3.1.1.2). The list covers the 3,000 most
 * common passwords of every minimum length.
 */
export function isCommon(text: string): boolean {
  members ??= decode()
  return members.has(hashToRange(text, filter.count))
}

/**
 * Hashes a password to a number below 2^12 times `count`, the size of the list. SHA-256 because it is native and
 * synchronous.
 */
export function hashToRange(password: string, count: number): number {
  const hash = createHash('sha256').update(password).digest()
  const fraction = hash.readUIntBE(0, 6) / 2 ** 48
  return Math.floor(fraction * count * 2 ** parameters.falsePositiveBits)
}

/**
 * Decodes a Golomb-coded set: the differences between the sorted numbers, each as a unary quotient and a 12-bit
 * remainder. A Bloom filter with the same error rate would be a fifth larger.
 */
function decode(): Set<number> {
  const bytes = Buffer.from(filter.data, 'base64')
  let position = 0
  const bit = () => {
    const value = ((bytes[position >> 3] ?? 0) >> (7 - (position & 7))) & 1
    position++
    return value
  }
  const numbers = new Set<number>()
  for (let last = 0, i = 0; i < filter.size; i++) {
    let quotient = 0
    while (bit() === 1) quotient++
    let remainder = 0
    for (let b = 0; b < parameters.falsePositiveBits; b++) remainder = (remainder << 1) | bit()
    last += quotient * 2 ** parameters.falsePositiveBits + remainder
    numbers.add(last)
  }
  return numbers
}
