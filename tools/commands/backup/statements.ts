import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as schema from '../../../schema/index.ts'

/** Rows of one query: an answer of D1 stays under a few megabytes. */
const pageSize = 1000

/** What is kept, in an order in which a table refers only to itself and to tables before it. */
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

/** A row as a list of SQL literals, and its primary key in the same form. */
export interface Page {
  key: string
  row: string
}

/**
 * The query for the first rows in the order of the primary key, because some tables have no rowid.
 * @param last the key of the row after which they begin
 */
export function nextPage(table: SQLiteTable, last?: string): string {
  const key = keyOf(table)
  const order = key.map((name) => `"${name}"`).join(', ')
  const after = last === undefined ? '' : ` where (${order}) > (${last})`
  return `select ${literals(key)} as key, ${literals(columnsOf(table))} as row from "${getTableName(table)}"${after} order by ${order} limit ${pageSize}`
}

/** The statement that inserts a row. A migrated database has the predefined roles already. */
export function insertOf(table: SQLiteTable, row: string): string {
  const verb = table === schema.roles ? 'insert or replace' : 'insert'
  const columns = columnsOf(table).map((name) => `"${name}"`)
  return `${verb} into "${getTableName(table)}" (${columns.join(',')}) values (${row})`
}

/** An expression for the values of columns as SQL literals, separated by commas. */
function literals(columns: string[]): string {
  return columns.map((name) => `quote("${name}")`).join(` || ',' || `)
}

function keyOf(table: SQLiteTable): string[] {
  const { columns, primaryKeys } = getTableConfig(table)
  const [composite] = primaryKeys
  return (composite?.columns ?? columns.filter(({ primary }) => primary)).map(({ name }) => name)
}

function columnsOf(table: SQLiteTable): string[] {
  return Object.values(getTableColumns(table)).map(({ name }) => name)
}
