import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import { describeInstance } from '../core/instance.ts'
import { type App, gives, problems } from './contract.ts'

/** What anybody may know of the instance. */
export const Instance = z.object({
  product: z.object({
    name: z.string(),
    /** A CSS colour, `#rgb` or `#rrggbb`. */
    accent: z.string().nullable(),
    /** An https URL, or a path on this host; the terms likewise. */
    logo: z.string().nullable(),
    terms: z.string().nullable(),
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
export type Instance = z.output<typeof Instance>

/** What the instance is, for pages that nobody has signed in to yet. */
export function mountInstance(app: OpenAPIHono<App>) {
  return app.openapi(
    createRoute({
      method: 'get',
      path: '/api/auth/instance',
      tags: ['Latchkey'],
      summary: 'What this instance is called and offers, and whether it is set up',
      responses: { 200: gives(Instance), ...problems() },
    }),
    async (c) => c.json(await describeInstance(c.var.call), 200),
  )
}
