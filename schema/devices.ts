import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** A row is a kind of device that signed in to an account; a sign-in from another one is told by mail. */
export const devices = sqliteTable(
  'devices',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of browser, system and country, base64url. Not keyed: a new secret must not make all devices new. */
    key: text().notNull(),
    /** When it signed in last. */
    usedAt: integer('used_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.key] }),
    index('devices_by_use').on(table.usedAt),
  ],
)
