import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** A row is one sign-in that is still good; its id is the `jti` of every token issued for it. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** A browser's session moves its expiry on with use, but not past this; null: a token's, which stays. */
    endsAt: integer('ends_at'),
    /** Written at most hourly. */
    lastUsedAt: integer('last_used_at'),
    userAgent: text('user_agent'),
    /** ISO 3166-1 alpha-2, as Cloudflare located the address. */
    country: text(),
  },
  (table) => [
    index('sessions_by_account').on(table.accountId, table.lastUsedAt),
    index('sessions_by_expiry').on(table.expiresAt),
  ],
)
