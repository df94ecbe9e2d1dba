import { sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/**
 * Usernames and email addresses to sign in with. They share one set of keys, so an account cannot take a username that is
 * the email address of another account, in any spelling.
 */
export const identifiers = sqliteTable(
  'identifiers',
  {
    /** The identifier key: NFKC, trimmed, lower case, domain in A-labels. */
    key: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['username', 'email'] }).notNull(),
  },
  (table) => [uniqueIndex('identifiers_by_account').on(table.accountId, table.kind)],
)
