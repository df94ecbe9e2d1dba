import bcrypt from 'bcryptjs'

/** bcrypt reads this many bytes and stops, so a longer password would be cut in silence. */
const longest = 72

/** Why a password cannot be set, as a sentence, or undefined when it can. `min` counts code points. */
export function passwordFault(password: string, min: number): string | undefined {
  if ([...password].length < min) return `Password must have at least ${min} characters`
  if (new TextEncoder().encode(password).length > longest) {
    return `Password must have at most ${longest} bytes`
  }
  if (password.includes('\0')) return 'Password must not contain the NUL character'
  return undefined
}

/** A bcrypt hash of the given cost. */
export function hashPassword(password: string, cost: number): Promise<string> {
  return bcrypt.hash(password, cost)
}

/**
 * True when `password` is the one behind `hash`. Does one comparison whatever it is given: an account without
 * a hash, an unknown one and a password that could never have been set are compared with a decoy.
 */
export async function verifyPassword(
  password: string,
  hash: string | null | undefined,
  cost: number,
): Promise<boolean> {
  const possible = passwordFault(password, 0) === undefined
  const same = await bcrypt.compare(possible ? password : 'decoy', hash ?? decoy(cost))
  return same && possible && hash != null
}

/** A hash of the same cost that no password is behind: the digest is arbitrary, and no search finds its text. */
function decoy(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$LatchkeyDecoySaltLatchk.LatchkeyDecoyDigestLatchkeyDe`
}

/** True when a hash that just verified should be replaced by one of today's cost. */
export function isOutdated(hash: string, cost: number): boolean {
  return bcrypt.getRounds(hash) !== cost
}
