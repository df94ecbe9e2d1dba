import { bearer, gives, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import { cursor, limit, text } from '../input/fields.ts'
import { maxLength } from '../input/max-length.ts'
import * as z from '../input/zod.ts'
import { admin } from '../sessions/guards.ts'
import { eventNames } from './events.ts'
import { listEvents, parseCursor, type RecordedEvent } from './log.ts'

const Event = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    event: z.enum(eventNames),
    account: z.nullable(z.string()),
    actor: z.nullable(z.string()),
    outcome: z.enum(['success', 'failure']),
    detail: z.nullable(z.string()),
    ip: z.nullable(z.string()),
    request_id: z.string(),
  })
  .register(z.globalRegistry, { id: 'AuditEvent' })

const pageSize = 100

/** The audit trail, for administrators. */
export function mountAudit(app: Router) {
  const moment = z.optional(
    z.pipe(
      text(maxLength.time).check(z.iso.datetime({ offset: true })),
      z.transform((text) => Date.parse(text)),
    ),
  )
  return app.openapi(
    {
      method: 'get',
      path: '/api/auth/audit',
      operationId: 'listEvents',
      tags: ['Latchkey'],
      summary: 'Security events, latest first; a Link header leads to the next page',
      middleware: [admin],
      security: bearer,
      request: {
        query: z.object({
          account: z
            .optional(text(maxLength.id))
            .check(z.describe('Id of the account it happened to')),
          event: z.optional(z.enum(eventNames)),
          since: moment,
          until: moment,
          limit: limit(1000),
          before: cursor(parseCursor),
        }),
      },
      responses: { 200: gives(z.object({ events: z.array(Event) })), ...problems(400, 401, 403) },
    },
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
