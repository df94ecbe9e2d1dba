import { sql } from 'drizzle-orm'
import { authorizationCodes, grants } from '../../../schema/index.ts'
import { digest, sameText } from '../../config/keys.ts'
import type { Settings } from '../../config/settings.ts'
import type { Call } from '../../http/context.ts'
import { Problem } from '../../http/problem.ts'
import { authenticateClient, type ClientCredentials } from '../client-authentication.ts'
import { findClientAndGrant } from '../grant.ts'
import { type Parameters, required } from '../parameters.ts'
import { oauthProblems } from '../problems.ts'
import { includesAll, scopesOf } from '../scope.ts'
import { servesDevices } from '../vars.ts'
import {
  advance,
  grantedResources,
  invalidGrant,
  issueFirstTokens,
  readyToIssue,
} from './advance.ts'
import { deviceGrantType, exchangeDeviceCode } from './device-code.ts'
import { issueTokens, type TokenResponse } from './issue.ts'
import { parseRefreshToken } from './refresh-token.ts'

/** Milliseconds in which a refresh token may be used again: its response may have been lost. */
export const retryWindow = 10_000

/** Answers a token request of one grant type. */
type Exchange = (
  call: Call,
  client: ClientCredentials,
  parameters: Parameters,
) => Promise<TokenResponse>

/** The grant types, each with its handler. */
export function grantTypesOf(settings: Settings): Record<string, Exchange> {
  return {
    authorization_code: exchangeCode,
    refresh_token: refresh,
    ...(servesDevices(settings) && { [deviceGrantType]: exchangeDeviceCode }),
  }
}

/**
 * Exchanges an authorization code for tokens, in two round trips.
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
  const isVerified =
    verifier !== undefined &&
    /^[\w.~-]{43,128}$/.test(verifier) &&
    (await sameText(await digest(verifier), code.codeChallenge))
  const isBound = redirectUri === undefined || redirectUri === code.redirectUri
  if (grant.generation === 0 && !(isVerified && isBound && found.isInForce)) throw invalidGrant()
  const condition = sql`exists (select 1 from ${authorizationCodes}
    where ${authorizationCodes.id} = ${id} and ${authorizationCodes.expiresAt} > ${call.now})`
  const first = { grant, account, sessionEnd }
  const { revokedAt } = found
  const { nonce } = code
  return issueFirstTokens({ call, client, found: first, revokedAt, parameters, condition, nonce })
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
  const scopes = [...new Set(parameters.get('scope')?.split(' ') ?? scopesOf(grant))]
  if (!includesAll(scopesOf(grant), scopes)) throw new Problem(oauthProblems.invalid_scope)
  const resources = grantedResources(call, client, grant, parameters)
  const next = token.generation + 1
  const isReused = sql`(${grants.generation} > ${next} or (${grants.generation} = ${next}
    and ${grants.rotatedAt} <= ${call.now - retryWindow}))`
  const ready = await readyToIssue(call, found.revokedAt)
  const { isOurs, current } = await advance(ready, grant, token.generation, sql`true`, isReused)
  if (!current || (!isOurs && current.generation !== next)) throw invalidGrant()
  return issueTokens(ready, {
    ...{ client, grant, account: current.account, sessionEnd, scopes, resources },
    generation: next,
  })
}
