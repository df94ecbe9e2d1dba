import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * What ends access tokens before they expire. Triggers of `sessions` and `accounts` insert the rows, once there is a key that signs access
 * tokens: in the transaction that ends a session or changes an account, whichever statement does.
 */
export const revocations = sqliteTable(
  'revocations',
  {
    id: integer().primaryKey(),
    /** All tokens of a session or a grant, or the tokens of an account that were issued before. */
    kind: text({ enum: ['session', 'grant', 'account'] }).notNull(),
    /** The id of the session, grant or account. */
    subject: text().notNull(),
    /** By the clock of the database. */
    revokedAt: integer('revoked_at').notNull(),
    /** Every token that was issued before has expired. */
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    index('revocations_by_subject').on(table.subject),
    index('revocations_by_expiry').on(table.expiresAt),
  ],
)
