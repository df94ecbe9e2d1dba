import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** Sign-ins that wait for the second factor. They are no sessions. */
export const pendingSignIns = sqliteTable(
  'pending_sign_ins',
  {
    /** SHA-256 of the token in the cookie, base64url. */
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** `accounts.credential_version` when the first factor was checked. */
    credentialVersion: integer('credential_version').notNull(),
    /** The methods so far (RFC 8176), separated by spaces. */
    amr: text().notNull(),
    tries: integer().notNull().default(0),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('pending_sign_ins_by_account').on(table.accountId)],
)
