import { sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'

/**
 * A row is something one signs in with. Names and addresses share one space of keys, so nobody can take a
 * name that is another's address, in any spelling.
 */
export const identifiers = sqliteTable(
  'identifiers',
  {
    /** NFKC, trimmed, lower case, domain in A-labels. */
    key: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['username', 'email'] }).notNull(),
  },
  (table) => [uniqueIndex('identifiers_by_account').on(table.accountId, table.kind)],
)
