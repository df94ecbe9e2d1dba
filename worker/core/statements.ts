import { getTableColumns, is, SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { SQLiteInsertValue, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from '../settings.ts'

/** Something `db.batch` takes: one round trip, one transaction. */
export type Statement = BatchItem<'sqlite'>

/**
 * `INSERT … SELECT … WHERE condition`: D1 has no interactive transactions, so a decision and the write it
 * guards have to be one statement. Returns the row's `id`-like key when it was written, nothing when blocked.
 */
export function insertWhere<T extends SQLiteTable>(
  db: Db,
  table: T,
  row: SQLiteInsertValue<T>,
  condition: SQL,
) {
  const given = new Map<string, unknown>(Object.entries(row))
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = given.get(name) === undefined ? (column.default ?? null) : given.get(name)
    return is(value, SQL) ? value : sql`${sql.param(value, column)}`
  })
  return db.insert(table).select(sql`select ${sql.join(values, sql`, `)} where ${condition}`)
}

/** A query that is built at its first use and kept for as long as its database is. */
export function prepareOnce<T>(build: (db: Db) => T): (db: Db) => T {
  const built = new WeakMap<Db, T>()
  return (db) => {
    const known = built.get(db)
    if (known) return known
    const query = build(db)
    built.set(db, query)
    return query
  }
}
