import { and, gt, inArray, isNotNull, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { accounts, otpChallenges, resetLinks, sessions, throttles } from '../../schema/index.ts'
import { accountProblems } from '../accounts/problems.ts'
import { type AuditEvent, auditRowsOf, logEvent } from '../audit/events.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import type { ProblemType } from '../http/problem.ts'
import type { Caller } from '../sessions/session.ts'
import { isAdmin, lostAdminRole } from './administration.ts'
import { administrationProblems } from './problems.ts'

type Action = 'disable' | 'enable' | 'sign_out' | 'delete'

/** Of one account. `problem` is undefined if the account is as requested now. */
export interface Outcome {
  id: string
  problem: ProblemType | undefined
}

/**
 * Changes several accounts in one batch, regardless of their number. Callers stay enabled administrators, because they cannot
 * disable or delete themselves here, so one administrator remains.
 * @throws Problem `forbidden` or `unauthenticated` if the caller lost the role or the session meanwhile
 */
export async function changeAccounts(
  call: Call,
  caller: Caller,
  action: Action,
  ids: string[],
): Promise<Outcome[]> {
  const { db } = call
  const self = caller.account.id
  const list = JSON.stringify(ids)
  const allowed = isAdmin(caller)
  const listed = sql`${accounts.id} in (select value from json_each(${list}))`
  const changes = and(listed, conditionOf(call, self, action), allowed) ?? allowed
  const event = { ...eventOf(action), actor: self }
  // A batch is one transaction: what the first statement reads is what the others change.
  const [rows] = await db.batch([
    db
      .select({
        id: sql<string>`listed.value`.as('listed_id'),
        isKnown: sql<number>`${accounts.id} is not null`.as('is_known'),
        disabledAt: accounts.disabledAt,
        isChanged: sql<number>`coalesce(${changes}, 0)`.as('is_changed'),
        isAllowed: sql<number>`${allowed}`.as('is_allowed'),
      })
      .from(sql`json_each(${list}) as listed`)
      .leftJoin(accounts, sql`${accounts.id} = listed.value`),
    auditRowsOf(call, event, changes),
    ...statementsOf(call, action, changes),
  ])
  if (rows.some(({ isAllowed }) => !isAllowed)) throw await lostAdminRole(call, caller)
  return rows.map(({ id, isKnown, disabledAt, isChanged }) => {
    if (!isKnown) return { id, problem: accountProblems.account_not_found }
    if (isChanged) logEvent(call, { ...event, account: id })
    const problem = isChanged ? undefined : refusalOf(action, id === self, disabledAt !== null)
    return { id, problem }
  })
}

/** True for an account that the action changes. */
function conditionOf({ now }: Call, self: string, action: Action): SQL | undefined {
  switch (action) {
    case 'disable':
      return and(isNull(accounts.disabledAt), ne(accounts.id, self))
    case 'enable':
      return and(isNotNull(accounts.disabledAt), sql`not ${accounts.defaultPassword}`)
    case 'delete':
      return ne(accounts.id, self)
    case 'sign_out':
      return sql`exists (select 1 from ${sessions} where ${sessions.accountId} = ${accounts.id} and ${gt(sessions.expiresAt, now)})`
  }
}

/** Why an account has not changed. It may have been as requested before. */
function refusalOf(action: Action, isSelf: boolean, isDisabled: boolean): ProblemType | undefined {
  if (action === 'delete') return administrationProblems.cannot_delete_self
  if (action === 'disable' && isSelf) return administrationProblems.cannot_disable_self
  return action === 'enable' && isDisabled ? administrationProblems.default_password : undefined
}

function eventOf(action: Action): Pick<AuditEvent, 'event' | 'detail'> {
  if (action === 'delete') return { event: 'user_deleted' }
  if (action === 'sign_out') return { event: 'authn_token_revoked', detail: 'all' }
  return { event: 'user_updated', detail: `${action}d` }
}

/** The statements of an action. The accounts come last, because the condition of the others reads them. */
function statementsOf({ db, now, settings }: Call, action: Action, changes: SQL): Statement[] {
  const ids = sql`(select ${accounts.id} from ${accounts} where ${changes})`
  const endSessions = db.delete(sessions).where(inArray(sessions.accountId, ids))
  const update = (disabledAt: number | null) =>
    db
      .update(accounts)
      .set({
        disabledAt,
        // Ends grants: they do not come back when the account is enabled again.
        credentialVersion: sql`${accounts.credentialVersion} + 1`,
        revision: crypto.randomUUID(),
        updatedAt: now,
      })
      .where(changes)
  switch (action) {
    case 'sign_out':
      return [endSessions]
    case 'enable':
      return [update(null)]
    case 'disable':
      return [
        endSessions,
        db.delete(resetLinks).where(inArray(resetLinks.accountId, ids)),
        db.delete(otpChallenges).where(inArray(otpChallenges.accountId, ids)),
        update(now),
      ]
    case 'delete': {
      const kinds = JSON.stringify(settings.declared.accountCounters)
      const counters = sql`(select kind.value || ':' || ${accounts.id} from ${accounts}
        cross join json_each(${kinds}) as kind where ${changes})`
      return [
        db.delete(throttles).where(inArray(throttles.key, counters)),
        db.delete(accounts).where(changes),
      ]
    }
  }
}
