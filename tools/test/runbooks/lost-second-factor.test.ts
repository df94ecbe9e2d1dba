import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TOTP } from 'otpauth'
import { readCommand } from '../../bootstrap/commands.mjs'
import { run as runAccount } from '../../commands/account/account.ts'
import { inProcess } from '../support/in-process.ts'
import { database, password, served } from '../support/rehearsal.ts'

test('the last administrator gets back in without the second factor', async () => {
  const place = await database()
  const instance = await served(place, { SECOND_FACTOR: 'optional' })
  const root = await instance.administrator('root@example.com')
  const created = await instance.request<{ id: string; secret: string }>(
    'POST',
    '/api/auth/totp',
    { label: 'Lost phone' },
    root,
  )
  const code = new TOTP({ secret: created.body.secret }).generate()
  const path = `/api/auth/totp/${created.body.id}/confirm`
  assert.equal((await instance.request('POST', path, { code }, root)).status, 200)
  const login = { username: 'root@example.com', password }
  assert.equal((await instance.request('POST', '/api/auth/login', login)).status, 401)
  await instance.stop()

  const command = () =>
    inProcess(
      (args: string[]) => runAccount(readCommand('account', args)),
      ['remove-factors', 'Root@Example.com', '--persist-to', place.state],
    )
  const removed = await command()
  assert.deepEqual([removed.code, removed.output.includes(root.id)], [0, true])
  const again = await command()
  assert.deepEqual([again.code, /no second factor/.test(again.output)], [1, true])
  const [event] = place.rows((sqlite) =>
    sqlite.prepare("select * from events where event = 'authn_factor_removed'").all(),
  )
  assert.deepEqual(
    [event?.account_id, event?.actor_id, event?.detail, event?.request_id],
    [root.id, null, 'all', 'remove-factors'],
  )

  const back = await served(place)
  assert.equal((await back.request('POST', '/api/auth/login', login)).status, 200)
  assert.equal(await back.isValid(root), false)
  await back.stop()
})
