import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** Devices that have signed in to an account. A sign-in from a new one sends a notice. */
export const devices = sqliteTable(
  'devices',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of browser, system and country, base64url. Without a secret, so that a rotation does not make every device new. */
    key: text().notNull(),
    /** The last sign-in. */
    usedAt: integer('used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.key] })],
)
