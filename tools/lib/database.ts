import { createHash, createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Unstable_Config } from 'wrangler'
import { root } from '../bootstrap/process.mjs'
import { lastOf, wrangler } from './wrangler.ts'

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

/** The binding of the Worker's database. */
const binding = 'DB'

/**
 * Applies the missing migrations. wrangler asks on a terminal, so it gets none.
 * @param where `--local`, with or without `--persist-to DIR`, or `--remote`
 * @throws Error with wrangler's message
 */
export async function migrate(where: string[]): Promise<void> {
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
  const file = await localFile(where)
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

/**
 * The path of the database that wrangler uses with these arguments. It exists once wrangler has migrated it.
 * @param where as for `migrate`
 */
export async function localFile(where: string[]): Promise<string> {
  const { unstable_readConfig } = await import('wrangler')
  const config = resolve(root, lastOf(where, '-c', '--config') ?? 'wrangler.toml')
  const env = lastOf(where, '-e', '--env')
  const { d1_databases }: Unstable_Config = unstable_readConfig(
    { config, env },
    { hideWarnings: true },
  )
  const database = d1_databases.find((each) => each.binding === binding)
  const id = database?.preview_database_id ?? database?.database_id ?? binding
  const storage = resolve(root, lastOf(where, '--persist-to') ?? '.wrangler/state')
  return join(storage, 'v3/d1', objects, `${objectId(id)}.sqlite`)
}

/** The class of Miniflare's objects that store databases. */
const objects = 'miniflare-D1DatabaseObject'

/** The id of the object with a name, as workerd derives it. */
function objectId(name: string): string {
  const key = createHash('sha256').update(objects).digest()
  const hmac = (data: string | Buffer) =>
    createHmac('sha256', key).update(data).digest().subarray(0, 16)
  const start = hmac(name)
  return Buffer.concat([start, hmac(start)]).toString('hex')
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

/** Writes a file that only this user can read, and removes it after `use`, also when the process is ended. */
export async function withPrivateFile<T>(
  name: string,
  text: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const file = join(directory, name)
    writeFileSync(file, text, { mode: 0o600 })
    return await use(file)
  } finally {
    remove()
    process.off('exit', remove)
  }
}
