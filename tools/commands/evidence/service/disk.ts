import { DurableObject } from 'cloudflare:workers'

interface Query {
  sql: string
  values: unknown[]
}

interface Result {
  columns: string[]
  rows: unknown[][]
  changes: number
}

/**
 * The database of a Durable Object, which is what a D1 database is, with a limit that Miniflare's D1 does not offer:
 * SQLite's max_page_count.
 */
export class Disk extends DurableObject {
  /** Runs statements as one transaction. */
  query(queries: Query[]): Result[] {
    const { sql } = this.ctx.storage
    return this.ctx.storage.transactionSync(() =>
      queries.map(({ sql: text, values }) => {
        const before = sql.exec('select total_changes() as n').one().n
        const cursor = sql.exec(text, ...values)
        const rows = [...cursor.raw()] as unknown[][]
        const after = sql.exec('select total_changes() as n').one().n
        return { columns: cursor.columnNames, rows, changes: Number(after) - Number(before) }
      }),
    )
  }

  /** Lets the database grow to this many pages of 4 KiB more than it has. */
  limit(more: number): number {
    const { sql } = this.ctx.storage
    const pages = Math.ceil(sql.databaseSize / pageSize)
    // Only workerd's experimental API has this method, which its types do not list.
    const unsafe = sql as unknown as { setMaxPageCountForTest(pages: number): void }
    unsafe.setMaxPageCountForTest(pages + more)
    return pages
  }
}

const pageSize = 4096

/** The only database of a namespace. A stub belongs to one request. */
export function diskOf(disks: DurableObjectNamespace<Disk>): DurableObjectStub<Disk> {
  return disks.get(disks.idFromName('disk'))
}

/** A D1 binding for the database of a Durable Object. */
export function databaseOf(disks: DurableObjectNamespace<Disk>): D1Database {
  const known = new WeakMap<object, Query>()
  const query = async (queries: Query[]) => {
    try {
      return (await diskOf(disks).query(queries)) as Result[]
    } catch (cause) {
      throw new Error(`D1_ERROR: ${cause instanceof Error ? cause.message : cause}`)
    }
  }
  const one = async (asked: Query) => (await query([asked]))[0] ?? emptyResult
  const statement = (asked: Query): D1PreparedStatement => {
    const made = {
      bind: (...values: unknown[]) => statement({ ...asked, values }),
      all: async () => asD1(await one(asked)),
      run: async () => asD1(await one(asked)),
      raw: async () => (await one(asked)).rows,
      first: async () => asD1(await one(asked)).results[0] ?? null,
    }
    known.set(made, asked)
    // The Worker calls no other method of a statement.
    return made as unknown as D1PreparedStatement
  }
  const db = {
    prepare: (sql: string) => statement({ sql, values: [] }),
    batch: async (statements: D1PreparedStatement[]) =>
      (await query(statements.flatMap((each) => known.get(each) ?? []))).map(asD1),
  }
  return db as unknown as D1Database
}

const emptyResult: Result = { columns: [], rows: [], changes: 0 }

function asD1({ columns, rows, changes }: Result) {
  const results = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
  return { success: true, results, meta: { changes, duration: 0 } }
}
