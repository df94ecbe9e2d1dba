import type { Settings } from '../config/settings.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { byteLength, hashPassword, maxBcryptBytes, requirePasswords } from './hashing/hash.ts'
import { opaqueString } from './opaque-string.ts'
import { passwordProblems } from './problems.ts'
import { readBlocklist } from './strength/blocklist.ts'
import { isBreached } from './strength/breached.ts'
import { type AccountNames, findWeakness, namesOf } from './strength/guessable.ts'

/** Attackers guess the name of the software and of the product. */
const serviceName = 'latchkey'

/**
 * Validates a new password without knowing the account. Returns the fault as the end of a sentence, or undefined. Limits
 * apply to the normalized text, the minimum in code points. No character classes are required (NIST SP 800-63B section
 * 3.1.1.2).
 * @throws Problem 503 if the blocklist cannot be read
 */
export async function validatePassword(
  password: string,
  settings: Pick<Settings, 'passwordMinLength' | 'PRODUCT_NAME' | 'assets'>,
): Promise<string | undefined> {
  const { passwordMinLength: min, PRODUCT_NAME } = settings
  const text = opaqueString(password)
  if ([...text].length < min) return `must have at least ${min} characters`
  if (byteLength(text) > maxBcryptBytes) return `must have at most ${maxBcryptBytes} bytes`
  if (text.includes('\0')) return 'must not contain the NUL character'
  const weakness = findWeakness(text, [serviceName, PRODUCT_NAME], await readBlocklist(settings))
  return weakness && `is too easy to guess: ${reasons[weakness]}`
}

const reasons = {
  pattern: 'it follows a common pattern, such as repeated characters, a sequence or a row of keys',
  common: 'it is one of the most common passwords, or close to one',
  name: 'it is little more than the name of this service',
}

/**
 * Validates and hashes a new password for an account with these names.
 * @throws Problem `passwords_off`; `password_not_allowed` if the password is invalid, based on the names, or known from a breach
 */
export async function hashNewPassword(
  call: Call,
  password: string,
  account: AccountNames,
): Promise<string> {
  const { settings } = call
  requirePasswords(settings)
  const text = opaqueString(password)
  const fault =
    (await validatePassword(text, settings)) ??
    (findWeakness(text, namesOf(account), await readBlocklist(settings)) &&
      'is too easy to guess: it is little more than a name or the email address of the account') ??
    (settings.PWNED_PASSWORDS &&
      (await isBreached(text)) &&
      'has appeared in a data breach; choose another password')
  if (fault)
    throw new Problem(passwordProblems.password_not_allowed, { detail: `Password ${fault}` })
  return hashPassword(text, settings)
}
