import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** Sessions: sign-ins that are still valid. Stored without a rowid, like other tables with a text key (decision 79). The id is the `jti` of every token of the session. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** The latest possible expiry of a browser session, which is extended by use; null for a bearer token, which is not. */
    endsAt: integer('ends_at'),
    /** Updated at most once an hour. */
    lastUsedAt: integer('last_used_at'),
    userAgent: text('user_agent'),
    /** ISO 3166-1 alpha-2, from Cloudflare. */
    country: text(),
    /** How strongly the person was authenticated: 1 is acr `aal1`, one factor; 2 is `aal2`, two factors. */
    level: integer().notNull().default(1),
    /** The methods of authentication (RFC 8176), separated by spaces. */
    amr: text().notNull().default('pwd'),
    /** When the person last proved who they are: `auth_time`. Null: at `created_at`. */
    provedAt: integer('proved_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
)
