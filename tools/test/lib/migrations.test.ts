import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, beforeEach, test } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { root, run } from '../../bootstrap/process.mjs'
import { run as account } from '../../commands/account/account.ts'
import { run as createAdmin } from '../../commands/create-admin/create-admin.ts'
import { run as runImport } from '../../commands/import/import.ts'
import { isMigrated, noteMigrated } from '../../lib/migrations.ts'
import { inProcess } from '../support/in-process.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-migrated-'))
after(() => rmSync(scratch, { recursive: true }))
const all = readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'))
let storage: string
let directory: string

beforeEach(() => {
  storage = mkdtempSync(join(scratch, 'storage-'))
  directory = join(storage, 'v3/d1/some-object')
  mkdirSync(directory, { recursive: true })
})

/** Writes a database that has these migrations. */
function database(name: string, migrations: string[]): void {
  const sqlite = new DatabaseSync(join(directory, `${name}.sqlite`))
  sqlite.exec('create table if not exists d1_migrations (name text)')
  for (const each of migrations) sqlite.prepare('insert into d1_migrations values (?)').run(each)
  sqlite.close()
}

test('a database that wrangler migrated does not need another migration', async () => {
  assert.equal(isMigrated(storage), false)
  database('one', all)
  assert.equal(isMigrated(storage), false)
  noteMigrated(storage)
  assert.equal(isMigrated(storage), true)
})

test('a missing migration and a second database are noticed', async () => {
  database('one', all.slice(1))
  noteMigrated(storage)
  assert.equal(isMigrated(storage), false)
  database('one', all)
  assert.equal(isMigrated(storage), true)
  database('two', all)
  assert.equal(isMigrated(storage), false)
  rmSync(directory, { recursive: true })
  assert.equal(isMigrated(storage), false)
})

const commands: Record<string, [run: (args: string[]) => Promise<number>, args: string[]]> = {
  import: [
    (args) => runImport(readCommand('import', args)),
    [join(scratch, 'people.jsonl'), '--without-password'],
  ],
  'create-admin': [
    (args) => createAdmin(readCommand('create-admin', args)),
    ['--email', 'boss@x.test'],
  ],
  account: [(args) => account(readCommand('account', args)), ['erase', 'boss@x.test', '--yes']],
}
before(() => {
  Object.assign(process.env, {
    LATCHKEY_WRANGLER: join(root, 'tools/test/support/fake-wrangler.ts'),
    ANSWERS: join(scratch, 'answers'),
    CALLS: join(scratch, 'calls'),
    LATCHKEY_ADMIN_PASSWORD: 'Walk-the-3-dogs',
  })
})
const states: Record<string, [applied: string[] | undefined, reason: RegExp]> = {
  'lacks some migrations': [all.slice(0, -2), /lacks 2 migrations: (\d{4}_\w+)(, \d{4}_\w+)\./],
  'lacks one migration': [all.slice(0, -1), /lacks a migration: \d{4}_\w+\./],
  'was never migrated': [undefined, new RegExp(`lacks ${all.length} migrations`)],
}
for (const [name, [command, args]] of Object.entries(commands)) {
  for (const [state, [applied, reason]] of Object.entries(states)) {
    test(`${name} never migrates the deployed database, which stays unchanged if it ${state}`, async () => {
      writeFileSync(join(scratch, 'people.jsonl'), '{"id":"a","email":"a@x.test"}\n')
      const rows = applied?.map((each) => ({ name: each }))
      const answers = {
        d1_migrations: rows
          ? { stdout: JSON.stringify([{ results: rows, success: true }]) }
          : { code: 1, stdout: '{"error":{"text":"no such table: d1_migrations: SQLITE_ERROR"}}' },
      }
      writeFileSync(join(scratch, 'answers'), JSON.stringify(answers))
      writeFileSync(join(scratch, 'calls'), '')
      const { code, output } = await inProcess(command, [...args, '--remote'])
      assert.equal(code, 1)
      assert.match(output, /The deployed database lacks/)
      assert.match(output, reason)
      assert.match(
        output,
        /Nothing was written\. npm run deploy .*\n.*npx wrangler d1 migrations apply DB --remote\n/,
      )
      const lines = readFileSync(join(scratch, 'calls'), 'utf8').trimEnd().split('\n')
      assert.equal(lines.length, 1)
      assert.match(lines.join(), /"d1","execute".*"select name from d1_migrations"/)
    })
  }
}

test('a command writes to a deployed database that has every migration', async () => {
  const answers = {
    d1_migrations: {
      stdout: JSON.stringify([{ results: all.map((name) => ({ name })), success: true }]),
    },
    'select username': { stdout: JSON.stringify([{ results: [{ email: 'boss@x.test' }] }]) },
  }
  writeFileSync(join(scratch, 'answers'), JSON.stringify(answers))
  writeFileSync(join(scratch, 'calls'), '')
  const { code, output } = await run(process.execPath, [
    join(root, 'tools/run.mjs'),
    'create-admin',
    '--email=boss@x.test',
    '--remote',
  ])
  assert.equal(code, 0, output)
  assert.doesNotMatch(readFileSync(join(scratch, 'calls'), 'utf8'), /migrations","apply/)
})
