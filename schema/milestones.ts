import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A row is something that happens at most once in the life of a database, such as set-up. */
export const milestones = sqliteTable('milestones', {
  name: text().primaryKey(),
  reachedAt: integer('reached_at').notNull(),
})
