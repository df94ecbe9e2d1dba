import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** Open verification codes, at most one per account. A new code replaces the open one. */
export const otpChallenges = sqliteTable('otp_challenges', {
  accountId: text('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** The `jti` of the OTP session token. */
  id: text().notNull(),
  /** HMAC-SHA-256 of challenge and code, base64url. */
  codeHash: text('code_hash').notNull(),
  /** The session that requested the code. Verification ends all other sessions. */
  sessionId: text('session_id').notNull(),
  tries: integer().notNull().default(0),
  expiresAt: integer('expires_at').notNull(),
  /** The new email address, which the code confirms; null if the code verifies the current one. */
  newEmail: text('new_email'),
})
