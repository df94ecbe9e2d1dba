import type { EventName } from '../audit/events.ts'
import type { Settings } from '../config/settings.ts'
import { cursor, limit, linkNext, list, queryWith } from '../http/pagination.ts'
import { response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { admin } from '../sessions/guards.ts'
import { parseCursor, type StoredEvent, selectEvents } from './log.ts'

const pageSize = 100

const moment = z.optional(
  z.pipe(
    text(maxLength.time).check(z.iso.datetime({ offset: true })),
    z.transform((text) => Date.parse(text)),
  ),
)

/** The names of all audit events. */
function eventName({ declared }: Settings) {
  // Capabilities declare each name as a value and as a type.
  return z.enum(declared.eventNames as readonly EventName[])
}

function eventBody(settings: Settings) {
  return z
    .object({
      id: z.int(),
      at: time,
      event: eventName(settings),
      account: z.nullable(z.string()),
      actor: z.nullable(z.string()),
      outcome: z.enum(['success', 'failure']),
      detail: z.nullable(z.string()),
      ip: z.nullable(z.string()),
      request_id: z.string(),
    })
    .register(z.globalRegistry, { id: 'AuditEvent' })
}

export const listEvents = operation(
  (settings) => ({
    method: 'get',
    path: '/api/auth/audit',
    operationId: 'listEvents',
    tags: ['Latchkey'],
    summary: 'Security events, latest first; a Link header leads to the next page',
    guards: [admin],
    security: sessionAuth,
    request: {
      query: z.object({
        account: z
          .optional(text(maxLength.id))
          .check(z.describe('Id of the account it happened to')),
        event: z.optional(eventName(settings)),
        since: moment,
        until: moment,
        limit: limit(1000),
        before: cursor(parseCursor),
      }),
    },
    responses: { 200: response(list(eventBody(settings))) },
    problems: [400, 401, 403],
  }),
  async (c) => {
    const { limit = pageSize, before, ...filter } = c.req.valid('query')
    const { events, next } = await selectEvents(c.var.call, filter, limit, before)
    if (next) linkNext(c, queryWith(c, 'before', next))
    return c.json({ items: events.map(toBody), next }, 200)
  },
)

function toBody({ accountId, actorId, requestId, at, ...event }: StoredEvent) {
  return {
    ...event,
    // Only `auditRow` writes the column.
    event: event.event as EventName,
    at: iso(at),
    account: accountId,
    actor: actorId,
    request_id: requestId,
  }
}
