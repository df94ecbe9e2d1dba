import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { lock } from '../../commands/start/lock.ts'

const scratch = mkdtempSync(join(tmpdir(), 'latchkey-lock-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

test('only one of several processes gets a lock, and a stale lock is replaced', async () => {
  const directory = join(scratch, 'locked')
  const holders = await Promise.all(['one', 'two', 'three'].map((name) => lock(directory, name)))
  assert.equal(holders.filter((holder) => holder === undefined).length, 1)
  writeFileSync(join(directory, 'latchkey-start.json'), '{"id":"x","port":1,"address":"gone"}')
  assert.equal(await lock(directory, 'four'), undefined)
  assert.equal(await lock(directory, 'five'), 'four')
  writeFileSync(join(directory, 'latchkey-start.json'), 'nonsense')
  assert.equal(await lock(directory, 'six'), undefined)
})
