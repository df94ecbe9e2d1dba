import { getTableColumns, getTableName, is, SQL, sql } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/sqlite-core'
import { accounts as accountTable, events, identifiers } from '../../../schema/index.ts'
import { accountRow, identifierRow } from '../../../worker/accounts/create.ts'
import { eventRow } from '../../../worker/audit/events.ts'
import { storedValue } from '../../../worker/db/statements.ts'
import { literal } from '../../lib/sql-recorder.ts'

/** D1 takes statements of up to 100,000 bytes (its documented limit); the rest is for the SQL around the rows. */
const mostBytes = 90_000

/**
 * The statements that create accounts, each with its identifiers and its event. Every account is created whole or not at
 * all, whatever exists already: the later statements ask for the mark that only the first sets.
 * @param {object[]} accounts as `personOf` makes them, no key twice
 * @param {string} mark never used before
 * @param {number} now UNIX milliseconds
 * @returns {string[]}
 */
export function inserts(accounts, mark, now) {
  const marked = literal(mark)
  return piecesOf(accounts, mark, now).flatMap((piece) => [
    `${intoAccounts} from json_each(${json(piece.map((account) => rowOf(account, mark, now)))})
where not exists (select 1 from identifiers where key in (value->>0, value->>1))
and not exists (select 1 from accounts where id = ${accountId})
and not exists (select 1 from events where account_id = ${accountId} and event = 'user_deleted')`,
    `${intoIdentifiers} from json_each(${json(piece.flatMap(identifiersOf))})
where exists (select 1 from accounts where id = ${ownerId} and revision = ${marked})`,
    `${intoEvents(mark, now)} from accounts
where id in (select value from json_each(${json(piece.map(({ id }) => id))}))
and revision = ${marked}`,
  ])
}

/** Which accounts the statements with a mark created. */
export function created(mark, now) {
  return `select account_id as id from events
where event = 'user_created' and at = ${now} and request_id = ${literal(mark)}`
}

/** As many ids as one statement, which is also one argument of a program, can ask for. */
export const mostIds = 8000

/**
 * Which of some ids are accounts, and which were. Only the first eight digits of each are asked for, because the whole
 * would not fit; whoever reads the answer finds the whole ids in it.
 */
export function states(ids) {
  const range = (id) => `${id} >= start.value and ${id} < start.value || 'g'`
  return `with start as (select value from json_each(${json(ids.map((id) => id.slice(0, 8)))}))
select id, 'present' as state from start cross join accounts on ${range('id')}
union all
select account_id, 'deleted_here' from start cross join events on ${range('account_id')}
where event = 'user_deleted'`
}

/** Of the array that stands for an account: the keys that must be free, as many as there are kinds, then the columns. */
const keyKinds = 2
const accountColumns = columnsOf(accountTable)
const identifierColumns = columnsOf(identifiers)
const intoAccounts = into(accountTable, accountColumns, keyKinds)
const intoIdentifiers = into(identifiers, identifierColumns, 0)
const accountId = `value->>${keyKinds + placeOf(accountColumns, 'id')}`
const ownerId = `value->>${placeOf(identifierColumns, 'accountId')}`

/** The columns are the schema's, so that one more there is filled here as the Worker fills it. */
function columnsOf(table) {
  return Object.entries(getTableColumns(table))
}

function placeOf(columns, wanted) {
  return columns.findIndex(([name]) => name === wanted)
}

/** `INSERT … SELECT` of arrays as `json_each` gives them, whose column values begin at an index. */
function into(table, columns, first) {
  return insertSelect(
    table,
    columns.map(([, column], index) => {
      const value = `value->>${first + index}`
      // Only the database computes such a default.
      return is(column.default, SQL) ? `coalesce(${value}, ${textOf(column.default)})` : value
    }),
  )
}

/** `INSERT … SELECT` of the event of each account that is selected. */
function intoEvents(mark, now) {
  const happened = { event: 'user_created', account: sql`id`, detail: 'import' }
  const row = eventRow({ now, ip: null, requestId: mark }, happened)
  return insertSelect(
    events,
    columnsOf(events).map(([name, column]) => {
      const value = storedValue(column, row[name])
      return is(value, SQL) ? textOf(value) : literal(value)
    }),
  )
}

function insertSelect(table, values) {
  const names = columnsOf(table).map(([, { name }]) => `"${name}"`)
  return `insert into "${getTableName(table)}" (${names.join(', ')})\nselect ${values.join(', ')}`
}

/** The SQL of an expression, by way of a condition: the dialects of Drizzle have other names in 1.0. */
function textOf(expression) {
  const query = new QueryBuilder().select({}).from(sql`t`).where(expression.inlineParams())
  return query.toSQL().sql.replace(/^.*? where /, '')
}

function rowOf(account, mark, now) {
  const { keys, ...facts } = account
  const row = { ...accountRow(account.id, facts, now), ...facts, revision: mark }
  const taken = Array.from({ length: keyKinds }, (_, index) => keys[index]?.key ?? null)
  return [...taken, ...valuesOf(accountColumns, row)]
}

function identifiersOf({ id, keys }) {
  return keys.map((key) => valuesOf(identifierColumns, identifierRow(id, key)))
}

function valuesOf(columns, row) {
  return columns.map(([name, column]) => {
    const value = storedValue(column, row[name])
    return is(value, SQL) ? null : value
  })
}

/** As few pieces as the limit allows; the row of an account is the longest of what is written about it. */
function piecesOf(accounts, mark, now) {
  const pieces = []
  let room = 0
  for (const account of accounts) {
    const size = Buffer.byteLength(json([rowOf(account, mark, now)]))
    if (size > room) {
      pieces.push([])
      room = mostBytes
    }
    pieces.at(-1).push(account)
    room -= size
  }
  return pieces
}

/**
 * A value as JSON inside one SQL literal. JSON itself escapes control characters and lone surrogates; with quotes and
 * semicolons escaped too, nothing that a file holds can end the literal or the statement, whoever splits them.
 */
function json(value) {
  return `'${JSON.stringify(value).replaceAll("'", '\\u0027').replaceAll(';', '\\u003b')}'`
}
