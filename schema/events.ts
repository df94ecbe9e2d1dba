import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The audit log. A row is written in the batch of its change, never updated, and deleted by age. */
export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
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
  },
  (table) => [
    index('events_by_time').on(table.at),
    index('events_by_account').on(table.accountId, table.at),
    index('events_by_name').on(table.event, table.at),
  ],
)
