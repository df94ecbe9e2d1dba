import { randomText } from '../config/keys.ts'
import type { Call } from '../http/context.ts'
import { hashPassword } from './hashing/hash.ts'
import { hashNewPassword } from './policy.ts'
import type { AccountNames } from './strength/guessable.ts'

/** Without the letters and digits that people mistake for each other. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
/** 99 bits. */
const length = 20

/** A password that someone else sets for an account. */
export interface SetPassword {
  passwordHash: string
  passwordChangeRequired: boolean
  /** The password, if it was generated. The owner must change it. */
  generated: string | null
}

/**
 * Hashes the given password, or generates one.
 * @throws Problem `password_not_allowed`
 */
export async function givenOrGenerated(
  call: Call,
  given: string | null,
  account: AccountNames,
): Promise<SetPassword> {
  const { settings } = call
  if (given !== null) {
    const passwordHash = await hashNewPassword(call, given, account)
    return { passwordHash, passwordChangeRequired: false, generated: null }
  }
  const generated = randomText(alphabet, Math.max(length, settings.passwordMinLength))
  const passwordHash = await hashPassword(generated, settings)
  return { passwordHash, passwordChangeRequired: true, generated }
}
