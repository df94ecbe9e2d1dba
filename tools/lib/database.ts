import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
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

/** Runs in this process: a wrangler process for each query takes four times as long. */
async function local(where: string[]): Promise<Connection> {
  const { getPlatformProxy } = await import('wrangler')
  const storage = lastOf(where, '--persist-to')
  const environment = lastOf(where, '-e', '--env')
  const { env, dispose } = await getPlatformProxy<{ DB: D1Database }>({
    configPath: resolve(root, lastOf(where, '-c', '--config') ?? 'wrangler.toml'),
    ...(environment !== undefined && { environment }),
    // wrangler's own commands append v3, too.
    persist: { path: resolve(root, storage ?? '.wrangler/state', 'v3') },
    // No variable is needed, and wrangler prints a line to stdout for each file that it reads.
    envFiles: ['no-such-file'],
    remoteBindings: false,
  })
  const batch = (statements: string[]) =>
    env.DB.batch(statements.map((statement) => env.DB.prepare(statement)))
  return { read: batch, write: batch, close: dispose }
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
