import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import { root } from '../../bootstrap/process.mjs'
import { migrate, withDatabase } from '../../lib/database.ts'
import { localDatabase } from '../../lib/local/file.ts'
import { localDatabases } from '../../lib/migrations.ts'
import { literal } from '../../lib/sql-recorder.ts'
import { wrangler } from '../../lib/wrangler.ts'
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
  const { migrations, ...local } = await localDatabase(ways.local)
  assert.deepEqual(local, { file, table: 'd1_migrations' })
  assert.equal(migrations, join(root, 'drizzle'))
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
    const found = await localDatabase([...ways.local, '--config', config])
    assert.equal(found.file === file, id === 'DB', lines)
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

test('wrangler finds no migration that a migrated database lacks', async () => {
  await withDatabase(ways.local, (db) =>
    db.change(["delete from d1_migrations where name like '0000%'"]),
  )
  const list = ['d1', 'migrations', 'list', 'DB']
  assert.match((await wrangler([...list, ...ways.local])).output, /0000_first\.sql/)
  const fresh = ['--local', '--persist-to', join(storage, 'fresh')]
  await migrate(fresh)
  assert.match((await wrangler([...list, ...fresh])).output, /No migrations to apply/)
})

test('a migration that fails keeps the earlier ones, and is applied after a correction', async () => {
  const folder = join(storage, 'changes')
  mkdirSync(folder)
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const config = join(storage, 'failing.toml')
  writeFileSync(
    config,
    'name = "x"\n[[d1_databases]]\nbinding = "DB"\ndatabase_id = "y"\nmigrations_dir = "changes"\nmigrations_table = "done"\n',
  )
  write('0000_one.sql', 'create table one (id text)')
  write('0001_two.sql', 'create table two (id text);\ncreate table one (id text);')
  const where = [...ways.local, '--config', config]
  await assert.rejects(migrate(where), /0001_two\.sql: table one already exists/)
  const present = () =>
    withDatabase(where, (db) =>
      db.selectEach<{ name: string }>([
        'select name from done',
        "select name from sqlite_master where name in ('one', 'two') order by name",
      ]),
    )
  assert.deepEqual(await present(), [[{ name: '0000_one.sql' }], [{ name: 'one' }]])
  write('0001_two.sql', 'create table two (id text)')
  await migrate(where)
  await migrate(where)
  assert.deepEqual(await present(), [
    [{ name: '0000_one.sql' }, { name: '0001_two.sql' }],
    [{ name: 'one' }, { name: 'two' }],
  ])
})
