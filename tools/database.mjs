import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrangler } from './wrangler.mjs'

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

/** The rows of one SELECT, which is seen by whoever lists processes: nothing secret in it. */
export async function select(where, sql) {
  const [rows] = await selectEach(where, [sql])
  return rows
}

/** The rows of each of several SELECTs. */
export async function selectEach(where, statements) {
  const answers = await execute(where, ['--command', statements.join(';\n')])
  if (answers.length !== statements.length) throw new Error('The database gave no answer.')
  return answers.map(({ results }) => results)
}

/** Runs statements as one change: all of them take effect, or none. They hold hashes, so they go by file. */
export async function change(where, statements) {
  await withPrivateFile('change.sql', `${statements.join(';\n')};\n`, (file) =>
    execute(where, ['--yes', '--file', file]),
  )
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
