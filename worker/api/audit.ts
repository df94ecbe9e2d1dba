import * as z from 'zod'
import { admin } from '../bearer.ts'
import { listEvents, parseCursor, type RecordedEvent } from '../core/audit.ts'
import { eventNames } from '../core/events.ts'
import { createRoute, type Router } from '../openapi.ts'
import { bearer, gives, problems } from './contract.ts'

const Event = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  event: z.enum(eventNames),
  account: z.string().nullable(),
  actor: z.string().nullable(),
  outcome: z.enum(['success', 'failure']),
  detail: z.string().nullable(),
  ip: z.string().nullable(),
  request_id: z.string(),
})

const pageSize = 100

/** The audit trail, for administrators. */
export function mountAudit(app: Router) {
  const moment = z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
  return app.openapi(
    createRoute({
      method: 'get',
      path: '/api/auth/audit',
      tags: ['Latchkey'],
      summary: 'Security events, latest first; a Link header leads to the next page',
      middleware: [admin],
      security: bearer,
      request: {
        query: z.object({
          account: z.string().optional().describe('Id of the account it happened to'),
          event: z.enum(eventNames).optional(),
          since: moment,
          until: moment,
          limit: z.coerce.number<number | string>().int().min(1).max(1000).optional(),
          before: z
            .string()
            .transform(parseCursor)
            .refine((cursor) => cursor !== undefined, 'must come from a Link header')
            .optional(),
        }),
      },
      responses: { 200: gives(z.object({ events: z.array(Event) })), ...problems(400, 401, 403) },
    }),
    async (c) => {
      const { limit = pageSize, before, ...filter } = c.req.valid('query')
      const { events, next } = await listEvents(c.var.call, filter, limit, before)
      if (next) {
        const query = new URL(c.req.url).searchParams
        query.set('before', next)
        c.header('Link', `</api/auth/audit?${query}>; rel="next"`)
      }
      return c.json({ events: events.map(shown) }, 200)
    },
  )
}

function shown({ accountId, actorId, requestId, at, ...event }: RecordedEvent) {
  return Event.parse({
    ...event,
    at: new Date(at).toISOString(),
    account: accountId,
    actor: actorId,
    request_id: requestId,
  })
}
