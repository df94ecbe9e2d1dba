import { describe, expect, test } from 'vitest'
import { challenge, resetToken, submitCode } from '../support/accounts/mailed.ts'
import type { Answer } from '../support/requests/client.ts'
import { password } from '../support/requests/client.ts'
import { mainService, someAddress, someName } from './support/service.ts'

const { service, root } = mainService()

const fresh = 'another horse'

function register(username: string) {
  return service.post('/api/auth/register', { username, password })
}

async function invitation(token = root.token): Promise<string> {
  const asked = service.post('/api/auth/me/create-token', undefined, { token })
  return (await service.expecting(200, asked)).body.token
}

/** How often each status was returned. */
function counted(answers: Answer[]): Record<number, number> {
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => [status, all.length]),
  )
}

/** The accounts with these names, in any case. */
async function listed(...names: string[]): Promise<{ id: string; username: string }[]> {
  const users: { id: string; username: string }[] = []
  let path: string | undefined = '/api/auth/users'
  while (path) {
    const { body, headers }: Answer = await service.get(path, { token: root.token })
    users.push(...body.users)
    path = /<([^>]+)>; rel="next"/.exec(String(headers.get('link')))?.[1]
  }
  const wanted = names.map((name) => name.toLowerCase())
  return users.filter(({ username }) => wanted.includes(username.toLowerCase()))
}

describe('ASVS 15.4.2, 2.3.4: 20 parallel registrations', () => {
  test('of one name create one account', async () => {
    const name = someName()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => register(i % 2 ? name : name.toUpperCase())),
    )
    expect(counted(answers)).toEqual({ 200: 1, 409: 19 })
    expect(await listed(name)).toHaveLength(1)
  })

  test('of one address on three paths create one account', async () => {
    const email = someAddress()
    const referrer = await invitation()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        if (i % 3 === 0) return register(email)
        if (i % 3 === 1) return service.post('/api/auth/signup', { referrer, email, password })
        const json = { username: email.toUpperCase(), password }
        return service.post('/api/auth/users', json, { token: root.token })
      }),
    )
    expect(counted(answers)).toEqual({ 200: 1, 409: 19 })
    expect(await listed(email)).toHaveLength(1)
  })

  test('of one name, in parallel with a change to that name, leave one account with it', async () => {
    const name = someName()
    const { token, id } = await service.person()
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => register(name)),
      ...Array.from({ length: 10 }, () =>
        service.put('/api/auth/profile', { newUsername: name }, { token }),
      ),
    ])
    const holders = await listed(name)
    expect(holders).toHaveLength(1)
    // The account with the name can request it again; no other account can.
    const renamed = answers.slice(10).some(({ status }) => status === 200)
    expect(holders[0]?.id === id).toBe(renamed)
    expect(answers.slice(0, 10).filter(({ status }) => status === 200)).toHaveLength(
      renamed ? 0 : 1,
    )
  })
})

describe('ASVS 1.1.1, 6.3.4: another spelling does not create a second account', () => {
  const spellings: [string, (name: string) => string][] = [
    ['capitals', (name) => name.toUpperCase()],
    ['spaces around it', (name) => `  ${name} `],
    ['a no-break space behind it', (name) => `${name}\u00a0`],
    ['a line feed behind it', (name) => `${name}\n`],
    ['a full-width first letter', (name) => name.replace(/^u/, '\uff55')],
    ['a mathematical first letter', (name) => name.replace(/^u/, '\u{1d42e}')],
    ['a homoglyph for a letter', (name) => name.replace(/^u/, '\u057d')],
    ['a full-width dot', (name) => name.replace('.', '\uff0e')],
    ['a zero-width space inside', (name) => name.replace('.', '.\u200b')],
    ['a soft hyphen inside', (name) => name.replace('.', '.\u00ad')],
    ['a right-to-left mark', (name) => `${name}\u200f`],
    ['a combining mark that joins nothing', (name) => name.replace('.', '.\u034f')],
    ['a variation selector', (name) => `${name}\ufe0f`],
    ['NUL behind it', (name) => `${name}\0`],
  ]

  test.each(spellings)('of a name: %s', async (_what, vary) => {
    const { username } = await service.person()
    const { status } = await register(vary(username))
    expect([400, 409]).toContain(status)
    expect(await listed(username, vary(username))).toHaveLength(1)
  })

  test.each([
    ...spellings,
    ['a decomposed letter of the domain', (address: string) => address.normalize('NFD')],
    ['a precomposed letter of the domain', (address: string) => address.normalize('NFC')],
    ['A-labels', (address: string) => address.replace('ex\u00e4mple', 'xn--exmple-cua')],
    ['a full-width at sign', (address: string) => address.replace('@', '\uff20')],
    ['an ideographic full stop', (address: string) => address.replace('.com', '\u3002com')],
    ['a dot at the end', (address: string) => `${address}.`],
    ['quotes', (address: string) => address.replace(/^[^@]+/, '"$&"')],
    ['a comment', (address: string) => address.replace('@', '(home)@')],
    ['a display name', (address: string) => `Ada <${address}>`],
    ['a second address', (address: string) => `${address},eve@example.com`],
  ] as [string, (address: string) => string][])('of an address: %s', async (_what, vary) => {
    const address = `${someName()}@ex\u00e4mple.com`
    await service.person(address)
    for (const answer of [
      await register(vary(address)),
      await service.post('/api/auth/signup', {
        referrer: await invitation(),
        email: vary(address),
        password,
      }),
    ]) {
      expect([400, 409]).toContain(answer.status)
    }
    expect(await listed(address, vary(address))).toHaveLength(1)
  })

  test("an account cannot have another account's address as its name or address", async () => {
    const address = someAddress()
    const { token } = await service.person(address)
    const other = await service.person()
    const asked = service.put('/api/auth/profile', { newUsername: address }, { token: other.token })
    expect([400, 409]).toContain((await asked).status)
    const email = { email: address.toUpperCase() }
    const { status } = await service.put('/api/auth/local-account', email, { token: other.token })
    expect(status).toBe(409)
    expect((await service.get('/api/auth/me', { token })).body.email).toBe(address)
  })
})

describe("NIST 800-63B 4.2, ASVS 6.4.3: an account that an attacker registered for someone else's address", () => {
  test('belongs to the owner of the address after a reset by email, which ends sessions, tokens and password', async () => {
    const address = someAddress()
    const attacker = await service.person(address)
    const planted = await invitation(attacker.token)
    const code = await challenge(service, attacker.token)
    const token = await resetToken(service, address)
    const path = '/api/auth/reset-password-with-token'
    await service.expecting(200, service.post(path, { password: fresh }, { token }))

    expect(await service.knows(attacker.token)).toBe(false)
    expect(await service.accepts(address, password)).toBe(false)
    expect((await service.get(`/api/auth/verify-token?token=${planted}`)).body).toBe(false)
    expect((await submitCode(service, code)).status).toBe(401)
    const owner = await service.signIn(address, fresh)
    const { body } = await service.get('/api/auth/me', { token: owner })
    expect(body.is_verified).toBe(true)
  })

  test('keeps only the session that requested a code; password and invitations stay valid', async () => {
    const address = someAddress()
    const { token } = await service.person(address)
    const other = await service.signIn(address)
    const made = await invitation(token)
    const { status } = await submitCode(service, await challenge(service, token))
    expect(status).toBe(200)
    expect(await service.knows(token)).toBe(true)
    expect(await service.knows(other)).toBe(false)
    expect(await service.accepts(address, password)).toBe(true)
    expect((await service.get(`/api/auth/verify-token?token=${made}`)).body).toBe(true)
  })
})

describe('ASVS 1.3.11: email', () => {
  test.each([
    'a@example.com\r\nBcc: eve@example.com',
    'a@example.com\nSubject: hello',
    'a@example.com%0d%0aBcc:eve@example.com',
    'a@example.com, eve@example.com',
    'a@example.com;eve@example.com',
    'a@example.com eve@example.com',
    '<a@example.com>',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@example',
    '@example.com',
    'a@b@example.com',
    '"<script>alert(1)</script>"@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(250)}.com`,
  ])('is not sent to invalid or multiple addresses: %j', async (email) => {
    const { token } = await service.person()
    const answers = [
      await register(email),
      await service.post('/api/auth/send-password-reset-link', { email }),
      await service.put('/api/auth/local-account', { email }, { token }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
  })

  test('is not sent to a list or an object', async () => {
    for (const email of [['a@example.com', 'eve@example.com'], { 0: 'a@example.com' }, null, 1]) {
      const { status } = await service.post('/api/auth/send-password-reset-link', { email })
      expect(status).toBe(400)
    }
  })

  test('contains no names, and names have no control characters', async () => {
    const { token } = await service.person()
    for (const name of ['Ada\r\nBcc: eve@example.com', 'Ada\u0000', 'Ada\u001b[31m', 'Ada\u0085']) {
      for (const path of ['/api/auth/me/name', '/api/auth/local-account']) {
        expect((await service.put(path, { name }, { token })).status).toBe(400)
      }
    }
    const address = someAddress()
    const { token: named } = await service.person(address)
    const name = '<img src=x onerror=alert(1)>{{7*7777}}${7*7777}'
    await service.expecting(200, service.put('/api/auth/me/name', { name }, { token: named }))
    await resetToken(service, address)
    const { from, subject, text, html } = await service.mail(address)
    for (const part of [from, subject, text, html]) {
      expect(part).not.toMatch(/<img|7\*7777|54439/)
    }
  })
})
