import { type SQL, sql } from 'drizzle-orm'
import { milestones } from '../../schema/index.ts'
import type { Db } from './database.ts'
import { insertInto } from './statements.ts'

/** True once the milestone is reached: an event that happens at most once in the life of a database. */
export function milestoneExists(name: string): SQL {
  return sql`exists (select 1 from ${milestones} where ${milestones.name} = ${name})`
}

const insertRow = insertInto(milestones, (db, rows) => db.insert(milestones).select(rows))

/** Inserts the milestone if `when` is true and the milestone does not exist yet. */
export function insertMilestone({ db, now }: { db: Db; now: number }, name: string, when: SQL) {
  return insertRow(db, { name, reachedAt: now }, sql`not ${milestoneExists(name)} and ${when}`)
}
