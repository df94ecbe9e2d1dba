import { type AnyColumn, getTableColumns, getTableName, is, SQL, sql } from 'drizzle-orm'
import { QueryBuilder, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { accounts as accountTable, events, identifiers } from '../../../schema/index.ts'
import { accountRow, identifierRow, keyColumns } from '../../../worker/accounts/create.ts'
import { type AuditEvent, eventRow } from '../../../worker/audit/events.ts'
import { storedValue } from '../../../worker/db/statements.ts'
import { literal, type Value } from '../../lib/sql-recorder.ts'
import type { ImportedAccount } from './imported-account.ts'
import type { OwnedRows } from './second-factors/rows.ts'

/** D1 accepts statements of up to 100,000 bytes (its documented limit); the SQL around the rows needs the rest. */
const maxBytes = 90_000

/**
 * The statements that create accounts, each with its identifiers and its audit event. Each account is created completely
 * or not at all: the later statements require the import id that only the first statement stores.
 * @param accounts without duplicate ids or keys
 * @param owned rows of other tables that belong to these accounts
 * @param importId never used before
 * @param now UNIX ms
 */
export function insertStatements(
  accounts: ImportedAccount[],
  owned: OwnedRows[],
  importId: string,
  now: number,
): string[] {
  const revision = literal(importId)
  const statements = chunksOf(accounts, importId, now).flatMap((chunk) => [
    `${insertAccounts} from json_each(${json(chunk.map((account) => rowOf(account, importId, now)))})
where not exists (select 1 from identifiers where key in (value->>0, value->>1))
and not exists (select 1 from accounts where id = ${accountId})
and not exists (select 1 from events where account_id = ${accountId} and event = 'user_deleted')`,
    `${insertIdentifiers} from json_each(${json(chunk.flatMap(identifierRowsOf))})
where exists (select 1 from accounts where id = ${ownerId} and revision = ${revision})`,
    `${insertEvents(importId, now)} from accounts
where id in (select value from json_each(${json(chunk.map(({ id }) => id))}))
and revision = ${revision}`,
  ])
  return [
    ...statements,
    ...owned.flatMap((each) => insertOwned(each, revision)),
    ...setInviters(accounts, revision),
  ]
}

/** Separate, because the inviter may be created by the same statement. An inviter that does not exist is left out. */
function setInviters(accounts: ImportedAccount[], revision: string): string[] {
  const pairs = accounts.flatMap(({ id, invitedBy }) => (invitedBy ? [[id, invitedBy]] : []))
  return chunksBySize(pairs).map(
    (chunk) => `update accounts set "${accountTable.invitedBy.name}" = value->>1
from json_each(${json(chunk)})
where accounts.id = value->>0 and accounts.revision = ${revision}
and exists (select 1 from accounts as inviter where inviter.id = value->>1)`,
  )
}

/** Selects the ids of the accounts that the statements with an import id created. */
export function selectCreated(importId: string, now: number): string {
  return `select account_id as id from events
where event = 'user_created' and at = ${now} and request_id = ${literal(importId)}`
}

/** The number of ids that fit into one statement, which is also one argument of a program. */
export const maxIds = 8000

/**
 * Selects which ids are accounts, and which were deleted. Compares only the first eight digits, because whole ids would not
 * fit: the caller must ignore other ids in the result.
 */
export function selectStates(ids: string[]): string {
  const range = (id: string) => `${id} >= start.value and ${id} < start.value || 'g'`
  return `with start as (select value from json_each(${json(ids.map((id) => id.slice(0, 8)))}))
select id, 'present' as state from start cross join accounts on ${range('id')}
union all
select account_id, 'deleted_here' from start cross join events on ${range('account_id')}
where event = 'user_deleted'`
}

/** The array of an account starts with the keys that must be free, one for each kind of identifier; its columns follow. */
const keyKinds = 2
const accountColumns = columnsOf(accountTable)
const identifierColumns = columnsOf(identifiers)
const insertAccounts = insertArrays(accountTable, accountColumns, keyKinds)
const insertIdentifiers = insertArrays(identifiers, identifierColumns, 0)
const accountId = `value->>${keyKinds + positionOf(accountColumns, 'id')}`
const ownerId = `value->>${positionOf(identifierColumns, 'accountId')}`

type Columns = [name: string, column: SQLiteColumn][]

/** Columns come from the schema, so a new column is filled as the Worker fills it. */
function columnsOf(table: SQLiteTable): Columns {
  return Object.entries(getTableColumns(table))
}

function positionOf(columns: Columns, wanted: string): number {
  return columns.findIndex(([name]) => name === wanted)
}

/** `INSERT … SELECT` of arrays from `json_each`, whose column values start at an index. */
function insertArrays(table: SQLiteTable, columns: Columns, first: number): string {
  const values = columns.map(([, column], index) => {
    const value = `value->>${first + index}`
    const initial = defaultOf(column)
    return initial ? `coalesce(${value}, ${sqlText(initial)})` : value
  })
  return insertSelect(table, values)
}

/** The default of a column if only the database can compute it. */
function defaultOf({ default: initial }: AnyColumn): SQL | undefined {
  return is(initial, SQL) ? initial : undefined
}

/** The statements of the rows that belong to created accounts. A row that exists is left as it is. */
function insertOwned({ table, rows }: OwnedRows, revision: string): string[] {
  const columns = columnsOf(table)
  const owner = `value->>${positionOf(columns, 'accountId')}`
  return chunksBySize(rows.map((row) => valuesOf(columns, row))).map(
    (chunk) => `${insertArrays(table, columns, 0)} from json_each(${json(chunk)})
where exists (select 1 from accounts where id = ${owner} and revision = ${revision})
on conflict do nothing`,
  )
}

/** `INSERT … SELECT` of the audit event of each selected account. */
function insertEvents(importId: string, now: number): string {
  const event: AuditEvent = { event: 'user_created', account: sql`id`, detail: 'import' }
  const row: Record<string, unknown> = eventRow(
    { now, ip: null, requestId: importId, userAgent: null, country: null },
    event,
  )
  const values = columnsOf(events).map(([name, column]) => {
    const value = storedValue(column, row[name])
    return is(value, SQL) ? sqlText(value) : literal(asValue(value))
  })
  return insertSelect(events, values)
}

function insertSelect(table: SQLiteTable, values: string[]): string {
  const names = columnsOf(table).map(([, { name }]) => `"${name}"`)
  return `insert into "${getTableName(table)}" (${names.join(', ')})\nselect ${values.join(', ')}`
}

/** The SQL of an expression, read from a condition: Drizzle 1.0 names its dialects differently. */
function sqlText(expression: SQL): string {
  const query = new QueryBuilder().select({}).from(sql`t`).where(expression.inlineParams())
  return query.toSQL().sql.replace(/^.*? where /, '')
}

function rowOf(account: ImportedAccount, importId: string, now: number): Value[] {
  const { keys, totp: _totp, recoveryCodes: _codes, passkeys: _passkeys, ...columns } = account
  const { id, passwordHash, roleId } = account
  const defaults = accountRow(id, { passwordHash: passwordHash ?? '', roleId }, now)
  const wanted = Array.from({ length: keyKinds }, (_, index) => keys[index]?.key ?? null)
  return [
    ...wanted,
    ...valuesOf(accountColumns, {
      ...{ ...defaults, ...columns, ...keyColumns(keys) },
      ...{ invitedBy: null, revision: importId },
    }),
  ]
}

function identifierRowsOf({ id, keys }: ImportedAccount): Value[][] {
  return keys.map((key) => valuesOf(identifierColumns, identifierRow(id, key)))
}

function valuesOf(columns: Columns, row: Record<string, unknown>): Value[] {
  return columns.map(([name, column]) => {
    const value = storedValue(column, row[name])
    return is(value, SQL) ? null : asValue(value)
  })
}

/** Drizzle maps values to the types of SQLite. */
function asValue(value: unknown): Value {
  return value as Value
}

/** As few chunks as the limit allows. The row of the account is the longest of its rows. */
function chunksOf(accounts: ImportedAccount[], importId: string, now: number) {
  return chunksBySize(accounts, (account) => rowOf(account, importId, now))
}

function chunksBySize<Item>(items: Item[], content: (item: Item) => unknown = (item) => item) {
  const chunks: Item[][] = []
  let room = 0
  for (const item of items) {
    const size = Buffer.byteLength(json([content(item)]))
    if (size > room) {
      chunks.push([])
      room = maxBytes
    }
    chunks.at(-1)?.push(item)
    room -= size
  }
  return chunks
}

/**
 * A value as JSON in an SQL literal. JSON escapes control characters and lone surrogates. Quotes and semicolons are escaped
 * too, so no text can end the literal or the statement, even for a program that splits statements naively.
 */
function json(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", '\\u0027').replaceAll(';', '\\u003b')}'`
}
