/** What a stored hash says about itself; of a form that this service does not take, why not. */
export type HashForm =
  | { kind: 'bcrypt' }
  | ({ kind: 'scrypt'; cost: ScryptCost } & Salted)
  | ({ kind: 'better-auth' } & Salted)
  | ({ kind: 'pbkdf2'; bits: number; iterations: number } & Salted)
  | ({ kind: 'argon2id' } & Argon2Cost & Salted)
  | ({ kind: 'firebase'; cost: ScryptCost; separator: Uint8Array; signer: Uint8Array } & Salted)
  | { kind: 'refused'; why: string }

export interface ScryptCost {
  N: number
  r: number
  p: number
}

interface Argon2Cost {
  /** KiB. */
  memorySize: number
  passes: number
  parallelism: number
}

interface Salted {
  salt: Uint8Array
  hash: Uint8Array
}

/**
 * The form of a stored hash, within what a Worker can compute. It reads text only, so that a program that brings
 * accounts from elsewhere decides by the same rules as a sign-in.
 */
export function formOf(stored: string): HashForm {
  for (const form of forms) {
    const found = form(stored)
    if (found) return found
  }
  return refused('its form is not one that signs in here')
}

const forms: ((stored: string) => HashForm | undefined)[] = [
  bcryptForm,
  scryptForm,
  betterAuthForm,
  pbkdf2Form,
  argon2idForm,
  firebaseForm,
]

/** Half of what an isolate may hold, in bytes; the other half is for everything else it does. */
export const mostMemory = 64 * 1024 * 1024
/** Of scrypt, N * r * p: what OWASP's heaviest choice does. */
const mostScryptWork = 2 ** 20
/** Of argon2id, KiB times passes: a little above node-argon2's default of 64 MiB and three. */
const mostArgon2Work = 65_536 * 4
/** The most WebCrypto does on Workers. */
const mostIterations = 100_000
/** Bytes: 64 bits are the least that RFC 8018 section 4.1 and argon2's reference implementation take for a salt. */
const leastSalt = 8
/** Bytes: no guess meets a digest of this length by chance. */
const leastDigest = 16
/** Bytes of Firebase's signer keys, and so of its hashes, which are those keys encrypted. */
const signerLength = 64

/** `$2b$12$…`; a cost beyond 15 would compute for minutes. */
function bcryptForm(stored: string): HashForm | undefined {
  const parts = /^\$2[aby]\$(\d\d)\$(.{21})(.)(.{30})(.)$/.exec(stored)
  if (!parts) return undefined
  const [, cost, salt = '', endOfSalt = '', digest = '', end = ''] = parts
  // The ends of 16 and of 23 bytes are short of a letter's six bits; a library compares the letters.
  if (!/^[./A-Za-z0-9]+$/.test(salt + digest)) return crooked
  if (!'.Oeu'.includes(endOfSalt) || !'.CGKOSWaeimquy26'.includes(end)) return crooked
  return Number(cost) >= 4 && Number(cost) <= 15
    ? { kind: 'bcrypt' }
    : refused('bcrypt of a cost not 4 to 15')
}

/** `$scrypt$ln=15,r=8,p=3$salt$hash`, the PHC string form. */
function scryptForm(stored: string): HashForm | undefined {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(stored)
  if (!parts) return undefined
  const [, ln, r, p, salt, hash] = parts
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) }
  if (!isAffordable(cost)) return tooMuch('scrypt')
  const salted = saltedBy(salt, hash)
  return salted ? { kind: 'scrypt', cost, ...salted } : crooked
}

/** better-auth's own: `salt:key` in hexadecimal, of which the salt is taken as text. */
function betterAuthForm(stored: string): HashForm | undefined {
  const parts = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(stored)
  if (!parts) return undefined
  const [, salt = '', hash = ''] = parts
  return { kind: 'better-auth', salt: Buffer.from(salt), hash: Buffer.from(hash, 'hex') }
}

/**
 * `$pbkdf2-sha256$i=100000,l=32$salt$hash` in PHC form, or `$pbkdf2-sha512$29000$salt$hash` as Passlib writes it, with a
 * dot for a plus and digests as long as those of the hash function.
 */
function pbkdf2Form(stored: string): HashForm | undefined {
  const parts =
    /^\$pbkdf2-sha(256|512)\$(?:i=(\d{1,7})(?:,l=(\d{1,3}))?|(\d{1,7}))\$([^$]+)\$([^$]+)$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, sha, phc, length, passlib, ...texts] = parts
  const bits = Number(sha)
  const iterations = Number(phc ?? passlib)
  if (iterations < 1 || iterations > mostIterations) {
    return refused('PBKDF2 of a number of rounds not 1 to 100,000, where the platform stops')
  }
  const [salt, hash] = passlib ? texts.map((text) => text.replaceAll('.', '+')) : texts
  const salted = saltedBy(salt, hash)
  const wanted = passlib ? bits / 8 : Number(length ?? salted?.hash.length)
  return salted?.hash.length === wanted ? { kind: 'pbkdf2', bits, iterations, ...salted } : crooked
}

/** `$argon2id$v=19$m=65536,t=3,p=4$salt$hash` (RFC 9106). */
function argon2idForm(stored: string): HashForm | undefined {
  const parts = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(
    stored,
  )
  if (!parts) return undefined
  const [memorySize = 0, passes = 0, parallelism = 0] = parts.slice(1, 4).map(Number)
  if (
    passes < 1 ||
    parallelism < 1 ||
    memorySize < 8 * parallelism ||
    memorySize * 1024 > mostMemory ||
    memorySize * passes > mostArgon2Work
  ) {
    return tooMuch('argon2id')
  }
  const salted = saltedBy(parts[4], parts[5])
  return salted ? { kind: 'argon2id', memorySize, passes, parallelism, ...salted } : crooked
}

/** Firebase's as GoTrue writes it: `$fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=signer key$salt$hash`. */
function firebaseForm(stored: string): HashForm | undefined {
  const parts =
    /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})(?:,ss=([^,$]*))?,sk=([^,$]+)\$([^$]+)\$([^$]+)$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, n, r, p, ss = '', sk, salt, hash] = parts
  const cost = { N: 2 ** Number(n), r: Number(r), p: Number(p) }
  if (!isAffordable(cost)) return tooMuch('scrypt')
  const separator = bytesOf(ss, 0, 'padded')
  const signer = bytesOf(sk, signerLength, 'padded')
  const salted = saltedBy(salt, hash, 'padded')
  return separator && signer?.length === signerLength && salted?.hash.length === signerLength
    ? { kind: 'firebase', cost, separator, signer, ...salted }
    : crooked
}

/** N is below 2^(16r) by RFC 7914 section 6; OpenSSL throws beyond that. */
function isAffordable({ N, r, p }: ScryptCost): boolean {
  return (
    N > 1 && N < 2 ** (16 * r) && p > 0 && 128 * N * r <= mostMemory && N * r * p <= mostScryptWork
  )
}

function saltedBy(
  saltText: string | undefined,
  hashText: string | undefined,
  ends?: 'padded',
): Salted | undefined {
  const salt = bytesOf(saltText, leastSalt, ends)
  const hash = bytesOf(hashText, leastDigest, ends)
  return salt && hash && { salt, hash }
}

/**
 * The bytes behind base64, if there are `least` or more. It must be what an encoder writes (RFC 4648 section 3.5): Buffer
 * skips what is not of the alphabet, so that text could decode to less than it seems to hold, or to nothing.
 */
function bytesOf(text = '', least: number, ends?: 'padded'): Uint8Array | undefined {
  if (text.length > 172) return undefined
  const bytes = Buffer.from(text, 'base64')
  const encoded = bytes.toString('base64')
  const written = ends ? encoded : encoded.replaceAll('=', '')
  return bytes.length >= least && written === text ? bytes : undefined
}

function tooMuch(kind: string): HashForm {
  return refused(`${kind} of more work or memory than a Worker has, or of none`)
}

const crooked = refused('a salt, digest or key is cut, too short, or not encoded as its kind is')

function refused(why: string): HashForm {
  return { kind: 'refused', why }
}
