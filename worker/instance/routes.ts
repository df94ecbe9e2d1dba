import { Current } from '../accounts/account-body.ts'
import type { Settings } from '../config/settings.ts'
import { sized } from '../http/body.ts'
import { fromOurPages } from '../http/cookie.ts'
import { bodyFailures, gives, json, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import { address, filledName, newPassword, setupHeaders } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { enterBrowser } from '../sessions/browser.ts'
import { flood, mayTrySetup } from '../sessions/guards.ts'
import { completeSetup } from '../setup/setup.ts'
import { describeInstance } from './instance.ts'

/** What anybody may know of the instance. */
export const Instance = z
  .object({
    product: z.object({
      name: z.string(),
      /** A CSS colour, `#rgb` or `#rrggbb`. */
      accent: z.nullable(z.string()),
      /** An https URL, or a path on this host; the terms likewise. */
      logo: z.nullable(z.string()),
      terms: z.nullable(z.string()),
    }),
    registration: z.enum(['open', 'referral', 'closed']),
    /** False while the first administrator is still to be made. */
    set_up: z.boolean(),
    setup_token_required: z.boolean(),
    /** Code points. */
    password_min_length: z.int(),
    username_min_length: z.int(),
    /** Whether mail can be sent: without it there is no reset link and no code. */
    mail: z.boolean(),
  })
  .register(z.globalRegistry, { id: 'Instance' })
export type Instance = z.output<typeof Instance>

/** What the instance is and its set-up, for pages that nobody has signed in to yet. */
export function mountInstance(app: Router, settings: Settings) {
  return app
    .openapi(
      {
        method: 'get',
        path: '/api/auth/instance',
        operationId: 'getInstance',
        tags: ['Latchkey'],
        summary: 'What this instance is called and offers, and whether it is set up',
        responses: { 200: gives(Instance), ...problems() },
      },
      async (c) => c.json(await describeInstance(c.var.call), 200),
    )
    .openapi(
      {
        method: 'post',
        path: '/api/auth/setup',
        operationId: 'setUpInstance',
        tags: ['Latchkey'],
        summary: 'Create the first administrator and sign its browser in',
        middleware: [sized, flood, fromOurPages, mayTrySetup],
        request: {
          headers: setupHeaders,
          body: json(
            z.object({
              email: address,
              password: newPassword(settings),
              first_name: filledName,
              last_name: filledName,
            }),
          ),
        },
        responses: { 200: gives(Current), ...problems(...bodyFailures, 401, 403, 409, 429) },
      },
      async (c) => {
        const { email, password, first_name, last_name } = c.req.valid('json')
        const facts = { email, password, firstName: first_name, lastName: last_name }
        const entered = await completeSetup(c.var.call, facts, 'cookie')
        return c.json(await enterBrowser(c, entered), 200)
      },
    )
}
