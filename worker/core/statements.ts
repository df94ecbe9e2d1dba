import {
  fillPlaceholders,
  getTableColumns,
  is,
  type Placeholder,
  type Query,
  QueryPromise,
  SQL,
  sql,
} from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { RunnableQuery } from 'drizzle-orm/runnable-query'
import type {
  AnySQLiteColumn,
  SQLiteInsertBase,
  SQLiteInsertValue,
  SQLiteTable,
} from 'drizzle-orm/sqlite-core'
import type { Db } from '../settings.ts'

/** Something `db.batch` takes: one round trip, one transaction. */
export type Statement = BatchItem<'sqlite'>

/** One with a known result, which can be awaited alone, too. */
type Asked<R> = QueryPromise<R> & RunnableQuery<R, 'sqlite'>

/** What Drizzle keeps of a statement that is prepared. */
interface Prepared {
  getQuery(): Query
  execute(): Promise<unknown>
}
type Preparable<R> = Asked<R> & { prepare(): Prepared }

/** Where the values of a prepared statement go, by name. They cannot be listed: what is not asked for has no place. */
export type Places<V> = { [K in keyof V]: Placeholder<string, V[K]> }

/**
 * A statement that is built at its first use, kept for as long as its database is, and filled with values each time: to
 * build it takes several times as long as everything after that.
 */
export function prepareOnce<V extends object, R>(
  build: (db: Db, places: Places<V>) => Preparable<R>,
): (db: Db, values: V) => Asked<R> {
  const places = new Proxy({} as Places<V>, { get: (_, name) => sql.placeholder(String(name)) })
  const built = new WeakMap<Db, Prepared>()
  return (db, values) => {
    const prepared = built.get(db) ?? build(db, places).prepare()
    built.set(db, prepared)
    return new Filled(prepared, values)
  }
}

class Filled<R> extends QueryPromise<R> implements RunnableQuery<R, 'sqlite'> {
  declare readonly _: { dialect: 'sqlite'; result: R }
  private readonly prepared: Prepared

  constructor(prepared: Prepared, values: object) {
    super()
    const { sql, params } = prepared.getQuery()
    const query = { sql, params: fillPlaceholders(params, { ...values }) }
    this.prepared = Object.create(prepared, { query: { value: query } })
  }

  /** What `db.batch` asks each statement for. */
  _prepare(): Prepared {
    return this.prepared
  }

  override execute(): Promise<R> {
    return this.prepared.execute() as Promise<R>
  }
}

type Row = SQLiteTable & { id: AnySQLiteColumn }

/** Holds when a row is there, which an earlier statement of the same batch may have written. */
export class Exists extends SQL {
  readonly table: Row
  readonly id: string | Placeholder

  constructor(table: Row, id: string | Placeholder) {
    super(sql`exists (select 1 from ${table} where ${table.id} = ${id})`.queryChunks)
    this.table = table
    this.id = id
  }
}

/**
 * `INSERT … SELECT … WHERE condition`: D1 has no interactive transactions, so a decision and the write it guards have to
 * be one statement. It is built once where the condition is none, or that a row exists, and no value is an expression.
 * @param finish what comes after the values: RETURNING, ON CONFLICT
 */
export function insertInto<T extends SQLiteTable, R>(
  table: T,
  finish: (insert: SQLiteInsertBase<T, 'async', D1Result>) => Preparable<R>,
): (db: Db, row: SQLiteInsertValue<T>, condition?: SQL) => Asked<R> {
  const columns = Object.entries(getTableColumns(table))
  const prepared = new Map<Row | undefined, ReturnType<typeof prepare>>()
  return (db, row, condition) => {
    const given: Values = row
    const values = columns.map(([name, column]) => {
      const value = given[name] === undefined ? (column.default ?? null) : given[name]
      return value === null || is(value, SQL) ? value : column.mapToDriverValue(value)
    })
    const there = condition instanceof Exists ? condition : undefined
    if (condition !== there || values.some((value) => is(value, SQL))) {
      return build(db, values, condition)
    }
    const insert = prepared.get(there?.table) ?? prepare(there?.table)
    prepared.set(there?.table, insert)
    return insert(db, [...values, there?.id])
  }

  /** Its values are those of the columns in their order, then the id that is to be there. */
  function prepare(needed: Row | undefined) {
    return prepareOnce<unknown[], R>((db, places) => {
      const there = needed && new Exists(needed, sql.placeholder(`${columns.length}`))
      const values = columns.map((_, index) => places[index])
      return build(db, values, there)
    })
  }

  function build(db: Db, values: unknown[], condition = sql`true`) {
    const list = values.map((value) => sql`${value}`)
    return finish(
      db.insert(table).select(sql`select ${sql.join(list, sql`, `)} where ${condition}`),
    )
  }
}

type Values = Record<string, unknown>
