import { beforeEach, describe, expect, it } from 'vitest'
import { createInvitation } from '../support/accounts/invitations.ts'
import { administrator, person } from '../support/accounts/people.ts'
import {
  spellingsOfAddress,
  spellingsOfAlice,
  spellingsOfNames,
} from '../support/accounts/spellings.ts'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { type Answer, type Person, password } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

let service: Service
let root: Person
freshDatabase(async () => {
  root = await administrator()
})
beforeEach(() => {
  service = new Service()
})

/** Every operation that gives an account a username or an email address. */
const ways: Record<string, (text: string, other: Person) => Promise<Answer>> = {
  'POST /register': (text) => service.post('/api/auth/register', { username: text, password }),
  'POST /users': (text) =>
    service.post('/api/auth/users', { username: text, password }, { token: root.token }),
  'PUT /profile': (text, { token }) =>
    service.put('/api/auth/profile', { newUsername: text }, { token }),
  'PUT /local-account': (text, { token }) =>
    service.put('/api/auth/local-account', { email: text }, { token }),
  'POST /signup': async (text, { token }) => {
    const referrer = await createInvitation(service, token)
    return service.post('/api/auth/signup', { referrer, email: text, password })
  },
}

/** The first account is still the only one that signs in with that name. */
async function expectOnly(first: Person, spelling: string): Promise<void> {
  const { status, body } = await service.post('/api/auth/login', { username: spelling, password })
  expect(status).toBe(200)
  expect(body.user.id).toBe(first.id)
}

const taken: [kind: string, name: string, same: string, spellings: Record<string, string>][] = [
  ['name', 'alice', 'alice', spellingsOfAlice],
  ['address', 'alice@ex\u00e4mple.com', 'alice@xn--exmple-cua.com', spellingsOfAddress],
  ...Object.entries(spellingsOfNames).map(([name, spellings]): (typeof taken)[number] => [
    'name',
    name,
    name,
    spellings,
  ]),
]

describe.each(Object.entries(ways))('%s', (_, take) => {
  it.each(taken)('rejects a taken %s in any spelling', async (_, taken, same, spellings) => {
    const alice = await person(taken)
    const mallory = await person('mallory')
    for (const [how, spelling] of Object.entries(spellings)) {
      const { status } = await take(spelling, mallory)
      expect([400, 409], `${how}: ${status}`).toContain(status)
    }
    await expectOnly(alice, taken)
    await expectOnly(alice, same)
    expect(await countRows('identifiers')).toBe(3)
  })
})

describe('Username and email address', () => {
  it('returns which of the two is taken', async () => {
    await person('alice')
    await person('alice@example.com')
    const both = (username: string, email: string) =>
      service.post('/api/auth/account', { username, email, password })
    expectProblem(await both('alice', 'bob@example.com'), 409, 'username_taken')
    expectProblem(await both('bob', 'alice@example.com'), 409, 'email_taken')
  })
})

describe('An email address', () => {
  it.each([
    ['in another case', 'User@Example.COM'],
    ['with a full-width domain', 'user@ｅｘａｍｐｌｅ.com'],
    ['with a Kelvin sign', 'user@\u212aelvin.example'],
    ['with a ligature', 'user@of\ufb01ce.example'],
  ])('registered %s signs in as typed', async (_, address) => {
    const { status, body } = await service.post('/api/auth/register', {
      username: address,
      password,
    })
    expect(status).toBe(200)
    const plain = address.normalize('NFKC').toLowerCase()
    const login = await service.post('/api/auth/login', { email: plain, password })
    expect(login.body.user.id).toBe(body.user.id)
    expectProblem(
      await service.post('/api/auth/register', { username: plain, password }),
      409,
      'email_taken',
    )
  })

  it.each([
    ['a Cyrillic a', 'user@ex\u0430mple.com'],
    ['a Greek omicron', 'user@example.c\u03bfm'],
    ['a Cyrillic a in A-labels', 'user@xn--exmple-4nf.com'],
  ])('rejects a domain that mixes scripts to look like another: %s', async (_, address) => {
    await person('user@example.com')
    const answer = await service.post('/api/auth/register', { username: address, password })
    expect([400, 409]).toContain(answer.status)
    expect(await countRows('accounts')).toBe(2)
  })

  it.each([
    'user@b\u00fccher.example',
    'user@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444',
    'user@\u4f8b\u3048.jp',
  ])('accepts a domain in another script: %s', async (address) => {
    const { status } = await service.post('/api/auth/register', { username: address, password })
    expect(status).toBe(200)
    const login = await service.post('/api/auth/login', { email: address, password })
    expect(login.body.user.email).toBe(address)
  })

  it('is stored as its owner writes it', async () => {
    await person('User.Name+tag@Example.com')
    const { body } = await service.post('/api/auth/login', {
      email: 'user.name+TAG@example.com',
      password,
    })
    expect(body.user.email).toBe('User.Name+tag@Example.com')
  })
})

describe('A username', () => {
  it('shares one namespace with email addresses: no username is the email address of another account', async () => {
    const alice = await person('alice@example.com')
    const { token } = await person('mallory')
    const username = 'ALICE@example.com'
    const registered = await service.post('/api/auth/register', { username, password })
    expectProblem(registered, 409, 'email_taken')
    const created = await service.post(
      '/api/auth/users',
      { username, password },
      { token: root.token },
    )
    expectProblem(created, 409, 'email_taken')
    // A username has no @, so it is never an email address.
    const renamed = await service.put('/api/auth/profile', { newUsername: username }, { token })
    expectProblem(renamed, 400, 'invalid_input')
    await expectOnly(alice, 'alice@example.com')
  })

  it('is stored as its owner writes it', async () => {
    const { token } = await person('Alice.B_c-9')
    const { body } = await service.get('/api/auth/me', { token })
    expect(body.username).toBe('Alice.B_c-9')
  })

  it.each([
    ['alice', ['ALICE', ' alice\t', 'ａｌｉｃｅ', '\u{1d41a}lice']],
    ['alice@ex\u00e4mple.com', ['ａlice@ex\u00e4mple.com', 'alice\uff20exa\u0308mple.com']],
  ])('signs %s in with every equivalent spelling', async (taken, spellings) => {
    const alice = await person(taken)
    for (const spelling of spellings) await expectOnly(alice, spelling)
  })

  it('is free as soon as its account gives it up, so two accounts can swap', async () => {
    const [alice, bob] = [await person('alice'), await person('bob')]
    const rename = ({ token }: Person, newUsername: string) =>
      service.put('/api/auth/profile', { newUsername }, { token })
    expectProblem(await rename(alice, 'BOB'), 409, 'username_taken')
    expect((await rename(bob, 'carol')).status).toBe(200)
    expect((await rename(alice, 'bob')).status).toBe(200)
    await expectOnly(alice, 'bob')
    await expectOnly(bob, 'carol')
    const old = await service.post('/api/auth/login', { username: 'alice', password })
    expectProblem(old, 401, 'invalid_credentials')
  })
})
