import { id } from '../accounts/fields.ts'
import { response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { signedIn } from '../sessions/guards.ts'
import { type ApiToken, createApiToken, listApiTokens, revokeApiToken } from './invitation.ts'

const Token = z
  .object({
    id: z.string(),
    token: z.string(),
    created_at: time,
    expires_at: time,
    /** How many accounts signed up with it. */
    uses: z.int(),
  })
  .register(z.globalRegistry, { id: 'UserToken' })

export const listTokens = operation(
  {
    method: 'get',
    path: '/api/auth/tokens',
    operationId: 'listTokens',
    tags: ['Latchkey'],
    summary: 'Your user tokens and how many signed up with each, latest first',
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(z.object({ tokens: z.array(Token) })) },
    problems: [400, 401],
  },
  async (c) => {
    const tokens = await listApiTokens(c.var.call, c.var.caller)
    return c.json({ tokens: tokens.map(toBody) }, 200)
  },
)

export const createToken = operation(
  {
    method: 'post',
    path: '/api/auth/tokens',
    operationId: 'createToken',
    tags: ['Latchkey'],
    summary: 'Make a user token, with which others can sign up',
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(z.object({ token: Token })) },
    problems: [400, 401, 403, 409, 429],
  },
  async (c) => c.json({ token: toBody(await createApiToken(c.var.call, c.var.caller)) }, 200),
)

export const deleteToken = operation(
  {
    method: 'delete',
    path: '/api/auth/tokens/{token_id}',
    operationId: 'deleteToken',
    tags: ['Latchkey'],
    summary: 'End one of your user tokens: nobody signs up with it any more',
    guards: [signedIn],
    security: sessionAuth,
    request: { params: z.object({ token_id: id }) },
    responses: {
      200: response(z.object({ deleted: z.literal(1) })),
    },
    problems: [400, 401, 403, 404, 429],
  },
  async (c) => {
    await revokeApiToken(c.var.call, c.var.caller, c.req.valid('param').token_id)
    return c.json({ deleted: 1 as const }, 200)
  },
)

function toBody({ id, token, createdAt, expiresAt, uses }: ApiToken) {
  return { id, token, created_at: iso(createdAt), expires_at: iso(expiresAt), uses }
}
