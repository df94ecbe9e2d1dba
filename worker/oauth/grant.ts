import { and, eq, type SQL, sql } from 'drizzle-orm'
import {
  accounts,
  authorizationCodes,
  clients,
  deviceCodes,
  grants,
  revocations,
  sessions,
} from '../../schema/index.ts'
import { type AuditEvent, auditRow } from '../audit/events.ts'
import type { Settings } from '../config/settings.ts'
import { insertInto, rowExists } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { isEnabled } from '../oauth-clients/client-id.ts'
import { lacksFactor } from '../second-factors/policy.ts'

export type Grant = typeof grants.$inferSelect
export type Account = typeof accounts.$inferSelect

export const insertGrant = insertInto(grants, (db, rows) =>
  db.insert(grants).select(rows).returning({ id: grants.id }),
)
export const grantExists = rowExists(grants)

/**
 * True while a grant is in force: not expired, of an enabled account that still has the same password, and of a session that has not
 * ended, unless it has `offline_access`. Every statement that uses a grant contains this condition.
 */
export function isInForce(now: number): SQL {
  return sql`(${grants.expiresAt} > ${now} and exists (
      select 1 from ${accounts} where ${accounts.id} = ${grants.accountId}
      and ${accounts.disabledAt} is null and not ${accounts.passwordChangeRequired}
      and ${accounts.credentialVersion} = ${grants.credentialVersion})
    and (${isOffline} or exists (
      select 1 from ${sessions} where ${ofGrant} and ${sessions.expiresAt} > ${now})))`
}

/** A grant with what its tokens contain. */
export interface FoundGrant {
  grant: Grant
  account: Account
  /** When the session ends (UNIX ms), after which no token is valid; null for a grant with `offline_access`. */
  sessionEnd: number | null
}

/** The session that made the grant. */
const ofGrant = sql`${sessions.accountId} = ${grants.accountId} and ${sessions.id} = ${grants.sessionId}`

const isOffline = sql`' ' || ${grants.scope} || ' ' like '% offline_access %'`

const sessionEnd = sql<number | null>`case when ${isOffline} then null else (
  select ${sessions.expiresAt} from ${sessions} where ${ofGrant}) end`

/** How a token request names its grant: by the hash of an authorization code or of a device code, or by the id of the grant. */
interface GrantKey {
  code?: string | null
  device?: string | null
  id?: string | null
}

/** When the access tokens of the account were last revoked (UNIX ms). */
const revokedAt = sql<number | null>`(select max(${revocations.revokedAt}) from ${revocations}
  where ${revocations.subject} = ${accounts.id} and ${revocations.kind} = 'account')`

/** What a token request needs to know, in one statement: the client, and the grant of this client. */
export async function findClientAndGrant(
  { db, now, settings }: Call,
  clientId: string,
  { code = null, device = null, id = null }: GrantKey,
) {
  const [row] = await db
    .select({
      client: clients,
      code: authorizationCodes,
      device: deviceCodes,
      grant: grants,
      account: accounts,
      sessionEnd,
      revokedAt,
      isInForce: sql<number>`${isInForce(now)}`,
    })
    .from(clients)
    .leftJoin(authorizationCodes, eq(authorizationCodes.id, sql`${code}`))
    .leftJoin(
      deviceCodes,
      and(eq(deviceCodes.id, sql`${device}`), eq(deviceCodes.clientId, clients.id)),
    )
    .leftJoin(
      grants,
      and(
        eq(grants.clientId, clients.id),
        eq(grants.id, sql`coalesce(${id}, ${authorizationCodes.grantId}, ${deviceCodes.grantId})`),
      ),
    )
    .leftJoin(accounts, eq(accounts.id, grants.accountId))
    .where(eq(clients.id, clientId))
  const found = row && toFound(settings, row)
  const client = row && isEnabled(settings, row.client) ? row.client : undefined
  return {
    client,
    code: row?.code ?? undefined,
    device: row?.device ?? undefined,
    revokedAt: row?.revokedAt ?? null,
    ...found,
  }
}

/** The grant with an id, if it is in force. */
export async function findGrant(
  { db, now, settings }: Call,
  id: string,
): Promise<FoundGrant | undefined> {
  const [row] = await db
    .select({ grant: grants, account: accounts, sessionEnd, isInForce: sql<number>`1` })
    .from(grants)
    .innerJoin(accounts, eq(accounts.id, grants.accountId))
    .where(and(eq(grants.id, id), isInForce(now)))
  const found = row && toFound(settings, row)
  return found?.isInForce ? found : undefined
}

interface Row {
  grant: Grant | null
  account: Account | null
  sessionEnd: number | null
  isInForce: number | null
}

function toFound(settings: Settings, { grant, account, sessionEnd, isInForce }: Row) {
  if (!grant || !account) return undefined
  const isAllowed = isInForce === 1 && !lacksFactor(settings, account, grant)
  return { grant, account, sessionEnd, isInForce: isAllowed }
}

/** Which grants: one, all of a client, or all that an account gave a client. */
export interface Which {
  id?: string
  client?: string
  account?: string
}

function conditionOf({ id, client, account }: Which, when: SQL): SQL {
  const condition = and(
    id === undefined ? undefined : eq(grants.id, id),
    client === undefined ? undefined : eq(grants.clientId, client),
    account === undefined ? undefined : eq(grants.accountId, account),
    when,
  )
  return condition ?? when
}

/** Ends grants, if the condition is true. A trigger of the table revokes their access tokens. */
export function endGrants({ db }: Call, which: Which, when: SQL) {
  return db.delete(grants).where(conditionOf(which, when)).returning({ id: grants.id })
}

/** The audit row of a grant that ends, for the batch in which it ends. */
export function auditEnd(call: Call, event: AuditEvent, which: Which, when: SQL) {
  const condition = conditionOf(which, when)
  return auditRow(call, event, sql`exists (select 1 from ${grants} where ${condition})`)
}
