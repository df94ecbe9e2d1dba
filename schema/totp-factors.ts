import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** TOTP factors (RFC 6238): at most one of an account is confirmed, and at most one waits for its first code. */
export const totpFactors = sqliteTable(
  'totp_factors',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** What the owner calls the authenticator. */
    label: text().notNull(),
    /** The shared secret, encrypted for this row. */
    secret: text().notNull(),
    /** Which root secret the encryption key is derived from. A rotation encrypts the secret again. */
    keyId: text('key_id').notNull(),
    /** The time step of the last accepted code: a code of this step or of an earlier one is never accepted again. */
    lastStep: integer('last_step').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    /** Null until the owner enters the first code. */
    confirmedAt: integer('confirmed_at'),
    /** When the row expires without a first code; null once it is confirmed. */
    expiresAt: integer('expires_at'),
  },
  (table) => [
    index('totp_factors_by_account').on(table.accountId),
    uniqueIndex('totp_factors_confirmed').on(table.accountId).where(sql`confirmed_at is not null`),
    uniqueIndex('totp_factors_unconfirmed').on(table.accountId).where(sql`confirmed_at is null`),
    index('totp_factors_by_expiry').on(table.expiresAt).where(sql`expires_at is not null`),
  ],
)
