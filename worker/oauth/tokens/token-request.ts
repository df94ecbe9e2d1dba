import { and, eq, type SQL, sql } from 'drizzle-orm'
import { authorizationCodes, grants } from '../../../schema/index.ts'
import { issueDelay } from '../../access-tokens/access-token.ts'
import { type AuditEvent, logEvent } from '../../audit/events.ts'
import { digest, sameText } from '../../config/keys.ts'
import type { Call } from '../../http/context.ts'
import { Problem } from '../../http/problem.ts'
import { authenticateClient, type ClientCredentials } from '../client-authentication.ts'
import {
  type Account,
  auditEnd,
  endGrants,
  findClientAndGrant,
  type Grant,
  isInForce,
} from '../grant.ts'
import { type Parameters, required } from '../parameters.ts'
import { oauthProblems } from '../problems.ts'
import { includesAll, scopesOf } from '../scope.ts'
import { issueTokens, type TokenResponse } from './issue.ts'
import { parseRefreshToken } from './refresh-token.ts'

/** Milliseconds in which a refresh token may be used again: its response may have been lost. */
export const retryWindow = 10_000

/** The grant types, each with its handler. */
export const grantTypes: Record<
  string,
  (call: Call, client: ClientCredentials, parameters: Parameters) => Promise<TokenResponse>
> = { authorization_code: exchangeCode, refresh_token: refresh }

/**
 * Exchanges an authorization code for tokens, in two round trips. A code works once, also under parallel requests: the statement that
 * uses it counts the tokens of its grant from 0 to 1. Its second use ends the grant, because one of the two was not the client.
 * @throws Problem `invalid_client`, `invalid_grant`, `invalid_request`, `invalid_target`
 */
async function exchangeCode(
  call: Call,
  credentials: ClientCredentials,
  parameters: Parameters,
): Promise<TokenResponse> {
  const id = await digest(required(parameters, 'code'))
  const verifier = parameters.get('code_verifier')
  const redirectUri = parameters.get('redirect_uri')
  const found = await findClientAndGrant(call, credentials.id, { code: id })
  const client = await authenticateClient(found.client, credentials)
  const { code, grant, account, sessionEnd = null } = found
  if (!code || !grant || !account) throw invalidGrant()
  const isUsed = sql`${grants.generation} > 0`
  const isVerified =
    verifier !== undefined &&
    /^[\w.~-]{43,128}$/.test(verifier) &&
    (await sameText(await digest(verifier), code.codeChallenge))
  const isBound = redirectUri === undefined || redirectUri === code.redirectUri
  if (grant.generation === 0 && !(isVerified && isBound && found.isInForce)) throw invalidGrant()
  const resources = resourcesOf(grant, parameters)
  const isOpen = sql`exists (select 1 from ${authorizationCodes}
    where ${authorizationCodes.id} = ${id} and ${authorizationCodes.expiresAt} > ${call.now})`
  const ready = await readyToIssue(call, account)
  const { isOurs } = await advance(ready, grant, 0, isOpen, isUsed)
  if (!isOurs) throw invalidGrant()
  return issueTokens(ready, {
    ...{ client, grant, account, sessionEnd, resources, generation: 1 },
    scopes: scopesOf(grant),
    nonce: code.nonce,
  })
}

/**
 * Exchanges a refresh token for its successor and an access token, in two round trips. The successor is computed from the grant, so a
 * client that did not get the response can repeat the request for ten seconds and gets the same successor. Any later use of an old
 * token ends the grant.
 * @throws Problem `invalid_client`, `invalid_grant`, `invalid_request`, `invalid_scope`, `invalid_target`
 */
async function refresh(
  call: Call,
  credentials: ClientCredentials,
  parameters: Parameters,
): Promise<TokenResponse> {
  const token = await parseRefreshToken(call.settings.keys, required(parameters, 'refresh_token'))
  const found = await findClientAndGrant(call, credentials.id, { id: token?.grantId ?? null })
  const client = await authenticateClient(found.client, credentials)
  const { grant, account, sessionEnd = null } = found
  if (!token || !grant || !account || !found.isInForce) throw invalidGrant()
  const scopes = parameters.get('scope')?.split(' ') ?? scopesOf(grant)
  if (!includesAll(scopesOf(grant), scopes)) throw new Problem(oauthProblems.invalid_scope)
  const resources = resourcesOf(grant, parameters)
  const next = token.generation + 1
  const isReused = sql`(${grants.generation} > ${next} or (${grants.generation} = ${next}
    and ${grants.rotatedAt} <= ${call.now - retryWindow}))`
  const ready = await readyToIssue(call, account)
  const { isOurs, current } = await advance(ready, grant, token.generation, sql`true`, isReused)
  if (!isOurs && current?.generation !== next) throw invalidGrant()
  return issueTokens(ready, {
    ...{ client, grant, account, sessionEnd, scopes, resources },
    generation: next,
  })
}

/**
 * Waits until a token of the account differs from the tokens that its last change revoked. That is a matter of a second, right after
 * a change; usually there is nothing to wait for. The statement that follows reads the account again.
 */
async function readyToIssue(call: Call, account: Account): Promise<Call> {
  const delay = await issueDelay(call, account)
  if (delay === 0) return call
  await new Promise((resolve) => setTimeout(resolve, delay))
  return { ...call, now: Date.now() }
}

/** Moves a grant to its next refresh token, unless an old code or token shows that it must end. */
async function advance(
  call: Call,
  grant: Grant,
  generation: number,
  condition: SQL,
  isReused: SQL,
): Promise<{ isOurs: boolean; current: { generation: number } | undefined }> {
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
    db.select({ generation: grants.generation }).from(grants).where(eq(grants.id, grant.id)),
  ])
  if (ended.length > 0) logEvent(call, event)
  return { isOurs: advanced.length > 0, current }
}

/**
 * The resources of an access token: what the request names, or all of the grant.
 * @throws Problem `invalid_target` for one that the grant does not have
 */
function resourcesOf(grant: Grant, { resources }: Parameters): string[] {
  const wanted = resources.map((each) => grant.resources.find((own) => isSameUri(own, each)))
  if (wanted.includes(undefined)) throw new Problem(oauthProblems.invalid_target)
  return resources.length === 0 ? grant.resources : wanted.filter((each) => each !== undefined)
}

/** Clients write the root of a host with or without its slash. */
export function isSameUri(a: string, b: string): boolean {
  return a === b || `${a}/` === b || a === `${b}/`
}

function invalidGrant(): Problem {
  return new Problem(oauthProblems.invalid_grant)
}
