import { createMiddleware } from 'hono/factory'
import type { App } from '../http/context.ts'
import { readableByAll } from '../http/headers.ts'
import { Problem, problems } from '../http/problem.ts'
import { json, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { text } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { signedInUncounted } from '../sessions/guards.ts'
import { signingKey } from '../signing/keys.ts'
import { issuerOf } from '../signing/vars.ts'
import { issueDelay, signAccessToken } from './access-token.ts'
import { accessTokenProblems } from './problems.ts'
import { listLife, revocationList } from './revocations.ts'

/**
 * Requires a session for an access token. Sets `caller`. The signing key comes first: an end of the session is
 * recorded only once there is a key, and a token must not be signed with a key that was created later.
 */
const signedInForToken = createMiddleware<App>(async function signedInForToken(c, next) {
  await signingKey(c.var.call, 'ES256')
  for (let tries = 0; tries < 3; tries++) {
    await signedInUncounted(c, async () => undefined)
    const delay = await issueDelay(c.var.call, c.var.caller.account)
    if (delay === 0) return next()
    await new Promise((resolve) => setTimeout(resolve, Math.min(delay, 2000)))
    c.set('call', { ...c.var.call, now: Date.now() })
  }
  throw new Problem(problems.overloaded)
})

export const createAccessToken = operation(
  'post',
  '/api/auth/access-token',
  () => ({
    operationId: 'createAccessToken',
    tags: ['OAuth'],
    guards: [signedInForToken],
    security: sessionAuth,
    request: { body: json(z.object({ audience: text(maxLength.audience) })) },
    responses: {
      200: response(() =>
        z.object({
          access_token: z.string(),
          token_type: z.literal('Bearer'),
          /** Seconds. */
          expires_in: z.int(),
        }),
      ),
    },
  }),
  async (c) => {
    const { call, caller } = c.var
    const { audience } = c.req.valid('json')
    const { settings } = call
    if (!settings.RESOURCES.includes(audience)) {
      throw new Problem(accessTokenProblems.invalid_target)
    }
    // The client is the app on our own origin, which has a session.
    const { token, expiresIn } = await signAccessToken(call, {
      ...{ account: caller.account, session: caller.session },
      ...{ audience, clientId: issuerOf(settings) },
    })
    return c.json(
      { access_token: token, token_type: 'Bearer' as const, expires_in: expiresIn },
      200,
    )
  },
)

const jwt = 'application/jwt'

export const getRevocations = operation(
  'get',
  '/.well-known/revocations',
  () => ({
    operationId: 'getRevocations',
    tags: ['OAuth'],
    guards: [readableByAll({ maxAge: listLife })],
    responses: { 200: { description: 'Success', content: { [jwt]: { schema: z.string() } } } },
  }),
  async (c) => {
    const { call } = c.var
    const { jwt: list, readAt } = await revocationList(call)
    c.header('Content-Type', jwt)
    // Other caches must count the time in this one, too (RFC 9111 section 4.2.3).
    c.header('Age', String(Math.floor((call.now - readAt) / 1000)))
    // The media type of the contract is no literal that Hono's type of a text could state.
    return c.body(list) as never
  },
)
