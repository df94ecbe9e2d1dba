import { and, eq, gt, type SQLWrapper, sql } from 'drizzle-orm'
import { accounts, clients, grants } from '../../schema/index.ts'
import { type AuditEvent, logEvent } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { auditEnd, endGrants } from '../oauth/grant.ts'
import { scopesOf } from '../oauth/scope.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import { authorizationProblems } from './problems.ts'

/** An app that an account has allowed something. */
export interface ConnectedApp {
  clientId: string
  name: string
  scopes: string[]
  resources: string[]
  /** UNIX ms. */
  createdAt: number
  lastUsedAt: number
}

/**
 * The apps of an account, last used first. An app can have several grants, one for each sign-in. Those from before a new password ended
 * with it, and none of them is remembered.
 */
export async function listConnectedApps(
  { db, now }: Call,
  accountId: string,
): Promise<ConnectedApp[]> {
  const texts = (column: SQLWrapper) =>
    sql`json_group_array(${column})`.mapWith((text: string): string[] => JSON.parse(text))
  const rows = await db
    .select({
      clientId: grants.clientId,
      name: clients.name,
      scopes: texts(grants.scope),
      resources: texts(grants.resources),
      createdAt: sql<number>`min(${grants.createdAt})`,
      lastUsedAt: sql<number>`max(${grants.lastUsedAt})`,
    })
    .from(grants)
    .innerJoin(clients, eq(clients.id, grants.clientId))
    .innerJoin(
      accounts,
      and(
        eq(accounts.id, grants.accountId),
        eq(accounts.credentialVersion, grants.credentialVersion),
      ),
    )
    .where(and(eq(grants.accountId, accountId), gt(grants.expiresAt, now)))
    .groupBy(grants.clientId)
  return rows
    .map((row) => ({
      ...row,
      scopes: [...new Set(row.scopes.flatMap((scope) => scopesOf({ scope })))],
      resources: [...new Set(row.resources.flatMap((list): string[] => JSON.parse(list)))],
    }))
    .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt)
}

/**
 * Ends everything that the caller allowed an app. The app must ask again.
 * @throws Problem `grant_not_found`; `unauthenticated` if the session ended meanwhile
 */
export async function disconnectApp(
  call: Call,
  { account, session }: Caller,
  clientId: string,
): Promise<void> {
  const which = { account: account.id, client: clientId }
  const event: AuditEvent = { event: 'grant_revoked', account: account.id, detail: clientId }
  const allowed = isSignedIn(session)
  const [own, , ended] = await call.db.batch([
    selectSession(call, session),
    auditEnd(call, event, which, allowed),
    endGrants(call, which, allowed),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (ended.length === 0) throw new Problem(authorizationProblems.grant_not_found)
  logEvent(call, event)
}
