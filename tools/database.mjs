import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from './child.mjs'
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

/** The rows of one SELECT. */
export async function select(where, sql) {
  const [rows] = await selectEach(where, [sql])
  return rows
}

/** The rows of each of several SELECTs. Whoever lists processes may see them: nothing secret in them. */
export async function selectEach(where, statements) {
  const answers = where.includes('--remote')
    ? await execute(where, ['--command', statements.join(';\n')])
    : await batch(where, statements)
  if (answers.length !== statements.length) throw new Error('The database gave no answer.')
  return answers.map(({ results }) => results)
}

/** Runs statements as one change: all of them take effect, or none. */
export async function change(where, statements) {
  if (!where.includes('--remote')) return void (await batch(where, statements))
  // They hold hashes, so they go by file.
  await withPrivateFile('change.sql', `${statements.join(';\n')};\n`, (file) =>
    execute(where, ['--yes', '--file', file]),
  )
}

/** Asks the local database within this process: a wrangler of its own for each question takes three times as long. */
async function batch(where, statements) {
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
  try {
    return await env[binding].batch(statements.map((statement) => env[binding].prepare(statement)))
  } finally {
    await dispose()
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
