import { and, eq, lt, sql } from 'drizzle-orm'
import { deviceCodes } from '../../../schema/index.ts'
import { digest } from '../../config/keys.ts'
import type { Call } from '../../http/context.ts'
import { Problem } from '../../http/problem.ts'
import type { Client } from '../../oauth-clients/clients.ts'
import { authenticateClient, type ClientCredentials } from '../client-authentication.ts'
import { findClientAndGrant } from '../grant.ts'
import { type Parameters, required } from '../parameters.ts'
import { oauthProblems } from '../problems.ts'
import { invalidGrant, issueFirstTokens } from './advance.ts'
import type { TokenResponse } from './issue.ts'

/** The grant type of devices without a browser (RFC 8628 section 3.4). */
export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code'

/** Seconds between two token requests of a device, and what each one that comes too soon adds (RFC 8628 section 3.5). */
export const pollInterval = 5
/** Seconds. Beyond this the interval does not grow, so a client that never waits writes a limited number of times. */
const maxInterval = 600
/** Milliseconds by which a request may come too soon: networks are not exact. */
const tolerance = 1000

/** A device code as stored. */
type DeviceCode = typeof deviceCodes.$inferSelect

/** @throws Problem `unauthorized_client` if the client is not registered for devices */
export function requireDeviceGrant({ deviceGrant }: Client): void {
  if (!deviceGrant) throw new Problem(oauthProblems.unauthorized_client)
}

/**
 * Exchanges a device code for tokens once a person has allowed it, in two round trips.
 * @throws Problem `authorization_pending`, `slow_down`, `access_denied`, `expired_token`; `invalid_client`, `unauthorized_client`,
 * `invalid_grant`, `invalid_request`, `invalid_target`
 */
export async function exchangeDeviceCode(
  call: Call,
  credentials: ClientCredentials,
  parameters: Parameters,
): Promise<TokenResponse> {
  const id = await digest(required(parameters, 'device_code'))
  const found = await findClientAndGrant(call, credentials.id, { device: id })
  const client = await authenticateClient(found.client, credentials)
  requireDeviceGrant(client)
  const { device, grant, account, sessionEnd = null } = found
  if (!device) throw invalidGrant()
  if (device.denied) throw new Problem(oauthProblems.access_denied, { status: 400 })
  if (device.expiresAt <= call.now) throw new Problem(oauthProblems.expired_token)
  if (!grant || !account) throw await unanswered(call, device)
  if (grant.generation === 0 && !found.isInForce) throw invalidGrant()
  const first = { grant, account, sessionEnd }
  const { revokedAt } = found
  return issueFirstTokens({
    ...{ call, client, found: first, revokedAt, parameters },
    condition: sql`true`,
  })
}

/** Records a token request that no one has answered yet. A batch runs alone, so of parallel requests one is in time. */
async function unanswered({ db, now }: Call, { id }: DeviceCode): Promise<Problem> {
  const { interval, polledAt } = deviceCodes
  const isTooSoon = sql<number>`coalesce(${polledAt} + 1000 * ${interval} - ${tolerance} > ${now}, 0)`
  const [[state]] = await db.batch([
    db
      .select({ isTooSoon: isTooSoon.as('is_too_soon') })
      .from(deviceCodes)
      .where(eq(deviceCodes.id, id)),
    db
      .update(deviceCodes)
      .set({ interval: sql`${interval} + ${pollInterval} * ${isTooSoon}`, polledAt: now })
      .where(and(eq(deviceCodes.id, id), lt(interval, maxInterval))),
  ])
  return new Problem(
    state?.isTooSoon ? oauthProblems.slow_down : oauthProblems.authorization_pending,
  )
}
