import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Events so frequent that a search in order of time finds them soon. No index by name contains them. */
export const frequentEvents = ['authn_login_success', 'user_created']
export const isRareEvent = sql.raw(`event not in ('${frequentEvents.join("', '")}')`)

/** The audit log. A row is written in the batch of its change, never updated, and deleted by age. */
export const events = sqliteTable(
  'events',
  {
    /** Distinguishes the events of a millisecond. In one isolate they count up. */
    id: integer().notNull().default(sql`(abs(random()) >> 14)`),
    at: integer().notNull(),
    /** A name from OWASP's logging vocabulary, such as `authn_login_success`. */
    event: text().notNull(),
    /** The affected account. No foreign key, because the row outlives the account. */
    accountId: text('account_id'),
    /** The account that caused the event; null if no one was signed in. */
    actorId: text('actor_id'),
    outcome: text({ enum: ['success', 'failure'] }).notNull(),
    detail: text(),
    ip: text(),
    requestId: text('request_id').notNull(),
    userAgent: text('user_agent'),
    /** ISO 3166-1 alpha-2, from Cloudflare. */
    country: text(),
  },
  (table) => [
    primaryKey({ columns: [table.at, table.id] }),
    index('events_by_account').on(table.accountId, table.at),
    // Most events are caused by their own account, and add no row to this index.
    index('events_by_actor').on(table.actorId, table.at).where(sql`actor_id <> account_id`),
    index('events_by_name').on(table.event, table.at).where(isRareEvent),
  ],
)
