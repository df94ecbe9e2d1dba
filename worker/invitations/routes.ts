import { iso, time } from '../accounts/account-body.ts'
import { bearer, gives, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import { id } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { signedIn } from '../sessions/guards.ts'
import { type ApiToken, createApiToken, listApiTokens, revokeApiToken } from './invitation.ts'

const Token = z
  .object({
    id: z.string(),
    token: z.string(),
    created_at: time,
    expires_at: time,
    /** How many signed up with it. */
    uses: z.int(),
  })
  .register(z.globalRegistry, { id: 'UserToken' })

/** The tokens with which an account invites others. */
export function mountOwnTokens(app: Router) {
  return app
    .openapi(
      {
        method: 'get',
        path: '/api/auth/tokens',
        operationId: 'listTokens',
        tags: ['Latchkey'],
        summary: 'Your user tokens and how many signed up with each, latest first',
        middleware: [signedIn],
        security: bearer,
        responses: { 200: gives(z.object({ tokens: z.array(Token) })), ...problems(400, 401) },
      },
      async (c) => {
        const tokens = await listApiTokens(c.var.call, c.var.caller)
        return c.json({ tokens: tokens.map(told) }, 200)
      },
    )
    .openapi(
      {
        method: 'post',
        path: '/api/auth/tokens',
        operationId: 'createToken',
        tags: ['Latchkey'],
        summary: 'Make a user token, with which others can sign up',
        middleware: [signedIn],
        security: bearer,
        responses: { 200: gives(z.object({ token: Token })), ...problems(400, 401, 403, 409, 429) },
      },
      async (c) => c.json({ token: told(await createApiToken(c.var.call, c.var.caller)) }, 200),
    )
    .openapi(
      {
        method: 'delete',
        path: '/api/auth/tokens/{token_id}',
        operationId: 'deleteToken',
        tags: ['Latchkey'],
        summary: 'End one of your user tokens: nobody signs up with it any more',
        middleware: [signedIn],
        security: bearer,
        request: { params: z.object({ token_id: id }) },
        responses: {
          200: gives(z.object({ deleted: z.literal(1) })),
          ...problems(400, 401, 403, 404, 429),
        },
      },
      async (c) => {
        await revokeApiToken(c.var.call, c.var.caller, c.req.valid('param').token_id)
        return c.json({ deleted: 1 as const }, 200)
      },
    )
}

function told({ id, token, createdAt, expiresAt, uses }: ApiToken) {
  return { id, token, created_at: iso(createdAt), expires_at: iso(expiresAt), uses }
}
