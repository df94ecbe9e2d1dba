import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { rootSecret } from '../../../test/support/accounts/forge.ts'
import { withDatabase } from '../../lib/database.ts'
import { database, newSecret, oldSecret, type Served, served, sqlOf } from '../support/rehearsal.ts'

const attempts = { LOGIN_ATTEMPTS: '2' }

test('a planned rotation of JWT_SECRET keeps sessions, signs new tokens with the new secret, and concerns nothing else', async () => {
  const place = await database()
  const announced = { JWT_SECRET: oldSecret, JWT_SECRET_PREVIOUS: newSecret, ...attempts }
  const before = await served(place, announced)
  const ada = await before.register('ada')
  await before.register('bob')
  const cookie = await before.cookieOf('ada')
  const invitation = await before.createInvitation(ada.token)
  assert.ok(isSignedWith(oldSecret, ada.token))
  // An isolate with the old settings accepts tokens of an isolate with the new settings.
  assert.equal(await before.isValid({ token: resigned(newSecret, ada.token) }), true)
  assert.equal((await exceedAttempts(before, 'ada')).status, 429)
  assert.equal((await exceedAttempts(before, 'unknown')).status, 429)
  await before.stop()

  const exchanged = { JWT_SECRET: newSecret, JWT_SECRET_PREVIOUS: oldSecret, ...attempts }
  const both = await served(place, exchanged)
  assert.equal(await both.isValid(ada), true)
  assert.equal(await both.isValid({ cookie }), true)
  const fresh = await both.signIn('bob')
  assert.ok(isSignedWith(newSecret, fresh ?? ''))
  assert.equal((await signIn(both, 'ada')).status, 429)
  assert.equal((await signIn(both, 'unknown')).status, 429)
  await both.stop()

  const after = await served(place, { JWT_SECRET: newSecret })
  assert.equal(await after.isValid(ada), false)
  assert.equal(await after.isValid({ cookie }), false)
  assert.equal(await after.isValid({ token: fresh }), true)
  assert.equal(await after.isInvitation(invitation), true)
  await after.stop()
})

test('a planned rotation of ROOT_SECRET keeps sessions and used invitations', async () => {
  const place = await database()
  const before = await served(place, { ROOT_SECRET_PREVIOUS: newSecret, ...attempts })
  const ada = await before.register('ada')
  const bob = await before.register('bob')
  const used = await before.createInvitation(ada.token)
  const forgotten = await before.createInvitation(bob.token)
  assert.equal((await exceedAttempts(before, 'ada')).status, 429)
  assert.equal((await exceedAttempts(before, 'unknown')).status, 429)
  await before.stop()

  const exchanged = { ROOT_SECRET: newSecret, ROOT_SECRET_PREVIOUS: rootSecret, ...attempts }
  const both = await served(place, exchanged)
  assert.equal(await both.isValid(ada), true)
  assert.deepEqual(await both.listInvitations(ada.token), [used])
  assert.equal((await signIn(both, 'ada')).status, 429)
  assert.equal((await signIn(both, 'unknown')).status, 401)
  await both.stop()

  const after = await served(place, { ROOT_SECRET: newSecret })
  assert.equal(await after.isValid(ada), true)
  assert.equal(await after.isInvitation(used), true)
  assert.equal(await after.isInvitation(forgotten), false)
  await after.stop()
})

test('after a leak of JWT_SECRET no old token is valid, even if the old secret is set again', async () => {
  const place = await database()
  const before = await served(place)
  const ada = await before.register('ada')
  const cookie = await before.cookieOf('ada')
  const invitation = await before.createInvitation(ada.token)
  await before.stop()

  const after = await served(place, { JWT_SECRET: newSecret })
  assert.equal(await after.isValid(ada), false)
  assert.equal(await after.isValid({ cookie }), false)
  assert.equal(await after.isInvitation(invitation), true)
  assert.ok(await after.signIn('ada'))
  await after.stop()

  await withDatabase(place.where, (db) => db.change(sqlOf('rotate-secret.md', 0)))
  const back = await served(place)
  assert.equal(await back.isValid(ada), false)
  assert.equal(await back.isValid({ cookie }), false)
  assert.ok(await back.signIn('ada'))
  await back.stop()
})

test('after a leak of ROOT_SECRET no old invitation is valid, even if the old secret is set again', async () => {
  const place = await database()
  const before = await served(place)
  const ada = await before.register('ada')
  const invitation = await before.createInvitation(ada.token)
  await before.stop()

  const after = await served(place, { ROOT_SECRET: newSecret })
  assert.equal(await after.isValid(ada), true)
  assert.equal(await after.isInvitation(invitation), false)
  await after.stop()

  await withDatabase(place.where, (db) => db.change(sqlOf('rotate-secret.md', 1)))
  const back = await served(place)
  assert.equal(await back.isInvitation(invitation), false)
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
