import bcrypt from 'bcryptjs'
import type { Settings } from '../config/settings.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { inTurn } from '../limits/concurrency.ts'
import { isBreached } from './breached.ts'
import { howToGuess, type Named, namesOf } from './guessable.ts'
import { checkOf, scryptOf } from './hashing/verifiers.ts'
import { opaqueString } from './opaque-string.ts'

/** bcrypt reads this many bytes and stops, so a longer password would be cut in silence; the limit of new passwords. */
const longest = 72
/** Hashes of other kinds, which imports bring, may have a longer passphrase behind them. */
const longestImported = 1024

/** Part of many people's guesses, and so is what a brand calls it. */
const serviceName = 'latchkey'

/**
 * Why nobody can set this password, as the end of a sentence, or undefined. What counts is the normalised text, its
 * minimum in code points. No rule asks for classes of characters (NIST SP 800-63B section 3.1.1.2).
 */
export function passwordFault(
  password: string,
  { passwordMinLength: min, PRODUCT_NAME }: Pick<Settings, 'passwordMinLength' | 'PRODUCT_NAME'>,
): string | undefined {
  const text = opaqueString(password)
  if ([...text].length < min) return `must have at least ${min} characters`
  if (byteLength(text) > longest) return `must have at most ${longest} bytes`
  if (text.includes('\0')) return 'must not contain the NUL character'
  const way = howToGuess(text, [serviceName, PRODUCT_NAME])
  return way && `is too easy to guess: ${reasons[way]}`
}

const reasons = {
  pattern: 'it follows a common pattern, such as repeated characters, a sequence or a row of keys',
  common: 'it is one of the most common passwords, or close to one',
  name: 'it is little more than the name of this service',
}

/**
 * The hash of a password that an account of these names is to have.
 * @throws Problem `password_refused` if nobody can set it, it is made of the names, or it is known from a breach
 */
export async function hashNewPassword(
  call: Call,
  password: string,
  account: Named,
): Promise<string> {
  const { settings } = call
  const text = opaqueString(password)
  const fault =
    passwordFault(text, settings) ??
    (howToGuess(text, namesOf(account)) &&
      'is too easy to guess: it is little more than the name or address of the account') ??
    (settings.PWNED_PASSWORDS &&
      (await isBreached(text)) &&
      'is known from a data breach; choose another')
  if (fault) throw new Problem('password_refused', { detail: `Password ${fault}` })
  return hashPassword(text, settings)
}

/** What decides how passwords are hashed. */
export type Hashing = Pick<Settings, 'PASSWORD_HASH' | 'BCRYPT_COST'>

/** OWASP's choice of scrypt for 32 MiB, which fits into an isolate: N = 2^15, r = 8, p = 3. */
const scryptCost = { N: 2 ** 15, r: 8, p: 3 }
const scryptPrefix = '$scrypt$ln=15,r=8,p=3$'

/**
 * A hash of the normalised password, of the configured kind, in the string form that names its kind; scrypt if bcrypt
 * would cut the password.
 */
export async function hashPassword(password: string, hashing: Hashing): Promise<string> {
  const text = opaqueString(password)
  const { BCRYPT_COST } = hashing
  if (usesBcrypt(text, hashing)) {
    const hash = () => bcrypt.hash(text, BCRYPT_COST)
    return BCRYPT_COST <= brief ? hash() : inTurn(hash)
  }
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const key = await inTurn(() => scryptOf(text, salt, 32, scryptCost))
  return `${scryptPrefix}${unpadded(salt)}$${unpadded(key)}`
}

function usesBcrypt(password: string, { PASSWORD_HASH }: Hashing): boolean {
  return PASSWORD_HASH === 'bcrypt' && byteLength(password) <= longest
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/**
 * The text that `stored` is the hash of: the password normalised or, for older and imported hashes, as it was sent;
 * undefined if it is neither. Does the work of one hash for each of the two that differ, whatever it is given: an unknown
 * account, one without a usable hash and a password that could never have been set are compared with a decoy.
 */
export async function verifyPassword(
  password: string,
  stored: string | null | undefined,
  hashing: Hashing,
): Promise<string | undefined> {
  const usable = stored != null && checkOf(stored) !== undefined
  const hash = usable ? stored : decoy(hashing)
  const limit = isBcrypt(hash) ? longest : longestImported
  const check = checkOf(hash)
  // The decoy's form is ours, and the settings' limits are within those of the check.
  if (!check) throw new Error('the decoy has no form of a hash')
  for (const text of new Set([opaqueString(password), password])) {
    const possible = byteLength(text) <= limit && !text.includes('\0')
    const compare = () => check(possible ? text : 'decoy')
    const same = await (isBrief(hash) ? compare() : inTurn(compare))
    if (same && possible && usable) return text
  }
  return undefined
}

/** bcrypt up to this cost takes no longer than a line costs that is looked at every few milliseconds. */
const brief = 8

function isBrief(hash: string): boolean {
  return isBcrypt(hash) && bcrypt.getRounds(hash) <= brief
}

function isBcrypt(hash: string): boolean {
  return hash.startsWith('$2')
}

/** A hash of the configured work that no password is behind: the digest is arbitrary, and no search finds its text. */
function decoy({ PASSWORD_HASH, BCRYPT_COST }: Hashing): string {
  return PASSWORD_HASH === 'bcrypt'
    ? `$2b$${String(BCRYPT_COST).padStart(2, '0')}$DecoySaltOfLatchkeyDueDecoyDigestOfLatchkeyThatNobody`
    : `${scryptPrefix}DecoySaltOfLatchkeyNow$DecoyDigestOfLatchkeyThatNobodyEverKnowsNow`
}

/** True if the hash of a text that was just verified should be replaced by one of today's kind, work and normal form. */
export function isOutdated(stored: string, text: string, hashing: Hashing): boolean {
  if (opaqueString(text) !== text) return true
  if (!usesBcrypt(text, hashing)) return !stored.startsWith(scryptPrefix)
  return !isBcrypt(stored) || bcrypt.getRounds(stored) !== hashing.BCRYPT_COST
}
