import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

let service: Service
let admin: Person
let reader: Person
freshDatabase(async () => {
  admin = await administrator()
  reader = await person('reader@example.com')
})
beforeEach(() => {
  service = new Service()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Every endpoint that sets a password, with the name of its field. */
const endpoints: [path: string, field: string, set: (secret: unknown) => Promise<Answer>][] = [
  ['/register', 'password', (secret) => post('/register', { username: 'bob', password: secret })],
  [
    '/signup',
    'password',
    async (secret) => {
      const referrer = await createInvitation(service, admin.token)
      return post('/signup', { referrer, email: 'bob@example.com', password: secret })
    },
  ],
  [
    'POST /users',
    'password',
    (secret) => post('/users', { username: 'bob', password: secret }, admin),
  ],
  [
    '/users/{user_id}/reset-password',
    'new_password',
    (secret) => put(`/users/${reader.id}/reset-password`, { new_password: secret }, admin),
  ],
  [
    '/change-password',
    'new_password',
    (secret) =>
      post('/change-password', { current_password: password, new_password: secret }, reader),
  ],
  [
    '/me/password',
    'new_password',
    (secret) => put('/me/password', { old_password: password, new_password: secret }, reader),
  ],
  [
    '/profile',
    'newPassword',
    (secret) => put('/profile', { currentPassword: password, newPassword: secret }, reader),
  ],
  [
    '/update-password',
    'password',
    (secret) => post('/update-password', { password: secret }, reader),
  ],
  ['/local-account', 'password', (secret) => put('/local-account', { password: secret }, reader)],
  [
    '/reset-password-with-token',
    'password',
    async (secret) => {
      const token = await resetToken(service, 'reader@example.com')
      return post('/reset-password-with-token', { password: secret }, { token })
    },
  ],
]
function post(path: string, json: unknown, { token }: { token?: string } = {}) {
  return service.post(`/api/auth${path}`, json, { token })
}
function put(path: string, json: unknown, { token }: { token: string }) {
  return service.put(`/api/auth${path}`, json, { token })
}

describe.each(endpoints)('a new password at %s', (_, field, set) => {
  test.each([
    ['of 73 bytes', 'x'.repeat(73)],
    ['of 73 bytes in 25 characters', `${'€'.repeat(24)}x`],
    ['of 60,000 characters', 'x'.repeat(60_000)],
    ['with NUL at its end', 'correct horse\0'],
    ['with NUL inside', 'correct\0horse battery'],
    ['of NUL alone', '\0'.repeat(12)],
    ['of seven characters', 'kq7Zp2m'],
    ['of seven characters that are fourteen UTF-16 units', '🔑🐎🔋🧷🪢🧶🧵'],
  ])('%s is rejected, and nothing is hashed', async (_, secret) => {
    const before = hashes()
    const answer = await set(secret)
    expectProblem(answer, 400, 'invalid_input')
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([field])
    expect(JSON.stringify(answer.body)).not.toContain(secret.replaceAll('\0', '\\u0000') || '\0')
    expect(before()).toBe(0)
  })

  test('of no characters is rejected or ignored, and nothing is hashed', async () => {
    const taken = hashes()
    const { status, body } = await set('')
    expect(status).toBe(400)
    expect(['invalid_input', 'no_changes']).toContain(body.code)
    expect(taken()).toBe(0)
  })

  test.each([
    ['of 72 bytes', 'kq7Zp2mW'.repeat(9)],
    ['of 24 characters that are 72 bytes', 'いろはにほへとちりぬるをわかよたれそつねならむう'],
    ['of eight characters outside the basic plane', '🔑🐎🔋🧷🪢🧶🧵🪡'],
    ['with spaces at both ends and inside', '  correct   horse  '],
    ['with a line break and a tab', 'correct\n\thorse'],
  ])('%s is stored exactly as sent', async (_, secret) => {
    expect((await set(secret)).status).toBe(200)
    const name = (await taken('bob')) ?? (await taken('bob@example.com')) ?? 'reader@example.com'
    expect(await signIn(name, secret)).toMatch(/\./)
    for (const other of [
      secret.trim(),
      `${secret} `,
      `${secret}x`,
      [...secret].slice(0, -1).join(''),
    ]) {
      if (other === secret || other === '') continue
      const { status } = await new Service().post('/api/auth/login', {
        username: name,
        password: other,
      })
      expect(status, JSON.stringify(other)).toBe(401)
    }
  })
})

describe('a password that bcrypt cannot hash', () => {
  const prefix = 'kq7Zp2mW'.repeat(9)

  test.each([
    ['truncates after 72 bytes', prefix, `${prefix}y`],
    ['ends at NUL', password, `${password}\0`],
    ['repeats itself after NUL', password, `${password}\0${password}`],
  ])('does not sign in even if bcrypt %s', async (_, right, tried) => {
    await person('carol', right)
    const { status } = await post('/login', { username: 'carol', password: tried })
    expect(status).toBe(401)
    expect(await signIn('carol', right)).toMatch(/\./)
  })

  test('is not accepted as the current password either', async () => {
    const { token } = await person('carol', prefix)
    const json = { current_password: `${prefix}y`, new_password: 'some other password' }
    expectProblem(
      await post('/change-password', json, { token }),
      401,
      'current_password_incorrect',
    )
  })
})

describe('the minimum', () => {
  test.each([
    ['asta', 4],
    ['argon', 8],
  ] as const)('with only %s enabled is %i at registration', async (api, least) => {
    const alone = serving(api)
    const long = 'kq7Zp2mW'.slice(0, least)
    const short = { username: 'bob', password: long.slice(1) }
    expectProblem(await alone.post('/api/auth/register', short), 400, 'invalid_input')
    const enough = { username: 'bob', password: long }
    expect((await alone.post('/api/auth/register', enough)).status).toBe(200)
  })

  test('also applies when an administrator sets the password', async () => {
    const alone = serving('asta')
    const path = `/api/auth/users/${reader.id}/reset-password`
    const { token } = admin
    expectProblem(await alone.put(path, { new_password: 'kq7' }, { token }), 400, 'invalid_input')
    expect((await alone.put(path, { new_password: 'kq7Z' }, { token })).status).toBe(200)
  })

  test('of lncrawl, whose document has none, is 8', async () => {
    const alone = serving('lncrawl')
    const { token } = reader
    const change = (new_password: string) =>
      alone.put('/api/auth/me/password', { old_password: password, new_password }, { token })
    expectProblem(await change('kq7Zp2m'), 400, 'invalid_input')
    expect((await change('kq7Zp2mW')).status).toBe(200)
  })
})

describe('a hash of another cost', () => {
  test.each([
    ['older', 4, '6'],
    ['newer', 7, '5'],
  ])('that is %s signs in and is replaced after the response', async (_, from, cost) => {
    await storeHash(await bcrypt.hash(password, from))
    const today = new Service({ BCRYPT_COST: cost })
    const json = { username: 'reader@example.com', password }
    const before = hashes()
    const { answer, settle } = await today.answer('POST', '/api/auth/login', { json })
    expect(answer.status).toBe(200)
    expect(before('compare')).toBe(1)
    await settle()
    expect(bcrypt.getRounds(await storedHash())).toBe(Number(cost))
    expect((await today.post('/api/auth/login', json)).status).toBe(200)
    expect((await today.get('/api/auth/me', { token: reader.token })).status).toBe(200)
  })

  test('is kept if the sign-in fails, and if its cost is the configured one', async () => {
    const old = await bcrypt.hash(password, 5)
    await storeHash(old)
    const today = new Service({ BCRYPT_COST: '6' })
    await today.post('/api/auth/login', { username: 'reader@example.com', password: 'wrong' })
    expect(await storedHash()).toBe(old)
    const same = new Service({ BCRYPT_COST: '5' })
    await same.post('/api/auth/login', { username: 'reader@example.com', password })
    expect(await storedHash()).toBe(old)
  })

  test('that is malformed or has a cost that no setting allows never signs in and costs one hash', async () => {
    for (const stored of ['$2b$04$short', 'plain text', '', `$2b$16$${'a'.repeat(53)}`]) {
      await storeHash(stored)
      const compare = vi.spyOn(bcrypt, 'compare').mockClear()
      const { status } = await post('/login', { username: 'reader@example.com', password })
      expect(status, stored).toBe(401)
      const costs = compare.mock.calls.map(([, hash]) => bcrypt.getRounds(String(hash)))
      expect(costs, stored).toEqual([4])
    }
  })
})

/** Counts the runs of bcrypt from now on. */
function hashes() {
  const compare = vi.spyOn(bcrypt, 'compare')
  const hash = vi.spyOn(bcrypt, 'hash')
  compare.mockClear()
  hash.mockClear()
  return (only?: 'compare') => compare.mock.calls.length + (only ? 0 : hash.mock.calls.length)
}

async function storedHash(): Promise<string> {
  const row = await env.DB.prepare('select password_hash from accounts where id = ?')
    .bind(reader.id)
    .first<{ password_hash: string }>()
  return row?.password_hash ?? ''
}

async function storeHash(hash: string): Promise<void> {
  await env.DB.prepare('update accounts set password_hash = ? where id = ?')
    .bind(hash, reader.id)
    .run()
}

async function taken(key: string): Promise<string | undefined> {
  return (await env.DB.prepare('select key from identifiers where key = ?').bind(key).first()) ===
    null
    ? undefined
    : key
}
