import type { Context } from 'hono'
import { deviceCodes } from '../../schema/index.ts'
import { minute } from '../config/duration.ts'
import { digest, randomToken } from '../config/keys.ts'
import type { App } from '../http/context.ts'
import type { Router } from '../http/router.ts'
import { rateLimit, rateLimitKey } from '../limits/rate-limit.ts'
import { authenticateClient, clientCredentialsOf } from '../oauth/client-authentication.ts'
import { devicePath } from '../oauth/discovery.ts'
import { parametersOf, readFormParameters } from '../oauth/parameters.ts'
import { oauthHandler } from '../oauth/respond.ts'
import { knownScopes } from '../oauth/scope.ts'
import { pollInterval, requireDeviceGrant } from '../oauth/tokens/device-code.ts'
import { requestedResources } from '../oauth-authorization/request.ts'
import { isEnabled } from '../oauth-clients/client-id.ts'
import { selectClient } from '../oauth-clients/clients.ts'
import { issuerOf } from '../signing/vars.ts'
import { displayed, hashUserCode, newUserCode } from './user-code.ts'

/** Milliseconds: time to find another device and to sign in there. */
const lifetime = 10 * minute

/** The page where people enter the code of a device. */
export const verificationPath = '/device'

/** Mounts the device authorization endpoint (RFC 8628 section 3.1). */
export function mountDeviceAuthorization(app: Router): void {
  app.post(devicePath, oauthHandler(authorizeDevice))
}

/**
 * Issues a device code, which the device keeps, and a user code, which it shows.
 * @throws Problem `invalid_client`, `unauthorized_client`, `invalid_request`, `invalid_target`; `too_many_requests`
 */
async function authorizeDevice(c: Context<App>): Promise<Response> {
  const { call } = c.var
  await rateLimit(c, async () => undefined)
  const parameters = parametersOf(await readFormParameters(c))
  const credentials = clientCredentialsOf(c.req.raw, parameters)
  const [found] = await selectClient(call, credentials.id)
  const isUsable = found && isEnabled(call.settings, found)
  const client = await authenticateClient(isUsable ? found : undefined, credentials)
  requireDeviceGrant(client)
  const deviceCode = randomToken()
  const userCode = newUserCode()
  // Two live requests never have the same user code: the second one fails as if storage did, and the device tries again.
  await call.db.insert(deviceCodes).values({
    id: await digest(deviceCode),
    userCodeHash: await hashUserCode(call.settings.keys[0], userCode),
    clientId: client.id,
    scope: knownScopes(parameters.get('scope')).join(' '),
    resources: requestedResources(call, client, parameters),
    network: rateLimitKey(call.ip),
    country: call.country,
    interval: pollInterval,
    createdAt: call.now,
    expiresAt: call.now + lifetime,
  })
  const uri = issuerOf(call.settings) + verificationPath
  return Response.json({
    device_code: deviceCode,
    user_code: displayed(userCode),
    verification_uri: uri,
    verification_uri_complete: `${uri}?user_code=${displayed(userCode)}`,
    expires_in: lifetime / 1000,
    interval: pollInterval,
  })
}
