import { base64url } from 'jose'
import { URI } from 'otpauth'
import { beforeEach, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { person } from '../support/accounts/people.ts'
import { enroll, forgetUsedCodes, startEnrolling } from '../support/accounts/second-factor.ts'
import {
  countRows,
  everythingStored,
  freshDatabase,
  verify,
  write,
} from '../support/database/rows.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
let service: Service
beforeEach(() => {
  // Each service has its own network, and each network its rate limit.
  service = new Service()
})

/** An account with an authenticator app, and no session. */
async function protectedAccount(name = 'alice') {
  const alice = await person(name)
  const app = await enroll(service, alice.token)
  await write('delete from sessions')
  return { alice, app }
}

const levels = () => countRows('sessions', 'level = 2')
const login = (secret: string, username = 'alice') =>
  service.post('/api/auth/login', { username, password: secret })

test('a browser enters the password, then the code', async () => {
  const { app } = await protectedAccount()
  const browser = new Browser()
  const first = await browser.signIn('alice')
  expect(first.status).toBe(202)
  expect(first.body.second_factor.methods).toEqual(['totp', 'recovery_code'])
  const [set = ''] = first.headers.getSetCookie()
  expect(set).toMatch(
    /^__Host-latchkey-pending=[\w-]{43}; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(await countRows('sessions')).toBe(0)
  expect((await browser.request('GET', '/api/auth/session')).body).toBeNull()

  const second = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect(second.status).toBe(201)
  expect(second.body).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] })
  expect(await levels()).toBe(1)
  expect(await countRows('pending_sign_ins')).toBe(0)
  expect(browser.cookie).not.toContain('pending')
  expect((await browser.request('GET', '/api/auth/session')).body.account.username).toBe('alice')
})

test.each(['', ' ', '\u00a0'])('every client can append the code after %j', async (separator) => {
  const { app } = await protectedAccount()
  for (const code of [app.code(), `${app.code().slice(0, 3)} ${app.code().slice(3)}`]) {
    await forgetUsedCodes()
    const { status, body } = await login(`${password}${separator}${code}`)
    expect(status).toBe(200)
    expect(body.token).toBeDefined()
  }
  expect(await levels()).toBe(2)
})

test('every documented sign-in accepts the appended code', async () => {
  const email = 'alice@example.com'
  const { app } = await protectedAccount(email)
  for (const [path, name] of [
    ['/api/auth/login', 'username'],
    ['/api/auth/login', 'email'],
    ['/v1/auth/login', 'email'],
    ['/api/v1/auth/login', 'email'],
  ] as const) {
    await forgetUsedCodes()
    const send = (secret: string) => service.post(path, { [name]: email, password: secret })
    const missing = await send(password)
    expect([missing.status, missing.body.code]).toEqual([401, 'second_factor_required'])
    expect((await send(`${password} ${app.code()}`)).status, path).toBe(200)
  }
  expect(await levels()).toBe(4)
})

test('a browser sends the password alone, which may end in six digits', async () => {
  const ending = `${password} 310790`
  const { token } = await person('alice', ending)
  const app = await enroll(service, token)
  const [recoveryCode] = app.recoveryCodes
  const browser = new Browser()
  for (const wrong of [password, ending + app.code(), `${ending} ${recoveryCode}`]) {
    expect((await browser.signIn('alice', wrong)).body.code, wrong).toBe('invalid_credentials')
  }
  expect((await browser.signIn('alice', ending)).status).toBe(202)
  const second = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect(second.status).toBe(201)
  // Elsewhere, the last six digits are the code.
  expect((await login(ending)).body.code).toBe('invalid_credentials')
  expect((await login(ending + app.code(1))).status).toBe(200)
})

test('without the code, the response says how to enter it, after a correct password only', async () => {
  await protectedAccount()
  const missing = await login(password)
  expect(missing.status).toBe(401)
  expect(missing.body).toMatchObject({ code: 'second_factor_required', success: false })
  expect(missing.body.detail).toContain('Add the code of your authenticator app to your password')
  for (const secret of ['wrong password', 'wrong password 123456', `${password}x`]) {
    expect((await login(secret)).body.code, secret).toBe('invalid_credentials')
  }
  expect(await countRows('sessions')).toBe(0)
})

test('an attempt without the code counts, and a complete sign-in takes one back', async () => {
  const { alice, app } = await protectedAccount()
  for (let n = 0; n < 9; n++) expect((await login(password)).status).toBe(401)
  expect((await login(`${password} ${app.code()}`)).status).toBe(200)
  expect(await countRows('throttles', 'key = ? and count = 9', `sign-in:${alice.id}`)).toBe(1)
  expect((await login(password)).status).toBe(401)
  expect((await login(password)).status).toBe(429)
})

test('a code is accepted once, at every endpoint', async () => {
  const { app } = await protectedAccount()
  const code = app.code()
  expect((await login(`${password} ${code}`)).status).toBe(200)
  expect((await login(`${password} ${code}`)).body.code).toBe('invalid_second_factor')
  // The code of the step before is void, too.
  expect((await login(`${password} ${app.code(-1)}`)).status).toBe(401)

  const browser = new Browser()
  await browser.signIn('alice')
  const second = await browser.request('POST', '/api/auth/session/second', { code })
  expect(second.body.code).toBe('invalid_second_factor')

  const next = app.code(1)
  expect((await browser.request('POST', '/api/auth/session/second', { code: next })).status).toBe(
    201,
  )
  const proof = await browser.request('POST', '/api/auth/session/proof', { code: next })
  expect(proof.body.code).toBe('invalid_second_factor')
  expect((await login(`${password} ${next}`)).body.code).toBe('invalid_second_factor')
})

test('the code of one account uses up no code of another', async () => {
  const { app: ofAlice } = await protectedAccount()
  const { app: ofBob } = await protectedAccount('bob')
  await forgetUsedCodes()
  expect((await login(`${password} ${ofAlice.code()}`)).status).toBe(200)
  expect(await countRows('totp_factors', 'last_step > 0')).toBe(1)
  expect((await login(`${password} ${ofBob.code()}`, 'bob')).status).toBe(200)
})

test('50 parallel requests with the same code open one session', async () => {
  const { app } = await protectedAccount()
  const fast = new Service({ LOGIN_ATTEMPTS: '1000' })
  const secret = `${password} ${app.code()}`
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const json = { username: 'alice', password: secret }
      return (await fast.post('/api/auth/login', json)).status
    }),
  )
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(await countRows('sessions')).toBe(1)
})

test('50 parallel second steps with the same code or recovery code open one session', async () => {
  const { app } = await protectedAccount()
  for (const answer of [{ code: app.code() }, { recovery_code: app.recoveryCodes[0] }]) {
    await write('delete from sessions')
    await write('delete from throttles')
    const browser = new Browser()
    await browser.signIn('alice')
    const headers = { ...ours, Cookie: browser.cookie }
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => {
        return (await service.post('/api/auth/session/second', answer, { headers })).status
      }),
    )
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(await countRows('sessions')).toBe(1)
  }
})

test('a recovery code signs in once, appended or in the second step', async () => {
  const { app } = await protectedAccount()
  const [first = '', second = '', third = ''] = app.recoveryCodes
  expect((await login(`${password} ${first}`)).status).toBe(200)
  expect((await login(`${password} ${first}`)).status).toBe(401)
  expect((await login(password + second.replaceAll('-', '').toLowerCase())).status).toBe(200)
  expect(await countRows('recovery_codes')).toBe(8)
  const browser = new Browser()
  await browser.signIn('alice')
  const used = { recovery_code: first }
  expect((await browser.request('POST', '/api/auth/session/second', used)).status).toBe(403)
  // As a person pastes or types it.
  const fresh = { recovery_code: ` ${third.toLowerCase().replace('-', ' ').replace('-', '–')}\n` }
  expect((await browser.request('POST', '/api/auth/session/second', fresh)).status).toBe(201)
  expect(await countRows('recovery_codes')).toBe(7)
})

test('the owner is notified of a used recovery code, and not of a code', async () => {
  const email = 'alice@example.com'
  const { alice, app } = await protectedAccount(email)
  await verify(alice.id)
  const second = async (answer: object) => {
    const browser = new Browser(service)
    await browser.signIn(email)
    await browser.request('POST', '/api/auth/session/second', answer)
  }
  const about = /recovery code was used/
  await second({ code: app.code() })
  const used = { recovery_code: app.recoveryCodes[0] }
  const mail = await service.newMail(email, about, () => second(used))
  expect(mail.text).toContain('9')
  expect(await levels()).toBe(2)
  expect(service.mailsTo(email, about)).toHaveLength(1)
})

test('ten wrong answers an hour block the account, over all sign-ins, sessions and endpoints', async () => {
  const { token } = await person('alice')
  const app = await enroll(service, token)
  const patient = new Service({ LOGIN_ATTEMPTS: '1000' })
  const wrong = app.code(5)
  const prove = (code: string) => patient.post('/api/auth/session/proof', { code }, { token })
  for (let n = 0; n < 2; n++) {
    const browser = new Browser(patient)
    await browser.signIn('alice')
    for (let tries = 0; tries < 4; tries++) {
      const answer = await browser.request('POST', '/api/auth/session/second', { code: wrong })
      expect(answer.body.code).toBe('invalid_second_factor')
    }
  }
  const json = { username: 'alice', password: `${password} ${wrong}` }
  expect((await patient.post('/api/auth/login', json)).status).toBe(401)
  expect((await prove(wrong)).status).toBe(403)
  expect((await prove(app.code())).status).toBe(429)
  const right = { username: 'alice', password: `${password} ${app.code()}` }
  expect((await patient.post('/api/auth/login', right)).status).toBe(429)
  const browser = new Browser(patient)
  await browser.signIn('alice')
  const late = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect(late.status).toBe(429)
  expect(await countRows('sessions')).toBe(1)
  expect(await countRows('events', "event = 'authn_factor_fail' and detail is null")).toBe(10)
  expect(await countRows('events', "event = 'authn_factor_fail' and detail = 'locked'")).toBe(1)
})

test('one sign-in accepts five answers, and then starts again', async () => {
  const { app } = await protectedAccount()
  const browser = new Browser()
  await browser.signIn('alice')
  for (let n = 0; n < 5; n++) {
    const answer = await browser.request('POST', '/api/auth/session/second', { code: app.code(9) })
    expect(answer.status).toBe(403)
  }
  const late = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect(late.body.code).toBe('sign_in_expired')
})

test('a sign-in waits five minutes, and for the same password', async () => {
  const { alice, app } = await protectedAccount()
  const browser = new Browser()
  const second = () => browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect((await second()).body.code).toBe('sign_in_expired')
  await browser.signIn('alice')
  await write('update pending_sign_ins set expires_at = ?', Date.now())
  expect((await second()).body.code).toBe('sign_in_expired')
  await browser.signIn('alice')
  await write('update accounts set credential_version = credential_version + 1')
  expect((await second()).body.code).toBe('sign_in_expired')
  await browser.signIn('alice')
  await write('update accounts set disabled_at = 1 where id = ?', alice.id)
  expect((await second()).status).toBe(403)
  expect(await countRows('sessions')).toBe(0)
})

test('a sign-in waits for the second factor of the account that signs in', async () => {
  // The order of accounts in the database must not matter.
  const people = [await protectedAccount('alice'), await protectedAccount('bob')]
  for (const [index, name] of ['alice', 'bob'].entries()) {
    const browser = new Browser()
    await browser.signIn(name)
    const second = (from: number) =>
      browser.request('POST', '/api/auth/session/second', { code: people[from]?.app.code() })
    expect((await second(1 - index)).body.code).toBe('invalid_second_factor')
    expect((await second(index)).body.account.username).toBe(name)
  }
})

test('a pending sign-in is no session', async () => {
  await protectedAccount()
  const browser = new Browser()
  await browser.signIn('alice')
  const token = browser.cookie.split('=')[1]
  for (const headers of [
    { Cookie: browser.cookie },
    { Cookie: `__Host-latchkey=${token}` },
    { Authorization: `Bearer ${token}` },
  ]) {
    const answer = await service.get('/api/auth/second-factors', { headers })
    expect(answer.status).toBe(401)
  }
})

test('an app without its first code is never asked for', async () => {
  const alice = await person('alice')
  await startEnrolling(service, alice.token)
  expect((await login(password)).status).toBe(200)
  expect((await new Browser().signIn('alice')).status).toBe(201)
})

test('a reset link sets the password and leaves the second factor', async () => {
  const { app } = await protectedAccount('alice@example.com')
  const token = await resetToken(service, 'alice@example.com')
  const headers = { ...ours, Authorization: `Bearer ${token}` }
  const json = { password: 'another long enough one' }
  const reset = await service.put('/api/auth/password-reset', json, { headers })
  expect(reset.status).toBe(202)
  expect(reset.body.second_factor.methods).toContain('totp')
  expect(await countRows('sessions')).toBe(0)
  expect(await countRows('totp_factors', 'confirmed_at is not null')).toBe(1)
  const browser = new Browser()
  browser.cookie = reset.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const second = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
  expect(second.status).toBe(201)
  expect((await login('another long enough one', 'alice@example.com')).body.code).toBe(
    'second_factor_required',
  )
})

test('the database holds no secret and no code', async () => {
  const { app } = await protectedAccount()
  const browser = new Browser()
  await browser.signIn('alice')
  const stored = await everythingStored()
  const { secret } = URI.parse(app.uri)
  const token = browser.cookie.split('=')[1] ?? ''
  expect(secret.base32).toHaveLength(32)
  const hidden = [
    secret.base32,
    secret.hex,
    base64url.encode(new Uint8Array(secret.buffer)),
    token,
    ...app.recoveryCodes,
    ...app.recoveryCodes.map((code) => code.replaceAll('-', '')),
  ]
  for (const each of hidden) expect(stored).not.toContain(each)
})

test('a row with another id cannot be decrypted', async () => {
  const { app } = await protectedAccount()
  await write("update totp_factors set id = 'another'")
  expect((await login(`${password} ${app.code()}`)).status).toBe(401)
})

test('an appended code is no part of a password that is hashed again', async () => {
  const { app } = await protectedAccount()
  const cheaper = new Service({ BCRYPT_COST: '5' })
  const json = { username: 'alice', password: `${password} ${app.code()}` }
  expect((await cheaper.post('/api/auth/login', json)).status).toBe(200)
  const upgraded = () => countRows('accounts', "password_hash like '$2b$05$%'")
  await expect.poll(upgraded).toBe(1)
  await forgetUsedCodes()
  expect((await login(`${password} ${app.code()}`)).status).toBe(200)
})
