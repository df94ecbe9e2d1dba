import { describe, expect, it } from 'vitest'
import { importPublicKey, verifySignature } from '../../worker/passkeys/encoding/cose.ts'
import { decodeEcdsaSignature } from '../../worker/passkeys/encoding/der.ts'
import { createPasskey, derInteger } from '../support/passkeys/authenticator.ts'
import { bytes, hex, int, join, map } from '../support/passkeys/cbor.ts'
import { refusalOf } from '../support/passkeys/relying-party.ts'

const sequence = (...parts: Iterable<number>[]) => {
  const content = join(...parts)
  return join([0x30, content.length], content)
}
const integer = (...content: number[]) => join([0x02, content.length], content)
const one = integer(1)
const largest = new Uint8Array(32).fill(0xff)

describe('the DER of an ECDSA signature', () => {
  it.each([
    ['small integers', sequence(one, integer(2)), [1, 2]],
    ['a zero', sequence(integer(0), one), [0, 1]],
    ['an integer with a leading zero', sequence(integer(0, 0x80), one), [0x80, 1]],
  ])('is read with %s', (_, der, [r = 0, s = 0]) => {
    const raw = new Uint8Array(64)
    raw[31] = r
    raw[63] = s
    expect(decodeEcdsaSignature(der)).toEqual(raw)
  })

  it('is read with the largest integers', () => {
    const der = sequence(derInteger(largest), derInteger(largest))
    expect(der).toHaveLength(72)
    expect(decodeEcdsaSignature(der)).toEqual(new Uint8Array(64).fill(0xff))
  })

  it.each([
    ['nothing', join()],
    ['another tag', join([0x31], sequence(one, one).subarray(1))],
    ['trailing bytes after the sequence', join(sequence(one, one), [0])],
    ['trailing bytes in the sequence', sequence(one, one, [0])],
    ['a third integer', sequence(one, one, one)],
    ['one integer', sequence(one)],
    ['a sequence that is cut off', sequence(one, one).slice(0, -1)],
    ['a length in two bytes', join([0x30, 0x81, 6], one, one)],
    ['an indefinite length', join([0x30, 0x80], one, one, [0, 0])],
    ['an integer of another tag', sequence([0x03, 1, 1], one)],
    ['an integer without digits', sequence([0x02, 0], one)],
    ['a last integer without digits', sequence(one, [0x02, 0])],
    ['an integer that is cut off', sequence(one, [0x02, 2, 1])],
    ['an integer whose length takes two bytes', sequence([0x02, 0x81, 1, 1], one)],
    ['a negative integer', sequence(integer(0x80), one)],
    ['a negative last integer', sequence(one, integer(0xff))],
    ['an unnecessary zero', sequence(integer(0, 1), one)],
    ['two leading zeros', sequence(integer(0, 0, 0x80), one)],
    ['33 digits', sequence(integer(1, ...largest), one)],
    ['33 digits after a zero', sequence(integer(0, 0x80, ...largest), one)],
  ])('is refused with %s', async (_, der) => {
    expect(await refusalOf(() => decodeEcdsaSignature(der))).toBe('signature_encoding')
  })
})

describe('a public key', () => {
  const data = new Uint8Array([1, 2, 3])

  it('of RSA with fewer than 2048 bits is refused', async () => {
    const key = (size: number) =>
      map(
        [int(1), int(3)],
        [int(3), int(-257)],
        [int(-1), bytes(new Uint8Array(size).fill(0xc5))],
        [int(-2), bytes(new Uint8Array([1, 0, 1]))],
      )
    expect(await refusalOf(() => importPublicKey(key(255)))).toBe('public_key')
    expect(await refusalOf(() => importPublicKey(key(256)))).toBeUndefined()
    expect(await refusalOf(() => importPublicKey(key(512)))).toBeUndefined()
    expect(await refusalOf(() => importPublicKey(key(513)))).toBe('public_key')
  })

  // RFC 8032 section 7.1, test 1: the signature of nothing.
  it('of Ed25519 verifies the signature of the RFC', async () => {
    const x = hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
    const signature = hex(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    )
    const key = await importPublicKey(
      map([int(1), int(1)], [int(3), int(-8)], [int(-1), int(6)], [int(-2), bytes(x)]),
    )
    expect(await refusalOf(() => verifySignature(key, signature, join()))).toBeUndefined()
    expect(await refusalOf(() => verifySignature(key, signature, data))).toBe('signature')
  })

  it.each([-8, -7, -257] as const)('of algorithm %i refuses zeros of any length', async (alg) => {
    const passkey = await createPasskey(alg)
    const key = await importPublicKey(map(...passkey.cose))
    expect(key.algorithm).toBe(alg)
    for (const size of [1, 63, 64, 65, 255, 256, 257]) {
      const signature = new Uint8Array(size)
      const reason = await refusalOf(() => verifySignature(key, signature, data))
      expect(reason).toBe(alg === -7 ? 'signature_encoding' : 'signature')
    }
  })
})
