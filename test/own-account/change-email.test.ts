import { beforeEach, describe, expect, it } from 'vitest'
import { challenge, codeIn, otherThan, resetToken } from '../support/accounts/mailed.ts'
import { person, signIn } from '../support/accounts/people.ts'
import { countRows, freshDatabase, verify as prove, write } from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const old = 'alice@example.com'
const wanted = 'alice@elsewhere.example'
const email = '/api/auth/account/email'
const verify = `${email}/verify`

let service: Service
let alice: Person
beforeEach(async () => {
  service = new Service()
  alice = await person(old)
})

const ask = (address = wanted, secret = password, by = alice) =>
  service.put(email, { email: address, password: secret }, { token: by.token })
const enter = (code: string, by = alice) => service.post(verify, { code }, { token: by.token })
const lastCode = () => codeIn(service.mails.at(-1))
const hasAddress = (address: string) => countRows('accounts', 'email = ?', address)

describe('PUT /api/auth/account/email', () => {
  it('mails a code to the new address only, and changes nothing', async () => {
    const { status, body } = await ask()
    expect([status, body]).toEqual([200, { sent_to: wanted }])
    expect(service.mails.map(({ to }) => to)).toEqual([wanted])
    expect(lastCode()).toMatch(/^\d{6}$/)
    expect(await hasAddress(old)).toBe(1)
    expect(await signIn(old)).toBeTruthy()
  })

  it('names the password if it is missing, and counts nothing', async () => {
    const without = await service.put(email, { email: wanted }, { token: alice.token })
    expectProblem(without, 400, 'invalid_input')
    expect(without.body.errors).toEqual([{ path: 'password', message: 'is required' }])
    expect(await countRows('throttles', "key like 'sign-in:%'")).toBe(0)
    expect(service.mails).toEqual([])
  })

  it('requires the password, and counts a wrong one like a failed sign-in', async () => {
    service = new Service({ LOGIN_ATTEMPTS: '2' })
    for (const _ of ['first', 'second']) {
      expectProblem(await ask(wanted, 'something else'), 401, 'current_password_incorrect')
    }
    expectProblem(await ask(), 429, 'too_many_attempts')
    expect(service.mails).toEqual([])
    expect(await countRows('otp_challenges')).toBe(0)
  })

  it('refunds the attempt of a right password', async () => {
    service = new Service({ LOGIN_ATTEMPTS: '2' })
    for (const _ of ['first', 'second', 'third']) expect((await ask()).status).toBe(200)
  })

  it('returns the same for an address of another account, and notifies its owner', async () => {
    await prove((await person('bob@example.com')).id)
    const free = await ask()
    const taken = await ask('Bob@Example.com')
    expect([taken.status, taken.body]).toEqual([free.status, { sent_to: 'Bob@Example.com' }])
    expect([...taken.headers.keys()].toSorted()).toEqual([...free.headers.keys()].toSorted())
    const notice = service.mails.at(-1)
    expect(notice?.to).toBe('bob@example.com')
    expect(notice?.subject).toBe('Your email address is already in use')
    expect(notice?.text).not.toMatch(/\d{6}|alice/)
    expectProblem(await enter('000000'), 403, 'invalid_code')
  })

  it('sends no notice to an unverified address', async () => {
    await person('bob@example.com')
    expect((await ask('bob@example.com')).status).toBe(200)
    expect(service.mails).toEqual([])
  })

  it('sends at most ten emails an hour for one account, over all addresses', async () => {
    for (let i = 0; i < 10; i++) expect((await ask(`a${i}@example.net`)).status).toBe(200)
    expectProblem(await ask('a10@example.net'), 429, 'too_many_mails')
    expect(service.mails).toHaveLength(10)
    const bob = await person('bob@example.com')
    expect((await ask('bob@example.net', password, bob)).status, "another's account").toBe(200)
  })

  it.each([
    ['free', wanted],
    ['taken', 'bob@example.com'],
  ])('sends at most five emails an hour to a %s address', async (_, address) => {
    await prove((await person('bob@example.com')).id)
    for (let mails = 0; mails < 5; mails++) expect((await ask(address)).status).toBe(200)
    expectProblem(await ask(address), 429, 'too_many_mails')
    expect(service.mails).toHaveLength(5)
    expect((await ask('third@example.com')).status).toBe(200)
  })

  it('changes nothing if the address is the current one', async () => {
    expectProblem(await ask('ALICE@example.com'), 400, 'no_changes')
    expect(service.mails).toEqual([])
  })

  it('is 503 if no mail can be sent', async () => {
    service = new Service({ MAIL: undefined })
    expectProblem(await ask(), 503, 'mail_unavailable')
  })
})

describe('POST /api/auth/account/email/verify with a new address', () => {
  it('changes it, verified, and notifies both addresses', async () => {
    await prove(alice.id)
    await ask()
    const { status, body } = await enter(lastCode())
    expect(status).toBe(200)
    expect(body.account).toMatchObject({ email: wanted, email_verified: true })
    const notices = service.mails.slice(1).map(({ to, subject }) => [to, subject])
    expect(notices).toEqual(
      [old, wanted].map((to) => [to, 'Your Latchkey email address was changed']),
    )
    expect(await signIn(wanted)).toBeTruthy()
    const refused = await service.post('/api/auth/login', { email: old, password })
    expectProblem(refused, 401, 'invalid_credentials')
    expect(await countRows('events', "detail = 'email_changed'")).toBe(1)
  })

  it('ends the other sessions, voids the reset link, and renews the cookie', async () => {
    const [desk, phone] = [new Browser(service), new Browser(service, 'Safari')]
    await desk.signIn(old)
    await phone.signIn(old)
    const reset = await resetToken(service, old)
    const before = desk.cookie
    await desk.request('PUT', email, { email: wanted, password })
    const { status } = await desk.request('POST', verify, { code: lastCode3() })
    expect(status).toBe(200)
    expect(desk.cookie).not.toBe(before)
    expect((await desk.request('GET', '/api/auth/session')).body.account.email).toBe(wanted)
    expect((await phone.request('GET', '/api/auth/session')).body).toBeNull()
    expectProblem(
      await service.get('/api/auth/me', { headers: { Cookie: before } }),
      401,
      'unauthenticated',
    )
    expectProblem(await service.get('/api/auth/me', { token: reset }), 401, 'unauthenticated')
    expect(await countRows('sessions')).toBe(1)

    function lastCode3() {
      return codeIn(service.mails.filter(({ to }) => to === wanted).at(-1))
    }
  })

  it('changes it once under parallel requests', async () => {
    await ask()
    const code = lastCode()
    const answers = await Promise.all(Array.from({ length: 5 }, () => enter(code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers)
      if (answer.status !== 200) expectProblem(answer, 409, 'code_expired')
    expectProblem(await enter(code), 409, 'code_expired')
  })

  it('checks at most five of twenty guesses', async () => {
    await ask()
    const code = lastCode()
    const wrong = otherThan(code)
    const answers = await Promise.all(Array.from({ length: 20 }, () => enter(wrong)))
    const codes = answers.map(({ body }) => body.code)
    expect(codes.filter((each) => each === 'invalid_code').length).toBeLessThanOrEqual(5)
    expect((await enter(code)).status).not.toBe(200)
    expect(await hasAddress(old)).toBe(1)
  })

  it('accepts ten codes an hour over all challenges', async () => {
    for (let tries = 0; tries < 10; tries++) {
      if (tries % 5 === 0) await ask()
      expectProblem(await enter(otherThan(lastCode())), 403, 'invalid_code')
    }
    await ask()
    expectProblem(await enter(lastCode()), 429, 'too_many_attempts')
  })

  it('refuses the right code after five wrong ones', async () => {
    await ask()
    const code = lastCode()
    for (let i = 0; i < 5; i++) expectProblem(await enter(otherThan(code)), 403, 'invalid_code')
    expectProblem(await enter(code), 409, 'code_expired')
    expect(await hasAddress(old)).toBe(1)
  })

  it('refuses the right code after ten attempts in an hour, and accepts it in the next', async () => {
    const key = `code:${alice.id}`
    const next = Date.now() + 3_600_000
    await write('insert into throttles (key, count, expires_at) values (?, 10, ?)', key, next)
    await ask()
    const code = lastCode()
    expectProblem(await enter(code), 429, 'too_many_attempts')
    expect(await hasAddress(old)).toBe(1)
    await write('update throttles set expires_at = ? where key = ?', Date.now() - 1, key)
    expect((await enter(code)).status).toBe(200)
  })

  it('is not affected by attempts of other accounts', async () => {
    const until = Date.now() + 3_600_000
    const key = `code:${crypto.randomUUID()}`
    await write('insert into throttles (key, count, expires_at) values (?, 10, ?)', key, until)
    await ask()
    expect((await enter(lastCode())).status).toBe(200)
  })

  it('is 409 if another account takes the address before the code is entered', async () => {
    await ask()
    await person(wanted)
    expectProblem(await enter(lastCode()), 409, 'email_taken')
    expect(await hasAddress(old)).toBe(1)
  })

  it('gives the address to one of two accounts that both verified it', async () => {
    const bob = await person('bob@example.com')
    await ask()
    const first = lastCode()
    await ask(wanted, password, bob)
    const second = lastCode()
    const answers = await Promise.all([enter(first), enter(second, bob)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await hasAddress(wanted)).toBe(1)
  })

  it('refuses a code after ten minutes, and the older of two', async () => {
    await ask()
    const older = lastCode()
    await ask('third@example.com')
    const newer = lastCode()
    if (older !== newer) expectProblem(await enter(older), 403, 'invalid_code')
    await write('update otp_challenges set expires_at = ?', Date.now() - 1)
    expectProblem(await enter(newer), 409, 'code_expired')
  })

  it('is void after a change of password', async () => {
    await ask()
    const code = lastCode()
    const json = { current_password: password, new_password: 'another fine phrase' }
    await service.put('/api/auth/account/password', json, { token: alice.token })
    expectProblem(await enter(code), 409, 'code_expired')
  })

  it('refuses the code of another account', async () => {
    const bob = await person('bob@example.com')
    await ask()
    const code = lastCode()
    expectProblem(await enter(code, bob), 409, 'code_expired')
    expect((await enter(code)).status).toBe(200)
  })

  it('cannot be completed with verify-otp', async () => {
    const { token } = await challenge(service, alice.token)
    await ask()
    const otp = lastCode()
    const { id } = (await stored())[0] ?? {}
    // Not even with a token of this challenge, which no response contains.
    await write('update otp_challenges set id = ?', jtiOf(token))
    expectProblem(
      await service.request('POST', '/api/auth/verify-otp', { form: { otp, token } }),
      401,
      'otp_token_invalid',
    )
    await write('update otp_challenges set id = ?', id)
    expect((await enter(otp)).status).toBe(200)
  })
})

describe('POST /api/auth/account/email/code', () => {
  it('verifies the current address, and ends the other sessions', async () => {
    const other = await signIn(old)
    const { body } = await service.post(`${email}/code`, undefined, { token: alice.token })
    expect(body).toEqual({ sent_to: old })
    const { status, body: proven } = await enter(lastCode())
    expect([status, proven.account.email_verified]).toEqual([200, true])
    expectProblem(await service.get('/api/auth/me', { token: other }), 401, 'unauthenticated')
    expect((await service.get('/api/auth/me', { token: alice.token })).status).toBe(200)
    expect(await countRows('otp_challenges')).toBe(0)
    expect(await countRows('events', "detail = 'email_verified'")).toBe(1)
    const again = await service.post(`${email}/code`, undefined, { token: alice.token })
    expectProblem(again, 409, 'already_verified')
  })

  it('verifies it once under parallel requests', async () => {
    await service.post(`${email}/code`, undefined, { token: alice.token })
    const code = lastCode()
    const answers = await Promise.all(Array.from({ length: 5 }, () => enter(code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await countRows('events', "detail = 'email_verified'")).toBe(1)
  })

  it('requires an account with an email address', async () => {
    const bob = await person('bob')
    const answer = await service.post(`${email}/code`, undefined, { token: bob.token })
    expectProblem(answer, 400, 'email_missing')
  })
})

async function stored() {
  const { env } = await import('cloudflare:workers')
  const { results } = await env.DB.prepare('select id from otp_challenges').all<{ id: string }>()
  return results
}

function jtiOf(token: string): string {
  const part = token.split('.')[1] ?? ''
  return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))).jti
}
