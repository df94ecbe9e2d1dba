import type { Call } from '../../http/context.ts'
import { Problem } from '../../http/problem.ts'
import { authenticateClient, type ClientCredentials } from '../client-authentication.ts'
import { findClientAndGrant } from '../grant.ts'
import { oauthProblems } from '../problems.ts'
import { parseAccessToken } from './issue.ts'
import { parseRefreshToken } from './refresh-token.ts'

/**
 * What a token of the client is (RFC 7662). A token of another client is answered like an unknown one.
 * @throws Problem `invalid_client`, also for a public client, which any caller can claim to be
 */
export async function describeToken(
  call: Call,
  credentials: ClientCredentials,
  token: string,
): Promise<object> {
  const refresh = await parseRefreshToken(call.settings.keys, token)
  const access = refresh ? undefined : await parseAccessToken(call, token)
  const id = refresh?.grantId ?? access?.grantId ?? null
  const found = await findClientAndGrant(call, credentials.id, { id })
  const client = await authenticateClient(found.client, credentials)
  if (client.secretHash === null) throw new Problem(oauthProblems.invalid_client)
  const { grant, isInForce } = found
  if (!grant || !isInForce) return { active: false }
  if (access) return { active: true, token_type: 'Bearer', ...access.claims }
  if (refresh?.generation !== grant.generation) return { active: false }
  return {
    active: true,
    client_id: client.id,
    sub: grant.accountId,
    scope: grant.scope,
    exp: Math.floor(grant.expiresAt / 1000),
  }
}
