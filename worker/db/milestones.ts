import { type SQL, sql } from 'drizzle-orm'
import { milestones } from '../../schema/index.ts'
import type { Api } from '../config/vars.ts'
import type { Call } from '../http/context.ts'
import { insertInto } from './statements.ts'

/** What happens at most once in the life of a database. */
export type Milestone = 'set_up' | `default_account:${Api}`

export function reached(name: Milestone): SQL {
  return sql`exists (select 1 from ${milestones} where ${milestones.name} = ${name})`
}

const insertMilestone = insertInto(milestones, (db, rows) => db.insert(milestones).select(rows))

/** Writes the milestone down if `when` holds and it is not there yet. */
export function reach(call: Call, name: Milestone, when: SQL) {
  const row = { name, reachedAt: call.now }
  return insertMilestone(call.db, row, sql`not ${reached(name)} and ${when}`)
}
