import bcrypt from 'bcryptjs'
import type { Settings } from '../../config/settings.ts'
import { Problem } from '../../http/problem.ts'
import { opaqueString } from '../opaque-string.ts'
import { passwordProblems } from '../problems.ts'
import { enqueueHash } from './queue.ts'
import { scryptKey, verifierFor } from './verifiers.ts'

/** The settings that choose whether there are hashes, and the algorithm and cost of new ones. */
export type Hashing = Pick<Settings, 'PASSWORDS' | 'PASSWORD_HASH' | 'BCRYPT_COST'>

/** bcrypt ignores everything after this many bytes, so this is the maximum of new passwords. */
export const maxBcryptBytes = 72
/** Imported hashes of other algorithms may be of longer passphrases. */
const maxImportedBytes = 1024

/** OWASP's scrypt parameters for 16 MiB: N = 2^14, r = 8, p = 5. Equivalent to those for 32 MiB, with less CPU time in practice. */
const scryptCost = { N: 2 ** 14, r: 8, p: 5 }
const scryptPrefix = '$scrypt$ln=14,r=8,p=5$'

/**
 * Hashes the normalized password with the configured algorithm, or with scrypt if bcrypt would truncate the password.
 * Returns a string that names the algorithm and its parameters.
 * @throws Problem `passwords_off`
 */
export async function hashPassword(password: string, hashing: Hashing): Promise<string> {
  requirePasswords(hashing)
  const text = opaqueString(password)
  const { BCRYPT_COST } = hashing
  if (usesBcrypt(text, hashing)) {
    const hash = () => bcrypt.hash(text, BCRYPT_COST)
    return BCRYPT_COST <= maxUnqueuedCost ? hash() : enqueueHash(hash)
  }
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const key = await enqueueHash(() => scryptKey(text, salt, 32, scryptCost))
  return `${scryptPrefix}${unpaddedBase64(salt)}$${unpaddedBase64(key)}`
}

/**
 * Every hash begins here, so none is computed if passwords are off.
 * @throws Problem `passwords_off`
 */
export function requirePasswords({ PASSWORDS }: Pick<Settings, 'PASSWORDS'>): void {
  if (!PASSWORDS) throw new Problem(passwordProblems.passwords_off)
}

function usesBcrypt(password: string, { PASSWORD_HASH }: Hashing): boolean {
  return PASSWORD_HASH === 'bcrypt' && byteLength(password) <= maxBcryptBytes
}

function unpaddedBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

/** Returns the length of a text in bytes of UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/**
 * Verifies a password against a stored hash. Returns the text that matched: the normalized password or, for older and
 * imported hashes, the password exactly as sent; undefined if neither matched.
 *
 * Equal work: an unknown account, an unusable hash and an impossible password are compared with a decoy, so every call
 * computes one hash for each of the two texts that differ.
 * @throws Problem `passwords_off`
 */
export async function verifyPassword(
  password: string,
  stored: string | null | undefined,
  hashing: Hashing,
): Promise<string | undefined> {
  requirePasswords(hashing)
  const usable = stored != null && verifierFor(stored) !== undefined
  const hash = usable ? stored : decoy(hashing)
  const limit = isBcrypt(hash) ? maxBcryptBytes : maxImportedBytes
  const verify = verifierFor(hash)
  // Unreachable: the settings allow only costs that the parser accepts.
  if (!verify) throw new Error('unsupported decoy')
  for (const text of new Set([opaqueString(password), password])) {
    const possible = byteLength(text) <= limit && !text.includes('\0')
    const compare = () => verify(possible ? text : 'decoy')
    const same = await (isUnqueued(hash) ? compare() : enqueueHash(compare))
    if (same && possible && usable) return text
  }
  return undefined
}

/** bcrypt up to this cost takes less time than waiting in the queue, which is polled every few milliseconds. */
const maxUnqueuedCost = 8

function isUnqueued(hash: string): boolean {
  return isBcrypt(hash) && bcrypt.getRounds(hash) <= maxUnqueuedCost
}

function isBcrypt(hash: string): boolean {
  return hash.startsWith('$2')
}

/** A hash of the configured cost with an arbitrary digest, for which no search finds a password. */
function decoy({ PASSWORD_HASH, BCRYPT_COST }: Hashing): string {
  return PASSWORD_HASH === 'bcrypt'
    ? `$2b$${String(BCRYPT_COST).padStart(2, '0')}$DecoySaltOfLatchkeyDueDecoyDigestOfLatchkeyThatNobody`
    : `${scryptPrefix}DecoySaltOfLatchkeyNow$DecoyDigestOfLatchkeyThatNobodyEverKnowsNow`
}

/**
 * Returns whether a hash should be replaced, given the text that verifyPassword just matched: the text is not
 * normalized, or the algorithm or cost is not the configured one.
 */
export function isOutdated(stored: string, text: string, hashing: Hashing): boolean {
  if (opaqueString(text) !== text) return true
  if (!usesBcrypt(text, hashing)) return !stored.startsWith(scryptPrefix)
  return !isBcrypt(stored) || bcrypt.getRounds(stored) !== hashing.BCRYPT_COST
}
