import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsOf } from '../../../worker/capabilities.ts'
import { missingSecrets, randomSecret } from '../../lib/secrets.ts'

test('a random secret that the Worker would refuse is drawn again', async () => {
  const refused = 'x2InSeRt9fK2mQ7xW4zR8tV1cN6bJ3hL5pA0yD7uE4k'
  const accepted = 'x2TrQeSn9fK2mQ7xW4zR8tV1cN6bJ3hL5pA0yD7uE4k'
  const draws = [refused, refused, accepted]
  assert.equal(
    randomSecret(() => draws.shift() ?? ''),
    accepted,
  )
  const settings = (JWT_SECRET: string) =>
    settingsOf({ ...missingSecrets([]), JWT_SECRET, DB: {}, RATE_LIMIT: {} })
  await assert.rejects(settings(refused), /JWT_SECRET: must be random/)
  assert.ok(await settings(accepted))
})
