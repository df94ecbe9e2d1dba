import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as schema from '../../../schema/index.ts'

/** Rows of one query: an answer of D1 stays under a few megabytes. */
const pageSize = 1000

/** What is kept, in an order in which each row refers only to rows before it. */
export const tables: readonly SQLiteTable[] = [
  schema.roles,
  schema.accounts,
  schema.identifiers,
  schema.milestones,
  schema.invitations,
  schema.devices,
  schema.totpFactors,
  schema.recoveryCodes,
  schema.passkeys,
  schema.signingKeys,
  schema.clients,
  schema.revocations,
  schema.events,
]

/** What is left out: a restored backup must not revive a session, a link, a code or the access of an app. */
export const leftOut: readonly SQLiteTable[] = [
  schema.sessions,
  schema.grants,
  schema.resetLinks,
  schema.otpChallenges,
  schema.pendingSignIns,
  schema.authorizationCodes,
  schema.deviceCodes,
  schema.spentPasskeyChallenges,
  schema.throttles,
]

/** A row as a list of SQL literals, and its place in the order. */
export interface Page {
  id: number
  row: string
}

/** The query for the rows after the one with the rowid `last`. */
export function nextPage(table: SQLiteTable, last: number): string {
  const values = columnsOf(table).map((name) => `quote("${name}")`)
  return `select rowid as id, ${values.join(` || ',' || `)} as row from "${getTableName(table)}" where rowid > ${last} order by rowid limit ${pageSize}`
}

/** The statement that inserts a row. A migrated database has the predefined roles already. */
export function insertOf(table: SQLiteTable, row: string): string {
  const verb = table === schema.roles ? 'insert or replace' : 'insert'
  const columns = columnsOf(table).map((name) => `"${name}"`)
  return `${verb} into "${getTableName(table)}" (${columns.join(',')}) values (${row})`
}

function columnsOf(table: SQLiteTable): string[] {
  return Object.values(getTableColumns(table)).map(({ name }) => name)
}
