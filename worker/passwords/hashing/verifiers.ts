import { scrypt, timingSafeEqual } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { formOf, type HashForm, mostMemory, type ScryptCost } from './formats.ts'

/** Whether a password is the one behind a stored hash. */
export type Check = (password: string) => Promise<boolean>

/**
 * The check of a stored hash, by the format it names itself; undefined when it is of none, or asks for more work or
 * memory than a Worker has: such a hash signs nobody in, and costs nothing to refuse.
 */
export function checkOf(stored: string): Check | undefined {
  const form = formOf(stored)
  switch (form.kind) {
    case 'bcrypt':
      return (password) => bcrypt.compare(password, stored)
    case 'scrypt':
      return scryptCheck(form)
    case 'better-auth':
      return betterAuthCheck(form)
    case 'pbkdf2':
      return pbkdf2Check(form)
    case 'argon2id':
      return argon2idCheck(form)
    case 'firebase':
      return firebaseCheck(form)
    case 'refused':
      return undefined
  }
}

type Form<Kind> = Extract<HashForm, { kind: Kind }>

function scryptCheck({ cost, salt, hash }: Form<'scrypt'>): Check {
  return async (password) => isSame(await scryptOf(password, salt, hash.length, cost), hash)
}

/** better-auth takes the password in NFKC. */
function betterAuthCheck({ salt, hash }: Form<'better-auth'>): Check {
  const cost = { N: 16_384, r: 16, p: 1 }
  return async (password) =>
    isSame(await scryptOf(password.normalize('NFKC'), salt, hash.length, cost), hash)
}

function pbkdf2Check({ bits, iterations, salt, hash }: Form<'pbkdf2'>): Check {
  return async (password) => {
    const key = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, [
      'deriveBits',
    ])
    const how = { name: 'PBKDF2', hash: `SHA-${bits}`, salt, iterations }
    return isSame(new Uint8Array(await crypto.subtle.deriveBits(how, key, hash.length * 8)), hash)
  }
}

function argon2idCheck({ salt, hash, memorySize, passes, parallelism }: Form<'argon2id'>): Check {
  return async (password) => {
    // Loaded here, so that scripts under Node can use everything else.
    const { argon2id } = await import('./argon2id.ts')
    const cost = { memorySize, passes, parallelism }
    return isSame(await argon2id(utf8(password), salt, hash.length, cost), hash)
  }
}

/** Firebase's: scrypt makes an AES key, which encrypts the project's signer key. */
function firebaseCheck({ cost, separator, signer, salt, hash }: Form<'firebase'>): Check {
  return async (password) => {
    const derived = await scryptOf(password, Buffer.concat([salt, separator]), 32, cost)
    const key = await crypto.subtle.importKey('raw', derived, 'AES-CTR', false, ['encrypt'])
    const how = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
    return isSame(new Uint8Array(await crypto.subtle.encrypt(how, key, signer)), hash)
  }
}

/** scrypt as RFC 7914 has it, by the platform's own code. */
export function scryptOf(
  password: string,
  salt: Uint8Array,
  length: number,
  cost: ScryptCost,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // What is needed besides the main block is little, and N * r * 128 alone is refused.
    const options = { ...cost, maxmem: 2 * mostMemory }
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Nothing is not the same as nothing: no password may stand behind an empty digest. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}
