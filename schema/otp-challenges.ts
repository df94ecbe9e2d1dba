import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** A row is the one open e-mail code of an account; a newer one replaces it. */
export const otpChallenges = sqliteTable(
  'otp_challenges',
  {
    accountId: text('account_id')
      .primaryKey()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The `jti` of the OTP session token. */
    id: text().notNull().unique(),
    /** HMAC-SHA-256 of challenge and code, base64url. */
    codeHash: text('code_hash').notNull(),
    /** The session that asked; it outlives the proof, the others do not. */
    sessionId: text('session_id').notNull(),
    tries: integer().notNull().default(0),
    expiresAt: integer('expires_at').notNull(),
    /** The address the account has once the code is entered; null: the code proves the one it has. */
    newEmail: text('new_email'),
  },
  (table) => [index('otp_challenges_by_expiry').on(table.expiresAt)],
)
