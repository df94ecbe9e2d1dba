import bcrypt from 'bcryptjs'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { challenge, otherThan } from '../support/accounts/mailed.ts'
import { person, signIn } from '../support/accounts/people.ts'
import { meeting } from '../support/database/d1.ts'
import { disable, freshDatabase, setOf, write } from '../support/database/rows.ts'
import { expectAlike, expectEqualWork, type Work, WorkingService } from '../support/faults/work.ts'
import { password } from '../support/requests/client.ts'
import { recordLogs } from '../support/requests/logs.ts'
import { someAddress } from '../support/requests/network.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Neither a response nor its work may reveal whether an account exists: runs of bcrypt, their cost, D1 round trips and
 * their statements are counted, because clocks stand still during a request.
 */
freshDatabase()
recordLogs()

const fresh = `${password}, the second`
const long = 'x'.repeat(73)
const working = new WorkingService({ LOGIN_ATTEMPTS: '5' })
const withDefaults = new WorkingService({ DEFAULT_ACCOUNTS: 'on' })
const { service } = working
const post = (path: string, json: unknown, token?: string) =>
  working.work('POST', path, { json, token })

/** Accounts in every state, each with an email address that begins with its state. */
async function createAccounts(): Promise<void> {
  await person('active@example.com')
  const { id: off } = await person('disabled@example.com')
  await disable(off)
  const { id: without } = await person('passwordless@example.com')
  await write('update accounts set password_hash = null where id = ?', without)
  const { id: mangled } = await person('mangled@example.com')
  await write('update accounts set password_hash = ? where id = ?', '$2b$31$x', mangled)
}

describe.each([
  ['/api/auth/login', 'username'],
  ['/api/auth/login', 'email'],
  ['/v1/auth/login', 'email'],
  ['/api/v1/auth/login', 'email'],
])('a failed sign-in at %s by %s', (path, by) => {
  const attempt = (name: string, secret: string) => post(path, { [by]: name, password: secret })
  beforeEach(createAccounts)

  test('takes one comparison and the same statements, with or without an account', async () => {
    const { hashes, trips, status } = expectAlike({
      'a wrong password': await attempt('active@example.com', fresh),
      'no account': await attempt('unknown@example.com', password),
      'no address': await attempt('unknown', password),
      'no name at all': await attempt(' \0’'.repeat(84), password),
      'a name past its maximum': await attempt(`a${'\u0334\u0300'.repeat(8000)}`, password),
      'an address past its maximum': await attempt(
        `active@example.com${' '.repeat(237)}`,
        password,
      ),
      'a password past its maximum': await attempt('active@example.com', 'x'.repeat(60_000)),
      'disabled, the right password': await attempt('disabled@example.com', password),
      'disabled, a wrong password': await attempt('disabled@example.com', fresh),
      'no password set': await attempt('passwordless@example.com', password),
      'a hash that is none': await attempt('mangled@example.com', password),
      'a password too long': await attempt('active@example.com', long),
      'no account, a password too long': await attempt('unknown2@example.com', long),
      'a password with NUL': await attempt('active@example.com', `${password}\0`),
      'no account, a password with NUL': await attempt('unknown3@example.com', `${password}\0`),
    })
    expect({ hashes, status }).toEqual({ hashes: ['compare 04'], status: 401 })
    // The attempt and the account; after the response the event and its counter.
    expect(trips).toEqual([2, 2])
  })

  test('takes two with a password that is not normalized, with or without an account', async () => {
    const secret = 'mañana sol übergröße'
    const typed = secret.normalize('NFD')
    await person('composed@example.com', secret)
    const { id } = await person('disabled2@example.com', secret)
    await disable(id)
    const { hashes, trips, status } = expectAlike({
      'a wrong password': await attempt('composed@example.com', `${typed}!`),
      'no account': await attempt('unknown@example.com', typed),
      'disabled, the right password': await attempt('disabled2@example.com', typed),
      'disabled, a wrong password': await attempt('disabled@example.com', typed),
      'no password set': await attempt('passwordless@example.com', typed),
      'a hash that is none': await attempt('mangled@example.com', typed),
      'a password too long': await attempt('active@example.com', `${typed}${long}`),
      'no account, a password too long': await attempt('unknown2@example.com', `${typed}${long}`),
    })
    expect({ hashes, status }).toEqual({ hashes: ['compare 04', 'compare 04'], status: 401 })
    expect(trips).toEqual([2, 2])
  })

  test('past the limit returns the same, and hashes nothing', async () => {
    const names = ['active@example.com', 'unknown@example.com', 'disabled@example.com']
    for (const name of names) for (let i = 0; i <= 5; i++) await attempt(name, fresh)
    const { hashes, trips, status } = expectAlike({
      'a wrong password': await attempt('active@example.com', fresh),
      'the right password': await attempt('active@example.com', password),
      'no account': await attempt('unknown@example.com', password),
      disabled: await attempt('disabled@example.com', password),
    })
    expect({ hashes, trips, status }).toEqual({ hashes: [], trips: [2], status: 429 })
  })

  test('is the same for a default account that does not exist yet', async () => {
    const first = async (name: string) =>
      withDefaults.work('POST', path, { json: { [by]: name, password: fresh } })
    expectAlike({
      'no account': await first('unknown@example.com'),
      'asyncat’s': await first('admin@local'),
      'lncrawl’s': await first('admin'),
      'an account': await first('active@example.com'),
    })
  })
})

test('a successful sign-in takes one comparison, the first time and later', async () => {
  await createAccounts()
  const json = { username: 'active@example.com', password }
  const { hashes, trips } = expectEqualWork({
    first: await post('/api/auth/login', json),
    again: await post('/api/auth/login', json),
  })
  expect({ hashes, trips }).toEqual({ hashes: ['compare 04'], trips: [2, 5] })
})

test('a request for a reset link takes the same, with or without an account', async () => {
  await createAccounts()
  await person('username')
  const request = (email: string) => post('/api/auth/send-password-reset-link', { email })
  const all: Record<string, Work> = {
    'an account': await request('active@example.com'),
    'again, which voids the first': await request('active@example.com'),
    'in other letters': await request('ACTIVE@Example.com'),
    'no account': await request('unknown@example.com'),
    disabled: await request('disabled@example.com'),
    'without a password': await request('passwordless@example.com'),
    'a default account’s': await request('admin@local'),
  }
  for (let i = 0; i < 5; i++) await request('active@example.com')
  all['past the hourly number'] = await request('active@example.com')
  const { status, body, hashes, trips } = expectAlike(all)
  expect({ status, body, hashes, trips }).toEqual({
    status: 200,
    body: true,
    hashes: [],
    trips: [3],
  })
})

describe('A verification code', () => {
  test('takes the same to request, with or without an open one, and past the hourly limit', async () => {
    const { token } = await person('active@example.com')
    const ask = () => post('/api/auth/me/send-otp', undefined, token)
    const all = { first: await ask(), 'again, which voids the first': await ask() }
    for (let i = 0; i < 5; i++) await ask()
    const { hashes, trips } = expectEqualWork({ ...all, 'past the hourly number': await ask() })
    expect({ hashes, trips: trips.length }).toEqual({ hashes: [], trips: 2 })
  })

  test('takes the same to submit, whether right, wrong, voided, expired, used or unknown', async () => {
    const attempt = (form: { otp: string; token: string }) =>
      working.work('POST', '/api/auth/verify-otp', { form })
    const asked = async (name: string) => {
      const { id, token } = await person(name)
      return { id, session: token, ...(await challenge(service, token)) }
    }
    const right = await asked('right@example.com')
    const late = await asked('late@example.com')
    await setOf(late.id, 'otp_challenges', { expires_at: 1 })
    const off = await asked('off@example.com')
    await disable(off.id)
    const gone = await asked('gone@example.com')
    await write('delete from accounts where id = ?', gone.id)
    const voided = await asked('voided@example.com')
    const newer = await challenge(service, voided.session)
    const wrong = await attempt({ ...right, otp: otherThan(right.otp) })
    const { hashes, trips } = await attempt(right)
    const refused = expectEqualWork({
      wrong,
      used: await attempt(right),
      expired: await attempt(late),
      disabled: await attempt(off),
      deleted: await attempt(gone),
      voided: await attempt(voided),
      'of another challenge': await attempt({ token: newer.token, otp: otherThan(newer.otp) }),
    })
    expect(hashes).toEqual([])
    expect(trips).toHaveLength(1)
    // A refusal is recorded after the response.
    expect(refused).toMatchObject({ hashes, trips: [...trips, 2] })
  })
})

describe('A registration', () => {
  beforeEach(createAccounts)

  test('takes one hash and one batch, whether the name is free or taken', async () => {
    const register = (username: string) => post('/api/auth/register', { username, password })
    const free = {
      'a name': await register('bob'),
      'an address': await register('bob@example.com'),
    }
    const taken = expectAlike({
      'an address': await register('active@example.com'),
      'of a disabled account': await register('disabled@example.com'),
      'in other letters': await register('Active@EXAMPLE.com'),
    })
    expect(taken.status).toBe(409)
    const { hashes, trips } = expectEqualWork({
      ...free,
      taken,
      'a name, taken': await register('Bob'),
    })
    expect(hashes).toEqual(['hash 04'])
    expect(trips).toHaveLength(1)
  })

  test('with an invitation takes the same, whether the address is free or taken', async () => {
    const referrer = await createInvitation(service, await signIn('active@example.com'))
    const signup = (email: string) => post('/api/auth/signup', { referrer, email, password })
    const { hashes } = expectEqualWork({
      free: await signup('bob@example.com'),
      taken: await signup('active@example.com'),
      'taken by a disabled account': await signup('disabled@example.com'),
    })
    expect(hashes).toEqual(['hash 04'])
  })

  test('with an invalid invitation hashes nothing, for any reason', async () => {
    const invitation = async (name: string) => {
      const { id, token } = await person(name)
      return { id, referrer: await createInvitation(service, token) }
    }
    const late = await invitation('late@example.com')
    await setOf(late.id, 'api_tokens', { expires_at: 1 })
    const off = await invitation('off@example.com')
    await disable(off.id)
    const gone = await invitation('gone@example.com')
    await write('delete from accounts where id = ?', gone.id)
    const signup = (referrer: string, email = 'bob@example.com') =>
      post('/api/auth/signup', { referrer, email, password })
    const { status, hashes } = expectAlike({
      unknown: await signup('1234567890'),
      'unknown, an address that is taken': await signup('1234567890', 'active@example.com'),
      expired: await signup(late.referrer),
      'of a disabled account': await signup(off.referrer),
      'of a deleted account': await signup(gone.referrer),
    })
    expect({ status, hashes }).toEqual({ status: 403, hashes: [] })
  })
})

test('an invalid token takes one statement, for any reason', async () => {
  const tokenOf = async (name: string, spoil: (id: string) => Promise<unknown>) => {
    const { id, token } = await person(name)
    await spoil(id)
    return working.work('GET', '/api/auth/state', { token })
  }
  const { status, trips } = expectAlike({
    revoked: await tokenOf('a1', (id) => write('delete from sessions where account_id = ?', id)),
    expired: await tokenOf('a2', (id) => setOf(id, 'sessions', { expires_at: 1 })),
    disabled: await tokenOf('a3', disable),
    deleted: await tokenOf('a4', (id) => write('delete from accounts where id = ?', id)),
  })
  expect({ status, trips }).toEqual({ status: 401, trips: [1] })
})

describe('Of 50 parallel guesses', () => {
  const limit = 10

  /** Sends all guesses, and returns the passwords that were compared. */
  async function compared(guesses: ((service: Service, secret: string) => Promise<unknown>)[]) {
    const crowd = new Service({ DB: meeting(guesses.length) })
    const compare = vi.spyOn(bcrypt, 'compare')
    compare.mockClear()
    await Promise.all(guesses.map((guess, number) => guess(crowd, `${fresh} ${number}`)))
    return compare.mock.calls.map(([secret]) => secret)
  }
  const headers = () => ({ headers: { 'CF-Connecting-IP': someAddress() } })
  const doors: ((name: string) => (service: Service, secret: string) => Promise<unknown>)[] = [
    (name) => (to, secret) =>
      to.post('/api/auth/login', { username: name, password: secret }, headers()),
    (name) => (to, secret) =>
      to.post('/api/auth/login', { email: name.toUpperCase(), password: secret }, headers()),
    (name) => (to, secret) =>
      to.post('/v1/auth/login', { email: ` ${name}`, password: secret }, headers()),
    (name) => (to, secret) =>
      to.post('/api/v1/auth/login', { email: name, password: secret }, headers()),
  ]

  test.each([
    ['of an account', 'alice@example.com'],
    ['of no account', 'unknown@example.com'],
  ])(`${limit} are compared over all sign-in operations: the password %s`, async (_, name) => {
    await person('alice@example.com')
    const guesses = Array.from({ length: 50 }, (__, i) => doors[i % doors.length]?.(name))
    expect(await compared(guesses.filter((guess) => guess !== undefined))).toHaveLength(limit)
  })

  test('a right one does not allow more wrong ones', async () => {
    await person('alice@example.com')
    const guesses = Array.from({ length: 50 }, (_, number) => (to: Service, secret: string) => {
      const json = { username: 'alice@example.com', password: number % 5 === 0 ? password : secret }
      return to.post('/api/auth/login', json, headers())
    })
    const wrong = (await compared(guesses)).filter((secret) => secret !== password)
    expect(wrong.length).toBeLessThanOrEqual(limit)
  })

  test('of current passwords as many are compared as of sign-ins', async () => {
    const { token } = await person('alice@example.com')
    const asked = [
      (to: Service, secret: string) =>
        to.post(
          '/api/auth/change-password',
          { current_password: secret, new_password: password },
          { token, ...headers() },
        ),
      (to: Service, secret: string) =>
        to.put(
          '/api/auth/me/password',
          { old_password: secret, new_password: password },
          { token, ...headers() },
        ),
      (to: Service, secret: string) =>
        to.put(
          '/api/auth/profile',
          { currentPassword: secret, newUsername: 'bob' },
          { token, ...headers() },
        ),
    ]
    const guesses = Array.from({ length: 48 }, (_, number) => asked[number % asked.length])
    const crowd = new Service()
    const compare = vi.spyOn(bcrypt, 'compare')
    compare.mockClear()
    await Promise.all(guesses.map((guess, number) => guess?.(crowd, `${fresh} ${number}`)))
    expect(compare).toHaveBeenCalledTimes(limit)
  })
})
