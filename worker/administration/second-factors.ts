import { eq, sql } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import { requireAccount } from '../accounts/account.ts'
import { accountProblems } from '../accounts/problems.ts'
import { type AuditEvent, logEvent } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { sendFactorRemovedNotice, sendPasskeyRemovedNotice } from '../mail/messages.ts'
import type { Caller } from '../sessions/session.ts'
import { removeFactorsStatements } from '../totp/remove.ts'
import { isAdmin, lostAdminRole } from './administration.ts'
import { administrationProblems } from './problems.ts'

/**
 * Removes the second factor, the recovery codes and the passkeys of another account, whose owner has lost them. Its sessions end.
 * @throws Problem `cannot_remove_own_factor`, `account_not_found`; `forbidden` or `unauthenticated` if the caller lost the role or
 * the session meanwhile
 */
export async function removeFactorsAsAdmin(call: Call, caller: Caller, id: string): Promise<void> {
  // Administrators remove their own with a proof of it.
  if (id === caller.account.id) throw new Problem(administrationProblems.cannot_remove_own_factor)
  const account = await requireAccount(call, id)
  const allowed = isAdmin(caller)
  const event: AuditEvent = {
    event: 'authn_factor_removed',
    account: id,
    actor: caller.account.id,
    detail: 'all',
  }
  const [[left], , , , , removedPasskeys, removed] = await call.db.batch([
    call.db
      .select({ isAdmin: sql<number>`${allowed}` })
      .from(accounts)
      .where(eq(accounts.id, id)),
    ...removeFactorsStatements(call, id, event, allowed),
  ])
  if (!left) throw new Problem(accountProblems.account_not_found)
  if (!left.isAdmin) throw await lostAdminRole(call, caller)
  if (removed.length + removedPasskeys.length === 0) return
  logEvent(call, event)
  if (removed.length > 0) sendFactorRemovedNotice(call, account, true)
  if (removedPasskeys.length > 0) sendPasskeyRemovedNotice(call, account, true)
}
