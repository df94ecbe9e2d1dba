import { and, eq, type SQL, sql } from 'drizzle-orm'
import { passkeys, pendingSignIns, recoveryCodes, totpFactors } from '../../schema/index.ts'
import { type AuditEvent, auditRow } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { deleteSessions } from '../sessions/session.ts'

/**
 * Removes every second factor and every passkey of an account whose owner has lost them, and ends its sessions: statements for a batch.
 * The last two return a row for each passkey, and for each factor.
 * @param event is recorded if the account has one
 */
export function removeFactorsStatements(
  call: Call,
  accountId: string,
  event: AuditEvent,
  when: SQL,
) {
  const own = eq(totpFactors.accountId, accountId)
  const ownPasskey = eq(passkeys.accountId, accountId)
  const removable = sql`(exists (select 1 from ${totpFactors} where ${own})
    or exists (select 1 from ${passkeys} where ${ownPasskey})) and ${when}`
  const { db } = call
  return [
    auditRow(call, event, removable),
    deleteSessions(call, accountId, { when: removable }),
    db.delete(pendingSignIns).where(and(eq(pendingSignIns.accountId, accountId), when)),
    db.delete(recoveryCodes).where(and(eq(recoveryCodes.accountId, accountId), when)),
    db.delete(passkeys).where(and(ownPasskey, when)).returning({ id: passkeys.id }),
    db.delete(totpFactors).where(and(own, when)).returning({ id: totpFactors.id }),
  ] as const
}
