import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  index,
  integer,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import { roles } from './roles.ts'

const displayName = sql`nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')`

/** What strangers see of an account: its first and last name, or its username. Null if it has none. */
export const publicName = sql<string | null>`coalesce(${displayName}, username)`

/** What people call an account: its first and last name, or its username, or its email address. Null if it has none. */
export const accountName = sql<string | null>`coalesce(${displayName}, username, email)`

/**
 * The order of accounts by name, without the case of ASCII letters. Its index, and the table `accounts_search` with its
 * triggers, are only in the migration 0008_account_search: drizzle-kit writes no index of such an expression.
 */
export const accountNameKey = sql<string>`substr(lower(coalesce(${accountName}, '')), 1, 60)`

/** Selects the administrators by their index. */
export const isAdministrator = sql`role_id = 'admin'`

/** Accounts: the persons and programs that sign in. Times are UNIX milliseconds. */
export const accounts = sqliteTable(
  'accounts',
  {
    /** A UUID. Never reused after a deletion. */
    id: text().primaryKey(),
    /** In the owner's spelling. */
    username: text(),
    email: text(),
    /** Their keys in `identifiers`, so that no index of that table by account is needed. */
    usernameKey: text('username_key'),
    emailKey: text('email_key'),
    /** When `email` was verified; null if unverified. */
    emailVerifiedAt: integer('email_verified_at'),
    /** Null: no sign-in with a password. */
    passwordHash: text('password_hash'),
    /** The number of passwords so far. A rehash does not change it. */
    credentialVersion: integer('credential_version').notNull().default(0),
    /** Someone else chose the password: until the owner chooses one, a session can only do that. */
    passwordChangeRequired: integer('password_change_required', { mode: 'boolean' })
      .notNull()
      .default(false),
    roleId: text('role_id')
      .notNull()
      .references(() => roles.id),
    firstName: text('first_name'),
    lastName: text('last_name'),
    picture: text(),
    /** The language of emails and pages (BCP 47), one of those that we offer; null if the account has not chosen. */
    locale: text(),
    /** The product that documents this default account. */
    defaultOf: text('default_of'),
    /** The default account still has its documented password. */
    defaultPassword: integer('default_password', { mode: 'boolean' }).notNull().default(false),
    invitedBy: text('referrer_id').references((): AnySQLiteColumn => accounts.id, {
      onDelete: 'set null',
    }),
    disabledAt: integer('disabled_at'),
    /** The `key` of the device that registered the account, for which `devices` has no row until it signs in again. */
    firstDevice: text('first_device'),
    /** A random value, new with every change: later statements of a batch compare it to see whether the change took effect. */
    revision: text(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    index('accounts_by_age').on(table.createdAt, table.id),
    index('accounts_admins').on(table.createdAt, table.id).where(isAdministrator),
    index('accounts_disabled').on(table.createdAt, table.id).where(sql`disabled_at is not null`),
    index('accounts_by_referrer').on(table.invitedBy).where(sql`referrer_id is not null`),
    uniqueIndex('accounts_by_default').on(table.defaultOf).where(sql`default_of is not null`),
  ],
)
