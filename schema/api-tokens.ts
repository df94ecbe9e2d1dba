import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** A row is a ten-character user token: an invitation to sign up, checked by verify-token, no credential. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** HMAC-SHA-256 of the token, base64url: what it is found by. */
    tokenHash: text('token_hash').notNull().unique(),
    /** AES-GCM of the token, base64url, because the document lists tokens in clear. */
    tokenSealed: text('token_sealed').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** How many signed up with it. */
    uses: integer().notNull().default(0),
  },
  (table) => [
    index('api_tokens_by_account').on(table.accountId, table.createdAt),
    index('api_tokens_by_expiry').on(table.expiresAt),
  ],
)
