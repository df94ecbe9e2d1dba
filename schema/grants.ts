import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'
import { clients } from './clients.ts'

/**
 * OAuth grants: what an account allowed a client, one for each time that it signed in to the client. All tokens of a grant end
 * with it. It has one refresh token at a time, which is computed from its id and `generation`, so none is stored.
 */
export const grants = sqliteTable(
  'grants',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    clientId: text('client_id')
      .notNull()
      .references(() => clients.id, { onDelete: 'cascade' }),
    /** The session that made the grant. The grant ends with it, unless `scope` has `offline_access`. */
    sessionId: text('session_id').notNull(),
    /** Separated by spaces. */
    scope: text().notNull(),
    /** The resource servers that its tokens are for, a JSON array. */
    resources: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Whether the client may get the same again without asking. */
    remembered: integer({ mode: 'boolean' }).notNull(),
    /** Of the account when the grant was made. A new password ends the grant. */
    credentialVersion: integer('credential_version').notNull(),
    /** Of the session when the grant was made. */
    level: integer().notNull(),
    amr: text().notNull(),
    authTime: integer('auth_time').notNull(),
    /** The number of its refresh tokens so far. */
    generation: integer().notNull().default(0),
    /** When the last refresh token was issued. */
    rotatedAt: integer('rotated_at'),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    index('grants_by_account').on(table.accountId, table.clientId, table.createdAt),
    index('grants_by_client').on(table.clientId),
    index('grants_by_expiry').on(table.expiresAt),
  ],
)
