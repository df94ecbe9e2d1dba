/** What a stored hash says about itself; of a form that this service does not take, why not. */
export type HashForm =
  | { kind: 'bcrypt' }
  | { kind: 'scrypt'; cost: ScryptCost; salt: string; hash: string }
  | { kind: 'better-auth'; salt: string; hash: string }
  | { kind: 'pbkdf2'; bits: string; iterations: number; salt: string; hash: string }
  | ({ kind: 'argon2id'; salt: string; hash: string } & Argon2Cost)
  | ({ kind: 'firebase'; cost: ScryptCost; separator: string; signer: string } & Salted)
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
  salt: string
  hash: string
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

/** `$2b$12$…`; a cost beyond 15 would compute for minutes. */
function bcryptForm(stored: string): HashForm | undefined {
  const parts = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(stored)
  if (!parts) return undefined
  const cost = Number(parts[1])
  return cost >= 4 && cost <= 15 ? { kind: 'bcrypt' } : refused('bcrypt of a cost not 4 to 15')
}

/** `$scrypt$ln=15,r=8,p=3$salt$hash`, the PHC string form. */
function scryptForm(stored: string): HashForm | undefined {
  const parts =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{1,128})\$([A-Za-z0-9+/]{22,172})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, ln, r, p, salt = '', hash = ''] = parts
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) }
  return isAffordable(cost) ? { kind: 'scrypt', cost, salt, hash } : tooMuch('scrypt')
}

/** better-auth's own: `salt:key` in hexadecimal. */
function betterAuthForm(stored: string): HashForm | undefined {
  const parts = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(stored)
  if (!parts) return undefined
  const [, salt = '', hash = ''] = parts
  return { kind: 'better-auth', salt, hash }
}

/** `$pbkdf2-sha256$i=100000,l=32$salt$hash` in PHC form, or `$pbkdf2-sha512$29000$salt$hash` as Passlib writes it. */
function pbkdf2Form(stored: string): HashForm | undefined {
  const parts =
    /^\$pbkdf2-sha(256|512)\$(?:i=)?(\d{1,7})(?:,l=\d{1,3})?\$([A-Za-z0-9.+/]{1,128})\$([A-Za-z0-9.+/]{22,172})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, bits = '', rounds, salt = '', hash = ''] = parts
  const iterations = Number(rounds)
  if (iterations < 1 || iterations > mostIterations) {
    return refused('PBKDF2 of a number of rounds not 1 to 100,000, where the platform stops')
  }
  return { kind: 'pbkdf2', bits, iterations, salt, hash }
}

/** `$argon2id$v=19$m=65536,t=3,p=4$salt$hash` (RFC 9106). */
function argon2idForm(stored: string): HashForm | undefined {
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
    return tooMuch('argon2id')
  }
  return { kind: 'argon2id', memorySize, passes, parallelism, salt, hash }
}

/** Firebase's as GoTrue writes it: `$fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=signer key$salt$hash`. */
function firebaseForm(stored: string): HashForm | undefined {
  const parts =
    /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})(?:,ss=([A-Za-z0-9+/=]{0,64}))?,sk=([A-Za-z0-9+/=]{4,256})\$([A-Za-z0-9+/=]{1,128})\$([A-Za-z0-9+/=]{4,256})$/.exec(
      stored,
    )
  if (!parts) return undefined
  const [, n, r, p, separator = '', signer = '', salt = '', hash = ''] = parts
  const cost = { N: 2 ** Number(n), r: Number(r), p: Number(p) }
  return isAffordable(cost)
    ? { kind: 'firebase', cost, separator, signer, salt, hash }
    : tooMuch('scrypt')
}

function isAffordable({ N, r, p }: ScryptCost): boolean {
  return N > 1 && r > 0 && p > 0 && 128 * N * r <= mostMemory && N * r * p <= mostScryptWork
}

function tooMuch(kind: string): HashForm {
  return refused(`${kind} of more work or memory than a Worker has, or of none`)
}

function refused(why: string): HashForm {
  return { kind: 'refused', why }
}
