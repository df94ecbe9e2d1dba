import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Events that happen at most once per database, such as setup. */
export const milestones = sqliteTable('milestones', {
  name: text().primaryKey(),
  reachedAt: integer('reached_at').notNull(),
})
