/** A parsed password hash, or the reason why it is not supported. */
export type ParsedHash =
  | { kind: 'bcrypt' }
  | ({ kind: 'scrypt'; cost: ScryptCost } & SaltedKey)
  | ({ kind: 'better-auth' } & SaltedKey)
  | ({ kind: 'pbkdf2'; bits: number; iterations: number } & SaltedKey)
  | ({ kind: 'argon2id' } & Argon2Cost & SaltedKey)
  | ({ kind: 'firebase'; cost: ScryptCost; separator: Uint8Array; signer: Uint8Array } & SaltedKey)
  | { kind: 'unsupported'; reason: string }

/** The parameters of scrypt (RFC 7914). */
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

interface SaltedKey {
  salt: Uint8Array
  hash: Uint8Array
}

/**
 * Parses a stored hash, within the limits of what a Worker can compute. It only reads text, so an import accepts exactly
 * the hashes that a sign-in accepts.
 */
export function parseHash(stored: string): ParsedHash {
  for (const parse of parsers) {
    const parsed = parse(stored)
    if (parsed) return parsed
  }
  return unsupported('the format is not supported')
}

const parsers: ((stored: string) => ParsedHash | undefined)[] = [
  parseBcrypt,
  parseScrypt,
  parseBetterAuth,
  parsePbkdf2,
  parseArgon2id,
  parseFirebase,
]

/** Bytes: half the memory of an isolate; everything else it does needs the other half. */
export const maxMemory = 64 * 1024 * 1024
/** N * r * p of scrypt: OWASP's most expensive recommendation. */
const maxScryptWork = 2 ** 20
/** KiB times passes of argon2id: a little above node-argon2's default of 64 MiB and three passes. */
const maxArgon2Work = 65_536 * 4
/** The limit of WebCrypto on Workers. */
const maxIterations = 100_000
/** Bytes: RFC 8018 section 4.1 and argon2's reference implementation require a salt of at least 64 bits. */
const minSaltLength = 8
/** Bytes: no guess matches a digest of this length by chance. */
const minDigestLength = 16
/** Bytes of Firebase's signer key, and of its hashes, which are encrypted signer keys. */
const signerLength = 64

/** `$2b$12$…`; a cost above 15 would take minutes. */
function parseBcrypt(stored: string): ParsedHash | undefined {
  const parts = /^\$2[aby]\$(\d\d)\$(.{21})(.)(.{30})(.)$/.exec(stored)
  if (!parts) return undefined
  const [, cost, salt = '', lastOfSalt = '', digest = '', lastOfDigest = ''] = parts
  // The last letters of 16 and 23 bytes hold fewer than six bits. bcryptjs compares text, so unused bits must be zero.
  if (!/^[./A-Za-z0-9]+$/.test(salt + digest)) return malformed
  if (!'.Oeu'.includes(lastOfSalt) || !'.CGKOSWaeimquy26'.includes(lastOfDigest)) return malformed
  return Number(cost) >= 4 && Number(cost) <= 15
    ? { kind: 'bcrypt' }
    : unsupported('the cost of bcrypt must be 4 to 15')
}

/** `$scrypt$ln=15,r=8,p=3$salt$hash`, the PHC string format. */
function parseScrypt(stored: string): ParsedHash | undefined {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(stored)
  if (!parts) return undefined
  const [, ln, r, p, salt, hash] = parts
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) }
  if (!isAffordable(cost)) return outOfRange('scrypt')
  const key = decodeSaltedKey(salt, hash)
  return key ? { kind: 'scrypt', cost, ...key } : malformed
}

/** better-auth's `salt:key` in hexadecimal; better-auth uses the salt's hexadecimal text as the salt. */
function parseBetterAuth(stored: string): ParsedHash | undefined {
  const parts = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(stored)
  if (!parts) return undefined
  const [, salt = '', hash = ''] = parts
  return { kind: 'better-auth', salt: Buffer.from(salt), hash: Buffer.from(hash, 'hex') }
}

/**
 * `$pbkdf2-sha256$i=100000,l=32$salt$hash` in PHC format, or `$pbkdf2-sha512$29000$salt$hash` in Passlib's, which writes
 * `.` for `+` and whose digests have the length of the hash function.
 */
function parsePbkdf2(stored: string): ParsedHash | undefined {
  const parts =
    /^\$pbkdf2-sha(256|512)\$(?:i=(\d{1,7})(?:,l=(\d{1,3}))?|(\d{1,7}))\$([^$]+)\$([^$]+)$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, sha, phc, length, passlib, ...texts] = parts
  const bits = Number(sha)
  const iterations = Number(phc ?? passlib)
  if (iterations < 1 || iterations > maxIterations) {
    return unsupported('the iterations of PBKDF2 must be 1 to 100,000, the limit of Workers')
  }
  const [salt, hash] = passlib ? texts.map((text) => text.replaceAll('.', '+')) : texts
  const key = decodeSaltedKey(salt, hash)
  const expected = passlib ? bits / 8 : Number(length ?? key?.hash.length)
  return key?.hash.length === expected ? { kind: 'pbkdf2', bits, iterations, ...key } : malformed
}

/** `$argon2id$v=19$m=65536,t=3,p=4$salt$hash` (RFC 9106). */
function parseArgon2id(stored: string): ParsedHash | undefined {
  const parts = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(
    stored,
  )
  if (!parts) return undefined
  const [memorySize = 0, passes = 0, parallelism = 0] = parts.slice(1, 4).map(Number)
  if (
    passes < 1 ||
    parallelism < 1 ||
    memorySize < 8 * parallelism ||
    memorySize * 1024 > maxMemory ||
    memorySize * passes > maxArgon2Work
  ) {
    return outOfRange('argon2id')
  }
  const key = decodeSaltedKey(parts[4], parts[5])
  return key ? { kind: 'argon2id', memorySize, passes, parallelism, ...key } : malformed
}

/** Firebase's scrypt in GoTrue's format: `$fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=signer key$salt$hash`. */
function parseFirebase(stored: string): ParsedHash | undefined {
  const parts =
    /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})(?:,ss=([^,$]*))?,sk=([^,$]+)\$([^$]+)\$([^$]+)$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, n, r, p, ss = '', sk, salt, hash] = parts
  const cost = { N: 2 ** Number(n), r: Number(r), p: Number(p) }
  if (!isAffordable(cost)) return outOfRange('scrypt')
  const separator = decodeBase64(ss, 0, 'padded')
  const signer = decodeBase64(sk, signerLength, 'padded')
  const key = decodeSaltedKey(salt, hash, 'padded')
  return separator && signer?.length === signerLength && key?.hash.length === signerLength
    ? { kind: 'firebase', cost, separator, signer, ...key }
    : malformed
}

/** RFC 7914 section 6 requires N < 2^(16r); OpenSSL throws above that. */
function isAffordable({ N, r, p }: ScryptCost): boolean {
  return (
    N > 1 && N < 2 ** (16 * r) && p > 0 && 128 * N * r <= maxMemory && N * r * p <= maxScryptWork
  )
}

function decodeSaltedKey(
  saltText: string | undefined,
  hashText: string | undefined,
  padding?: 'padded',
): SaltedKey | undefined {
  const salt = decodeBase64(saltText, minSaltLength, padding)
  const hash = decodeBase64(hashText, minDigestLength, padding)
  return salt && hash && { salt, hash }
}

/**
 * Decodes canonical base64 (RFC 4648 section 3.5) of at least `minLength` bytes. Buffer skips characters outside the
 * alphabet, so text that is not canonical could decode to fewer bytes than it seems to hold, or to none.
 */
function decodeBase64(text = '', minLength: number, padding?: 'padded'): Uint8Array | undefined {
  if (text.length > 172) return undefined
  const bytes = Buffer.from(text, 'base64')
  const encoded = bytes.toString('base64')
  const canonical = padding ? encoded : encoded.replaceAll('=', '')
  return bytes.length >= minLength && canonical === text ? bytes : undefined
}

function outOfRange(kind: string): ParsedHash {
  return unsupported(`a parameter of ${kind} is zero or exceeds the CPU or memory of a Worker`)
}

const malformed = unsupported('a salt, digest or key is truncated, too short or wrongly encoded')

function unsupported(reason: string): ParsedHash {
  return { kind: 'unsupported', reason }
}
