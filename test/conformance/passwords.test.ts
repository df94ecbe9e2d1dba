import { beforeAll, describe, expect, test } from 'vitest'
import { notice, verifyAddress } from '../support/accounts/mailed.ts'
import type { Answer } from '../support/requests/client.ts'
import { password } from '../support/requests/client.ts'
import { mainService, someAddress, someName } from './support/service.ts'
import { type Prepared, type Setter, setters, setup } from './support/setters.ts'

const world = mainService()
const { service, root } = world

/** 32 bytes in 8 code points, 16 UTF-16 units. */
const eightEmoji = '🐫🐪🦙🐃🐂🐄🐎🐖'

/** Exactly 72 bytes, without common words. */
const longest = 'zq7vexing-quartz-'.repeat(5).slice(0, 72)

type Ready = Setter & Prepared

/** Prepares a separate account for each path, in parallel. */
function prepare(which: Setter[]): Promise<Ready[]> {
  return Promise.all(which.map(async (each) => ({ ...each, ...(await each.prepare(world)) })))
}

/** The response of each path to a password. */
async function tried(
  which: Ready[],
  secret: (ready: Ready) => unknown,
): Promise<{ path: string; field: string; answer: Answer }[]> {
  return Promise.all(
    which.map(async (ready) => ({ ...ready, answer: await ready.set(secret(ready)) })),
  )
}

function statuses(answers: { path: string; answer: Answer }[]) {
  return Object.fromEntries(answers.map(({ path, answer }) => [path, answer.status]))
}

function all(which: { path: string }[], status: number) {
  return Object.fromEntries(which.map(({ path }) => [path, status]))
}

describe('on every path that sets a password, this is refused:', () => {
  let ready: Ready[]
  beforeAll(async () => {
    ready = await prepare([...setters, setup])
  })

  test.each([
    ['NIST 800-63B 3.1.1.2, ASVS 6.2.1', 'one code point short', 'q7zvx!w'],
    ['NIST 800-63B 3.1.1.2', 'that is too short, except in UTF-16 units', eightEmoji.slice(0, -2)],
    ['ASVS 6.2.8', 'of 73 bytes, which bcrypt would truncate', `${longest}x`],
    ['ASVS 6.2.8', 'of 76 bytes in 19 code points', '🐫'.repeat(19)],
    ['ASVS 6.2.8', 'with U+0000, where bcrypt would stop', 'correct horse\0battery'],
    ['NIST 800-63B 3.1.1.2, ASVS 6.2.4', 'that is a sequence', '12345678'],
    ['NIST 800-63B 3.1.1.2, ASVS 6.2.4', 'among the most common in other case', 'PassWord1'],
    ['NIST 800-63B 3.1.1.2, ASVS 6.2.11', "that is the service's name", 'LatchKey'],
    ['ASVS 2.2.1', 'of no characters', ''],
    ['ASVS 2.2.1, 15.3.5', 'that is null', null],
    ['ASVS 2.2.1, 15.3.5', 'that is a number', 1234567890],
    ['ASVS 2.2.1, 15.3.5', 'that is a boolean', true],
    ['ASVS 2.2.1, 15.3.5', 'that is an array', ['correct horse battery']],
    ['ASVS 2.2.1, 15.3.5', 'that is an object', { $ne: '' }],
    ['ASVS 2.2.1', 'that is missing', undefined],
  ])('%s: a password %s', async (_clause, _what, secret) => {
    const answers = await tried(ready, () => secret)
    expect(statuses(answers)).toEqual(all(ready, 400))
    for (const { path, field, answer } of answers) {
      const given = answer.body.errors?.map((error: { path: string }) => error.path)
      // One document makes the password optional, and a request without it changes nothing.
      if (given !== undefined) expect(given, path).toContain(field)
      else expect(answer.body.code, path).toBe('no_changes')
    }
    if (typeof secret !== 'string' || secret === '') return
    for (const { username } of ready) expect(await service.accepts(username, secret)).toBe(false)
  })

  test('ASVS 6.2.4: a password, with the reason', async () => {
    for (const { path, answer } of await tried(ready, () => '12345678')) {
      expect(answer.body.detail, path).toMatch(/common/)
    }
  })

  test.each([
    ['as it is', (name: string) => name],
    ['in capitals', (name: string) => name.toUpperCase()],
    ['with a digit and a mark', (name: string) => `${name}1!`],
  ])("ASVS 6.2.11: the account's own name or address %s", async (_what, vary) => {
    const answers = await tried(
      ready.filter((each) => each.path !== setup.path),
      ({ username }) => vary(username),
    )
    for (const { path, answer } of answers) {
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'password_not_allowed'])
    }
  })

  test('ASVS 2.2.1: a password of a megabyte, by its size only', async () => {
    const answers = await tried(ready, () => 'x'.repeat(1_000_000))
    expect(statuses(answers)).toEqual(all(ready, 413))
  })

  test('ASVS 2.3.3: and no refusal changes anything', async () => {
    for (const { path, username, exists } of ready) {
      expect(await service.accepts(username, password), path).toBe(exists)
    }
  })
})

test('ASVS 6.2.4, 6.2.11: the most common passwords, patterns and their variations are refused', async () => {
  const common = [
    ...['password', 'passw0rd', 'password1', 'password123', '12345678', '123456789', '1234567890'],
    ...['11111111', 'qwertyuiop', 'iloveyou', 'sunshine', 'princess', 'football', 'baseball'],
    ...['trustno1', 'superman', 'qwerty123', '1q2w3e4r', 'abcd1234', 'starwars'],
    ...['aaaaaaaa', 'abababab1', '87654321', '1qaz2wsx', 'P@ssw0rd1', 'Summer2026!', 'L@tchkey1'],
  ]
  const answers = await Promise.all(
    common.map((secret) =>
      service.post('/api/auth/register', { username: someName(), password: secret }),
    ),
  )
  expect(answers.map(({ status }, i) => `${common[i]} ${status}`)).toEqual(
    common.map((secret) => `${secret} 400`),
  )
})

describe('on every path that sets a password, this is accepted unchanged:', () => {
  test.each([
    ['NIST 800-63B 3.1.1.2', 'of eight code points', eightEmoji],
    ['ASVS 6.2.9', 'of 72 characters', longest],
    ['NIST 800-63B 3.1.1.2, ASVS 6.2.5', 'of one class of characters', 'qzvxwjkyqbnm'],
    ['ASVS 6.2.8', 'with spaces at both ends', '  correct horse battery  '],
    ['ASVS 6.2.8', 'in capitals that look like Latin ones', 'ΑΒΕΖΗΙΚΜΝΟΡΤ'],
    ['RFC 8265 4.2', 'that is already normalized', 'mañana sol übergröße'],
  ])('%s: a password %s', async (_clause, _what, secret) => {
    const ready = await prepare(setters)
    expect(statuses(await tried(ready, () => secret))).toEqual(all(ready, 200))
    const others = [secret.trim(), `${secret} `, `${secret}x`, `${secret}\0`, secret.toLowerCase()]
    await Promise.all(
      ready.map(async ({ path, username, exists }) => {
        expect(await service.accepts(username, secret), path).toBe(true)
        for (const other of others.filter((each) => each !== secret)) {
          expect(await service.accepts(username, other), `${path} ${other}`).toBe(false)
        }
        if (exists) expect(await service.accepts(username, password), path).toBe(false)
      }),
    )
  })
})

test('RFC 8265 4.2, NIST 800-63B 3.1.1.2: a password works from every keyboard', async () => {
  const secret = 'mañana sol übergröße'
  const typed = [secret, secret.normalize('NFD'), secret.replaceAll(' ', '\u00a0')]
  const ready = await prepare(setters)
  expect(statuses(await tried(ready, () => typed[1]))).toEqual(all(ready, 200))
  for (const { path, username } of ready) {
    for (const form of typed) expect(await service.accepts(username, form), path).toBe(true)
  }
})

describe('with a documented field for the current password', () => {
  const changes = [
    'POST /api/auth/change-password',
    'PUT /api/auth/me/password',
    'PUT /api/auth/profile',
  ]
  const fields = { current_password: 'x', old_password: 'x', currentPassword: 'x' }

  async function change(path: string, token: string, current: string) {
    const [method = '', url = ''] = path.split(' ')
    const given = Object.fromEntries(Object.keys(fields).map((name) => [name, current]))
    const fresh = 'another horse'
    const json = { ...given, new_password: fresh, newPassword: fresh, newUsername: someName() }
    return service.request(method, url, { token, json })
  }

  test.each(changes)('ASVS 6.2.3: %s changes nothing if it is wrong', async (path) => {
    const { username, token } = await service.person()
    const before = await service.get('/api/auth/me', { token })
    const { status, body } = await change(path, token, 'wrong horse battery')
    expect([status, body.code]).toEqual([401, 'current_password_incorrect'])
    expect(await service.accepts(username, password)).toBe(true)
    expect((await service.get('/api/auth/me', { token })).body).toEqual(before.body)
  })

  test.each(changes)('ASVS 6.3.1: %s counts a wrong password as a failed sign-in', async (path) => {
    const { username, token } = await service.person()
    for (let i = 0; i < 10; i++) {
      expect((await change(path, token, `wrong horse ${i}`)).status).toBe(401)
    }
    expect((await change(path, token, password)).status).toBe(429)
    expect((await service.post('/api/auth/login', { username, password })).status).toBe(429)
  })

  test('Argon: PUT /profile requires the current password to set a new one', async () => {
    const { username, token } = await service.person()
    const body = { newPassword: 'another horse', newUsername: someName() }
    const { status } = await service.put('/api/auth/profile', body, { token })
    expect(status).toBe(400)
    expect(await service.accepts(username, password)).toBe(true)
  })
})

describe('a new password', () => {
  test('ASVS 7.4.3: ends the other sessions, on every path', async () => {
    const ready = (await prepare(setters)).filter(({ exists }) => exists)
    expect(ready).toHaveLength(7)
    await Promise.all(
      ready.map(async ({ path, username, set }) => {
        const other = await service.signIn(username)
        expect((await set('another horse')).status, path).toBe(200)
        expect(await service.knows(other), path).toBe(false)
      }),
    )
  })

  test('NIST 800-63B 4.6, ASVS 6.3.7: is announced to its owner by an email that does not contain it', async () => {
    const ready = (await prepare(setters)).filter(({ username }) => username.includes('@'))
    const changed = ready.filter(({ exists }) => exists)
    expect(changed).toHaveLength(6)
    for (const { path, username, token, set } of changed) {
      if (token) await verifyAddress(service, token)
      await set('another horse')
      const { subject, text, html } = await service.mail(username, notice)
      expect(subject, path).toBe('Your Latchkey password was changed')
      for (const part of [subject, text, html]) expect(part).not.toContain('another horse')
    }
  })

  test('ASVS 6.3.7: is announced to its owner if an administrator sets it', async () => {
    const { id, username, token } = await service.person(someAddress())
    await verifyAddress(service, token)
    const path = `/api/auth/users/${id}/reset-password`
    await service.put(path, { new_password: 'another horse' }, { token: root.token })
    expect((await service.mail(username, notice)).subject).toBe(
      'Your Latchkey password was changed',
    )
  })
})
