import { beforeEach, describe, expect, test } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { enroll, forgetUsedCodes } from '../support/accounts/second-factor.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const documents = import.meta.glob<string>('../../docs/documents/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** How the clients of each product sign in. `body` is the text in its document, in which `values` are placeholders. */
const clients = [
  {
    product: 'asta',
    path: '/api/auth/login',
    body: '{\n    "username": "[email protected]",\n    "password": "your-password"\n  }',
    values: ['[email protected]', 'your-password'],
    headers: { 'Content-Type': 'application/json' },
  },
  {
    product: 'asyncat',
    path: '/api/auth/login',
    body: '{"email":"admin@local","password":"changeme"}',
    values: ['admin@local', 'changeme'],
    headers: { 'Content-Type': 'application/json' },
  },
  {
    product: 'lncrawl',
    path: '/api/auth/login',
    // The document has the values, but no example of the body.
    body: undefined,
    values: ['admin@example.com', 'changeme'],
    headers: { 'Content-Type': 'application/json' },
  },
  ...['/v1/auth/login', '/api/v1/auth/login'].map((path) => ({
    product: 'open-archiver' as const,
    path,
    body: '{\n  \n"email": "[email protected]",\n  \n"password": "securepassword123"\n}',
    values: ['[email protected]', 'securepassword123'],
    headers: { 'Content-Type': 'application/json' },
  })),
  {
    product: 'argon',
    path: '/api/auth/login',
    body: '{\n  "username": "text",\n  "password": "text"\n}',
    values: ['"text"', '"text"'],
    headers: { 'Content-Type': 'application/json', Accept: '*/*' },
  },
] as const

const email = 'alice@example.com'

/** The documented body with an email address and what was typed as the password. */
function fill({ body, values }: (typeof clients)[number], typed: string): string {
  const text = body ?? '{"email":"admin@example.com","password":"changeme"}'
  const quoted = (value: string) => (value.startsWith('"') ? value : JSON.stringify(value))
  return values.reduce<string>(
    (filled, value, index) =>
      filled.replace(quoted(value), () => JSON.stringify(index === 0 ? email : typed)),
    text,
  )
}

describe.each(clients)('$product, $path', (client) => {
  const { product, path, body, headers } = client
  let service: Service
  beforeEach(() => {
    service = serving(product)
  })
  const send = (typed: string) =>
    service.request('POST', path, { raw: fill(client, typed), headers: { ...headers } })

  test('the body is the documented one', () => {
    // The pages were saved with no-break spaces, which are no JSON.
    const text = documents[`../../docs/documents/${product}.txt`]?.replaceAll('\u00a0', ' ')
    if (body) expect(text).toContain(body)
    expect(JSON.parse(fill(client, 'typed'))).toEqual({
      [product === 'asta' || product === 'argon' ? 'username' : 'email']: email,
      password: 'typed',
    })
  })

  test('the client signs in with the code or a recovery code at the end of the password', async () => {
    const all = new Service()
    const { token } = await person(email)
    const before = await send(password)
    expect(before.status, before.text).toBe(200)
    const app = await enroll(all, token)
    await write('delete from sessions')

    const missing = await send(password)
    expect([missing.status, missing.body.code]).toEqual([401, 'second_factor_required'])
    expect(missing.body.message).toContain('Add the code of your authenticator app')
    expect(await countRows('sessions')).toBe(0)
    for (const wrong of [` ${app.code(9)}`, ' AAAA-AAAA-AAAA-AAAA']) {
      expect((await send(password + wrong)).status).toBe(401)
    }
    expect(await countRows('sessions')).toBe(0)

    const [recoveryCode = '', other = ''] = app.recoveryCodes
    for (const typed of [
      `${password} ${app.code()}`,
      password + app.code(),
      `${password} ${recoveryCode}`,
      password + other.replaceAll('-', '').toLowerCase(),
    ]) {
      await forgetUsedCodes()
      const answer = await send(typed)
      expect(answer.status, answer.text).toBe(200)
      expect(shapeOf(answer)).toEqual(shapeOf(before))
    }
    expect(await countRows('sessions', 'level = 2')).toBe(4)
    expect(await countRows('sessions')).toBe(4)
    expect(await countRows('recovery_codes')).toBe(8)
  })
})

/** The response without the values that differ between two sign-ins. */
function shapeOf({ text, headers }: Answer) {
  return { text: text.replace(/"eyJ[^"]+"/, '"token"'), type: headers.get('Content-Type') }
}
