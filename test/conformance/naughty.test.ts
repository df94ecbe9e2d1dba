import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../support/requests/client.ts'
import { everywhere } from './support/everywhere.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

let person: Person
beforeAll(async () => {
  person = await service.person(someAddress())
})

/** Strings from the Big List of Naughty Strings that break parsers, databases, templates, terminals and case folding. */
const naughty = [
  ...[
    'undefined',
    'NULL',
    'NaN',
    '-1',
    '1e309',
    '0x0',
    '١٢٣',
    '＇ or 1=1',
    "Robert'); DROP TABLE x;--",
  ],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '%s%n%x',
    '../../etc/passwd',
    '`ls`',
    '$HOME',
  ],
  ...[
    'Ω≈ç√∫˜µ≤≥÷',
    'ÅÍÎÏ˝ÓÔÒÚÆ☃',
    '社會科學院語學研究所',
    'هَٰذِهِ ٱلْكَلِمَة',
    'Ｔｅｓｔ',
    'ȺȾ',
    'ﷺ',
    'İıſK',
  ],
  ...[
    '👩‍👩‍👧‍👦🏳️‍🌈',
    '🇺🇸🇷🇺',
    'Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
    '\u200b\u2060\ufeffx',
    '\u202eabc\u202c',
    'a\u0301',
    'á',
    '\u{10ffff}',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '"\'`\\', '  ', 'a'.repeat(200)],
]

describe('ASVS 2.2.1, 1.1.1: naughty strings', () => {
  test('as a display name are refused, or stored unchanged except for spaces at the ends', async () => {
    let kept = 0
    for (const name of naughty) {
      const answer = await service.put('/api/auth/me/name', { name }, { token: person.token })
      expect([200, 400], name).toContain(answer.status)
      const { body } = await service.get('/api/auth/me', { token: person.token })
      if (answer.status === 400) expect(body.name, name).not.toBe(name)
      else expect(body.name).toBe(name.trim())
      if (answer.status === 200) kept++
    }
    expect(kept).toBeGreaterThan(naughty.length / 2)
  })

  test('as a password are refused, or sign in unchanged only', async () => {
    const answers = await Promise.all(
      naughty.map(async (secret) => {
        const username = someName()
        const asked = service.post('/api/auth/register', { username, password: secret })
        return { username, secret, status: (await asked).status }
      }),
    )
    for (const { username, secret, status } of answers) {
      expect([200, 400], secret).toContain(status)
      if (status === 400) continue
      expect(await service.accepts(username, secret), secret).toBe(true)
      expect(await service.accepts(username, `${secret} `), secret).toBe(false)
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(10)
  })

  test('in every field of every endpoint cause no server error', async () => {
    for (const text of naughty) {
      const answers = await everywhere(service, { person, root }, ({ fields }) =>
        JSON.stringify(Object.fromEntries(fields.map((field) => [field, text]))),
      )
      for (const { what, answer } of answers) {
        expect([200, 201, 204, 400, 401, 403, 404, 409, 429], `${what} ${text}`).toContain(
          answer.status,
        )
      }
      if (!(await service.knows(person.token))) person = await service.person(someAddress())
    }
    expect((await service.get('/health')).body).toEqual({ status: 'ok' })
  })

  test('as an invitation return false', async () => {
    for (const text of naughty) {
      const path = `/api/auth/verify-token?token=${encodeURIComponent(text)}`
      expect((await service.get(path)).body, text).toBe(false)
    }
    for (const query of ['', '?token=', '?Token=x', '?token[]=x']) {
      expect((await service.get(`/api/auth/verify-token${query}`)).status, query).toBe(400)
    }
  })
})
