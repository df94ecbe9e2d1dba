import { sql } from 'drizzle-orm'
import type { Call } from '../call.ts'
import { Problem } from '../problem.ts'
import { deleteAccount } from './accounts.ts'
import { tellDeleted } from './mail.ts'
import { type Caller, stillSignedIn } from './sessions.ts'
import { provePassword, samePassword } from './sign-in.ts'
import { attemptsOf, refund } from './throttle.ts'

/**
 * Deletes the caller's own account, proven with its password, and tells its address.
 * @throws Problem `wrong_password`, `too_many_attempts`, `last_admin`, `user_not_found` when it vanished meanwhile,
 * `not_signed_in` when the session ended or the password changed meanwhile
 */
export async function deleteOwnAccount(
  call: Call,
  { account, session }: Caller,
  password: string,
): Promise<void> {
  await provePassword(call, account, password, 'authn_login_fail')
  const deleted = await deleteAccount(call, account.id, account.id, {
    condition: sql`${samePassword(account)} and ${stillSignedIn(session)}`,
    alongside: [refund(call, attemptsOf(account.id))],
  })
  if (!deleted) throw new Problem('not_signed_in')
  tellDeleted(call, account.email)
}
