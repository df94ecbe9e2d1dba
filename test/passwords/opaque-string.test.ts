import { env } from 'cloudflare:workers'
import bcrypt from 'bcryptjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { maxLength } from '../../worker/input/max-length.ts'
import { scryptKey } from '../../worker/passwords/hashing/verifiers.ts'
import { passwordChanges } from '../support/accounts/password-changes.ts'
import { person } from '../support/accounts/people.ts'
import { description, requestStrings } from '../support/catalogue/description.ts'
import { stateWith } from '../support/catalogue/states.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { hashing } from '../support/faults/work.ts'
import { type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

/*
 * Every keyboard produces the same password: NFC with ASCII spaces (RFC 8265 section 4.2). Older and imported hashes may be
 * of the text exactly as it was typed.
 */
freshDatabase()

const composed = 'mañana sol übergröße'
const decomposed = composed.normalize('NFD')
/** Encodings of the same password by different keyboards. */
const typed = {
  composed,
  decomposed,
  'with non-breaking spaces': composed.replaceAll(' ', '\u00a0'),
  'with wide spaces, decomposed': decomposed.replaceAll(' ', '\u3000'),
}
/** Different passwords that resemble it. */
const different = {
  'in uppercase': composed.toUpperCase(),
  'without marks': decomposed.replaceAll(/\p{M}/gu, ''),
  'with a tab for a space': composed.replaceAll(' ', '\t'),
  'with another space': `${composed} `,
}

const login = '/api/auth/login'
const service = new Service()
afterEach(() => {
  vi.restoreAllMocks()
})

function signIn(name: string, secret: string) {
  return service.answer('POST', login, { json: { username: name, password: secret } })
}

async function statusOf(name: string, secret: string): Promise<number> {
  return (await signIn(name, secret)).answer.status
}

async function storedHash(id: string): Promise<string> {
  const query = env.DB.prepare('select password_hash from accounts where id = ?')
  return (await query.bind(id).first<string>('password_hash')) ?? ''
}

describe('a new password', async () => {
  const strings = requestStrings(await description(service))
  const fields = strings.filter(({ schema }) => schema.maxLength === maxLength.newPassword)

  test.each(fields)('is normalized by $operation', async ({ operation, name }) => {
    const usual = stateWith(operation, name)
    const { path, ...sent } = await usual.prepare(service)
    const json = { ...(sent.json as object), [name]: typed['with wide spaces, decomposed'] }
    const hash = vi.spyOn(bcrypt, 'hash')
    const { status } = await new Service(usual.vars).request(usual.method, path, { ...sent, json })
    expect(status).toBeLessThan(300)
    expect(hash.mock.calls.map(([text]) => text)).toEqual([composed])
  })

  test('signs in with every encoding, and with no other password', async () => {
    for (const [form, secret] of Object.entries(typed)) {
      const name = `alice.${form.replaceAll(/\W/g, '')}`
      await person(name, secret)
      for (const [other, attempt] of Object.entries(typed)) {
        expect(await statusOf(name, attempt), `${form}, then ${other}`).toBe(200)
      }
      for (const [other, attempt] of Object.entries(different)) {
        expect(await statusOf(name, attempt), `${form}, then ${other}`).toBe(401)
      }
    }
  })

  test.each([
    ['a ligature', 'eﬃcient gravel', 'efficient gravel'],
    ['full width', 'ｋｑ７Ｚｐ２ｍＷ', 'kq7Zp2mW'],
  ])('differs from a password that only looks the same: %s', async (_, one, other) => {
    await person('alice', one)
    expect(await statusOf('alice', one)).toBe(200)
    expect(await statusOf('alice', other)).toBe(401)
  })

  test('is measured after normalization', async () => {
    const register = (secret: string) =>
      service.post('/api/auth/register', { username: 'alice', password: secret })
    // 72 bytes each: two for a letter with its two marks.
    const long = 'ǖȫǟΐΰǜȭǡǖǟȫΰǘǡȭΐǚȱǟǖΐȫǘΰǡǜȭǟǖȱΐǘȫǡΰǚ'.normalize('NFD')
    expect([...long]).toHaveLength(maxLength.newPassword)
    expectProblem(await register(`${long}x`), 400, 'invalid_input')
    // Twelve code points, of six letters.
    expectProblem(await register('ñüößéá'.normalize('NFD')), 400, 'invalid_input')
    expect((await register(long)).status).toBe(200)
    expect(await statusOf('alice', long.normalize('NFC'))).toBe(200)
    expect(await statusOf('alice', long)).toBe(200)
  })
})

describe('a hash of a password that is not normalized', () => {
  let alice: Person
  beforeEach(async () => {
    alice = await person('alice')
    await storeHashOf(decomposed)
  })

  async function storeHashOf(text: string): Promise<void> {
    const hash = await bcrypt.hash(text, 4)
    await write('update accounts set password_hash = ? where id = ?', hash, alice.id)
  }

  test('still signs in and is replaced by a hash of the normalized password', async () => {
    expect(await statusOf('alice', composed)).toBe(401)
    const taken = hashing()
    const { answer, settle } = await signIn('alice', decomposed)
    expect(answer.status).toBe(200)
    await settle()
    expect(taken()).toEqual(['compare 04', 'compare 04', 'hash 04'])
    expect(await bcrypt.compare(composed, await storedHash(alice.id))).toBe(true)
    const kept = await storedHash(alice.id)
    for (const secret of Object.values(typed)) expect(await statusOf('alice', secret)).toBe(200)
    expect(await storedHash(alice.id), 'once').toBe(kept)
  })

  test('is not replaced when a sign-in fails', async () => {
    const before = await storedHash(alice.id)
    const { settle } = await signIn('alice', `${decomposed}!`)
    await settle()
    expect(await storedHash(alice.id)).toBe(before)
  })

  test.each(Object.entries(passwordChanges))(
    'verifies the current password to %s, also if the new password is its normalized form',
    async (_, change) => {
      const { status } = await change(service, alice.token, decomposed, composed)
      expect(status).toBe(200)
      expect(await statusOf('alice', composed)).toBe(200)
      expect(await statusOf('alice', decomposed)).toBe(200)
    },
  )

  test('of another algorithm signs in and is replaced too', async () => {
    const scrypt = new Service({ PASSWORD_HASH: 'scrypt' })
    const salt = Buffer.from('0123456789abcdef')
    const key = await scryptKey(decomposed, salt, 32, { N: 2 ** 15, r: 8, p: 3 })
    const [inSalt, inKey] = [salt, Buffer.from(key)].map((bytes) =>
      bytes.toString('base64').replaceAll('=', ''),
    )
    const hash = `$scrypt$ln=15,r=8,p=3$${inSalt}$${inKey}`
    await write('update accounts set password_hash = ? where id = ?', hash, alice.id)
    const json = { username: 'alice', password: decomposed }
    const { answer, settle } = await scrypt.answer('POST', login, { json })
    expect(answer.status).toBe(200)
    await settle()
    const now = await storedHash(alice.id)
    expect(now).not.toBe(hash)
    expect(now).toMatch(/^\$scrypt\$/)
    expect((await scrypt.post(login, { username: 'alice', password: composed })).status).toBe(200)
    expect(await storedHash(alice.id)).toBe(now)
  })
})

describe('an attempt', () => {
  test('costs one comparison, or two if the password is not normalized', async () => {
    await person('alice', composed)
    const taken = async (secret: string) => {
      const hashes = hashing()
      await signIn('alice', secret)
      return hashes().length
    }
    expect(await taken(composed)).toBe(1)
    expect(await taken(`${composed}!`)).toBe(1)
    expect(await taken(password)).toBe(1)
    expect(await taken(decomposed), 'the first comparison matches').toBe(1)
    expect(await taken(`${decomposed}!`)).toBe(2)
  })

  test('is counted once, regardless of the number of comparisons', async () => {
    const strict = new Service({ LOGIN_ATTEMPTS: '3' })
    const { token } = await person('alice', composed)
    const attempt = () => strict.post(login, { username: 'alice', password: `${decomposed}!` })
    expect([(await attempt()).status, (await attempt()).status]).toEqual([401, 401])
    const json = { current_password: `${decomposed}!`, new_password: password }
    expectProblem(
      await strict.post('/api/auth/change-password', json, { token }),
      401,
      'current_password_incorrect',
    )
    expectProblem(await attempt(), 429, 'too_many_attempts')
  })
})

test.each(Object.entries(typed))(
  'a default account whose password is configured %s signs in with every encoding',
  async (_, LOCAL_PASSWORD) => {
    const withDefaults = new Service({ DEFAULT_ACCOUNTS: 'on', LOCAL_PASSWORD })
    const enter = (secret: string) =>
      withDefaults.post(login, { email: 'admin@local', password: secret })
    for (const secret of [decomposed, composed, ...Object.values(typed)]) {
      expect((await enter(secret)).status).toBe(200)
    }
    for (const secret of Object.values(different)) {
      expectProblem(await enter(secret), 401, 'invalid_credentials')
    }
  },
)

test('Have I Been Pwned receives the hash of the normalized password', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(''))
  const checking = new Service({ PWNED_PASSWORDS: 'on' })
  for (const secret of [composed, decomposed]) {
    const json = { username: `a${fetched.mock.calls.length}`, password: secret }
    expect((await checking.post('/api/auth/register', json)).status).toBe(200)
  }
  const [first, second] = fetched.mock.calls.map(([url]) => url)
  expect(first).toBe(second)
})
