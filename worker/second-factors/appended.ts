import type { Call } from '../http/context.ts'
import { maxLength } from '../input/max-length.ts'
import { pattern } from '../input/pattern.ts'
import { typed } from '../input/typed-code.ts'
import { type Answer, type Factor, isRecoveryCode } from '../totp/factor.ts'

/** The password of a sign-in, and the answer to the second factor that was appended to it. */
interface SplitPassword {
  password: string
  answer?: Answer
}

const endsInRecoveryCode = pattern(
  String.raw`^(.*?)\p{Zs}?([0-9a-z]{4}(?:-?[0-9a-z]{4}){3})$`,
  'isu',
)
const endsInCode = pattern(String.raw`^(.*?)\p{Zs}?(\p{Nd}{3}\p{Zs}?\p{Nd}{3})$`, 'su')

/**
 * Splits what was typed as the password of an account with a second factor, for clients that know no second step. The stored data
 * decide: an unused recovery code at the end is one; otherwise six digits at the end are the code of the authenticator app. One space
 * may separate them from the password.
 */
export async function splitPassword(
  { settings }: Call,
  factor: Factor,
  text: string,
): Promise<SplitPassword> {
  if (text.length > maxLength.password) return { password: text }
  const [, beforeRecovery, recoveryCode] = endsInRecoveryCode().exec(text) ?? []
  if (
    beforeRecovery !== undefined &&
    recoveryCode !== undefined &&
    (await isRecoveryCode(settings.keys, factor, recoveryCode))
  ) {
    return { password: beforeRecovery, answer: { recoveryCode } }
  }
  const [, beforeCode, code] = endsInCode().exec(text) ?? []
  return beforeCode !== undefined && code !== undefined
    ? { password: beforeCode, answer: { code: typed(code) } }
    : { password: text }
}
