import { env } from 'cloudflare:workers'
import diceware from '@zxcvbn-ts/language-common/src/diceware.json'
import { describe, expect, it, test } from 'vitest'
import { maxLength } from '../../worker/input/max-length.ts'
import { validatePassword } from '../../worker/passwords/policy.ts'
import { administrator, person } from '../support/accounts/people.ts'
import {
  description,
  type RequestString,
  requestStrings,
} from '../support/catalogue/description.ts'
import { stateWith } from '../support/catalogue/states.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'
import { mostUsed } from './most-used-passwords.data.ts'

freshDatabase()

const rules = { passwordMinLength: 8, PRODUCT_NAME: 'Acorn & Daughters', assets: env.ASSETS }

describe('a password that is too easy to guess, because it', () => {
  test.each([
    [
      'repeats one character',
      'aaaaaaaa 00000000 88888888 ssssssss €€€€€€€€ AAAAaaaa ........ 🔑🔑🔑🔑🔑🔑🔑🔑',
    ],
    [
      'repeats a few characters',
      'abababab 12341234 abcabcabc 69696969 14531453 kq7kq7kq7 kq7Zkq7Z 19841984 123123123',
    ],
    ['doubles each character', 'aabbccdd 11223344 Aa112233 qqww1122'],
    [
      'is a sequence of digits or letters',
      'abcdefgh 12345678 0123456789 1234567890 13579246 bcdefghi ABCDEFGHIJ 24681012',
    ],
    ['is a sequence backwards', '87654321 987654321 9876543210 0987654321 zyxwvuts HGFEDCBA'],
    ['is a sequence in another alphabet', 'абвгдежз αβγδεζηθ ΑΒΓΔΕΖΗΘ ａｂｃｄｅｆｇｈ'],
    [
      'follows a row of keys',
      'qwertyui asdfghjk zxcvbnm, poiuytre lkjhgfds qwertzui yxcvbnm1 azertyui qsdfghjk йцукенгш',
    ],
    [
      'follows columns of keys',
      '1qaz2wsx !QAZ2wsx zaq12wsx 1qaz2wsx3edc4rfv5tgb qazwsxedc 1qay2wsx zse4xdr5 147258369 159357159',
    ],
    [
      'alternates between two sequences',
      '1q2w3e4r q1w2e3r4 a1b2c3d4 1a2b3c4d 12qwaszx 10203040 1029384756',
    ],
    [
      'joins patterns',
      'abcd1234 1234qwer qwe123asd 123abc456 aaa111bbb 11112222 abc!@#123 20262026 20082009',
    ],
    [
      'adds a few characters to a pattern',
      'xaaaaaaaa1 aaaaaaa1! !abcdefgh1 7qwertyuiop! 12345678ab x12345678! 1q2w3e4r! Abcd@1234 Aa@123456 qwerty2026! asdfgh!2026',
    ],
  ])('%s, is rejected for that reason', async (_, all) => {
    for (const secret of all.split(' ')) {
      expect(`${secret} ${await validatePassword(secret, rules)}`).toMatch(
        / is too easy to guess: it follows a common pattern, such as repeated characters, a sequence or a row of keys$/,
      )
    }
  })

  test.each([
    [
      'is common',
      'password iloveyou sunshine trustno1 PASSWORD ｐａｓｓｗｏｒｄ pässword пароль123',
    ],
    [
      'is common with a digit, a capital letter or punctuation',
      'Password1 Password1! password! !!Dragon!! dragon99 123monkey pass_123! pass.word1 p.a.s.s.w.o.r.d',
    ],
    [
      'is common with a year or a date',
      'Summer2026 Winter2025! March2026 Freitag2026 Février2026 Sommer2026! monkey19850312',
    ],
    [
      'is common with substitutions',
      'P@ssw0rd P@ssw0rd1 P4$$w0rd! Pa55word Pa$$word2026 $unshine1 1loveyou L1verpool! dr4g0n99 1iverpool!',
    ],
    ['is common and repeated', 'passwordpassword Password1Password1 dragondragon1'],
  ])('%s, is rejected for that reason', async (_, all) => {
    for (const secret of all.split(' ')) {
      expect(`${secret} ${await validatePassword(secret, rules)}`).toMatch(
        / is too easy to guess: it is one of the most common passwords, or close to one$/,
      )
    }
  })

  test.each([
    [
      'is the name of Latchkey',
      'Latchkey latchkey1 LATCHKEY! l@tchk3y 1atchkey99 latchkey2026! latchkeylatchkey',
    ],
    [
      'is the name of the product',
      'Acorn&Daughters acorndaughters ACORN2026 acorn123 D@ughters! acorn-daughters-1',
    ],
  ])('%s, is rejected for that reason', async (_, all) => {
    for (const secret of all.split(' ')) {
      expect(`${secret} ${await validatePassword(secret, rules)}`).toMatch(
        / is too easy to guess: it is little more than the name of this service$/,
      )
    }
  })

  it('is rejected for its length first', async () => {
    expect(await validatePassword('aaaaaaa', rules)).toBe('must have at least 8 characters')
    expect(await validatePassword('a'.repeat(73), rules)).toBe('must have at most 72 bytes')
  })
})

describe('the most used passwords', () => {
  it('are rejected: 999 of the first 1,000 of another list, and all of its first 100', async () => {
    expect(mostUsed).toHaveLength(1000)
    const accepted = await acceptedOf(mostUsed)
    expect(accepted.filter((secret) => mostUsed.indexOf(secret) < 100)).toEqual([])
    expect(accepted.length, accepted.join(' ')).toBeLessThanOrEqual(1)
  })

  it('are rejected in uppercase, with punctuation, and with the current year', async () => {
    const variants = mostUsed
      .slice(0, 300)
      .flatMap((secret) => [secret.toUpperCase(), `${secret}!`, `!${secret}`])
    expect(await acceptedOf(variants)).toEqual([])
    const words = mostUsed.filter((secret) => /^[a-z]+$/.test(secret))
    expect(words.length).toBeGreaterThan(200)
    expect(await acceptedOf(words.map((word) => `${word}2026!`))).toEqual([])
  })

  it('of four characters are rejected if only Asta is enabled, which allows four characters', async () => {
    const alone = serving('asta')
    for (const secret of ['1234', 'aaaa', 'abcd', 'qwer', 'pass', 'love', '4321', '1212']) {
      const json = { username: 'bob', password: secret }
      expectProblem(await alone.post('/api/auth/register', json), 400, 'invalid_input')
    }
  })
})

describe('fewer than one in 1,000 of 10,000 good passwords is rejected:', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const alphabets = {
    'letters and digits': `${letters}${letters.toUpperCase()}0123456789`,
    'all of ASCII': Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join(''),
  }
  test.each(
    Object.entries(alphabets).flatMap(([name, alphabet]) =>
      [8, 16].map((length): [number, string, string] => [length, name, alphabet]),
    ),
  )('%i characters of %s', async (length, _, alphabet) => {
    const pick = picker(length)
    await expectFewRejected(() => Array.from({ length }, () => pick([...alphabet])).join(''))
  })

  test.each([
    [3, ' '],
    [4, '-'],
  ])('%i words joined with %j', async (count, between) => {
    const pick = picker(count)
    await expectFewRejected(() => Array.from({ length: count }, () => pick(words)).join(between))
  })

  test('two capitalized words, a digit and a punctuation mark', async () => {
    const pick = picker(2)
    const word = () => pick(words).replace(/^./, (letter) => letter.toUpperCase())
    await expectFewRejected(
      () => `${word()}${word()}${pick([...'0123456789'])}${pick([...'!?#%'])}`,
    )
  })

  async function expectFewRejected(make: () => string): Promise<void> {
    const made = Array.from({ length: 10_000 }, make).filter(({ length }) => length <= 72)
    const accepted = new Set(await acceptedOf(made))
    const rejected = made.filter((secret) => !accepted.has(secret))
    expect(rejected.length, rejected.join(' ')).toBeLessThan(10)
  }
})

describe('without the list of common passwords, an operation that sets a password', () => {
  test.each([
    ['is not deployed', undefined, 'misconfigured'],
    ['is missing', { fetch: async () => new Response(null, { status: 404 }) }, 'misconfigured'],
    ['cannot be read', { fetch: () => Promise.reject(new Error('no asset')) }, 'overloaded'],
  ])('returns 503 if it %s, and a sign-in succeeds', async (_, ASSETS, code) => {
    const service = new Service({ ASSETS })
    const json = { username: 'bob', password: 'another fine phrase' }
    expectProblem(await service.post('/api/auth/register', json), 503, code)
    await person('alice')
    expect((await service.post('/api/auth/login', { username: 'alice', password })).status).toBe(
      200,
    )
  })

  test('reads it again for the next request', async () => {
    let isDeployed = false
    const fetch = async (...given: Parameters<Fetcher['fetch']>) =>
      isDeployed ? env.ASSETS.fetch(...given) : new Response(null, { status: 404 })
    const service = new Service({ ASSETS: { fetch } })
    const json = { username: 'bob', password: 'Summer2026' }
    expectProblem(await service.post('/api/auth/register', json), 503, 'misconfigured')
    isDeployed = true
    expectProblem(await service.post('/api/auth/register', json), 400, 'invalid_input')
  })
})

test('no path serves the list of common passwords', async () => {
  expect((await new Service().get('/common-passwords.txt')).status).toBe(404)
})

describe('a password that only resembles a weak one', () => {
  test.each([
    ...['correct horse battery', 'staple of another kind', 'another fine phrase'],
    ...['kq7Zp2mW', 'qzvxwjkyqbnm', 'kq7Zp2mWkq7Zp2mW', 'kq7Zp2mW'.repeat(9)],
    ...['aaaaaaaaK9x!w', '12345678 is my locker', 'summer is 3 months', 'passwords are hard'],
    ...[
      'kitten-48213-95721',
      'another name, another name, another',
      '🔑🐎🔋🧷🪢🧶🧵🪡',
      'ΑΒΕΖΗΙΚΜΝΟΡΤ',
    ],
  ])('%s is accepted', async (secret) => {
    expect(await validatePassword(secret, rules)).toBeUndefined()
  })
})

describe('a name of the account', () => {
  const names = { first_name: 'Zoë', last_name: 'Quilfeather' }
  async function created(secret: string) {
    const { token } = await administrator()
    const account = { email: 'z.quil-feather@mail.wixbury.example', username: 'zq_feather' }
    const json = { ...account, ...names, password: secret }
    return new Service().post('/api/auth/accounts', json, { token })
  }

  test.each([
    ...['zq_feather', 'ZQ_Feather', 'zqfeather1', 'zq-feather!', 'Zq.Feather.2026', 'zqf3ath3r'],
    ...[
      'quilfeather',
      'Quilfeather1',
      'QUILFEATHER!!',
      'qu1lfeather99',
      'Quilfe@ther',
      '1quilfeather',
    ],
    ...['zoequilfeather', 'Zoë Quilfeather', 'quilfeather.zoe', 'ZoeQuilfeather7', 'quilfeatherx'],
    ...['z.quil-feather', 'zquilfeather2', 'wixbury99', 'W1xbury!2026', 'mail.wixbury.example'],
    ...['z.quil-feather@mail.wixbury.example', 'Z.QUIL-FEATHER@mail.wixbury.example1'],
    ...[
      'quilfeather19850312',
      'quilfeather123456789',
      'quilfeatherpassword',
      'q.u.i.l.f.e.a.t.h.e.r',
    ],
  ])('is rejected as its password: %s', async (secret) => {
    const { status, body } = await created(secret)
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      status: 400,
      code: 'password_not_allowed',
      detail:
        'Password is too easy to guess: it is little more than a name or the email address of the account',
    })
  })

  test.each([
    'zoe keeps nine geese',
    'feathers on a wixbury pond',
    'undefined undefined',
    'null null',
  ])('may be part of a longer password: %s', async (secret) => {
    expect((await created(secret)).status).toBe(201)
  })
})

describe('every operation that takes a new password', async () => {
  const strings = requestStrings(await description(new Service()))
  const fields = strings.filter(({ schema }) => schema.maxLength === maxLength.newPassword)

  it('documents the maximum length in /openapi.json', () => {
    const others = strings.filter(({ name, schema }) => {
      return /password/i.test(name) && schema.maxLength !== maxLength.newPassword
    })
    // These take the current password.
    const compares =
      /login|session|currentPassword|current_password|old_password|account\/email|account\/delete/
    expect(others.filter((one) => !compares.test(`${one.operation} ${one.name}`))).toEqual([])
    expect(fields.length).toBeGreaterThan(12)
  })

  it.each(fields)('rejects an easily guessed password: $operation $name', async (field) => {
    const { service, send } = await requestWith(field)
    for (const [secret, reason] of [
      ['abababab', 'is too easy to guess: it follows a common pattern'],
      ['Summer2026', 'is too easy to guess: it is one of the most common passwords'],
      ['L@tchkey1', 'is too easy to guess: it is little more than the name of this service'],
      // Eight code points that are four characters.
      ['e\u0301o\u0301i\u0301u\u0301', 'must have at least 8 characters'],
      [`${'é'.repeat(30)} ${'ü'.repeat(6)}`, 'must have at most 72 bytes'],
    ] as const) {
      const answer = await send(secret)
      expectProblem(answer, 400, 'invalid_input')
      expect(answer.body.errors).toEqual([
        { path: field.name, message: expect.stringContaining(reason) },
      ])
    }
    expect(service).toBeDefined()
  })
})

/** Prepares the request of an operation and sends it with another value in one field of its body. */
async function requestWith({ operation, name }: RequestString) {
  const usual = stateWith(operation, name)
  const service = new Service(usual.vars)
  const { path, ...sent } = await usual.prepare(service)
  return {
    service,
    send: (secret: string) =>
      service.request(usual.method, path, {
        ...sent,
        json: { ...(sent.json as object), [name]: secret },
      }),
  }
}

/** The passwords that are accepted. */
async function acceptedOf(secrets: string[]): Promise<string[]> {
  const faults = await Promise.all(secrets.map((secret) => validatePassword(secret, rules)))
  return secrets.filter((_, i) => faults[i] === undefined)
}

/** The Diceware words of letters only. */
const words = diceware.filter((word) => /^[a-z]{4,}$/.test(word))

/** A seeded random choice (mulberry32), the same in every run. */
function picker(seed: number) {
  let state = seed
  return <T>(from: readonly T[]): T => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    const picked = from[((t ^ (t >>> 14)) >>> 0) % from.length]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
}
