import { beforeEach, describe, expect, test } from 'vitest'
import { type Person, password } from '../support/requests/client.ts'
import { everywhere, expectAll, sample } from './support/everywhere.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

/** A new account for each test, because an account has a limited number of writes per hour. */
let person: Person
beforeEach(async () => {
  person = await service.person(someAddress())
})

function toAll(raw: Parameters<typeof everywhere>[2], headers?: Record<string, string>) {
  return everywhere(service, { person, root }, raw, headers)
}

describe('ASVS 2.2.1, RFC 8259: a JSON body, on every endpoint that accepts one,', () => {
  test.each([
    ['nothing', ''],
    ['blanks', '  \n'],
    ['half an object', '{"username":"a","password":'],
    ['an unquoted key', '{username:"someone"}'],
    ['single quotes', "{'username':'someone'}"],
    ['a trailing comma', '{"username":"someone",}'],
    ['a comment', '{"username":"someone"/* */}'],
    ['two documents', '{}{}'],
    ['NaN', '{"username":NaN}'],
    ['a raw line feed in a string', '{"username":"a\nb"}'],
    ['a lone backslash', '{"username":"\\x"}'],
    ['a byte order mark and nothing', '\ufeff'],
    ['an array', '[{"username":"someone"}]'],
    ['a string', '"username"'],
    ['a number', '1'],
    ['null', 'null'],
    ['true', 'true'],
    ['10,000 open arrays', '['.repeat(10_000)],
    ['10,000 nested arrays', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['5,000 nested objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
  ])('that is %s returns 400', async (_what, raw) => {
    expectAll(await toAll(() => raw), 400)
  })

  test.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['a cut character', [0xf0, 0x9f, 0x92]],
    ['Latin-1', [0xe4]],
    ['a character past the last one', [0xf4, 0x90, 0x80, 0x80]],
  ])('that is valid except for %s, which is not UTF-8, returns 400', async (_what, wrong) => {
    const answers = await toAll(({ fields }) => {
      const right = JSON.stringify({ ...sample(fields), x: '\uffff' })
      const [before = '', after = ''] = right.split('\uffff')
      return Buffer.concat([Buffer.from(before), Buffer.from(wrong), Buffer.from(after)])
    })
    expectAll(answers, 400)
  })

  test('in UTF-16 returns 400', async () => {
    const answers = await toAll(({ fields }) =>
      Buffer.from(`\ufeff${JSON.stringify(sample(fields))}`, 'utf16le'),
    )
    expectAll(answers, 400)
  })

  test('ASVS 1.5.3: with an unpaired surrogate in any string returns 400', async () => {
    const answers = await toAll(({ fields }) => {
      return `{${fields.map((field) => `"${field}":"correct horse \\ud800"`).join(',')}}`
    })
    expectAll(answers, 400)
  })

  test('with values of the wrong type in every field returns 400', async () => {
    for (const value of [null, 1, true, [], {}, [[]], { toString: 1 }]) {
      person = await service.person(someAddress())
      const answers = await toAll(({ fields }) =>
        JSON.stringify(Object.fromEntries(fields.map((field) => [field, value]))),
      )
      expectAll(
        // One document allows null as a name, which means no name. Without a password, one is generated. One field is a boolean.
        answers.filter(
          ({ what }) =>
            !(value === null && /local-account|accounts\/[\w-]+\/password/.test(what)) &&
            !(value === true && /auth\/passkey\/options/.test(what)),
        ),
        400,
      )
    }
  })

  test.each([
    ['text/plain', '{}'],
    ['text/html', '{}'],
    ['application/xml', '<a/>'],
    ['application/x-www-form-urlencoded', 'username=a'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/jsonp', '{}'],
    ['application/json5', '{}'],
    ['application/x-ndjson', '{}'],
    ['json', '{}'],
    ['', '{}'],
  ])('RFC 9110 15.5.16: with the type %j returns 415', async (type, raw) => {
    expectAll(await toAll(() => raw, type === '' ? {} : { 'Content-Type': type }), 415)
  })

  test.each([
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'APPLICATION/JSON',
  ])('with the type %j is read', async (type) => {
    expectAll(await toAll(() => '{', { 'Content-Type': type }), 400)
  })

  test('RFC 9110 15.5.14: over 64 KiB returns 413', async () => {
    const raw = JSON.stringify({ username: 'x'.repeat(64 * 1024) })
    expectAll(await toAll(() => raw), 413)
  })

  test('just under 64 KiB is read', async () => {
    const { username } = await service.person()
    const raw = JSON.stringify({ username, password, pad: 'x'.repeat(63 * 1024) })
    const headers = { 'Content-Type': 'application/json' }
    const { status } = await service.request('POST', '/api/auth/login', { raw, headers })
    expect(status).toBe(200)
  })

  test('RFC 9110 15.5.14: without a Content-Length is measured while it arrives', async () => {
    const headers = {
      'Content-Type': 'application/json',
      'Transfer-Encoding': 'chunked',
      'Content-Length': [],
    }
    const raw = JSON.stringify({ username: 'x'.repeat(200_000), password })
    expect((await service.request('POST', '/api/auth/login', { raw, headers })).status).toBe(413)
  })

  test('ASVS 1.5.3: with a repeated key uses its last value in every check', async () => {
    const [first, last] = [someName(), someName()]
    const headers = { 'Content-Type': 'application/json' }
    const raw = `{"username":"${first}","password":"x","username":"${last}","password":"${password}"}`
    const { body } = await service.request('POST', '/api/auth/register', { raw, headers })
    expect(body.user.username).toBe(last)
    for (const [name, status] of [
      [first, 401],
      [last, 200],
    ] as const) {
      const twice = `{"password":"x","username":"${first}","username":"${name}","password":"${password}"}`
      const answer = await service.request('POST', '/api/auth/login', { raw: twice, headers })
      expect(answer.status).toBe(status)
    }
  })
})

describe('a form', () => {
  test.each([
    ['application/json', '{"otp":"123456","token":"x"}', 415],
    ['text/plain', 'otp=123456&token=x', 415],
    ['', 'otp=123456&token=x', 415],
    ['application/x-www-form-urlencoded', '', 400],
    ['application/x-www-form-urlencoded', 'otp=123456', 400],
    ['application/x-www-form-urlencoded', 'otp=123456&token=x', 401],
    ['application/x-www-form-urlencoded', 'otp=%ff%fe&token=%00', 401],
    ['multipart/form-data', 'otp=123456', 400],
    ['multipart/form-data; boundary=x', '--x\r\n', 400],
    ['multipart/form-data; boundary=x', 'garbage', 400],
    ['application/x-www-form-urlencoded', `otp=${'1'.repeat(70_000)}`, 413],
  ])('with the type %j and the content %.30j returns %i', async (type, raw, status) => {
    const headers = type === '' ? {} : { 'Content-Type': type }
    const answer = await service.request('POST', '/api/auth/verify-otp', { raw, headers })
    expect([answer.status, answer.text]).toEqual([status, answer.text])
  })

  test('with a file or a repeated field causes no error', async () => {
    const part = (name: string, value: string, more = '') =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    for (const raw of [
      `${part('otp', '123456', '; filename="a.txt"')}${part('token', 'x')}--x--\r\n`,
      `${part('otp', '1')}${part('otp', '2')}${part('token', 'x')}${part('token', 'y')}--x--\r\n`,
      `${part('__proto__', '1')}${part('constructor', '2')}--x--\r\n`,
    ]) {
      const { status } = await service.request('POST', '/api/auth/verify-otp', { raw, headers })
      expect([400, 401]).toContain(status)
    }
  })
})
