import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { getTableName } from 'drizzle-orm'
import * as schema from '../../../schema/index.ts'
import { readCommand } from '../../bootstrap/commands.mjs'
import { run as backup } from '../../commands/backup/backup.ts'
import { leftOut, tables } from '../../commands/backup/statements.ts'
import { wrangler } from '../../lib/wrangler.ts'
import { inProcess } from '../support/in-process.ts'
import { database, password, served } from '../support/rehearsal.ts'

/** Rows as text, in an order that does not depend on how they are stored. */
const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()

test('every table is either kept or left out', () => {
  const names = (list: readonly Parameters<typeof getTableName>[0][]) => list.map(getTableName)
  assert.deepEqual(
    names([...tables, ...leftOut]).toSorted(),
    names(Object.values(schema)).toSorted(),
  )
})

test('a backup restored into an empty database has every account, and no session', async () => {
  const place = await database()
  const instance = await served(place)
  const boss = await instance.administrator('boss@example.com')
  const ada = await instance.register('ada')
  const eve = await instance.register('eve')
  await instance.request(
    'PUT',
    '/api/auth/me/name',
    { name: `Eve'); drop table events; -- "Müller" 🔑` },
    eve,
  )
  const invitation = await instance.createInvitation(eve.token)
  // An account refers to the one that invited it, which may come later in the file.
  for (const email of ['x@example.com', 'y@example.com', 'z@example.com']) {
    const facts = { referrer: invitation, email, password, name: 'Guest' }
    assert.equal((await instance.request('POST', '/api/auth/signup', facts)).status, 200)
  }
  await instance.stop()

  const file = join(place.directory, 'backup.sql')
  const run = () =>
    inProcess((args) => backup(readCommand('backup', args)), [file, '--persist-to', place.state])
  const written = await run()
  assert.equal(written.code, 0, written.output)
  assert.match(written.output, /^Wrote \d+ rows of 13 tables to /)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const text = readFileSync(file, 'utf8')
  for (const { token } of [boss, ada, eve]) assert.ok(!text.includes(token))
  // An earlier backup stays.
  assert.match((await run()).output, /EEXIST/)
  assert.equal(readFileSync(file, 'utf8'), text)

  const empty = await database()
  const restored = await wrangler(['d1', 'execute', 'DB', ...empty.where, '--yes', '--file', file])
  assert.equal(restored.code, 0, restored.output)
  for (const table of tables.map(getTableName)) {
    const rowsIn = (each: typeof place) =>
      each.rows((sqlite) => sqlite.prepare(`select * from "${table}"`).all())
    assert.deepEqual(sorted(rowsIn(empty)), sorted(rowsIn(place)), table)
  }
  const again = await served(empty)
  assert.equal(await again.isValid(eve), false)
  assert.ok(await again.signIn('ada'))
  assert.ok(await again.signIn('eve', password))
  assert.equal(await again.isInvitation(invitation), true)
  // The search index is built again.
  const token = await again.signIn('boss@example.com')
  const found = await again.request<{ items: { id: string }[] }>(
    'GET',
    '/api/auth/accounts?search=m%C3%BCller',
    undefined,
    { token },
  )
  assert.deepEqual(
    found.body.items.map(({ id }) => id),
    [eve.id],
  )
  await again.stop()
})
