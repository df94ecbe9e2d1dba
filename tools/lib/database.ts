import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { withPrivateFile } from './files/private-file.ts'
import { binding, localDatabase } from './local/file.ts'
import { migrateFile } from './local/migrate.ts'
import { wrangler } from './wrangler.ts'

/** One row of a SELECT, by column. The caller names the columns that its SELECT returns. */
export type Row = Record<string, unknown>

/** An open database, local or deployed. */
export interface Database {
  /** Returns the rows of one SELECT. */
  select<R = Row>(sql: string): Promise<R[]>
  /** Returns the rows of several SELECTs. Other users of the machine may see the statements: put no secrets in them. */
  selectEach<R = Row>(statements: string[]): Promise<R[][]>
  /** Runs statements as one change: all take effect, or none. */
  change(statements: string[]): Promise<void>
  /** The location of a deployed database after a SELECT, such as WEUR; undefined if Cloudflare did not state it. */
  region?(): string | undefined
}

/**
 * Applies the missing migrations, and creates a local database that does not exist. wrangler asks on a terminal, so it gets none.
 * @param where `--local`, with or without `--persist-to DIR`, or `--remote`
 * @throws Error with the message of wrangler or SQLite
 */
export async function migrate(where: string[]): Promise<void> {
  if (!where.includes('--remote')) return migrateFile(await localDatabase(where))
  const { code, output } = await wrangler(['d1', 'migrations', 'apply', binding, ...where])
  if (code !== 0) throw new Error(`The database could not be migrated:\n${output.trim()}`)
}

/**
 * Opens a database for as long as `use` takes.
 * @param where as for `migrate`
 * @returns what `use` returns
 */
export async function withDatabase<T>(
  where: string[],
  use: (db: Database) => Promise<T>,
): Promise<T> {
  const { read, write, close } = where.includes('--remote') ? deployed(where) : await local(where)
  let region: string | undefined
  // The caller states the type of a row, as D1's own `all<T>()` does.
  const selectEach = async <R>(statements: string[]) => {
    const answers = await read(statements)
    if (answers.length !== statements.length) throw new Error('The database did not respond.')
    region = answers[0]?.meta?.served_by_region
    return answers.map(({ results }) => results as R[])
  }
  try {
    return await use({
      selectEach,
      select: async <R>(sql: string) => (await selectEach<R>([sql]))[0] ?? [],
      change: async (statements) => void (await write(statements)),
      region: () => region,
    })
  } finally {
    await close()
  }
}

interface Answer {
  results: unknown[]
  meta?: { served_by_region?: string }
}

interface Connection {
  read: (statements: string[]) => Promise<Answer[]>
  write: (statements: string[]) => Promise<unknown>
  close: () => Promise<void>
}

/**
 * Opens the file of a local database, which wrangler keeps in SQLite's format: a runtime to ask takes half a second, and a
 * process of wrangler two. A database that does not exist yet is empty.
 */
async function local(where: string[]): Promise<Connection> {
  const { file } = await localDatabase(where)
  const sqlite = new DatabaseSync(existsSync(file) ? file : ':memory:', { timeout, limits })
  const inTransaction = async <T>(
    begin: string,
    statements: string[],
    execute: (statement: string) => T,
  ) => {
    sqlite.exec(begin)
    try {
      const results = statements.map(execute)
      sqlite.exec('commit')
      return results
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('rollback')
      throw error
    }
  }
  return {
    read: (statements) =>
      inTransaction('begin', statements, (statement) => {
        // Rows of node:sqlite have no prototype, so they do not equal other objects.
        const results = sqlite.prepare(statement).all()
        return { results: results.map((row) => ({ ...row })) }
      }),
    write: (statements) =>
      inTransaction('begin immediate', statements, (statement) => sqlite.exec(statement)),
    close: async () => sqlite.close(),
  }
}

/** Milliseconds to wait for another process that writes, such as npm start. */
const timeout = 5000

/** D1's documented limits that a statement can exceed, so that a command that works here also works on a deployment. */
const limits = {
  length: 2_000_000,
  sqlLength: 100_000,
  functionArg: 32,
  likePatternLength: 50,
  variableNumber: 100,
}

function deployed(where: string[]): Connection {
  return {
    read: (statements) => execute(where, ['--command', statements.join(';\n')]),
    // Changes hold hashes, so they are passed in a file.
    write: (statements) =>
      withPrivateFile('change.sql', `${statements.join(';\n')};\n`, (file) =>
        execute(where, ['--yes', '--file', file]),
      ),
    close: async () => {},
  }
}

async function execute(where: string[], what: string[]): Promise<Answer[]> {
  const args = ['d1', 'execute', binding, ...where, '--json', ...what]
  const { code, stdout, output } = await wrangler(args)
  // Progress may precede the JSON. Messages of wrangler and SQLite never contain a bound value.
  const json = /^[[{][\s\S]*/m.exec(stdout)?.[0]
  if (code === 0) return json ? JSON.parse(json) : []
  throw new Error(json ? (JSON.parse(json).error?.text ?? json) : output.trim())
}
