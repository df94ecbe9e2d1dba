import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/**
 * Invitations to sign up. An invitation is no credential. In SQL the table and its columns keep their first names, because the
 * previous version still serves while migrations run (decision 56).
 */
export const invitations = sqliteTable(
  'api_tokens',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** HMAC-SHA-256 of the token, base64url. Invitations are looked up by it. */
    tokenHash: text('token_hash').notNull().unique(),
    /** AES-GCM of the token, base64url: lncrawl's document lists tokens in plain text. */
    tokenEncrypted: text('token_sealed').notNull(),
    /** The email address that it was sent to; null if its owner passes it on. */
    sentTo: text('sent_to'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** The number of accounts that signed up with it. */
    uses: integer().notNull().default(0),
  },
  (table) => [
    index('api_tokens_by_account').on(table.accountId, table.createdAt),
    index('api_tokens_by_expiry').on(table.expiresAt),
  ],
)
