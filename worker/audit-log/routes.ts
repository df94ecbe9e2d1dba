import { auditRow, type EventName, logEvent } from '../audit/events.ts'
import type { Settings } from '../config/settings.ts'
import { cursor, limit, link, list, queryWith } from '../http/pagination.ts'
import { response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { oneLine, text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { admin } from '../sessions/guards.ts'
import { toCsv } from './csv.ts'
import { type FoundEvent, pageOf, parseCursor, selectEvents } from './log.ts'

const pageSize = 100
const maxExported = 10_000
const csv = 'text/csv; charset=utf-8'
const csvColumns = [
  ...(['at', 'event', 'outcome', 'detail', 'account', 'account_name', 'actor'] as const),
  ...(['actor_name', 'ip', 'country', 'user_agent', 'request_id', 'id'] as const),
]

const moment = once(() =>
  z.optional(
    z.pipe(
      text(maxLength.time).check(z.iso.datetime({ offset: true })),
      z.transform((text) => Date.parse(text)),
    ),
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
      at: time(),
      event: eventName(settings),
      account: z.nullable(z.string()),
      account_name: z.nullable(z.string()),
      actor: z.nullable(z.string()),
      actor_name: z.nullable(z.string()),
      outcome: z.enum(['success', 'failure']),
      detail: z.nullable(z.string()),
      ip: z.nullable(z.string()),
      country: z.nullable(z.string()),
      user_agent: z.nullable(z.string()),
      request_id: z.string(),
    })
    .register(z.globalRegistry, { id: 'AuditEvent' })
}

function filter(settings: Settings) {
  return {
    account: z.optional(text(maxLength.id)).check(z.describe('Id of the account it happened to')),
    search: z
      .optional(text(maxLength.search).check(z.trim(), oneLine))
      .check(
        z.describe(
          'Part of a name, username, email address or id of an account that it happened to or that caused it',
        ),
      ),
    event: z.optional(eventName(settings)),
    since: moment(),
    until: moment(),
    before: cursor(parseCursor),
  }
}

export const listEvents = operation(
  'get',
  '/api/auth/audit',
  (settings) => ({
    operationId: 'listEvents',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    request: { query: z.object({ ...filter(settings), limit: limit(1000) }) },
    responses: { 200: response(() => list(eventBody(settings))) },
  }),
  async (c) => {
    const { limit = pageSize, ...filter } = c.req.valid('query')
    const { events, next } = pageOf(await selectEvents(c.var.call, filter, limit), limit)
    if (next) link(c, 'next', queryWith(c, 'before', next))
    return c.json({ items: events.map(toBody), next }, 200)
  },
)

export const exportEvents = operation(
  'get',
  '/api/auth/audit/export',
  (settings) => ({
    operationId: 'exportEvents',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    request: { query: z.object({ ...filter(settings), format: z.enum(['csv', 'json']) }) },
    responses: {
      200: {
        description: 'Success',
        content: {
          ...response(() => list(eventBody(settings))).content,
          [csv]: { schema: z.string() },
        },
      },
    },
  }),
  async (c) => {
    const { call, caller } = c.var
    const { format, ...filter } = c.req.valid('query')
    const event = {
      event: 'sensitive_read',
      account: caller.account.id,
      detail: `audit_${format}`,
    } as const
    const [rows] = await call.db.batch([
      selectEvents(call, filter, maxExported),
      auditRow(call, event),
    ])
    logEvent(call, event)
    const { events, next } = pageOf(rows, maxExported)
    if (next) link(c, 'next', queryWith(c, 'before', next))
    const day = iso(call.now).slice(0, 10)
    c.header('Content-Disposition', `attachment; filename="audit-${day}.${format}"`)
    const items = events.map(toBody)
    if (format === 'json') return c.json({ items, next }, 200)
    c.header('Content-Type', csv)
    // Hono's types have one kind of body for each status.
    return c.body(toCsv(items, csvColumns)) as never
  },
)

function toBody({ account, accountName, actorName, ...event }: FoundEvent) {
  return {
    id: event.id,
    at: iso(event.at),
    // Only `auditRow` writes the column.
    event: event.event as EventName,
    account,
    account_name: accountName,
    actor: event.actor,
    actor_name: actorName,
    outcome: event.outcome,
    detail: event.detail,
    ip: event.ip,
    country: event.country,
    user_agent: event.userAgent,
    request_id: event.requestId,
  }
}
