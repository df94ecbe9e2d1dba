import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, beforeEach, test } from 'node:test'
import { root } from '../child.mjs'
import { isMigrated, noteMigrated } from '../migrated.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-migrated-'))
after(() => rmSync(scratch, { recursive: true }))
const all = readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'))
let storage
let directory

beforeEach(() => {
  storage = mkdtempSync(join(scratch, 'storage-'))
  directory = join(storage, 'v3/d1/some-object')
  mkdirSync(directory, { recursive: true })
})

function database(name, migrations) {
  const sqlite = new DatabaseSync(join(directory, `${name}.sqlite`))
  sqlite.exec('create table if not exists d1_migrations (name text)')
  for (const each of migrations) sqlite.prepare('insert into d1_migrations values (?)').run(each)
  sqlite.close()
}

test('a database that wrangler migrated need not be migrated again', async () => {
  assert.equal(await isMigrated(storage), false)
  database('one', all)
  assert.equal(await isMigrated(storage), false)
  noteMigrated(storage)
  assert.equal(await isMigrated(storage), true)
})

test('a migration that is missing, or another database, is noticed', async () => {
  database('one', all.slice(1))
  noteMigrated(storage)
  assert.equal(await isMigrated(storage), false)
  database('one', all)
  assert.equal(await isMigrated(storage), true)
  database('two', all)
  assert.equal(await isMigrated(storage), false)
  rmSync(directory, { recursive: true })
  assert.equal(await isMigrated(storage), false)
})
