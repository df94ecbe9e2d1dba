import { scrypt, timingSafeEqual } from 'node:crypto'
import argon2idModule from 'argon2id/dist/simd.wasm'
import setUpArgon2id from 'argon2id/lib/setup.js'
import bcrypt from 'bcryptjs'

/** Whether a password is the one behind a stored hash. */
export type Check = (password: string) => Promise<boolean>

/**
 * The check of a stored hash, by the format it names itself; undefined when it is of none, or asks for more work or
 * memory than a Worker has: such a hash signs nobody in, and costs nothing to refuse.
 */
export function checkOf(stored: string): Check | undefined {
  for (const format of formats) {
    const check = format(stored)
    if (check) return check
  }
  return undefined
}

const formats: ((stored: string) => Check | undefined)[] = [
  bcryptCheck,
  scryptCheck,
  betterAuthCheck,
  pbkdf2Check,
  argon2idCheck,
  firebaseCheck,
]

/** Half of what an isolate may hold; the other half is for everything else it does. */
const mostMemory = 64 * 1024 * 1024
/** Of scrypt, N * r * p: what OWASP's heaviest choice does. */
const mostScryptWork = 2 ** 20
/** Of argon2id, KiB times passes: a little above node-argon2's default of 64 MiB and three. */
const mostArgon2Work = 65_536 * 4
/** The most WebCrypto does on Workers. */
const mostIterations = 100_000

/** `$2b$12$…`; a cost beyond 15 would compute for minutes. */
function bcryptCheck(stored: string): Check | undefined {
  if (!/^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/.test(stored)) return undefined
  return (password) => bcrypt.compare(password, stored)
}

/** `$scrypt$ln=15,r=8,p=3$salt$hash`, the PHC string form. */
function scryptCheck(stored: string): Check | undefined {
  const parts =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{1,128})\$([A-Za-z0-9+/]{22,172})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, ln, r, p, salt = '', hash = ''] = parts
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) }
  if (!isAffordable(cost)) return undefined
  const expected = decode(hash)
  return async (password) =>
    isSame(await scryptOf(password, decode(salt), expected.length, cost), expected)
}

/** better-auth's own: `salt:key` in hexadecimal, the salt taken as text, the password in NFKC. */
function betterAuthCheck(stored: string): Check | undefined {
  const parts = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(stored)
  if (!parts) return undefined
  const [, salt = '', key = ''] = parts
  const expected = Buffer.from(key, 'hex')
  const cost = { N: 16_384, r: 16, p: 1 }
  return async (password) =>
    isSame(await scryptOf(password.normalize('NFKC'), Buffer.from(salt), 64, cost), expected)
}

/** `$pbkdf2-sha256$i=100000,l=32$salt$hash` in PHC form, or `$pbkdf2-sha512$29000$salt$hash` as Passlib writes it. */
function pbkdf2Check(stored: string): Check | undefined {
  const parts =
    /^\$pbkdf2-sha(256|512)\$(?:i=)?(\d{1,7})(?:,l=\d{1,3})?\$([A-Za-z0-9.+/]{1,128})\$([A-Za-z0-9.+/]{22,172})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, bits, rounds, salt = '', hash = ''] = parts
  const iterations = Number(rounds)
  if (iterations < 1 || iterations > mostIterations) return undefined
  const expected = decode(hash)
  return async (password) => {
    const key = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, [
      'deriveBits',
    ])
    const how = { name: 'PBKDF2', hash: `SHA-${bits}`, salt: decode(salt), iterations }
    return isSame(
      new Uint8Array(await crypto.subtle.deriveBits(how, key, expected.length * 8)),
      expected,
    )
  }
}

/** `$argon2id$v=19$m=65536,t=3,p=4$salt$hash` (RFC 9106). */
function argon2idCheck(stored: string): Check | undefined {
  const parts =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,128})\$([A-Za-z0-9+/]{22,172})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [memorySize = 0, passes = 0, parallelism = 0] = parts.slice(1, 4).map(Number)
  const [, , , , salt = '', hash = ''] = parts
  if (
    passes < 1 ||
    parallelism < 1 ||
    memorySize < 8 * parallelism ||
    memorySize * 1024 > mostMemory ||
    memorySize * passes > mostArgon2Work
  ) {
    return undefined
  }
  const expected = decode(hash)
  return async (password) => {
    // An instance for each, so that its memory goes with it.
    const compute = await setUpArgon2id(instantiate, instantiate)
    const tag = compute({
      password: utf8(password),
      salt: decode(salt),
      parallelism,
      passes,
      memorySize,
      tagLength: expected.length,
    })
    return isSame(tag, expected)
  }
}

/** The module was compiled when the Worker was deployed: Workers compile nothing while they run. */
async function instantiate(imports: WebAssembly.Imports) {
  return { instance: new WebAssembly.Instance(argon2idModule, imports), module: argon2idModule }
}

/**
 * Firebase's: scrypt makes an AES key, which encrypts the project's signer key. As GoTrue writes it:
 * `$fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=signer key$salt$hash`.
 */
function firebaseCheck(stored: string): Check | undefined {
  const parts =
    /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})(?:,ss=([A-Za-z0-9+/=]{0,64}))?,sk=([A-Za-z0-9+/=]{4,256})\$([A-Za-z0-9+/=]{1,128})\$([A-Za-z0-9+/=]{4,256})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, n, r, p, separator = '', signer = '', salt = '', hash = ''] = parts
  const cost = { N: 2 ** Number(n), r: Number(r), p: Number(p) }
  if (!isAffordable(cost)) return undefined
  const expected = decode(hash)
  return async (password) => {
    const salted = Buffer.concat([decode(salt), decode(separator)])
    const derived = await scryptOf(password, salted, 32, cost)
    const key = await crypto.subtle.importKey('raw', derived, 'AES-CTR', false, ['encrypt'])
    const how = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
    return isSame(new Uint8Array(await crypto.subtle.encrypt(how, key, decode(signer))), expected)
  }
}

interface ScryptCost {
  N: number
  r: number
  p: number
}

function isAffordable({ N, r, p }: ScryptCost): boolean {
  return N > 1 && r > 0 && p > 0 && 128 * N * r <= mostMemory && N * r * p <= mostScryptWork
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

/** Base64 with or without padding, and with Passlib's dot for a plus. */
function decode(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('.', '+'), 'base64')
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
