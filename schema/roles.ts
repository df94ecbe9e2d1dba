import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What an account may do where a document tells it: an action on a subject, under conditions. */
export interface Policy {
  action: string
  subject: string
  /** `${user.id}` in a value stands for the id of the account that holds the role. */
  conditions: Record<string, string>
}

/** A row is a role an account can hold. The two predefined ones are written by a migration. */
export const roles = sqliteTable('roles', {
  /** "admin" or "user": the word Asta and lncrawl use for the role. */
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  policies: text({ mode: 'json' }).$type<Policy[]>().notNull(),
  permissions: text({ mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})
