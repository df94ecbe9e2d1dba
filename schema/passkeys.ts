import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/** Passkeys: public keys of WebAuthn credentials (WebAuthn Level 3 section 4, "credential record"). */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** The credential id, which the authenticator chose, base64url. */
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The relying party that it was created for. It cannot sign in to another one. */
    rpId: text('rp_id').notNull(),
    /** A COSE_Key, base64url. */
    publicKey: text('public_key').notNull(),
    /** Of COSE: -8, -7 or -257. */
    algorithm: integer().notNull(),
    /** Of the last use. 0 if the authenticator does not count. */
    counter: integer().notNull(),
    /** How browsers reach the authenticator, separated by spaces. */
    transports: text().notNull().default(''),
    /** The model of the authenticator, a UUID; all zeros if unknown. */
    aaguid: text().notNull(),
    /** Whether the passkey can be synced, and whether it was at its last use. */
    backupEligible: integer('backup_eligible', { mode: 'boolean' }).notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    /** Whether the authenticator has ever verified the user with it. */
    userVerified: integer('user_verified', { mode: 'boolean' }).notNull(),
    /**
     * The user handle in the authenticator, base64url, if another service created the passkey; '' until its first use here. Null
     * if it is the one of the account.
     */
    userHandle: text('user_handle'),
    /** What the owner calls it. */
    label: text().notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [
    index('passkeys_by_account').on(table.accountId, table.createdAt),
    index('passkeys_by_user_handle').on(table.userHandle).where(sql`user_handle <> ''`),
  ],
)
