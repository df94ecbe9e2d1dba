import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openDefaultAccounts } from '../../commands/start/default-accounts.ts'
import { localDatabases } from '../../lib/migrations.ts'
import { emptyDatabase } from '../support/empty-database.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-accounts-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

test('npm start shows only default accounts that can sign in with their default password', async () => {
  const storage = join(scratch, 'state')
  await emptyDatabase(storage)
  const [file = ''] = localDatabases(storage)
  const open = () => openDefaultAccounts(storage).map(({ api }) => api)
  const change = (sql: string) => {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  assert.deepEqual(open(), ['asyncat', 'lncrawl'])
  change(`insert into milestones (name, reached_at) values ('default_account:asyncat', 1);
    insert into accounts (id, email, role_id, default_password, created_at, updated_at)
      values ('a', 'admin@local', 'admin', 1, 1, 1);
    insert into identifiers (key, account_id, kind) values ('admin@local', 'a', 'email')`)
  assert.deepEqual(open(), ['asyncat', 'lncrawl'])
  change('update accounts set default_password = 0')
  assert.deepEqual(open(), ['lncrawl'])
  change('update accounts set default_password = 1, disabled_at = 1')
  assert.deepEqual(open(), ['lncrawl'])
  change("insert into milestones (name, reached_at) values ('set_up', 1)")
  assert.deepEqual(open(), [])
})
