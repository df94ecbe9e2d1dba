import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withDatabase } from '../../lib/database.ts'
import { database, newSecret, password, served, sqlOf } from '../support/rehearsal.ts'

const changedPassword = 'quite another horse'

test('a restored database has ended sessions and old passwords again, and the runbook invalidates them', async () => {
  const place = await database()
  const instance = await served(place)
  const boss = await instance.administrator('boss@example.com')
  const [ada, bob, cleo, dan, eve, fay] = await Promise.all([
    instance.register('ada'),
    instance.register('bob'),
    instance.register('cleo'),
    instance.register('dan'),
    instance.register('eve'),
    instance.register('fay'),
  ])
  const ofEve = `/api/auth/accounts/${eve.id}`
  for (const change of [{ disabled: true }, { disabled: false }, { role: 'admin' }]) {
    await instance.request('PATCH', ofEve, change, boss)
  }
  eve.token = (await instance.signIn('eve')) ?? assert.fail()
  const invitation = await instance.createInvitation(bob.token)
  const point = new Date(Date.now() + 1).toISOString().replace('T', ' ').replace('Z', '')
  const then = place.snapshot()

  await instance.request(
    ...['POST', '/api/auth/change-password'],
    { current_password: password, new_password: changedPassword },
    ada,
  )
  await instance.request('POST', '/api/auth/logout', undefined, bob)
  await instance.request('DELETE', `/api/auth/accounts/${cleo.id}`, undefined, boss)
  await instance.request('PATCH', `/api/auth/accounts/${dan.id}`, { disabled: true }, boss)
  await instance.request('PATCH', ofEve, { role: 'user' }, boss)
  await instance.request('PUT', '/api/auth/me/name', { name: 'Fay' }, fay)
  const late = await instance.register('late')
  assert.deepEqual(await Promise.all([bob, cleo, dan].map(instance.isValid)), [false, false, false])
  await instance.stop()

  const [since] = await withDatabase(place.where, (db) =>
    db.select(sqlOf('point-in-time.md', 0, { POINT: point })[0] ?? ''),
  )
  assert.deepEqual(since, {
    changed: `'${ada.id}'`,
    deleted: `'${cleo.id}'`,
    disabled: `'${dan.id}'`,
    demoted: `'${eve.id}'`,
    updated: `'${fay.id}'`,
  })

  place.restore(then)
  const revived = await served(place)
  assert.deepEqual(await Promise.all([ada, bob, cleo, dan, eve, late].map(revived.isValid)), [
    true,
    true,
    true,
    true,
    true,
    false,
  ])
  assert.ok(await revived.signIn('ada', password))
  assert.equal(await revived.signIn('ada', changedPassword), undefined)
  assert.equal((await revived.request('GET', '/api/auth/users', undefined, eve)).status, 200)
  assert.equal(await revived.isInvitation(invitation), true)
  await revived.stop()

  const lists = Object.entries(since ?? {}).map(([name, list]) => [name.toUpperCase(), list])
  await withDatabase(place.where, (db) =>
    db.change(sqlOf('point-in-time.md', 1, Object.fromEntries(lists))),
  )
  // No row is left for any token. The new secret is for services that verify tokens themselves.
  for (const table of ['sessions', 'reset_links', 'otp_challenges', 'api_tokens']) {
    const rows = place.rows((sqlite) => sqlite.prepare(`select * from ${table}`).all())
    assert.deepEqual(rows, [], table)
  }

  const safe = await served(place, { JWT_SECRET: newSecret })
  assert.equal(await safe.isValid(boss), false)
  for (const name of ['ada', 'cleo', 'dan']) {
    assert.equal(await safe.signIn(name), undefined, name)
  }
  const token = await safe.signIn('eve')
  assert.equal((await safe.request('GET', '/api/auth/users', undefined, { token })).status, 403)
  assert.ok(await safe.signIn('bob'))
  assert.equal(await safe.isInvitation(invitation), false)
  // An account whose password had changed gets a new password.
  const admin = { token: await safe.signIn('boss@example.com') }
  const reset = `/api/auth/users/${ada.id}/reset-password`
  await safe.request('PUT', reset, { new_password: changedPassword }, admin)
  assert.ok(await safe.signIn('ada', changedPassword))
  await safe.stop()
})

test('without JWT_SECRET the Worker answers every request with 503', async () => {
  const place = await database()
  const closed = await served(place, { JWT_SECRET: '' })
  const requests = { '/health': 'GET', '/api/auth/me': 'GET', '/api/auth/login': 'POST' }
  for (const [path, method] of Object.entries(requests)) {
    assert.equal((await closed.request(method, path)).status, 503, path)
  }
  await closed.stop()
})
