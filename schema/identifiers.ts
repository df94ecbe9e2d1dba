import { sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Usernames and email addresses to sign in with. They share one set of keys, so an account cannot take a username that is
 * the email address of another account, in any spelling.
 *
 * `accounts` has the keys of each account, so an index by account would be one more row. Triggers of the migration 0019_leaner_tables
 * delete the keys that an account loses, and all keys of an account that is deleted, as a foreign key would with the index.
 */
export const identifiers = sqliteTable('identifiers', {
  /** The identifier key: NFKC, trimmed, lower case, domain in A-labels. */
  key: text().primaryKey(),
  accountId: text('account_id').notNull(),
  kind: text({ enum: ['username', 'email'] }).notNull(),
})
