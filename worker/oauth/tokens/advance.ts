import { and, eq, type SQL, sql } from 'drizzle-orm'
import { accounts, grants } from '../../../schema/index.ts'
import { delayAfter } from '../../access-tokens/access-token.ts'
import { type AuditEvent, logEvent } from '../../audit/events.ts'
import type { Call } from '../../http/context.ts'
import { Problem } from '../../http/problem.ts'
import type { Client } from '../../oauth-clients/clients.ts'
import {
  type Account,
  auditEnd,
  endGrants,
  type FoundGrant,
  type Grant,
  isInForce,
} from '../grant.ts'
import type { Parameters } from '../parameters.ts'
import { oauthProblems } from '../problems.ts'
import { scopesOf } from '../scope.ts'
import { issueTokens, type TokenResponse } from './issue.ts'
import { namedResources, resourcesOf } from './resources.ts'

/**
 * Waits until a token of the account differs from the tokens that its last change revoked. That is a matter of a second, right after
 * a change; usually there is nothing to wait for. `advance` reads the account again.
 */
export async function readyToIssue(call: Call, revokedAt: number | null): Promise<Call> {
  const delay = delayAfter(call, revokedAt)
  if (delay === 0) return call
  await new Promise((resolve) => setTimeout(resolve, delay))
  return { ...call, now: Date.now() }
}

interface FirstTokens {
  call: Call
  client: Client
  found: FoundGrant
  /** When the access tokens of the account were last revoked (UNIX ms). */
  revokedAt: number | null
  parameters: Parameters
  /** Must also be true when the code is used. */
  condition: SQL
  nonce?: string | null
}

/**
 * Issues the first tokens of a grant, for its code. The statement that uses the code counts the tokens of the grant from 0 to 1, so it works
 * once, also under parallel requests. Its second use ends the grant, because one of the two was not the client.
 * @throws Problem `invalid_grant`, `invalid_target`
 */
export async function issueFirstTokens(first: FirstTokens): Promise<TokenResponse> {
  const { client, found, parameters, condition, nonce = null } = first
  const { grant } = found
  const resources = grantedResources(first.call, client, grant, parameters)
  const call = await readyToIssue(first.call, first.revokedAt)
  const { isOurs, current } = await advance(
    call,
    grant,
    0,
    condition,
    sql`${grants.generation} > 0`,
  )
  if (!isOurs || !current) throw invalidGrant()
  const { account } = current
  const scopes = scopesOf(grant)
  return issueTokens(call, { ...found, account, client, resources, scopes, nonce, generation: 1 })
}

/**
 * Moves a grant to its next refresh token, unless an old code or token shows that it must end.
 * @returns `current`: the grant and its account as they are then, if it is in force
 */
export async function advance(
  call: Call,
  grant: Grant,
  generation: number,
  condition: SQL,
  isReused: SQL,
): Promise<{ isOurs: boolean; current: { generation: number; account: Account } | undefined }> {
  const { db, now, settings } = call
  const event: AuditEvent = {
    event: 'grant_reused',
    account: grant.accountId,
    actor: null,
    outcome: 'failure',
    detail: grant.clientId,
  }
  const target = and(
    eq(grants.id, grant.id),
    eq(grants.generation, generation),
    isInForce(now),
    condition,
  )
  const [, ended, advanced, [current]] = await db.batch([
    auditEnd(call, event, { id: grant.id }, isReused),
    endGrants(call, { id: grant.id }, isReused),
    db
      .update(grants)
      .set({
        generation: generation + 1,
        rotatedAt: now,
        lastUsedAt: now,
        expiresAt: now + settings.REFRESH_IDLE * 1000,
      })
      .where(target)
      .returning({ id: grants.id }),
    db
      .select({ generation: grants.generation, account: accounts })
      .from(grants)
      .innerJoin(accounts, eq(accounts.id, grants.accountId))
      .where(and(eq(grants.id, grant.id), isInForce(now))),
  ])
  if (ended.length > 0) logEvent(call, event)
  return { isOurs: advanced.length > 0, current }
}

/**
 * The resources of an access token: what the request names, or all of the grant. An administrator may have withdrawn some since.
 * @throws Problem `invalid_target` for one that the grant or the client does not have
 */
export function grantedResources(
  { settings }: Call,
  client: Client,
  grant: Grant,
  { resources }: Parameters,
): string[] {
  const allowed = resourcesOf(settings, client).filter((each) => grant.resources.includes(each))
  return resources.length === 0 ? allowed : namedResources(allowed, resources)
}

export function invalidGrant(): Problem {
  return new Problem(oauthProblems.invalid_grant)
}
