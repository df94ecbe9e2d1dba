import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Challenges of passkeys that were used and have not expired. A challenge has no row before it is used. */
export const spentPasskeyChallenges = sqliteTable('spent_passkey_challenges', {
  /** The random part of the challenge, base64url. */
  id: text().primaryKey(),
  expiresAt: integer('expires_at').notNull(),
})
