import bcrypt from 'bcryptjs'
import type { Call } from '../call.ts'
import { Problem } from '../problem.ts'
import { isBreached } from './breached-passwords.ts'
import { isCommon } from './common-passwords.ts'

/** bcrypt reads this many bytes and stops, so a longer password would be cut in silence. */
const longest = 72

/** A whole bcrypt hash of a cost we would set ourselves: an imported cost of 31 would compute for days. */
const bcryptHash = /^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/

/** Nobody's password may be the name of what it opens. */
const serviceName = 'latchkey'

/**
 * Why nobody can set this password, as the end of a sentence, or undefined. `min` counts code points. No rule
 * asks for classes of characters (NIST SP 800-63B section 3.1.1.2).
 */
export function passwordFault(password: string, min: number): string | undefined {
  if ([...password].length < min) return `must have at least ${min} characters`
  if (byteLength(password) > longest) return `must have at most ${longest} bytes`
  if (password.includes('\0')) return 'must not contain the NUL character'
  if (password.toLowerCase() === serviceName || isCommon(password)) {
    return 'is one of the commonest passwords; choose another'
  }
  return undefined
}

/**
 * The hash of a password that an account is to have, of which `names` are the account's own names and address.
 * @throws Problem `password_refused` when it is one of those, or known from a breach
 */
export async function hashNewPassword(
  call: Call,
  password: string,
  names: (string | null | undefined)[],
): Promise<string> {
  const folded = password.toLowerCase()
  if (names.some((name) => name && name.toLowerCase() === folded)) {
    throw new Problem('password_refused', {
      detail: 'Password must not be your own name or address',
    })
  }
  if (call.settings.PWNED_PASSWORDS && (await isBreached(password))) {
    throw new Problem('password_refused', {
      detail: 'Password is known from a data breach; choose another',
    })
  }
  return hashPassword(password, call.settings.BCRYPT_COST)
}

/** A bcrypt hash of the given cost. */
export function hashPassword(password: string, cost: number): Promise<string> {
  return bcrypt.hash(password, cost)
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/**
 * True when `password` is the one behind `hash`. Does one comparison whatever it is given: an unknown account, one
 * without a usable hash and a password that could never have been set are compared with a decoy.
 */
export async function verifyPassword(
  password: string,
  hash: string | null | undefined,
  cost: number,
): Promise<boolean> {
  const possible = byteLength(password) <= longest && !password.includes('\0')
  const usable = hash != null && bcryptHash.test(hash)
  const same = await bcrypt.compare(possible ? password : 'decoy', usable ? hash : decoy(cost))
  return same && possible && usable
}

/** A hash of the same cost that no password is behind: the digest is arbitrary, and no search finds its text. */
function decoy(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$LatchkeyDecoySaltLatchk.LatchkeyDecoyDigestLatchkeyDe`
}

/** True when a hash that just verified should be replaced by one of today's cost. */
export function isOutdated(hash: string, cost: number): boolean {
  return bcrypt.getRounds(hash) !== cost
}
