import { sql } from 'drizzle-orm'
import { deleteAccount } from '../accounts/delete.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { refund } from '../limits/throttle.ts'
import { sendAccountDeletedNotice } from '../mail/messages.ts'
import {
  isSamePassword,
  requireCurrentPassword,
  signInCounter,
} from '../passwords/current-password.ts'
import { requireProofOfFactor } from '../second-factors/step-up.ts'
import { type Caller, isSignedIn } from '../sessions/session.ts'

/**
 * Deletes the caller's account after a check of its password, and notifies the owner.
 * @throws Problem `current_password_incorrect`, `too_many_attempts`, `last_admin`; `account_not_found` if the account was
 * deleted meanwhile; `unauthenticated` if the session ended or the password changed meanwhile
 */
export async function deleteWithPassword(
  call: Call,
  caller: Caller,
  password: string,
): Promise<void> {
  const { account, session } = caller
  requireProofOfFactor(call, caller)
  await requireCurrentPassword(call, account, password, 'authn_login_fail')
  const isDeleted = await deleteAccount(call, account.id, account.id, {
    condition: sql`${isSamePassword(account)} and ${isSignedIn(session)}`,
    extraStatements: [refund(call, signInCounter(account.id))],
  })
  if (!isDeleted) throw new Problem(problems.unauthenticated)
  sendAccountDeletedNotice(call, account)
}
