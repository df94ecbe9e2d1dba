import { eq, sql } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import { changeAccount } from '../accounts/change.ts'
import { isNotLastAdmin } from '../accounts/delete.ts'
import { accountProblems } from '../accounts/problems.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { sendAccountDisabledNotice } from '../mail/messages.ts'
import { type Caller, isSignedIn } from '../sessions/session.ts'

/**
 * Disables the caller's account, ends its sessions and mails a notice. It requires no password, because an administrator can
 * enable the account again.
 * @throws Problem `last_admin`; `unauthenticated` if the session ended meanwhile
 */
export async function deactivateOwnAccount(call: Call, { account, session }: Caller) {
  const signedIn = isSignedIn(session)
  const remains = isNotLastAdmin(account.id)
  const changes = { disabledAt: call.now }
  const changed = await changeAccount(call, account, changes, {
    condition: sql`${signedIn} and ${remains}`,
  })
  if (changed) return sendAccountDisabledNotice(call, account)
  const [left] = await call.db
    .select({ isLast: sql<number>`${signedIn} and not ${remains}` })
    .from(accounts)
    .where(eq(accounts.id, account.id))
  throw new Problem(left?.isLast ? accountProblems.last_admin : problems.unauthenticated)
}
