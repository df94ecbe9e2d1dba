import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { completed } from '../../../worker/setup/setup.ts'
import { type Contents, columnsOf, replaceContents, rowsAsJson, tables } from './contents.ts'

type Row = Record<string, unknown>
/** All rows of all tables, in the order of their primary key or rowid. */
export type Dump = Record<string, Row[]>

/** All rows. */
export async function dump(): Promise<Dump> {
  const { query, columns } = await reading()
  return dumpOf(columns, await read(query))
}

/** All rows. Fails if one is an orphan. */
export async function wholeDump(): Promise<Dump> {
  const { query, columns } = await reading()
  const { orphans, ...all } = await read(`${query}, ${orphansAsJson} as orphans`)
  expect(JSON.parse(orphans ?? ''), 'orphans').toEqual([])
  return dumpOf(columns, all)
}

interface Reading {
  /** One statement for all tables: one per table costs more than the round trip. */
  query: string
  columns: Record<string, string[]>
}

let known: Reading | undefined

async function reading(): Promise<Reading> {
  if (known) return known
  const columns = await columnsOf()
  const parts = tables.map((table) => `${rowsAsJson(table, columns[table] ?? [])} as ${table}`)
  known = { query: `select ${parts.join(', ')}`, columns }
  return known
}

async function read(query: string): Promise<Record<string, string>> {
  return (await env.DB.prepare(query).first<Record<string, string>>()) ?? {}
}

function dumpOf(columns: Reading['columns'], all: Contents): Dump {
  return Object.fromEntries(
    Object.entries(columns).map(([table, names]) => {
      const rows: unknown[][] = JSON.parse(all[table] ?? '[]')
      return [
        table,
        rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]]))),
      ]
    }),
  )
}

/** Rows whose references are broken, and accounts without an identifier. */
export async function orphans(): Promise<Row[]> {
  const { orphans } = await read(`select ${orphansAsJson} as orphans`)
  return JSON.parse(orphans ?? '')
}

const orphansAsJson = `(select json_group_array(json(row)) from (
  select json_object('table', "table", 'rowid', rowid, 'parent', parent) as row from pragma_foreign_key_check
  union all select json_object('key', key) from identifiers where account_id not in (select id from accounts)
  union all select json_object('id', id) from accounts where id not in (select account_id from identifiers)))`

/** Restores the database. The dump must not change afterwards. */
export async function restore(before: Dump): Promise<void> {
  completed.clear()
  const columns = await columnsOf()
  await replaceContents(contentsOf(before, columns))
}

// Tests restore the same few dumps thousands of times.
const contentsOf = once((before: Dump, columns: Reading['columns']): Contents => {
  const contents = Object.entries(before).map(([table, rows]) => [
    table,
    JSON.stringify(rows.map((row) => columns[table]?.map((name) => row[name]))),
  ])
  return Object.fromEntries(contents)
})

const valuesOf = once(
  (all: Dump) => new Set(Object.values(all).flatMap((rows) => rows.flatMap(Object.values))),
)

/** Calls a function once for each dump. */
function once<A extends unknown[], R>(from: (all: Dump, ...more: A) => R) {
  const results = new WeakMap<Dump, R>()
  return (all: Dump, ...more: A): R => {
    const known = results.get(all)
    if (known !== undefined) return known
    const result = from(all, ...more)
    results.set(all, result)
    return result
  }
}

/** The statement that inserts rows with the same columns. */
export function insertRows(table: string, rows: Row[]): D1PreparedStatement {
  const names = Object.keys(rows[0] ?? {})
  const values = names.map((name) => `value ->> '${name}'`).join(', ')
  return env.DB.prepare(
    `insert into ${table} (${names.join(', ')}) select ${values} from json_each(?)`,
  ).bind(JSON.stringify(rows))
}

/** The same rows, five seconds older, so that no time in them is the time of a new row. */
export function aged(before: Dump): Dump {
  return mapCells(before, (value, column, table) =>
    isTime(column) && typeof value === 'number' && table !== 'roles' ? value - 5000 : value,
  )
}

/** Columns of an event that differ for each request. */
const ofTheRequest = ['id', 'request_id', 'ip']

/**
 * The rows after a request, in a form that is equal for two runs from `before`: a new time is "now", and new random values
 * (ids, hashes, encrypted tokens) are numbered in order, so that references are kept.
 */
export function normalised(after: Dump, before: Dump): Dump {
  const known = valuesOf(before)
  const seen = new Map<string, string>()
  return mapCells(sorted(after, mask), (value, column, table) => {
    const masked = mask(value, column, table)
    if (masked !== random || typeof value !== 'string') return masked
    if (!seen.has(value)) seen.set(value, `new ${seen.size + 1}`)
    return seen.get(value)
  })

  function mask(value: unknown, column: string, table: string): unknown {
    if (table === 'events' && ofTheRequest.includes(column)) return null
    if (known.has(value)) return value
    if (isTime(column) && typeof value === 'number') return 'now'
    return typeof value === 'string' && isRandom(value) ? random : value
  }
}

const random = 'new'

/** The rows of tables with random keys, in an order that does not depend on those. Events are in order of time. */
function sorted(all: Dump, mask: Mask): Dump {
  return Object.fromEntries(
    Object.entries(all).map(([table, rows]) => {
      if (table === 'events') return [table, rows]
      const keyed = rows.map((row) => ({ row, key: JSON.stringify(maskRow(row, mask, table)) }))
      return [
        table,
        keyed
          .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
          .map(({ row }) => row),
      ]
    }),
  )
}

type Mask = (value: unknown, column: string, table: string) => unknown

function mapCells(all: Dump, map: Mask): Dump {
  return Object.fromEntries(
    Object.entries(all).map(([table, rows]) => [
      table,
      rows.map((row) => maskRow(row, map, table)),
    ]),
  )
}

function maskRow(row: Row, map: Mask, table: string): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, map(value, column, table)]),
  )
}

function isTime(column: string): boolean {
  return column === 'at' || column.endsWith('_at')
}

/** A UUID, a bcrypt hash, or base64url of at least 32 bytes. No test sends such a value. */
function isRandom(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$|^\$2b\$|^[\w-]{43,}$/.test(value)
}
