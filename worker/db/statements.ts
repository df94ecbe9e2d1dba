import { fillPlaceholders, getTableColumns, is, type Placeholder, SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { RunnableQuery } from 'drizzle-orm/runnable-query'
import type { SQLiteColumn, SQLiteInsertValue, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './database.ts'

/** A statement for `db.batch`. A batch is one round trip and one transaction. */
export type Statement = BatchItem<'sqlite'>

/** A statement with a typed result, for `await` or `db.batch`. */
type Query<R> = Promise<R> & RunnableQuery<R, 'sqlite'>

/** A query builder of Drizzle, and what its `prepare()` returns. */
type Preparable<R> = Query<R> & { prepare(): Prepared<R> }
interface Prepared<R> {
  getQuery(): { sql: string; params: unknown[] }
  execute(values: Record<string, unknown>): Promise<R>
}

/** A placeholder for each value of a prepared statement. Read each by its name: a spread copies none. */
export type Placeholders<V> = { [K in keyof V]: Placeholder<string, V[K]> }

/**
 * Prepares a statement at its first use with a database. Each later use only binds values: building the SQL takes
 * several times as long.
 */
export function prepareOnce<V extends object, R>(
  build: (db: Db, placeholders: Placeholders<V>) => Preparable<R>,
): (db: Db, values: V) => Query<R> {
  const statements = new WeakMap<Db, ReturnType<typeof prepare<R>>>()
  return (db, values) => {
    const bind = statements.get(db) ?? prepare(build(db, placeholders()))
    statements.set(db, bind)
    return bind(values)
  }
}

/** Prepares the query and returns it with values: `await` calls its `execute`, `db.batch` its `_prepare`. */
function prepare<R>(query: Preparable<R>): (values: object) => Query<R> {
  const prepared = query.prepare()
  const { sql, params } = prepared.getQuery()
  return (values) => {
    const getQuery = () => ({ sql, params: fillPlaceholders(params, { ...values }) })
    return Object.assign(Object.create(query), {
      execute: () => prepared.execute({ ...values }),
      _prepare: () => Object.assign(Object.create(prepared), { getQuery }),
    })
  }
}

function placeholders<V extends object>(): Placeholders<V> {
  return new Proxy({} as Placeholders<V>, { get: (_, name) => sql.placeholder(String(name)) })
}

/** The values of each condition of `preparedCondition`, and the same condition with placeholders. */
const conditions = new WeakMap<SQL, { template: SQL; bound: object }>()

/** A condition that differs in its values only, so that `insertInto` can prepare the insert that it guards. */
export function preparedCondition<V extends object>(
  build: (values: { [K in keyof V]: V[K] | Placeholder }) => SQL,
): (values: V) => SQL {
  const template = build(placeholders())
  return (values) => {
    const condition = build(values)
    conditions.set(condition, { template, bound: values })
    return condition
  }
}

/** Holds if the table has a row with this id, which an earlier statement of the same batch may have inserted. */
export function rowExists(table: SQLiteTable & { id: SQLiteColumn }) {
  return preparedCondition<{ id: string }>(
    ({ id }) => sql`exists (select 1 from ${table} where ${table.id} = ${id})`,
  )
}

const always = preparedCondition(() => sql`true`)({})

/**
 * Inserts one row or several if the condition holds. D1 has no interactive transactions, so a decision and the write that
 * it guards must be one statement. The statement is prepared if the condition is of `preparedCondition` and no value is an
 * SQL expression.
 * @param build the statement with these rows: `db.insert(table).select(rows)`, with RETURNING or ON CONFLICT
 */
export function insertInto<T extends SQLiteTable, R>(
  table: T,
  build: (db: Db, rows: SQL) => Preparable<R>,
): (db: Db, rows: SQLiteInsertValue<T> | SQLiteInsertValue<T>[], condition?: SQL) => Query<R> {
  const columns = Object.entries(getTableColumns(table))
  /** By template of the condition and number of values. */
  const inserts = new WeakMap<SQL, ReturnType<typeof prepared>[]>()
  return (db, given, condition = always) => {
    const rows: Record<string, unknown>[] = Array.isArray(given) ? given : [given]
    const values = rows.flatMap((row) =>
      columns.map(([name, column]) => storedValue(column, row[name])),
    )
    const { template, bound } = conditions.get(condition) ?? {}
    if (!template || values.some((value) => is(value, SQL))) return insert(db, values, condition)
    const known = inserts.get(template) ?? []
    inserts.set(template, known)
    const bind = known[values.length] ?? prepared(values.length, template)
    known[values.length] = bind
    return bind(db, { ...values, ...bound })
  }

  function prepared(length: number, condition: SQL) {
    const numbered = Array.from({ length }, (_, index) => sql.placeholder(String(index)))
    return prepareOnce<object, R>((db) => insert(db, numbered, condition))
  }

  function insert(db: Db, values: unknown[], condition: SQL) {
    const rows = Array.from({ length: values.length / columns.length }, (_, row) => {
      return sql`${values.slice(row * columns.length, (row + 1) * columns.length)}`
    })
    return build(db, sql`select * from (values ${sql.join(rows, sql`, `)}) where ${condition}`)
  }
}

/** What a new row has in a column: the value as D1 stores it, or the column's default. */
export function storedValue(column: SQLiteColumn, given: unknown) {
  const value = given === undefined ? (column.default ?? null) : given
  return value === null || is(value, SQL) ? value : column.mapToDriverValue(value)
}
