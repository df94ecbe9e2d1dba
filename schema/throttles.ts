import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A row counts tries of one kind on one subject within a window that ends by itself. */
export const throttles = sqliteTable(
  'throttles',
  {
    /** `kind:subject`, the subject an account id or the keyed hash of what was typed. */
    key: text().primaryKey(),
    count: integer().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('throttles_by_expiry').on(table.expiresAt)],
)
