import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { invalidField } from '../http/validate.ts'
import { refund } from '../limits/throttle.ts'
import { requireCurrentPassword, signInCounter } from '../passwords/current-password.ts'
import { requireProof, requireProofOfFactor } from '../second-factors/step-up.ts'
import type { Caller } from '../sessions/session.ts'

/**
 * Requires that the owner of an account makes a change: with the current password or, if the account cannot sign in with one, with a
 * recent proof, such as a passkey.
 * @returns what takes the counted attempt back, for the batch of the change
 * @throws Problem `reauthentication_required`, `current_password_incorrect`, `too_many_attempts`
 */
export async function requireOwner(
  call: Call,
  caller: Caller,
  password: string | undefined,
): Promise<Statement[]> {
  const { account, session } = caller
  if (!call.settings.PASSWORDS || account.passwordHash === null) {
    requireProof(call, session)
    return []
  }
  requireProofOfFactor(call, caller)
  if (password === undefined) throw invalidField('password', 'is required')
  await requireCurrentPassword(call, account, password, 'authn_login_fail')
  return [refund(call, signInCounter(account.id))]
}
