import { expect, test } from 'vitest'
import { claimsOf } from '../support/accounts/forge.ts'
import { challenge, resetToken, submitCode } from '../support/accounts/mailed.ts'
import { password } from '../support/requests/client.ts'
import { ownService } from './support/own.ts'
import { mainService, someAddress, someName } from './support/service.ts'

/** What a user does in each product, as documented. Every response is compared with its description. */
const { service, root } = mainService()

const fresh = 'another horse'
const id = expect.stringMatching(/^[0-9a-f-]{36}$/)
const token = expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/)

test('Asta: register, sign in, change the password; as an administrator, list, create, reset and delete accounts', async () => {
  const username = someName()
  const registered = await service.post('/api/auth/register', { username, password })
  expect(registered.body.user).toEqual({ id, username, role: 'user' })
  const again = await service.post('/api/auth/register', { username, password })
  expect([again.status, again.body.error]).toEqual([409, 'Username already exists'])

  const signedIn = await service.post('/api/auth/login', { username, password })
  const { access_token } = signedIn.body
  expect(access_token).toEqual(token)
  const me = await service.get('/api/auth/me', { token: access_token })
  expect(me.body).toMatchObject({ id: registered.body.user.id, username, role: 'user' })
  expect((await service.get('/api/auth/users', { token: access_token })).status).toBe(403)

  const change = { current_password: password, new_password: fresh }
  const changed = await service.post('/api/auth/change-password', change, { token: access_token })
  expect(changed.body).toEqual({ ok: true })
  expect((await service.post('/api/auth/login', { username, password })).status).toBe(401)

  const made = await service.post(
    '/api/auth/users',
    { username: someName(), password, role: 'user' },
    { token: root.token },
  )
  const { user } = made.body
  const path = `/api/auth/users/${user.id}`
  const list = await service.get('/api/auth/users', { token: root.token })
  expect(list.body.users).toContainEqual(user)
  const json = { new_password: fresh }
  const reset = await service.put(`${path}/reset-password`, json, { token: root.token })
  expect(reset.body).toEqual({ ok: true })
  await service.signIn(user.username, fresh)
  expect((await service.delete(path, { token: root.token })).body).toEqual({ ok: true })
  expect((await service.delete(path, { token: root.token })).status).toBe(404)
  const self = await service.delete(`/api/auth/users/${root.id}`, { token: root.token })
  expect(self.status).toBe(400)
})

test('asyncat: get the status, sign in, change name, address and password, sign out', async () => {
  const email = someAddress()
  await service.person(email)
  const status = await service.get('/api/auth/status')
  expect(status.body).toEqual({
    success: true,
    mode: 'server',
    localEmail: null,
    isFirstRun: false,
  })
  expect((await service.post('/api/auth/first-run')).status).toBe(403)

  const signedIn = await service.post('/api/auth/login', { email, password })
  expect(signedIn.body).toMatchObject({ success: true, token })
  expect(signedIn.body.user).toMatchObject({ email, name: null, profile_picture: null })
  const { token: first } = signedIn.body
  expect(claimsOf(first)).toMatchObject({ sub: signedIn.body.user.id, email })

  const moved = someAddress()
  const json = { name: '  Ada Lovelace ', email: moved, password: fresh }
  const changed = await service.put('/api/auth/local-account', json, { token: first })
  expect(changed.body).toMatchObject({
    success: true,
    user: { email: moved, name: 'Ada Lovelace' },
  })
  const { token: second } = changed.body
  expect(claimsOf(second)).toMatchObject({ email: moved })
  const me = await service.get('/api/auth/me', { token: second })
  expect(me.body).toMatchObject({ success: true, user: { email: moved, name: 'Ada Lovelace' } })
  const empty = await service.put('/api/auth/local-account', {}, { token: second })
  expect(empty.status).toBe(400)

  const again = { password: 'third horse' }
  const updated = await service.post('/api/auth/update-password', again, { token: second })
  expect(updated.body).toEqual({ success: true, message: expect.stringMatching(/\S/) })
  const out = await service.post('/api/auth/logout', undefined, { token: second })
  expect(out.body).toEqual({ success: true, message: expect.stringMatching(/\S/) })
  expect((await service.get('/api/auth/me', { token: first })).status).toBe(401)
  expect(await service.accepts(moved, 'third horse')).toBe(true)
})

test('lncrawl: sign up by invitation, verify the address, change name and password, reset it, invite others', async () => {
  const asked = await service.post('/api/auth/me/create-token', undefined, { token: root.token })
  const referrer = asked.body.token
  expect(referrer).toMatch(/^[1-9A-HJ-NP-Za-km-z]{10}$/)
  expect((await service.get(`/api/auth/verify-token?token=${referrer}`)).body).toBe(true)

  const email = someAddress()
  const facts = { referrer, email, password, name: 'Ada' }
  const joined = await service.post('/api/auth/signup', facts)
  expect(joined.body).toEqual({
    token,
    user: {
      ...{ id, email, name: 'Ada', role: 'user', is_active: true, is_verified: false },
      ...{ referrer_id: root.id, tier: 0, extra: {} },
      ...{ created_at: expect.any(Number), updated_at: expect.any(Number) },
    },
  })
  expect((await service.post('/api/auth/signup', facts)).status).toBe(409)
  expect(claimsOf(joined.body.token).exp).toEqual(expect.any(Number))
  const session = { token: joined.body.token }

  expect((await submitCode(service, await challenge(service, session.token))).body).toBe(true)
  const me = await service.get('/api/auth/me', session)
  expect(me.body).toMatchObject({ email, is_verified: true })
  expect((await service.put('/api/auth/me/name', { name: 'Ada L.' }, session)).body).toBe(true)
  const change = { old_password: password, new_password: fresh }
  expect((await service.put('/api/auth/me/password', change, session)).body).toBe(true)

  const made = await service.post('/api/auth/me/create-token', undefined, session)
  const listed = await service.post('/api/auth/me/tokens', undefined, session)
  expect(listed.body).toEqual([
    { token: made.body.token, user_id: joined.body.user.id, expires_at: expect.any(Number) },
  ])
  expect(listed.body[0].expires_at).toBeGreaterThan(Date.now())

  const link = { token: await resetToken(service, email) }
  expect((await service.get('/api/auth/me', link)).body).toMatchObject({ email })
  const path = '/api/auth/reset-password-with-token'
  expect((await service.post(path, { password: 'third horse' }, link)).body).toBe(true)
  const back = await service.post('/api/auth/login', { email, password: 'third horse' })
  expect(back.body.user).toMatchObject({ id: joined.body.user.id, name: 'Ada L.' })
  expect((await service.get('/api/auth/me', session)).status).toBe(401)
})

test('Argon: register, get the state, change name and password, each time with a fresh token', async () => {
  const username = someName()
  const registered = await service.post('/api/auth/register', { username, password })
  expect(registered.body).toMatchObject({ token, permissions: ['user'] })
  const session = { token: registered.body.token }
  const state = await service.get('/api/auth/state', session)
  expect(state.body).toEqual({ authenticated: true, username, permissions: ['user'] })

  const newUsername = someName()
  const renamed = await service.put('/api/auth/profile', { newUsername }, session)
  expect(renamed.body).toEqual({
    message: expect.stringMatching(/\S/),
    token,
    permissions: ['user'],
  })
  expect((await service.post('/api/auth/login', { username, password })).status).toBe(401)
  const freed = await service.post('/api/auth/register', { username, password })
  expect(freed.status).toBe(200)

  const wrong = { newUsername: someName(), currentPassword: 'wrong', newPassword: fresh }
  expect((await service.put('/api/auth/profile', wrong, session)).status).toBe(401)
  const right = { currentPassword: password, newPassword: fresh }
  const next = await service.put('/api/auth/profile', right, { token: renamed.body.token })
  expect(next.body.permissions).toEqual(['user'])
  const after = await service.get('/api/auth/state', { token: next.body.token })
  expect(after.body).toMatchObject({ authenticated: true, username: newUsername })
  const back = await service.post('/api/auth/login', { username: newUsername, password: fresh })
  expect(back.body).toMatchObject({ token, permissions: ['user'] })
  const admin = await service.get('/api/auth/state', { token: root.token })
  expect(admin.body.permissions).toEqual(['admin'])
})

const empty = ownService()

test('Open Archiver: get the status, set up, sign in, and get the new status', async () => {
  const archiver = empty()
  const email = someAddress()
  expect((await archiver.get('/api/v1/auth/status')).body).toEqual({ needsSetup: true })
  const facts = { email, password, first_name: 'Ada', last_name: 'Lovelace' }
  const setup = await archiver.post('/api/v1/auth/setup', facts)
  expect(setup.status).toBe(201)
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const user = {
    ...{ id, first_name: 'Ada', last_name: 'Lovelace', email, createdAt: time },
    role: {
      id: expect.any(String),
      slug: 'predefined_super_admin',
      name: 'Super Admin',
      policies: [{ action: 'manage', subject: 'all', conditions: {} }],
      ...{ createdAt: time, updatedAt: time },
    },
  }
  expect(setup.body).toEqual({ accessToken: token, user })
  expect((await archiver.get('/v1/auth/status')).body).toEqual({ needsSetup: false })
  expect((await archiver.post('/v1/auth/setup', facts)).status).toBe(403)

  const signedIn = await archiver.post('/v1/auth/login', { email, password })
  expect(signedIn.body).toEqual({ accessToken: token, user })
  expect(claimsOf(signedIn.body.accessToken)).toMatchObject({ sub: setup.body.user.id, email })

  const plain = someAddress()
  await archiver.person(plain)
  const { body } = await archiver.post('/api/v1/auth/login', { email: plain, password })
  expect(body.user.role).toMatchObject({ slug: 'predefined_end_user', name: 'End user' })
  expect(body.user.role.policies).toEqual([
    { action: 'read', subject: 'dashboard', conditions: {} },
    { action: 'create', subject: 'ingestion', conditions: {} },
    { action: 'manage', subject: 'ingestion', conditions: { userId: body.user.id } },
    {
      action: 'manage',
      subject: 'archive',
      conditions: { 'ingestionSource.userId': body.user.id },
    },
  ])
})
