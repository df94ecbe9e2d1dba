import { beforeEach, expect, test } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { addPasskey, assertion } from '../support/passkeys/ceremonies.ts'
import { Browser } from '../support/requests/browser.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
let service: Service
beforeEach(() => {
  service = new Service()
})

const hour = 3_600_000
/** Lets an hour pass since the proofs of all sessions. */
const age = () => write('update sessions set proved_at = proved_at - ?', hour)

/** A browser that signed in with an authenticator app, an hour ago. */
async function protectedBrowser() {
  const alice = await person('alice@example.com')
  const app = await enroll(service, alice.token)
  const browser = new Browser(service)
  await browser.signIn('alice@example.com')
  const second = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect(second.status).toBe(201)
  await age()
  return { alice, app, browser }
}

const changes = (id: string): [string, string, unknown?][] => [
  ['POST', '/api/auth/totp', { label: 'Other' }],
  ['POST', `/api/auth/totp/${id}/confirm`, { code: '123456' }],
  ['DELETE', `/api/auth/totp/${id}`],
  ['POST', '/api/auth/recovery-codes'],
  [
    'PUT',
    '/api/auth/account/password',
    { current_password: password, new_password: `${password} 2` },
  ],
  ['PUT', '/api/auth/account/email', { email: 'new@example.com', password }],
  ['POST', '/api/auth/account/delete', { password }],
]

test('every sensitive change requires a recent proof with the second factor', async () => {
  const { app, browser } = await protectedBrowser()
  for (const [method, path, json] of changes(app.id)) {
    const answer = await browser.request(method, path, json)
    expect(answer.status, path).toBe(401)
    expect(answer.body.code, path).toBe('reauthentication_required')
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="900"',
    )
  }
  expect(await countRows('totp_factors')).toBe(1)
  expect(await countRows('recovery_codes')).toBe(10)

  const byPassword = await browser.request('POST', '/api/auth/session/proof', { password })
  expect(byPassword.body.code).toBe('second_factor_required')
  const wrong = await browser.request('POST', '/api/auth/session/proof', { code: app.code(9) })
  expect(wrong.body.code).toBe('invalid_second_factor')
  const renew = () => browser.request('POST', '/api/auth/recovery-codes')
  expect((await renew()).status).toBe(401)

  const proof = await browser.request('POST', '/api/auth/session/proof', { code: app.code(1) })
  expect(proof.status).toBe(200)
  expect(Date.now() - Date.parse(proof.body.auth_time)).toBeLessThan(60_000)
  const renewed = await renew()
  expect(renewed.status).toBe(200)
  expect(renewed.body.recovery_codes).toHaveLength(10)
  expect(renewed.body.recovery_codes).not.toContain(app.recoveryCodes[0])
  const old = { username: 'alice@example.com', password: `${password} ${app.recoveryCodes[0]}` }
  expect((await service.post('/api/auth/login', old)).status).toBe(401)
})

test('the documented changes of a browser require it too', async () => {
  const { app, browser } = await protectedBrowser()
  const next = `${password} 2`
  const documented = [
    ['POST', '/api/auth/change-password', { current_password: password, new_password: next }],
    ['PUT', '/api/auth/me/password', { old_password: password, new_password: next }],
  ] as const
  const change = documented.map(([method, path, json]) => {
    return () => browser.request(method, path, json)
  })
  for (const send of change) expect((await send()).body.code).toBe('reauthentication_required')
  const profile = { currentPassword: password, newPassword: next }
  const refused = await browser.request('PUT', '/api/auth/profile', profile)
  expect(refused.body.code).toBe('bearer_required')
  await browser.request('POST', '/api/auth/session/proof', { code: app.code(1) })
  expect((await change[0]?.())?.status).toBe(200)

  // The clients of the products send a bearer token, and cannot prove anything again.
  const credentials = { username: 'alice@example.com', password: `${next} ${app.recoveryCodes[0]}` }
  const { token } = (await service.post('/api/auth/login', credentials)).body
  await age()
  const json = { current_password: next, new_password: `${password} 3` }
  expect((await service.post('/api/auth/change-password', json, { token })).status).toBe(200)
})

test('a password proves one factor, also to a session that began with two', async () => {
  const { token } = await person()
  const { id } = await enroll(service, token)
  await service.expecting(204, service.delete(`/api/auth/totp/${id}`, { token }))
  const proof = await service.post('/api/auth/session/proof', { password }, { token })
  expect(proof.body).toMatchObject({ acr: 'aal1', amr: ['pwd'] })
  const strict = new Service({ SECOND_FACTOR: 'all' })
  expectProblem(await strict.get('/api/auth/sessions', { token }), 403, 'second_factor_missing')
})

test('the deletion of an account requires it of every client, because no document has it', async () => {
  const { token } = await person()
  const app = await enroll(service, token)
  await age()
  const remove = () => service.post('/api/auth/account/delete', { password }, { token })
  expectProblem(await remove(), 401, 'reauthentication_required')
  await service.post('/api/auth/session/proof', { code: app.code() }, { token })
  expect((await remove()).status).toBe(204)
})

test('without a second factor, the password is the proof', async () => {
  await person('alice@example.com')
  const browser = new Browser(service)
  await browser.signIn('alice@example.com')
  await age()
  const create = () => browser.request('POST', '/api/auth/totp', { label: '' })
  const refused = await create()
  expect(refused.headers.get('WWW-Authenticate')).toContain('acr_values="aal1"')
  const byCode = await browser.request('POST', '/api/auth/session/proof', { code: '123456' })
  expect(byCode.body.code).toBe('factor_not_found')
  const wrong = await browser.request('POST', '/api/auth/session/proof', { password: 'wrong' })
  expect(wrong.body.code).toBe('current_password_incorrect')
  expect((await create()).status).toBe(401)
  const right = await browser.request('POST', '/api/auth/session/proof', { password })
  expect(right.status).toBe(200)
  expect((await create()).status).toBe(201)
  const json = { current_password: password, new_password: `${password} 2` }
  await age()
  expect((await browser.request('PUT', '/api/auth/account/password', json)).status).toBe(200)
})

test.each([
  // Each proof, the number of the batch that records it, and the problem.
  ['password', 1, 'unauthenticated'],
  ['code', 2, 'invalid_second_factor'],
  ['passkey', 1, 'passkey_invalid'],
] as const)(
  'a %s proves nothing to a session that ends meanwhile, and is not used up',
  async (kind, batch, problem) => {
    const { token } = await person('alice@example.com')
    const passkey = await addPasskey(service, token)
    const app = kind === 'code' ? await enroll(service, token) : undefined
    const answers = {
      password: () => ({ password }),
      code: () => ({ code: app?.code() }),
      passkey: () => assertion(service, passkey, { purpose: 'proof' }),
    }
    const answer = await answers[kind]()
    const DB = meanwhile(() => write('delete from sessions'), batch)
    const proof = await new Service({ DB }).post('/api/auth/session/proof', answer, { token })
    expect(proof.body.code).toBe(problem)
    expect(await countRows('events', "event = 'authn_reauthentication'")).toBe(0)
    expect(await countRows('totp_factors', 'last_step > 0')).toBe(0)
    expect(await countRows('spent_passkey_challenges', "id <> ''")).toBe(1)
    expect(await countRows('sessions')).toBe(0)
  },
)

test('an administrator with a second factor proves it before changes to others', async () => {
  const root = await administrator()
  const app = await enroll(service, root.token)
  const other = await person('bob')
  const browser = new Browser(service)
  await browser.signIn(root.username)
  await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  await age()
  const change = () =>
    browser.request('PATCH', `/api/auth/accounts/${other.id}`, { disabled: true })
  expect((await change()).body.code).toBe('reauthentication_required')
  await browser.request('POST', '/api/auth/session/proof', { code: app.code(1) })
  expect((await change()).status).toBe(200)
})

test('a new id keeps how and when the session was authenticated', async () => {
  const { app, browser } = await protectedBrowser()
  await browser.request('POST', '/api/auth/session/proof', { code: app.code(1) })
  const before = (await browser.request('GET', '/api/auth/session')).body
  const { cookie } = browser
  const json = { current_password: password, new_password: `${password} 2` }
  await browser.request('PUT', '/api/auth/account/password', json)
  expect(browser.cookie).not.toBe(cookie)
  const after = (await browser.request('GET', '/api/auth/session')).body
  expect(after).toMatchObject({ acr: 'aal2', amr: before.amr, auth_time: before.auth_time })
})

test('an account that must have a second factor gets no token when it is created either', async () => {
  const email = 'alice@example.com'
  const all = new Service({ SECOND_FACTOR: 'all' })
  const admins = new Service({ SECOND_FACTOR: 'admins', DEFAULT_ACCOUNTS: 'on' })
  const credentials = { username: 'admin@local', password: 'changeme' }
  const setup = { email, password, first_name: 'Alice', last_name: 'Adams' }
  const refused: [Promise<Answer>, number][] = [
    [all.post('/api/auth/register', { username: email, password }), 403],
    [admins.post('/v1/auth/setup', setup), 403],
    [admins.post('/api/auth/first-run'), 403],
    [admins.post('/api/auth/login', credentials), 401],
  ]
  for (const [answer, status] of refused) {
    expectProblem(await answer, status, 'second_factor_missing')
  }
  expect(await countRows('accounts')).toBe(0)
  const event = "event = 'authn_login_fail' and detail = 'second_factor_missing'"
  expect(await countRows('events', event)).toBe(1)

  const browser = new Browser(admins)
  expect((await browser.signIn('admin@local', 'changeme')).body.second_factor_missing).toBe(true)
  expectProblem(await admins.post('/api/auth/first-run'), 403, 'second_factor_missing')
  const signedUp = await new Browser(all).request('POST', '/api/auth/account', { email, password })
  expect([signedUp.status, signedUp.body.second_factor_missing]).toEqual([201, true])
  // Of these settings, an account that need not have one gets a token.
  const bob = await admins.post('/api/auth/register', { username: 'bob', password })
  expect(bob.body.token).toBeDefined()
})

test.each([
  ['admins', 'root', true],
  ['admins', 'alice', false],
  ['all', 'alice', true],
  ['optional', 'root', false],
] as const)('with SECOND_FACTOR=%s, %s must set one up: %s', async (SECOND_FACTOR, who, must) => {
  const root = await administrator()
  const alice = await person('alice@example.com')
  const { username } = who === 'root' ? root : alice
  const strict = new Service({ SECOND_FACTOR })
  const browser = new Browser(strict)
  const signedIn = await browser.signIn(username)
  expect(signedIn.body.second_factor_missing).toBe(must)
  const sessions = await browser.request('GET', '/api/auth/sessions')
  const login = await strict.post('/api/auth/login', { username, password })
  if (!must) {
    expect(sessions.status).toBe(200)
    return expect(login.status).toBe(200)
  }
  expect(sessions.status).toBe(403)
  expect(sessions.body.code).toBe('second_factor_missing')
  expect(login.status).toBe(401)
  expect(login.body.code).toBe('second_factor_missing')

  const created = await browser.request('POST', '/api/auth/totp', { label: '' })
  const { TOTP } = await import('otpauth')
  const app = new TOTP({ secret: created.body.secret })
  const confirm = `/api/auth/totp/${created.body.id}/confirm`
  expect((await browser.request('POST', confirm, { code: app.generate() })).status).toBe(200)
  expect((await browser.request('GET', '/api/auth/sessions')).status).toBe(200)
  const removed = await browser.request('DELETE', `/api/auth/totp/${created.body.id}`)
  expect(removed.body.code).toBe('second_factor_mandatory')
})
