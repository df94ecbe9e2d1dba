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
  SQLiteColumn,
  SQLiteInsertBase,
  SQLiteInsertValue,
  SQLiteTable,
} from 'drizzle-orm/sqlite-core'
import type { Db } from '../config/settings.ts'

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

/** A condition of one form with other values each time, so that what it stands in can be prepared. */
class Condition<V extends object> extends SQL {
  readonly form: Form<V>
  readonly values: V

  constructor(form: Form<V>, values: V) {
    super(form(values).queryChunks)
    this.form = form
    this.values = values
  }
}
type Form<V> = (values: { [K in keyof V]: V[K] | Placeholder }) => SQL

/** What an insert that is built once can depend on. Define it once: what is built with it is kept for as long. */
export function conditionOnce<V extends object>(form: Form<V>): (values: V) => SQL {
  return (values) => new Condition(form, values)
}

/** Holds when a row of the table is there, which an earlier statement of the same batch may have written. */
export function rowExists(table: SQLiteTable & { id: AnySQLiteColumn }) {
  return conditionOnce<{ id: string }>(
    ({ id }) => sql`exists (select 1 from ${table} where ${table.id} = ${id})`,
  )
}

/**
 * `INSERT … SELECT … WHERE condition`, of one row or several: D1 has no interactive transactions, so a decision and the
 * write it guards have to be one statement. It is built once where the condition is none or of `conditionOnce`, and no
 * value is an expression. D1 joins five selects at most, so it takes five rows.
 * @param finish what comes after the values: RETURNING, ON CONFLICT
 */
export function insertInto<T extends SQLiteTable, R>(
  table: T,
  finish: (insert: SQLiteInsertBase<T, 'async', D1Result>) => Preparable<R>,
): (db: Db, rows: SQLiteInsertValue<T> | SQLiteInsertValue<T>[], condition?: SQL) => Asked<R> {
  const columns = Object.entries(getTableColumns(table))
  const always = conditionOnce<object>(() => sql`true`)({})
  const prepared = new Map<unknown, ReturnType<typeof prepare>[]>()
  return (db, rows, condition = always) => {
    const given: Values[] = Array.isArray(rows) ? rows : [rows]
    const values = given.flatMap((row) =>
      columns.map(([name, column]) => storedValue(column, row[name])),
    )
    if (!(condition instanceof Condition) || values.some((value) => is(value, SQL))) {
      return build(db, values, condition)
    }
    const { form } = condition
    const inserts = prepared.get(form) ?? []
    const insert = inserts[values.length] ?? prepare(values, form)
    inserts[values.length] = insert
    prepared.set(form, inserts)
    return insert(db, { ...values, ...condition.values })
  }

  /** Its values are those of the columns in their order, row by row, and the condition's by their names. */
  function prepare({ length }: unknown[], form: Form<object>) {
    return prepareOnce<Values, R>((db, places) => {
      const values = Array.from({ length }, (_, index) => places[index])
      return build(db, values, form(places))
    })
  }

  function build(db: Db, values: unknown[], condition: SQL) {
    const selects = []
    for (let at = 0; at < values.length; at += columns.length) {
      const row = values.slice(at, at + columns.length).map((value) => sql`${value}`)
      selects.push(sql`select ${sql.join(row, sql`, `)} where ${condition}`)
    }
    return finish(db.insert(table).select(sql.join(selects, sql` union all `)))
  }
}

/** What a new row has in a column: the value it is given, as the database takes it, or the column's default. */
export function storedValue(column: SQLiteColumn, given: unknown) {
  const value = given === undefined ? (column.default ?? null) : given
  return value === null || is(value, SQL) ? value : column.mapToDriverValue(value)
}

type Values = Record<string | number, unknown>
