import { beforeEach, expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import {
  type Authenticator,
  enroll,
  forgetUsedCodes,
  startEnrolling,
} from '../support/accounts/second-factor.ts'
import { meanwhile, meeting } from '../support/database/d1.ts'
import {
  countRows,
  everythingStored,
  freshDatabase,
  verify,
  write,
} from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
let service: Service
beforeEach(() => {
  service = new Service()
})

const confirm = (token: string, id: string, code: string, to = service) =>
  to.post(`/api/auth/totp/${id}/confirm`, { code }, { token })

test('the first code turns the app on, ends the other sessions and sends mail', async () => {
  const alice = await person('alice@example.com')
  await verify(alice.id)
  const other = await service.signIn('alice@example.com')
  const browser = new Browser(service)
  await browser.signIn('alice@example.com')
  const { cookie } = browser
  const { body } = await browser.request('POST', '/api/auth/totp', { label: 'Work: 100 % 🔑' })
  expect(body).toMatchObject({ label: 'Work: 100 % 🔑' })
  expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(9 * 60_000)
  const { TOTP, URI } = await import('otpauth')
  expect(URI.parse(body.uri).secret.base32).toBe(body.secret)
  const app = new TOTP({ secret: body.secret })
  const path = `/api/auth/totp/${body.id}/confirm`
  expect((await browser.request('POST', path, { code: '000000' })).status).toBe(403)
  const confirmed = await browser.request('POST', path, { code: app.generate() })
  expect(confirmed.body.recovery_codes).toHaveLength(10)
  expect(browser.cookie).not.toBe(cookie)
  const session = await browser.request('GET', '/api/auth/session')
  expect(session.body).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] })
  expect((await service.get('/api/auth/sessions', { token: other })).status).toBe(401)
  expect((await service.get('/api/auth/sessions', { token: alice.token })).status).toBe(401)
  expect(await countRows('sessions')).toBe(1)
  const list = await browser.request('GET', '/api/auth/second-factors')
  expect(list.body).toMatchObject({ required: false, recovery_codes_left: 10 })
  expect(list.body.totp).toMatchObject([{ id: body.id, label: 'Work: 100 % 🔑' }])
  expect(await countRows('events', "event = 'authn_factor_added' and detail = 'totp'")).toBe(1)
  const mail = await service.mail('alice@example.com', /authenticator app was added/)
  expect(mail.subject).toContain('Two-step verification is on')
  // The code of the confirmation is used.
  const json = { username: 'alice@example.com', password: password + app.generate() }
  expect((await service.post('/api/auth/login', json)).status).toBe(401)
})

test('a setup expires after ten minutes, and a new one replaces it', async () => {
  const { token } = await person()
  const first = await startEnrolling(service, token)
  const second = await startEnrolling(service, token)
  expect((await confirm(token, first.id, first.code())).body.code).toBe('totp_not_found')
  await write('update totp_factors set expires_at = ?', Date.now())
  expect((await confirm(token, second.id, second.code())).body.code).toBe('totp_expired')
  expect(await countRows('recovery_codes')).toBe(0)
})

test('only its owner can confirm or remove an app', async () => {
  const alice = await person('alice')
  const bob = await person('bob')
  const app = await startEnrolling(service, alice.token)
  expect((await confirm(bob.token, app.id, app.code())).status).toBe(404)
  const remove = (token: string) => service.delete(`/api/auth/totp/${app.id}`, { token })
  expect((await remove(bob.token)).status).toBe(404)
  expect((await remove(alice.token)).status).toBe(204)
  expect((await remove(alice.token)).status).toBe(404)
  expect(await countRows('events', "event = 'authn_factor_removed'")).toBe(0)
})

test('a new app replaces the old one, and the old recovery codes', async () => {
  const { token } = await person()
  const old = await enroll(service, token)
  const next = await enroll(service, token)
  expect(await countRows('totp_factors')).toBe(1)
  expect(await countRows('recovery_codes')).toBe(10)
  const login = (answer = '') =>
    service.post('/api/auth/login', { username: 'alice', password: `${password} ${answer}` })
  for (const answer of [old.code(), old.recoveryCodes[0]]) {
    expect((await login(answer)).status).toBe(401)
  }
  expect((await login(next.code())).status).toBe(200)
})

test.each<[string, (app: Authenticator, to: Service, token: string) => Promise<Answer>]>([
  ['starts', (_, to, token) => to.post('/api/auth/totp', { label: '' }, { token })],
  ['confirms', ({ id, code }, to, token) => confirm(token, id, code(), to)],
  ['removes', ({ id }, to, token) => to.delete(`/api/auth/totp/${id}`, { token })],
  ['renews', (_, to, token) => to.post('/api/auth/recovery-codes', undefined, { token })],
])('a session that ends meanwhile %s nothing', async (verb, change) => {
  const { token } = await person()
  const isNew = verb === 'confirms'
  const app = isNew ? await startEnrolling(service, token) : await enroll(service, token)
  let before = ''
  const DB = meanwhile(async () => {
    await write('delete from sessions')
    before = await everythingStored()
  })
  const { status, body } = await change(app, new Service({ DB }), token)
  expect([status, body.code]).toEqual([401, 'unauthenticated'])
  expect(await everythingStored()).toBe(before)
})

test('an app that is confirmed while its setup is removed stays', async () => {
  const { token } = await person()
  const app = await startEnrolling(service, token)
  const confirmed = { status: 0 }
  const DB = meanwhile(async () =>
    Object.assign(confirmed, await confirm(token, app.id, app.code())),
  )
  const removed = await new Service({ DB }).delete(`/api/auth/totp/${app.id}`, { token })
  expect([confirmed.status, removed.body.code]).toEqual([200, 'totp_not_found'])
  expect(await countRows('totp_factors', 'confirmed_at is not null')).toBe(1)
  expect(await countRows('recovery_codes')).toBe(10)
})

test('of two requests at the same moment one removes the app, and the owner gets one email', async () => {
  const { id, token } = await person('alice@example.com')
  await verify(id)
  const app = await enroll(service, token)
  const to = new Service({ DB: meeting(2, 'delete from "totp_factors"') })
  const remove = () => to.delete(`/api/auth/totp/${app.id}`, { token })
  const statuses = (await Promise.all([remove(), remove()])).map(({ status }) => status)
  expect(statuses.sort()).toEqual([204, 404])
  expect(await countRows('events', "event = 'authn_factor_removed'")).toBe(1)
  await to.mail('alice@example.com', /were removed/)
  expect(to.mails).toHaveLength(1)
})

test('a setup that is removed is not announced', async () => {
  const { id, token } = await person('alice@example.com')
  await verify(id)
  const { id: setup } = await startEnrolling(service, token)
  expect((await service.delete(`/api/auth/totp/${setup}`, { token })).status).toBe(204)
  const app = await enroll(service, token)
  await service.mail('alice@example.com', /authenticator app was added/)
  expect(service.mails).toHaveLength(1)
  expect((await service.delete(`/api/auth/totp/${app.id}`, { token })).status).toBe(204)
})

test('50 parallel confirmations issue one set of recovery codes', async () => {
  const { token } = await person()
  const app = await startEnrolling(service, token)
  const code = app.code()
  const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(token, app.id, code)))
  const accepted = answers.filter(({ status }) => status === 200)
  expect(accepted).toHaveLength(1)
  expect(await countRows('recovery_codes')).toBe(10)
  expect(await countRows('events', "event = 'authn_factor_added'")).toBe(1)
  const login = { username: 'alice', password: password + accepted[0]?.body.recovery_codes[9] }
  expect((await service.post('/api/auth/login', login)).status).toBe(200)
})

test('removing the app removes the recovery codes, and the password alone signs in', async () => {
  const { id, token } = await person('alice@example.com')
  await verify(id)
  const app = await enroll(service, token)
  expect((await service.delete(`/api/auth/totp/${app.id}`, { token })).status).toBe(204)
  expect(await countRows('recovery_codes')).toBe(0)
  expect((await service.signIn('alice@example.com')).length).toBeGreaterThan(20)
  await service.mail('alice@example.com', /were removed/)
  expect((await service.post('/api/auth/recovery-codes', undefined, { token })).status).toBe(404)
  await forgetUsedCodes()
})

test('deleting the account deletes its factors', async () => {
  const { id, token } = await person()
  await enroll(service, token)
  expect((await service.post('/api/auth/account/delete', { password }, { token })).status).toBe(204)
  for (const table of ['totp_factors', 'recovery_codes', 'pending_sign_ins']) {
    expect(await countRows(table, 'account_id = ?', id), table).toBe(0)
  }
})
