import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { withDatabase } from '../../lib/database.ts'
import { database, newSecret, oldSecret, type Served, served, sqlOf } from '../support/rehearsal.ts'

const announced = { JWT_SECRET: oldSecret, JWT_SECRET_PREVIOUS: newSecret, LOGIN_ATTEMPTS: '2' }
const exchanged = { JWT_SECRET: newSecret, JWT_SECRET_PREVIOUS: oldSecret, LOGIN_ATTEMPTS: '2' }
const settled = { JWT_SECRET: newSecret }

test('a planned rotation keeps sessions and used invitations, and signs new tokens with the new secret', async () => {
  const place = await database()
  const before = await served(place, announced)
  const ada = await before.register('ada')
  const bob = await before.register('bob')
  const cookie = await before.cookieOf('ada')
  const used = await before.createInvitation(ada.token)
  const forgotten = await before.createInvitation(bob.token)
  assert.ok(isSignedWith(oldSecret, ada.token))
  // An isolate with the old settings accepts tokens of an isolate with the new settings.
  assert.equal(await before.isValid({ token: resigned(newSecret, ada.token) }), true)
  assert.equal((await exceedAttempts(before, 'ada')).status, 429)
  assert.equal((await exceedAttempts(before, 'unknown')).status, 429)
  await before.stop()

  const both = await served(place, exchanged)
  assert.equal(await both.isValid(ada), true)
  assert.equal(await both.isValid({ cookie }), true)
  assert.deepEqual(await both.listInvitations(ada.token), [used])
  const fresh = await both.signIn('bob')
  assert.ok(isSignedWith(newSecret, fresh ?? ''))
  assert.equal((await signIn(both, 'ada')).status, 429)
  assert.equal((await signIn(both, 'unknown')).status, 401)
  await both.stop()

  const after = await served(place, settled)
  assert.equal(await after.isValid(ada), false)
  assert.equal(await after.isValid({ cookie }), false)
  assert.equal(await after.isValid({ token: fresh }), true)
  assert.equal(await after.isInvitation(used), true)
  assert.equal(await after.isInvitation(forgotten), false)
  await after.stop()
})

test('after a leak no old token or invitation is valid, even if the old secret is set again', async () => {
  const place = await database()
  const before = await served(place)
  const ada = await before.register('ada')
  const cookie = await before.cookieOf('ada')
  const invitation = await before.createInvitation(ada.token)
  await before.stop()

  const after = await served(place, settled)
  assert.equal(await after.isValid(ada), false)
  assert.equal(await after.isValid({ cookie }), false)
  assert.equal(await after.isInvitation(invitation), false)
  assert.ok(await after.signIn('ada'))
  await after.stop()

  await withDatabase(place.where, (db) => db.change(sqlOf('rotate-secret.md', 0)))
  const back = await served(place)
  assert.equal(await back.isValid(ada), false)
  assert.equal(await back.isValid({ cookie }), false)
  assert.equal(await back.isInvitation(invitation), false)
  assert.ok(await back.signIn('ada'))
  await back.stop()
})

function signIn(instance: Served, username: string) {
  return instance.request('POST', '/api/auth/login', { username, password: 'not the password' })
}

/** Exceeds LOGIN_ATTEMPTS: two failed attempts, and one more. */
async function exceedAttempts(instance: Served, username: string) {
  await signIn(instance, username)
  await signIn(instance, username)
  return signIn(instance, username)
}

function resigned(secret: string, token: string): string {
  const [header, payload] = token.split('.')
  const signature = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
  return `${header}.${payload}.${signature}`
}

function isSignedWith(secret: string, token: string): boolean {
  return resigned(secret, token) === token
}
