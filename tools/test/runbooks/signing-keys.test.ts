import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCommand } from '../../bootstrap/commands.mjs'
import { run as runKeys } from '../../commands/keys/keys.ts'
import { inProcess } from '../support/in-process.ts'
import { database, type LocalDatabase, served } from '../support/rehearsal.ts'

const audience = 'https://api.sign-in.test'

function rotate({ state }: LocalDatabase, ...options: string[]) {
  return inProcess(
    (args: string[]) => runKeys(readCommand('keys', args)),
    ['rotate', ...options, '--persist-to', state],
  )
}

async function kidsOf(instance: Awaited<ReturnType<typeof served>>): Promise<string[]> {
  const { body } = await instance.request<{ keys: { kid: string }[] }>(
    'GET',
    '/.well-known/jwks.json',
  )
  return body.keys.map(({ kid }) => kid).toSorted()
}

test('a routine rotation makes the present keys due, and withdraws none', async () => {
  const place = await database()
  const empty = await rotate(place)
  assert.deepEqual([empty.code, /no keys yet/.test(empty.output)], [0, true])
  const before = await served(place)
  const kids = await kidsOf(before)
  assert.equal(kids.length, 2)
  await before.stop()

  const { code, output } = await rotate(place)
  assert.equal(code, 0)
  for (const kid of kids) assert.ok(output.includes(kid))
  const due = place.rows((sqlite) =>
    sqlite.prepare('select kid from signing_keys where rotate_at <= ?').all(Date.now()),
  )
  assert.equal(due.length, 2)
  const after = await served(place)
  assert.deepEqual(await kidsOf(after), kids)
  await after.stop()
})

test('keys that leaked are withdrawn at once, and new ones sign', async () => {
  const place = await database()
  const before = await served(place)
  const ada = await before.register('ada')
  const leaked = await kidsOf(before)
  await before.stop()

  const { code, output } = await rotate(place, '--now')
  assert.equal(code, 0)
  for (const kid of leaked) assert.ok(output.includes(kid))
  const recorded = place.rows((sqlite) =>
    sqlite
      .prepare("select outcome, request_id from events where event = 'signing_keys_withdrawn'")
      .all(),
  )
  assert.deepEqual(
    recorded.map((row) => ({ ...row })),
    [{ outcome: 'success', request_id: 'keys' }],
  )
  const after = await served(place)
  const { status, body } = await after.request<{ access_token: string }>(
    'POST',
    '/api/auth/access-token',
    { audience },
    ada,
  )
  assert.equal(status, 200)
  const [header = ''] = body.access_token.split('.')
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
  const kids = await kidsOf(after)
  assert.ok(kids.includes(kid))
  assert.equal(kids.length, 2)
  for (const old of leaked) assert.ok(!kids.includes(old))
  await after.stop()
})
