import { describe, expect, test } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import type { Answer } from '../support/requests/client.ts'
import { password } from '../support/requests/client.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

/** The documented default. */
const attempts = 10

function login(body: Record<string, unknown>, headers: Record<string, string> = {}) {
  return service.post('/api/auth/login', body, { headers })
}

async function fail(username: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect((await login({ username, password: `wrong horse ${i}` })).status).toBe(401)
  }
}

/** A response without the headers that differ in every response. */
function comparable({ status, headers, text }: Answer) {
  const { date, 'x-request-id': id, ...rest } = Object.fromEntries(headers)
  return { status, headers: rest, text }
}

describe('a failed sign-in', () => {
  test.each(['/api/auth/login', '/v1/auth/login', '/api/v1/auth/login'])(
    'ASVS 6.3.8: at %s has the same response for an unknown name and a wrong password',
    async (path) => {
      const known = someAddress()
      await service.person(known)
      const over = 'x'.repeat(73)
      const tries = [
        { email: known, password: 'wrong horse battery' },
        { email: someAddress(), password },
        { email: known, password: `${password}\0` },
        { email: known, password: over },
        { email: someAddress(), password: over },
        { email: 'no address at all', password },
        { email: "' or 1=1 --", password },
        { email: known, password: ' ' },
      ]
      const answers = await Promise.all(tries.map((body) => service.post(path, body)))
      expect(answers[0]?.body.detail).toBe('Invalid email or password')
      for (const answer of answers) {
        expect(answer.status).toBe(401)
        expect(comparable(answer)).toEqual(comparable(answers[0] as Answer))
      }
    },
  )

  test('ASVS 6.3.8: names the field that was sent, and does not reveal whether the account exists', async () => {
    const { username } = await service.person()
    for (const name of [username, someName()]) {
      const answer = await login({ username: name, password: 'wrong horse battery' })
      expect([answer.status, answer.body.error]).toEqual([401, 'Invalid username or password'])
    }
  })

  test('ASVS 16.5.1: with a wrong type returns 400, with or without an account', async () => {
    const { username } = await service.person()
    for (const secret of [null, 1, true, [password], { password }, undefined, '']) {
      for (const name of [username, someName()]) {
        expect((await login({ username: name, password: secret })).status).toBe(400)
      }
    }
    for (const name of [null, 1, [username], { username }, '', undefined]) {
      expect((await login({ username: name, password })).status).toBe(400)
    }
  })
})

describe('NIST 800-63B 3.2.2, ASVS 6.3.1: guesses at one account', () => {
  test('are refused after ten failures, even with the right password, with the time until the next attempt', async () => {
    const { username } = await service.person()
    await fail(username, attempts)
    for (const secret of ['wrong horse battery', password]) {
      const answer = await login({ username, password: secret })
      expect([answer.status, answer.body.code]).toEqual([429, 'too_many_attempts'])
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    }
  })

  test('are refused the same for an unknown name', async () => {
    const username = someName()
    await fail(username, attempts)
    const unknown = await login({ username, password })
    const known = await service.person()
    await fail(known.username, attempts)
    const answer = await login({ username: known.username, password })
    expect(unknown.status).toBe(429)
    expect(unknown.text).toBe(answer.text)
  })

  test('are counted on every path, in every spelling and from every network', async () => {
    const email = someAddress()
    await service.person(email)
    await fail(email, attempts)
    const spellings = [
      [email, {}],
      [email.toUpperCase(), {}],
      [`  ${email} `, {}],
      [email.replace('@', '＠'), {}],
      [email.replace(/^u/, 'ｕ'), {}],
      [email, { 'X-Forwarded-For': '203.0.113.9', 'X-Real-IP': '203.0.113.9' }],
      [email, { Forwarded: 'for=203.0.113.9', 'True-Client-IP': '203.0.113.9' }],
    ] as const
    for (const [name, headers] of spellings) {
      expect((await login({ username: name, password }, headers)).status, name).toBe(429)
      expect((await login({ email: name, password, extra: 1 }, headers)).status, name).toBe(429)
    }
    for (const path of ['/v1/auth/login', '/api/v1/auth/login']) {
      expect((await service.post(path, { email, password })).status, path).toBe(429)
    }
  })

  test('ASVS 15.4.2: are compared at most ten times if 50 are parallel', async () => {
    const { username, token } = await service.person()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => login({ username, password: `wrong horse ${i}` })),
    )
    const count = (status: number) => answers.filter((answer) => answer.status === status).length
    expect([count(401), count(429)]).toEqual([attempts, 50 - attempts])
    expect(await service.knows(token)).toBe(true)
  })

  test('ASVS 15.4.2: are wrong at most ten times if 50 are parallel and one is right', async () => {
    const { username } = await service.person()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        login({ username, password: i === 25 ? password : `wrong horse ${i}` }),
      ),
    )
    const count = (status: number) => answers.filter((answer) => answer.status === status).length
    expect(count(200)).toBeLessThanOrEqual(1)
    expect(count(401)).toBeLessThanOrEqual(attempts)
    expect(count(200) + count(401) + count(429)).toBe(50)
  })

  test('are not counted if they are right', async () => {
    const { username } = await service.person()
    for (let round = 0; round < 15; round++) await service.signIn(username)
    await fail(username, attempts - 1)
    await service.signIn(username)
    await fail(username, 1)
    expect((await login({ username, password })).status).toBe(429)
  })

  test('do not block other accounts or existing sessions', async () => {
    const victim = await service.person()
    const other = await service.person()
    await fail(victim.username, attempts)
    expect(await service.knows(victim.token)).toBe(true)
    await service.signIn(other.username)
  })

  test('ASVS 6.4.3: do not block a reset by email, which clears the count', async () => {
    const email = someAddress()
    await service.person(email)
    await fail(email, attempts)
    expect((await login({ email, password })).status).toBe(429)
    const token = await resetToken(service, email)
    const fresh = { password: 'another horse' }
    const reset = service.post('/api/auth/reset-password-with-token', fresh, { token })
    await service.expecting(200, reset)
    await service.signIn(email, fresh.password)
  })
})

describe('another spelling of a request bypasses no guard', () => {
  const path = '/api/auth/users'
  const spellings = [
    ['a second slash in front', `/${path}`],
    ['a second slash inside', '/api//auth/users'],
    ['a trailing slash', `${path}/`],
    ['a slash in percent code', '/api/auth%2fusers'],
    ['a slash in percent code twice', '/api/auth%252fusers'],
    ['a letter in percent code', '/api/auth/%75sers'],
    ['the last letter in percent code', '/api/auth/user%73'],
    ['capitals', '/API/AUTH/USERS'],
    ['one capital', '/api/auth/Users'],
    ['a dot segment', '/api/./auth/users'],
    ['a double-dot segment', '/api/auth/x/../users'],
    ['dots in percent code', '/api/auth/x/%2e%2e/users'],
    ['backslashes', '/api\\auth\\users'],
    ['a semicolon parameter', '/api/auth/users;x=1'],
    ['NUL in percent code', '/api/auth/users%00'],
    ['a line feed in percent code', '/api/auth/users%0a'],
    ['a dot at the end', '/api/auth/users.'],
    ['a format at the end', '/api/auth/users.json'],
    ['a full-width letter', '/api/auth/%EF%BD%95sers'],
    ['an absolute URL', `http://sign-in.test${path}`],
    ['a token in the query', `${path}?access_token=x&token=x&_method=POST`],
  ] as const

  test.each(spellings)('ASVS 8.3.1: %s', async (_what, spelling) => {
    const { token } = await service.person()
    for (const who of [undefined, token, 'garbage']) {
      const { status } = await service.get(spelling, { token: who })
      expect([401, 403, 404, 405]).toContain(status)
      if (status === 403) expect(who).toBe(token)
    }
  })

  test.each(['GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'PROPFIND', 'MKCOL'])(
    'ASVS 4.1.4, RFC 9110 15.5.6: the method %s deletes no account',
    async (method) => {
      const { id, token } = await service.person()
      for (const who of [token, root.token]) {
        const { status, headers } = await service.request(method, `${path}/${id}`, {
          token: who,
          headers: { 'X-HTTP-Method-Override': 'DELETE', 'X-HTTP-Method': 'DELETE' },
        })
        expect([400, 404, 405]).toContain(status)
        if (status === 405) expect(headers.get('allow')).toContain('DELETE')
      }
      expect(await service.knows(token)).toBe(true)
    },
  )

  test('RFC 6750 2.3, ASVS 14.2.1: a token in the query or the body is not a credential', async () => {
    const { token } = await service.person()
    const where = [`access_token=${token}`, `token=${token}`, `Authorization=Bearer%20${token}`]
    for (const query of where) {
      expect((await service.get(`/api/auth/me?${query}`)).status).toBe(401)
    }
    const json = { access_token: token, token, password: 'another horse' }
    expect((await service.post('/api/auth/update-password', json)).status).toBe(401)
  })
})
