import { createCipheriv, createDecipheriv } from 'node:crypto'

const tagLength = 16
/** The first words of the state of ChaCha20 (RFC 8439 section 2.3). */
const constants = Buffer.from('expand 32-byte k')

/**
 * Decrypts XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), which Node does not have: the nonce of 24 bytes comes first, and the
 * tag last.
 * @throws Error if another key encrypted it, or it was changed
 */
export function decryptXChaCha20(key: Buffer, sealed: Buffer): Buffer {
  const nonce = Buffer.concat([Buffer.alloc(4), sealed.subarray(16, 24)])
  const content = sealed.subarray(24, -tagLength)
  const subkey = hChaCha20(key, sealed.subarray(0, 16))
  const decipher = createDecipheriv('chacha20-poly1305', subkey, nonce, {
    authTagLength: tagLength,
  })
  decipher.setAuthTag(sealed.subarray(-tagLength))
  return Buffer.concat([decipher.update(content), decipher.final()])
}

/**
 * HChaCha20 is the block function of ChaCha20 without its last step, which adds the initial state: the key stream minus these
 * words. It takes the first and the last four.
 */
function hChaCha20(key: Buffer, input: Buffer): Buffer {
  const stream = createCipheriv('chacha20', key, input).update(Buffer.alloc(64))
  const subkey = Buffer.alloc(32)
  const parts = [
    [constants, 0],
    [input, 48],
  ] as const
  for (const [part, [initial, at]] of parts.entries()) {
    for (let word = 0; word < 16; word += 4) {
      const value = stream.readUInt32LE(at + word) - initial.readUInt32LE(word)
      subkey.writeUInt32LE(value >>> 0, part * 16 + word)
    }
  }
  return subkey
}
