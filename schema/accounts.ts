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

/** A row is one person or program that can sign in. Times are UNIX milliseconds. */
export const accounts = sqliteTable(
  'accounts',
  {
    /** A UUID; never used again after a deletion. */
    id: text().primaryKey(),
    /** As its owner spells it; the key that is unique stands in `identifiers`. */
    username: text(),
    email: text(),
    /** When the owner proved to read mail at `email`; null while unproven. */
    emailVerifiedAt: integer('email_verified_at'),
    /** Null: nobody can sign in with a password. */
    passwordHash: text('password_hash'),
    /** Counts the passwords it has had. A hash that is replaced for its cost is of the same password. */
    credentialVersion: integer('credential_version').notNull().default(0),
    roleId: text('role_id')
      .notNull()
      .references(() => roles.id),
    firstName: text('first_name'),
    lastName: text('last_name'),
    picture: text(),
    /** The product whose documented default account this is. */
    defaultOf: text('default_of'),
    /** True while that default account still has its documented password. */
    defaultPassword: integer('default_password', { mode: 'boolean' }).notNull().default(false),
    invitedBy: text('referrer_id').references((): AnySQLiteColumn => accounts.id, {
      onDelete: 'set null',
    }),
    disabledAt: integer('disabled_at'),
    /** New with every change, so that later statements of a batch can see whether the change took place. */
    revision: text(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    index('accounts_by_age').on(table.createdAt, table.id),
    index('accounts_by_role').on(table.roleId, table.createdAt, table.id),
    index('accounts_disabled').on(table.createdAt, table.id).where(sql`disabled_at is not null`),
    index('accounts_by_referrer').on(table.invitedBy),
    uniqueIndex('accounts_by_default').on(table.defaultOf),
  ],
)
