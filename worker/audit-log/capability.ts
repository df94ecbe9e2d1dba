import { sql } from 'drizzle-orm'
import { events } from '../../schema/index.ts'
import { day } from '../config/duration.ts'
import type { Capability } from '../http/capability.ts'
import { exportEvents, listEvents } from './routes.ts'
import { vars } from './vars.ts'

const auditEvents = ['sensitive_read'] as const

/** The audit log. */
export const auditLogCapability = {
  routes: [listEvents, exportEvents],
  vars,
  events: auditEvents,
  sweep: ({ AUDIT_DAYS }, now) => [
    {
      table: events,
      column: events.at,
      before: now - AUDIT_DAYS * day,
      key: sql`at, id`,
    },
  ],
  personalData: {
    events: {
      table: events,
      account: events.accountId,
      columns: [
        'at',
        'event',
        'accountId',
        'actorId',
        'outcome',
        'detail',
        'ip',
        'requestId',
        'userAgent',
        'country',
      ],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof auditEvents)[number], true> {}
}
