import { beforeEach, describe, expect, it } from 'vitest'
import { challenge, linkIn, otherThan, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { meeting } from '../support/database/d1.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

let service: Service
beforeEach(() => {
  service = new Service()
})

const login = '/api/auth/login'
const register = '/api/auth/register'

/** This many requests at once, numbered from 0. */
function atOnce(times: number, request: (n: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, (_, n) => request(n)))
}

/** How often each status was returned, with the code if the status alone is ambiguous. */
function tally(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const key = status < 400 ? String(status) : `${status} ${body.code}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** The successful responses. */
function won(answers: Answer[]): Answer[] {
  return answers.filter(({ status }) => status < 300)
}

describe('20 parallel setups', () => {
  const setUp = (n: number) =>
    service.post('/v1/auth/setup', {
      email: `root${n}@example.com`,
      password,
      first_name: 'Root',
      last_name: String(n),
    })

  it('create one administrator', async () => {
    const answers = await atOnce(20, setUp)
    expect(tally(answers)).toEqual({ 201: 1, '403 already_set_up': 19 })
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('accounts', "role_id = 'admin'")).toBe(1)
    expect(await countRows('sessions')).toBe(1)
    const [winner] = won(answers)
    const users = await service.get('/api/auth/users', { token: winner?.body.accessToken })
    expect(users.body.users).toMatchObject([{ id: winner?.body.user.id, role: 'admin' }])
  })

  it('create one if all of them see that setup is open and write at the same moment', async () => {
    service = new Service({ DB: meeting(20) })
    expect(tally(await atOnce(20, setUp))).toEqual({ 201: 1, '403 already_set_up': 19 })
    expect(await countRows('accounts')).toBe(1)
  })
})

describe('20 parallel registrations', () => {
  it('with one username create one account', async () => {
    const spellings = ['alice', 'Alice', 'ALICE', ' alice ']
    const answers = await atOnce(20, (n) =>
      service.post(register, { username: spellings[n % spellings.length], password }),
    )
    expect(tally(answers)).toEqual({ 200: 1, '409 username_taken': 19 })
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('identifiers', "key = 'alice'")).toBe(1)
    expect(await countRows('sessions')).toBe(1)
  })

  it('with one email address in different spellings create one account', async () => {
    const spellings = [
      'alice@exämple.com',
      'ALICE@EXÄMPLE.COM',
      'alice@exa\u0308mple.com',
      'alice@xn--exmple-cua.com',
      ' Alice@ｅxämple.com',
    ]
    const answers = await atOnce(20, (n) =>
      service.post(register, { username: spellings[n % spellings.length], password }),
    )
    expect(tally(answers)).toEqual({ 200: 1, '409 email_taken': 19 })
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('identifiers')).toBe(1)
    expect(await countRows('sessions')).toBe(1)
  })

  it('with one email address, with and without an invitation, create one account', async () => {
    const { token } = await person('host')
    const { body } = await service.post('/api/auth/me/create-token', undefined, { token })
    const email = 'alice@example.com'
    const answers = await atOnce(20, (n) =>
      n % 2
        ? service.post(register, { username: email, password })
        : service.post('/api/auth/signup', { referrer: body.token, email, password }),
    )
    expect(tally(answers)).toEqual({ 200: 1, '409 email_taken': 19 })
    expect(await countRows('accounts')).toBe(2)
  })
})

it('20 accounts that change to one name at once: one succeeds', async () => {
  const people: Person[] = []
  for (let n = 0; n < 20; n++) people.push(await person(`person${n}`))
  const answers = await atOnce(20, (n) =>
    service.put('/api/auth/profile', { newUsername: 'alice' }, { token: people[n]?.token }),
  )
  expect(tally(answers)).toEqual({ 200: 1, '409 username_taken': 19 })
  expect(await countRows('identifiers')).toBe(20)
  expect(await countRows('accounts', "username = 'alice'")).toBe(1)
})

describe("20 parallel requests for the caller's invitation", () => {
  const path = '/api/auth/me/create-token'

  it.each([
    ['one after another', () => service],
    ['also when all of them write at one moment', () => new Service({ DB: meeting(20) })],
  ])('create one, %s', async (_, serviceOf) => {
    const { token } = await person('alice')
    service = serviceOf()
    const answers = await atOnce(20, () => service.post(path, undefined, { token }))
    expect(tally(answers)).toEqual({ 200: 20 })
    expect(new Set(answers.map(({ body }) => body.token)).size).toBe(1)
    expect(await countRows('api_tokens')).toBe(1)
    expect(await countRows('events', "event = 'authn_token_created'")).toBe(1)
  })
})

describe('20 parallel resets with one token', () => {
  it('set one password', async () => {
    await person('alice@example.com')
    const token = await resetToken(service, 'alice@example.com')
    const secret = (n: number) => `brand new secret ${n}`
    const answers = await atOnce(20, (n) =>
      service.post('/api/auth/reset-password-with-token', { password: secret(n) }, { token }),
    )
    expect(tally(answers)).toEqual({ 200: 1, '401 reset_token_invalid': 19 })
    expect(won(answers).map(({ body }) => body)).toEqual([true])
    const winner = answers.findIndex(({ status }) => status === 200)
    expect(await signIn('alice@example.com', secret(winner))).toBeTruthy()
  })

  it('set one if all of them see a valid token and write at the same moment', async () => {
    await person('alice@example.com')
    const token = await resetToken(service, 'alice@example.com')
    service = new Service({ DB: meeting(20) })
    const answers = await atOnce(20, () =>
      service.post('/api/auth/reset-password-with-token', { password }, { token }),
    )
    expect(tally(answers)).toEqual({ 200: 1, '401 reset_token_invalid': 19 })
  })
})

it('20 parallel requests for a link to one address: five are mailed, and one is valid', async () => {
  await person('alice@example.com')
  const answers = await atOnce(20, () =>
    service.post('/api/auth/send-password-reset-link', { email: 'alice@example.com' }),
  )
  expect(tally(answers)).toEqual({ 200: 20 })
  expect(service.mails).toHaveLength(5)
  const opened = await Promise.all(
    service.mails.map((mail) =>
      service.get('/api/auth/me', { token: linkIn(mail).searchParams.get('token') ?? '' }),
    ),
  )
  expect(tally(opened)).toEqual({ 200: 1, '401 unauthenticated': 4 })
})

describe('20 parallel submissions of a code', () => {
  const check = (otp: string, token: string) =>
    service.post('/api/auth/verify-otp', undefined, { form: { otp, token } })

  it('accept the right one once', async () => {
    const alice = await person('alice@example.com')
    const { otp, token } = await challenge(service, alice.token)
    const answers = await atOnce(20, () => check(otp, token))
    expect(tally(answers)).toEqual({ 200: 1, '401 otp_token_invalid': 19 })
    expect(won(answers).map(({ body }) => body)).toEqual([true])
    expect(await countRows('accounts', 'email_verified_at is not null')).toBe(1)
  })

  it('check five wrong ones, and then refuse the right one', async () => {
    const alice = await person('alice@example.com')
    const { otp, token } = await challenge(service, alice.token)
    const answers = await atOnce(20, () => check(otherThan(otp), token))
    expect(tally(answers)).toEqual({ '403 invalid_code': 5, '401 otp_token_invalid': 15 })
    expect(tally([await check(otp, token)])).toEqual({ '401 otp_token_invalid': 1 })
    expect(await countRows('accounts', 'email_verified_at is not null')).toBe(0)
  })

  it('refuse the right one after five wrong ones, within the hourly limit', async () => {
    const alice = await person('alice@example.com')
    const { otp, token } = await challenge(service, alice.token)
    expect(tally(await atOnce(5, () => check(otherThan(otp), token)))).toEqual({
      '403 invalid_code': 5,
    })
    expect(tally([await check(otp, token)])).toEqual({ '401 otp_token_invalid': 1 })
    expect(await countRows('accounts', 'email_verified_at is not null')).toBe(0)
  })
})

describe('50 parallel sign-ins to one account', () => {
  const attempt = (username: string, secret: string) =>
    service.post(login, { username, password: secret })

  it('check LOGIN_ATTEMPTS wrong passwords, and then refuse the right one', async () => {
    await person('alice')
    const answers = await atOnce(50, (n) => attempt('alice', `wrong guess ${n}`))
    expect(tally(answers)).toEqual({ '401 invalid_credentials': 10, '429 too_many_attempts': 40 })
    expect(tally([await attempt('alice', password)])).toEqual({ '429 too_many_attempts': 1 })
  })

  it('check no more with different spellings', async () => {
    await person('alice')
    const spellings = ['alice', 'ALICE', ' alice', 'ａｌｉｃｅ', 'aLiCe\n']
    const answers = await atOnce(50, (n) =>
      service.post(
        login,
        { username: spellings[n % spellings.length], password: `wrong guess ${n}`, n },
        { headers: { 'X-Forwarded-For': `192.0.2.${n}` } },
      ),
    )
    expect(tally(answers)).toEqual({ '401 invalid_credentials': 10, '429 too_many_attempts': 40 })
  })

  it('check no more within a session', async () => {
    const { token } = await person('alice')
    const answers = await atOnce(50, (n) => {
      const guess = `wrong guess ${n}`
      if (n % 2) return attempt('alice', guess)
      const change = { current_password: guess, new_password: password }
      return service.post('/api/auth/change-password', change, { token })
    })
    const { '429 too_many_attempts': late, ...looked } = tally(answers)
    expect(late).toBe(40)
    expect(Object.values(looked).reduce((sum, count) => sum + count, 0)).toBe(10)
  })

  it('treat an unknown name the same', async () => {
    const answers = await atOnce(50, (n) => attempt('unknown', `wrong guess ${n}`))
    expect(tally(answers)).toEqual({ '401 invalid_credentials': 10, '429 too_many_attempts': 40 })
  })

  it('check no more wrong ones if there are right ones among them', async () => {
    await person('alice')
    const guess = (n: number) => attempt('alice', n % 5 ? `wrong guess ${n}` : password)
    const answers = await atOnce(50, guess)
    const more = await atOnce(20, guess)
    const wrong = [...answers, ...more].filter(({ status }) => status === 401)
    expect(wrong.length).toBeLessThanOrEqual(10)
    expect(won(answers).length).toBeLessThanOrEqual(10)
  })
})

describe('20 parallel first sign-ins to a default account', () => {
  it.each([
    ['asyncat', { email: 'admin@local', password: 'changeme' }],
    ['lncrawl', { email: 'admin', password: 'admin' }],
  ] as const)("%s's account comes into being once", async (api, credentials) => {
    service = serving(api, { DEFAULT_ACCOUNTS: 'on' })
    const answers = await atOnce(20, () => service.post(login, credentials))
    expect(won(answers).length).toBeGreaterThanOrEqual(1)
    for (const { status } of answers) expect([200, 401, 429]).toContain(status)
    expect(await countRows('accounts')).toBe(1)
    expect(await countRows('identifiers')).toBe(1)
    expect(new Set(won(answers).map(({ body }) => body.user.id)).size).toBe(1)
    expect((await service.post(login, credentials)).status).toBe(200)
  })

  it('by first-run and login create it once', async () => {
    service = serving('asyncat', { DEFAULT_ACCOUNTS: 'on' })
    const answers = await atOnce(20, (n) =>
      n % 2
        ? service.post('/api/auth/first-run')
        : service.post(login, { email: 'admin@local', password: 'changeme' }),
    )
    expect(won(answers).length).toBeGreaterThanOrEqual(1)
    for (const { status } of answers) expect([200, 401, 404, 429]).toContain(status)
    expect(await countRows('accounts')).toBe(1)
  })
})

describe('Two administrators who delete each other', () => {
  const users = '/api/auth/users'

  /** Two administrators, and how each deletes the other at the same moment. */
  async function both() {
    const first = await administrator()
    const wanted = { username: 'second', password, role: 'admin' }
    const { body } = await service.post(users, wanted, { token: first.token })
    const second = { id: body.user.id, token: await signIn('second') }
    return (through: Service) =>
      Promise.all([
        through.delete(`${users}/${second.id}`, { token: first.token }),
        through.delete(`${users}/${first.id}`, { token: second.token }),
      ])
  }

  it('leave one', async () => {
    const deleteEachOther = await both()
    expect(won(await deleteEachOther(service))).toHaveLength(1)
    expect(await countRows('accounts', "role_id = 'admin'")).toBe(1)
  })

  it('leave one if both are authenticated and write at the same moment', async () => {
    const deleteEachOther = await both()
    const answers = await deleteEachOther(new Service({ DB: meeting(2) }))
    expect(tally(answers)).toEqual({ 200: 1, '409 last_admin': 1 })
    expect(await countRows('accounts', "role_id = 'admin'")).toBe(1)
  })
})

it('20 parallel invitations for an account with 45: five are created', async () => {
  const { token } = await person('alice')
  const create = () => service.post('/api/auth/invitations', undefined, { token })
  expect(tally(await atOnce(45, create))).toEqual({ 201: 45 })
  const answers = await atOnce(20, create)
  expect(tally(answers)).toEqual({ 201: 5, '409 too_many_invitations': 15 })
  expect(await countRows('api_tokens')).toBe(50)
  expect(new Set(won(answers).map(({ body }) => body.token)).size).toBe(5)
})

it('20 parallel password changes with one current password: one succeeds', async () => {
  const { token } = await person('alice')
  service = serving('asta', { LOGIN_ATTEMPTS: '100' })
  const secret = (n: number) => `brand new secret ${n}`
  const answers = await atOnce(20, (n) => {
    const change = { current_password: password, new_password: secret(n) }
    return service.post('/api/auth/change-password', change, { token })
  })
  expect(tally(answers)).toEqual({ 200: 1, '401 current_password_incorrect': 19 })
  const winner = answers.findIndex(({ status }) => status === 200)
  expect(await signIn('alice', secret(winner))).toBeTruthy()
})
