import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A row is a security event, written in the batch of the change it tells of; never changed, swept by age. */
export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    /** A name of OWASP's logging vocabulary, such as `authn_login_success`. */
    event: text().notNull(),
    /** The account it happened to; no foreign key, because the row outlives the account. */
    accountId: text('account_id'),
    /** The account that did it. */
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
