import type { Settings } from '../config/settings.ts'
import { sized } from '../http/body.ts'
import { Problem } from '../http/problem.ts'
import { bearer, bodyFailures, gives, json, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import { address, newPassword } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { resetPassword } from '../own-account/change.ts'
import { flood, resetting } from '../sessions/guards.ts'
import { requestResetLink } from './reset.ts'

const path = '/api/auth/password-reset'

/** A forgotten password: ask for a link, see whose it is, use it. The link's token is the bearer. */
export function mountPasswordReset(app: Router, settings: Settings) {
  return app
    .openapi(
      {
        method: 'post',
        path,
        operationId: 'requestPasswordReset',
        tags: ['Latchkey'],
        summary: 'Mail a reset link, if some account has this address',
        middleware: [sized, flood],
        request: { body: json(z.object({ email: address })) },
        responses: {
          200: gives(z.object({ sent: z.literal(true) })),
          ...problems(...bodyFailures, 429),
        },
      },
      async (c) => {
        await requestResetLink(c.var.call, c.req.valid('json').email)
        return c.json({ sent: true as const }, 200)
      },
    )
    .openapi(
      {
        method: 'get',
        path,
        operationId: 'getPasswordReset',
        tags: ['Latchkey'],
        summary: 'Whose password the reset link sets',
        middleware: [resetting],
        security: bearer,
        responses: {
          200: gives(
            z.object({
              account: z.object({
                username: z.nullable(z.string()),
                email: z.nullable(z.string()),
              }),
            }),
          ),
          ...problems(400, 401),
        },
      },
      (c) => {
        const { username, email } = c.var.reset.account
        return c.json({ account: { username, email } }, 200)
      },
    )
    .openapi(
      {
        method: 'put',
        path,
        operationId: 'completePasswordReset',
        tags: ['Latchkey'],
        summary: 'Set a new password with the reset link; every session ends',
        middleware: [sized, flood, resetting],
        security: bearer,
        request: { body: json(z.object({ password: newPassword(settings) })) },
        responses: {
          200: gives(z.object({ changed: z.literal(true) })),
          ...problems(...bodyFailures, 401, 429),
        },
      },
      async (c) => {
        const { call, reset } = c.var
        if (!(await resetPassword(call, reset, c.req.valid('json').password))) {
          throw new Problem('reset_token_invalid')
        }
        return c.json({ changed: true as const }, 200)
      },
    )
}
