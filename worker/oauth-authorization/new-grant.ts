import { and, type SQL, sql } from 'drizzle-orm'
import { clients } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { type Grant, grantExists, insertGrant } from '../oauth/grant.ts'
import { provedAt } from '../second-factors/authentication.ts'
import { type Caller, isSignedIn, isUnchanged } from '../sessions/session.ts'

/** What a person allows a client. `expiresAt` is when its first token request must be made, which extends it. */
type Facts = Pick<Grant, 'clientId' | 'scope' | 'resources' | 'remembered' | 'expiresAt'>

interface Creation {
  /** Must also be true when the grant is inserted. */
  condition?: SQL
  /** More statements of the same batch, given the id of the grant and the condition that it was inserted. */
  extraStatements: (id: string, created: SQL) => Statement[]
}

/** True while the session has not ended and the account is unchanged. */
export function mayGrant({ account, session }: Caller): SQL | undefined {
  return and(isUnchanged(account), isSignedIn(session))
}

/**
 * Creates a grant, if the session has not ended, the account is unchanged and the client is not disabled. One batch. Returns false if it
 * was not created.
 */
export async function createGrant(
  call: Call,
  caller: Caller,
  facts: Facts,
  { condition, extraStatements }: Creation,
): Promise<boolean> {
  const { db, now } = call
  const { account, session } = caller
  const grant: Grant = {
    id: crypto.randomUUID(),
    accountId: account.id,
    sessionId: session.id,
    ...facts,
    credentialVersion: account.credentialVersion,
    level: session.level,
    amr: session.amr,
    authTime: provedAt(session),
    generation: 0,
    rotatedAt: null,
    createdAt: now,
    lastUsedAt: now,
  }
  const created = grantExists({ id: grant.id })
  const isUsable = sql`exists (select 1 from ${clients} where ${clients.id} = ${facts.clientId} and ${clients.disabledAt} is null)`
  const event: AuditEvent = { event: 'grant_created', account: account.id, detail: facts.clientId }
  const [inserted] = await db.batch([
    insertGrant(db, grant, and(mayGrant(caller), isUsable, condition)),
    auditRow(call, event, created),
    ...extraStatements(grant.id, created),
  ])
  if (inserted.length > 0) logEvent(call, event)
  return inserted.length > 0
}
