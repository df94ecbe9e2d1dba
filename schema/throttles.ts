import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Attempt counters: attempts of one kind on one subject within a window. */
export const throttles = sqliteTable('throttles', {
  /** `kind:subject`; the subject is an account id or the keyed hash of the input. */
  key: text().primaryKey(),
  count: integer().notNull(),
  expiresAt: integer('expires_at').notNull(),
})
