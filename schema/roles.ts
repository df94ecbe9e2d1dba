import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A permission as Open Archiver documents it: an action on a subject, under conditions. */
export interface Policy {
  action: string
  subject: string
  /** `${user.id}` in a value is replaced by the id of the account. */
  conditions: Record<string, string>
}

/** Roles. A migration inserts the two predefined ones. */
export const roles = sqliteTable('roles', {
  /** "admin" or "user", as Asta and lncrawl name the roles. */
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  policies: text({ mode: 'json' }).$type<Policy[]>().notNull(),
  permissions: text({ mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})
