import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import { root } from '../../bootstrap/process.mjs'
import { localFile, withDatabase } from '../../lib/database.ts'
import { localDatabases } from '../../lib/migrations.ts'
import { literal } from '../../lib/sql-recorder.ts'
import { emptyDatabase } from '../support/empty-database.ts'

// One database, opened as a local one and, through wrangler, as a deployed one.
const storage = mkdtempSync(join(tmpdir(), 'latchkey-database-'))
before(async () => {
  await emptyDatabase(storage)
  process.env.LOCAL = storage
  process.env.LATCHKEY_WRANGLER = join(root, 'tools/test/support/as-if-local.ts')
})
after(() => {
  delete process.env.LATCHKEY_WRANGLER
  rmSync(storage, { recursive: true })
})

const ways = { local: ['--local', '--persist-to', storage], remote: ['--remote'] }
const text = `it's; "quoted" -- \\ ü 🂡\n\${x}`

function account(id: string): string {
  return `insert into accounts (id, email, first_name, role_id, created_at, updated_at)
    values (${literal(id)}, ${literal(`${id}@example.com`)}, ${literal(text)}, 'user', 1, 2)`
}

for (const [way, where] of Object.entries(ways)) {
  test(`${way}: a change can be read with every value`, async () => {
    const of = `from accounts where id like '%-${way}' order by id`
    const [names, counts] = await withDatabase(where, async (db) => {
      await db.change([account(`a-${way}`), account(`b-${way}`)])
      return db.selectEach([
        `select id, first_name, last_name, created_at ${of}`,
        `select count(*) as many ${of}`,
      ])
    })
    const facts = { first_name: text, last_name: null, created_at: 1 }
    assert.deepEqual(names, [
      { id: `a-${way}`, ...facts },
      { id: `b-${way}`, ...facts },
    ])
    assert.deepEqual(counts, [{ many: 2 }])
  })

  test(`${way}: a change that fails keeps nothing and reports the reason`, async () => {
    const twice = [account(`c-${way}`), account(`c-${way}`)]
    await withDatabase(where, async (db) => {
      await assert.rejects(db.change(twice), /UNIQUE constraint failed: accounts\.id/)
      assert.deepEqual(await db.select(`select id from accounts where id = 'c-${way}'`), [])
      await assert.rejects(db.select('select id from nowhere'), /no such table: nowhere/)
    })
  })
}

test('the local database is the file of wrangler, under any name in the configuration', async () => {
  const [file, ...others] = localDatabases(storage)
  assert.deepEqual(others, [])
  assert.equal(await localFile(ways.local), file)
  const configs = {
    'database_id = "some-id"': 'some-id',
    'database_id = "some-id"\npreview_database_id = "DB"': 'DB',
    'database_name = "some-name"': 'DB',
  }
  for (const [index, [lines, id]] of Object.entries(configs).entries()) {
    const config = join(storage, `${index}.toml`)
    writeFileSync(config, `name = "x"\n[[d1_databases]]\nbinding = "DB"\n${lines}\n`)
    const { workerOptions } = unstable_getMiniflareWorkerOptions(config)
    assert.equal(JSON.stringify(workerOptions.d1Databases), JSON.stringify({ DB: { id } }))
    const found = await localFile([...ways.local, '--config', config])
    assert.equal(found === file, id === 'DB', lines)
  }
})

test('a local database that does not exist is empty, and is not created', async () => {
  const none = join(storage, 'none')
  const reading = withDatabase(['--local', '--persist-to', none], (db) =>
    db.select('select id from accounts'),
  )
  await assert.rejects(reading, /no such table: accounts/)
  assert.ok(!existsSync(none))
})

test('a statement that D1 would refuse is refused locally', async () => {
  const long = `select ${literal('x'.repeat(50_000))}`
  await withDatabase(ways.local, async (db) => {
    await assert.rejects(db.select(long), /too (big|long)/)
    await assert.rejects(db.change([long]), /too (big|long)/)
  })
})
