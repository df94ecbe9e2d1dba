import bcrypt from 'bcryptjs'
import { maxMemory, type ParsedHash, parseHash, type ScryptCost } from './formats.ts'

/** Resolves to whether the password matches the hash that the verifier was created for. */
export type Verifier = (password: string) => Promise<boolean>

/**
 * Creates the verifier of a stored hash from the format in its prefix. Returns undefined, without any expensive work, if
 * the format is not supported or needs more CPU or memory than a Worker has: such a hash never signs in.
 */
export function verifierFor(stored: string): Verifier | undefined {
  const parsed = parseHash(stored)
  switch (parsed.kind) {
    case 'bcrypt':
      return (password) => bcrypt.compare(password, stored)
    case 'scrypt':
      return scryptVerifier(parsed)
    case 'better-auth':
      return betterAuthVerifier(parsed)
    case 'pbkdf2':
      return pbkdf2Verifier(parsed)
    case 'argon2id':
      return argon2idVerifier(parsed)
    case 'firebase':
      return firebaseVerifier(parsed)
    case 'unsupported':
      return undefined
  }
}

/** Imported at the first use: bcrypt does not need it, and to evaluate it takes time when an isolate starts. */
const nodeCrypto = () => import('node:crypto')

type Parsed<Kind> = Extract<ParsedHash, { kind: Kind }>

function scryptVerifier({ cost, salt, hash }: Parsed<'scrypt'>): Verifier {
  return async (password) => isEqual(await scryptKey(password, salt, hash.length, cost), hash)
}

/** better-auth normalizes the password to NFKC. */
function betterAuthVerifier({ salt, hash }: Parsed<'better-auth'>): Verifier {
  const cost = { N: 16_384, r: 16, p: 1 }
  return async (password) =>
    isEqual(await scryptKey(password.normalize('NFKC'), salt, hash.length, cost), hash)
}

function pbkdf2Verifier({ bits, iterations, salt, hash }: Parsed<'pbkdf2'>): Verifier {
  return async (password) => {
    const key = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, [
      'deriveBits',
    ])
    const algorithm = { name: 'PBKDF2', hash: `SHA-${bits}`, salt, iterations }
    const derived = await crypto.subtle.deriveBits(algorithm, key, hash.length * 8)
    return isEqual(new Uint8Array(derived), hash)
  }
}

function argon2idVerifier(parsed: Parsed<'argon2id'>): Verifier {
  const { salt, hash, memorySize, passes, parallelism } = parsed
  return async (password) => {
    // Imported here because Node, which runs the scripts, cannot load this module.
    const { argon2id } = await import('./argon2id.ts')
    const cost = { memorySize, passes, parallelism }
    return isEqual(await argon2id(utf8(password), salt, hash.length, cost), hash)
  }
}

/** Firebase derives an AES key with scrypt and encrypts the project's signer key with it. */
function firebaseVerifier({ cost, separator, signer, salt, hash }: Parsed<'firebase'>): Verifier {
  return async (password) => {
    const derived = await scryptKey(password, Buffer.concat([salt, separator]), 32, cost)
    const key = await crypto.subtle.importKey('raw', derived, 'AES-CTR', false, ['encrypt'])
    const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
    return isEqual(new Uint8Array(await crypto.subtle.encrypt(algorithm, key, signer)), hash)
  }
}

/** Derives a key of `length` bytes with the platform's scrypt (RFC 7914). */
export async function scryptKey(
  password: string,
  salt: Uint8Array,
  length: number,
  cost: ScryptCost,
): Promise<Uint8Array> {
  const { scrypt } = await nodeCrypto()
  return new Promise((resolve, reject) => {
    // scrypt needs a little more than N * r * 128 bytes and rejects a limit of exactly that.
    const options = { ...cost, maxmem: 2 * maxMemory }
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Compares in constant time. Two empty digests are never equal: no password may match an empty digest. */
async function isEqual(a: Uint8Array, b: Uint8Array): Promise<boolean> {
  const { timingSafeEqual } = await nodeCrypto()
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}
