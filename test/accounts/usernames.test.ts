import { beforeEach, describe, expect, it } from 'vitest'
import { identifierKey } from '../../worker/accounts/identifiers.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { spellingsOfNames } from '../support/accounts/spellings.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { password } from '../support/requests/client.ts'
import { expectInvalid } from '../support/requests/promises.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

let service: Service
beforeEach(() => {
  service = new Service()
})

const register = (username: string, at = service) =>
  at.post('/api/auth/account', { username, password })

/** Usernames as people write them, in letters of one script. */
const names = [
  ...[
    'alice',
    'Alice.B_c-9',
    'Łukasz',
    'Müller',
    'Mu\u0308ller',
    'Ẹ̀kọ́',
    'Nguyễn',
    'straße',
    'İpek',
  ],
  ...['Ελένη', 'имя', 'Қайрат', 'Արամ', 'ნინო', 'ᎣᏏᏲ'],
  ...[
    '名前',
    'はなこ',
    'カタカナー',
    '花子さん',
    'Ｙamada',
    'ﾊﾅｺ',
    '김철수',
    '金철수',
    '王ㄨㄤ',
    '佐々木',
  ],
  ...[
    'मोहन',
    'मोहन१२',
    'சுரேஷ்',
    'สมชาย',
    'ที่',
    'ကြွေးသန်း',
    'བསྒྲུབས',
    'ሰላም',
    'คำ',
    'น้ำ',
    'ໝູ່',
    'Սևակ',
    '\u{1e900}\u{1e901}\u{1e902}',
  ],
  ...['محمد', 'محمد١٢', 'דוד', 'שָׁלוֹם', 'דוד12', 'дмитрий.1_2-3'],
]

/** Lookalikes of other usernames, invisible characters and invalid usernames. */
const noNames: [why: string, name: string][] = [
  ['a Cyrillic letter in a Latin name', 'p\u0430ypal'],
  ['a Greek letter in a Latin name', '\u03bfscar'],
  ['a Latin letter in a Cyrillic name', 'им\u0061'],
  ['an Armenian letter in a Latin name', '\u0570ello'],
  ['a Cherokee letter in a Latin name', '\u13aalice'],
  ['Latin with Han', 'alice名'],
  ['Hangul with kana', '한カ'],
  ['Bopomofo with kana', 'ㄨカ'],
  ['digits of two systems', 'मोहन1२'],
  ['digits of another script', 'alice١'],
  ['a mathematical letter', '\u{1d41a}lice'],
  ['a ligature', 'o\ufb03ce'],
  ['a superscript', 'alice²'],
  ['a small capital of phoneticians', '\u1d00lice'],
  ['a click letter, which looks like a bar', '\u01c0\u01c0\u01c0'],
  ['a letter that only stretches others', 'مح\u0640مد'],
  ['a zero-width joiner', 'ali\u200dce'],
  ['a zero-width non-joiner', 'می\u200cخواهم'],
  ['a right-to-left override', 'ali\u202ece'],
  ['an isolate', '\u2067alice\u2069'],
  ['a soft hyphen', 'ali\u00adce'],
  ['a combining grapheme joiner', 'ali\u034fce'],
  ['a variation selector', 'ali\ufe0fce'],
  ['a Hangul filler', 'ali\u3164ce'],
  ['a filler alone', '\u3164\u3164'],
  ['an unassigned character', 'ali\u0378ce'],
  ['a private one', 'ali\ue000ce'],
  ['a mark at the start', '\u0301alice'],
  ['a mark on a digit', 'a1\u0301'],
  ['a mark on a point', 'a.\u0301'],
  ['the same mark twice', 'a\u0308\u0308b'],
  ['a stack of marks', `a${'\u0334\u0300\u0315\u0316'}lice`],
  ['a mark around a letter', 'a\u20dd'],
  ['an emoji', 'fox🦊'],
  ['a space', 'a b'],
  ['a middle dot', 'a·b'],
  ['an apostrophe', "o'neil"],
  ['a letter that looks like an apostrophe', 'o\u02bcneil'],
  ['a full-width point', 'a．．名'],
  ['a name from right to left that ends with a point', 'דוד.'],
  ['one that begins with a digit', '1דוד'],
  ['two directions', 'דודa'],
]

describe('A username', () => {
  it.each(names)('may be %s, and signs in', async (name) => {
    const { status, body } = await register(name)
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body.account.username).toBe(name)
    for (const spelling of [
      name,
      name.normalize('NFD'),
      name.normalize('NFC'),
      name.toUpperCase(),
    ]) {
      // Not every capital has exactly one small letter.
      if (identifierKey(spelling) !== identifierKey(name)) continue
      const login = await service.post('/api/auth/login', { username: spelling, password })
      expect(login.body.user.id, spelling).toBe(body.account.id)
    }
  })

  it.each(noNames)('cannot have %s', async (_, name) => {
    expectInvalid(await register(name), 'username')
  })

  it.each([
    ['asta', 2],
    ['argon', 1],
  ] as const)('has as many letters as %s asks for, %i, and 64 at most', async (api, least) => {
    const at = serving(api)
    const json = (username: string) => ({ username, password })
    const letters = (count: number) => [...'\u0449\u044d'.repeat(32)].slice(0, count).join('')
    if (least > 1) {
      // A letter of two code points, or of two UTF-16 units, counts as one.
      for (const one of ['ж', 'e\u0301', '\u{1e900}']) {
        expectInvalid(await at.post('/api/auth/register', json(one)), 'username')
      }
    }
    const answers = [letters(least), letters(64)].map((name) =>
      at.post('/api/auth/register', json(name)),
    )
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    const tooLong = await at.post('/api/auth/register', json(`${letters(64)}э`))
    expectInvalid(tooLong, 'username')
    expect(tooLong.body.detail).toBe('username must have at most 64 characters')
    // Stored as two letters each, even if typed as one.
    expectInvalid(await at.post('/api/auth/register', json('\u0958'.repeat(33))), 'username')
    const astral = '\u{1e900}\u{1e901}'.repeat(32)
    expect((await at.post('/api/auth/register', json(astral))).status).toBe(200)
  })

  it('has the same rule in every operation', async () => {
    const root = await administrator()
    const { token } = await person('bob')
    const ways: [string, string, string][] = [
      ['PATCH', '/api/auth/account', token],
      ['PUT', '/api/auth/profile', token],
      ['POST', '/api/auth/users', root.token],
      ['POST', '/api/auth/accounts', root.token],
      ['POST', '/api/auth/register', token],
    ]
    for (const [index, [method, path, token]] of ways.entries()) {
      const given = (name: string) => ({ username: name, newUsername: name, password })
      const refused = await service.request(method, path, { json: given('p\u0430ypal'), token })
      expect(refused.status, path).toBe(400)
      const json = given(`имя${'абвгд'[index]}`)
      const { status } = await service.request(method, path, { json, token })
      expect([200, 201], path).toContain(status)
    }
  })

  it('is found by administrators in any spelling', async () => {
    const root = await administrator()
    await person('Łukasz')
    const query = new URLSearchParams({ search: 'ŁUK' })
    const { body } = await service.get(`/api/auth/accounts?${query}`, root)
    expect(body.items.map(({ username }: { username: string }) => username)).toEqual(['Łukasz'])
  })
})

describe('The identifier key of a username', () => {
  it('is unchanged for ASCII', () => {
    const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))
    for (const letter of ascii.filter((one) => one !== '@' && one !== ' ')) {
      expect(identifierKey(`a${letter}Z`)).toBe(`a${letter}Z`.toLowerCase())
    }
  })

  it('is the same if it is normalized again, and fits its column', () => {
    const all = [
      ...names,
      ...Object.values(spellingsOfNames).flatMap((each) => Object.values(each)),
    ]
    for (const name of all)
      expect(identifierKey(identifierKey(name)), name).toBe(identifierKey(name))
    for (const letter of ['\u0130', '\u1e9e', '\ufb2c', '\u0958', '\u1f82']) {
      expect(identifierKey(letter.repeat(64)).length).toBeLessThanOrEqual(254)
    }
  })
})
