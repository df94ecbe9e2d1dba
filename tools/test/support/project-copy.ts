import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { root } from '../../bootstrap/process.mjs'

const notCopied = ['node_modules', '.git', '.wrangler', '.dev.vars', 'test', 'docs']

/** The note that the pages are built, as `npm test` has built them. Without it, npm start and a deployment build them again. */
const note = '.wrangler/pages.sha256'

/** Copies the project as a fresh clone with built pages has it, without its tests and documentation. */
export function copyProject(directory: string): void {
  for (const name of readdirSync(root)) {
    if (notCopied.includes(name)) continue
    cpSync(join(root, name), join(directory, name), {
      recursive: true,
      filter: (from) => basename(from) !== 'node_modules',
    })
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  mkdirSync(join(directory, '.wrangler'))
  if (existsSync(join(root, note))) cpSync(join(root, note), join(directory, note))
}

/**
 * Runs npm start in a copy until the test ends.
 * @returns the URL that it serves
 */
export async function start(t: TestContext, directory: string, storage: string): Promise<string> {
  const args = ['start', '--port', '0', '--persist-to', storage]
  const child = spawn(process.execPath, [join(directory, 'tools/run.mjs'), ...args], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  t.after(async () => {
    child.kill()
    await ended
  })
  let output = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        const [, url] = /Latchkey is ready on (\S+)/.exec(output) ?? []
        if (url) resolve(url)
      })
    }
    child.on('close', () => reject(new Error(output)))
  })
}

/** Sends a POST that succeeds. */
export async function post(
  url: string,
  body?: object,
  token?: string,
): Promise<{ token?: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  assert.equal(response.status, 200)
  // Only the token is used.
  return (await response.json()) as { token?: string }
}

/** Every row of a local database, by table. */
export function contentsOf(storage: string): Record<string, unknown[]> {
  const directory = join(storage, 'v3/d1')
  const [file = '', ...others] = readdirSync(directory, {
    recursive: true,
    encoding: 'utf8',
  }).filter((name) => name.endsWith('.sqlite') && !name.endsWith('metadata.sqlite'))
  assert.deepEqual(others, [])
  const database = new DatabaseSync(join(directory, file), { readOnly: true })
  const tables = database
    .prepare(
      // SQLite cannot read all rows of the search index, a virtual table, but of the tables that store it.
      "select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' and sql not like 'create virtual%'",
    )
    .all()
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return Object.fromEntries(rows)
}
