import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from '../bootstrap/process.mjs'
import { lastOf, wrangler } from './wrangler.mjs'

/** The binding of the Worker's database in wrangler.toml. */
const binding = 'DB'

/**
 * Applies the migrations that are missing. wrangler asks on a terminal, so it gets none.
 * @param {string[]} where `--local`, with or without `--persist-to DIR`, or `--remote`
 * @throws Error with wrangler's words
 */
export async function migrate(where) {
  const { code, output } = await wrangler(['d1', 'migrations', 'apply', binding, ...where])
  if (code !== 0) throw new Error(`The database could not be migrated:\n${output.trim()}`)
}

/**
 * Opens a database for as long as `use` takes.
 * @template T
 * @param {string[]} where as for `migrate`
 * @param {(db: Database) => Promise<T>} use
 * @returns {Promise<T>}
 *
 * @typedef {object} Database
 * @property {(sql: string) => Promise<object[]>} select The rows of one SELECT.
 * @property {(statements: string[]) => Promise<object[][]>} selectEach The rows of each of several SELECTs. Whoever lists
 *   processes may see them: nothing secret in them.
 * @property {(statements: string[]) => Promise<void>} change Runs statements as one change: all of them take effect, or
 *   none.
 */
export async function withDatabase(where, use) {
  const { read, write, close } = where.includes('--remote') ? deployed(where) : await local(where)
  const selectEach = async (statements) => {
    const answers = await read(statements)
    if (answers.length !== statements.length) throw new Error('The database gave no answer.')
    return answers.map(({ results }) => results)
  }
  try {
    return await use({
      selectEach,
      select: async (sql) => (await selectEach([sql]))[0],
      change: async (statements) => void (await write(statements)),
    })
  } finally {
    await close?.()
  }
}

/** Within this process: a wrangler of its own for each question takes four times as long. */
async function local(where) {
  const { getPlatformProxy } = await import('wrangler')
  const storage = lastOf(where, '--persist-to')
  const { env, dispose } = await getPlatformProxy({
    configPath: resolve(root, lastOf(where, '-c', '--config') ?? 'wrangler.toml'),
    environment: lastOf(where, '-e', '--env'),
    // wrangler's own commands go down one directory, too.
    persist: { path: resolve(root, storage ?? '.wrangler/state', 'v3') },
    // No variable is wanted, and it tells on stdout, which is for answers, of each file that it takes some from.
    envFiles: ['no-such-file'],
    remoteBindings: false,
  })
  const batch = (statements) =>
    env[binding].batch(statements.map((statement) => env[binding].prepare(statement)))
  return { read: batch, write: batch, close: dispose }
}

function deployed(where) {
  return {
    read: (statements) => execute(where, ['--command', statements.join(';\n')]),
    // They hold hashes, so they go by file.
    write: (statements) =>
      withPrivateFile('change.sql', `${statements.join(';\n')};\n`, (file) =>
        execute(where, ['--yes', '--file', file]),
      ),
  }
}

async function execute(where, what) {
  const args = ['d1', 'execute', binding, ...where, '--json', ...what]
  const { code, stdout, output } = await wrangler(args)
  // Progress may stand before the JSON; a message from wrangler or SQLite never holds a bound value.
  const json = /^[[{][\s\S]*/m.exec(stdout)?.[0]
  if (code === 0) return json ? JSON.parse(json) : []
  throw new Error(json ? (JSON.parse(json).error?.text ?? json) : output.trim())
}

/** A file that nobody else can read, gone when `use` is done or the process is told to end. */
export async function withPrivateFile(name, text, use) {
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
