import { sql } from 'drizzle-orm'
import { type AuditEvent, logEvent } from '../../audit/events.ts'
import type { Call } from '../../http/context.ts'
import { authenticateClient, type ClientCredentials } from '../client-authentication.ts'
import { auditEnd, endGrants, findClientAndGrant } from '../grant.ts'
import { parseAccessToken } from './issue.ts'
import { parseRefreshToken } from './refresh-token.ts'

/**
 * Ends the grant of a token, and all its tokens with it (RFC 7009). A token of another client, an unknown one and an old one change
 * nothing, and the response is the same.
 * @throws Problem `invalid_client`
 */
export async function revokeToken(
  call: Call,
  credentials: ClientCredentials,
  token: string,
): Promise<void> {
  const refresh = await parseRefreshToken(call.settings.keys, token)
  const id = refresh?.grantId ?? (await parseAccessToken(call, token))?.grantId ?? null
  const { client, grant } = await findClientAndGrant(call, credentials.id, { id })
  await authenticateClient(client, credentials)
  if (!grant) return
  const event: AuditEvent = {
    event: 'grant_revoked',
    account: grant.accountId,
    actor: null,
    detail: grant.clientId,
  }
  const always = sql`true`
  const [, ended] = await call.db.batch([
    auditEnd(call, event, { id: grant.id }, always),
    endGrants(call, { id: grant.id }, always),
  ])
  if (ended.length > 0) logEvent(call, event)
}
