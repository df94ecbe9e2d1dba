import { sql } from 'drizzle-orm'
import { deleteAccount } from '../accounts/delete.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { sendAccountDeletedNotice } from '../mail/messages.ts'
import { isSamePassword } from '../passwords/current-password.ts'
import { requireProof } from '../second-factors/step-up.ts'
import { type Caller, isSignedIn } from '../sessions/session.ts'
import { requireOwner } from './owner-proof.ts'

/**
 * Deletes the caller's account after a check of its password or, if it has none, a recent proof, and notifies the owner. With a second
 * factor it takes both.
 * @throws Problem `reauthentication_required`, `current_password_incorrect`, `too_many_attempts`, `last_admin`; `account_not_found` if the account was
 * deleted meanwhile; `unauthenticated` if the session ended or the password changed meanwhile
 */
export async function deleteOwnAccount(
  call: Call,
  caller: Caller,
  password: string | undefined,
): Promise<void> {
  const { account, session } = caller
  if (session.level === 2) requireProof(call, session)
  const refunds = await requireOwner(call, caller, password)
  const isDeleted = await deleteAccount(call, account.id, account.id, {
    condition: sql`${isSamePassword(account)} and ${isSignedIn(session)}`,
    extraStatements: refunds,
  })
  if (!isDeleted) throw new Problem(problems.unauthenticated)
  sendAccountDeletedNotice(call, account)
}
