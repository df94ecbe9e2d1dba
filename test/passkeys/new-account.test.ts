import { base64url } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { challengeLifetime } from '../../worker/passkeys/challenge.ts'
import { createInvitation } from '../support/accounts/invitations.ts'
import { person } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { WorkingService } from '../support/faults/work.ts'
import { type Ceremony, flag } from '../support/passkeys/authenticator.ts'
import {
  addPasskey,
  assertion,
  firstRegistration,
  registration,
  signInWith,
} from '../support/passkeys/ceremonies.ts'
import { cookieOf, ours } from '../support/requests/browser.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
afterEach(() => void vi.useRealTimers())

let service: Service
beforeEach(() => {
  service = new Service()
})

const path = '/api/auth/account'
const names = { username: 'bea', email: 'bea@example.com' }
const create = (body: object, at = service) => at.post(path, body, { headers: ours })

describe('an account that is created with a passkey', () => {
  it('has the id that the options promised, no password, and a session of level 2', async () => {
    const options = { ...names, first_name: 'Bea', last_name: 'Example' }
    const { body } = await service.post(`${path}/passkey/options`, options, { headers: ours })
    expect(body).toMatchObject({
      user: { name: 'bea@example.com', displayName: 'Bea Example' },
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    expect(await countRows('accounts')).toBe(0)

    const first = await firstRegistration(service, names)
    const answer = await create({ ...names, ...first.body })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({ acr: 'aal2', amr: ['pop', 'mfa'] })
    const { id } = answer.body.account
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(base64url.encode(id)).toBe(first.passkey.userHandle)
    expect(await countRows('accounts', 'password_hash is null')).toBe(1)
    expect(await countRows('passkeys', "account_id = ? and label = 'Phone'", id)).toBe(1)
    expect(await countRows('events', "detail = 'user_passkey' and account_id = ?", id)).toBe(1)
    const headers = { Cookie: cookieOf(answer) }
    expect((await service.get('/api/auth/session', { headers })).body.account.id).toBe(id)
    expect((await signInWith(service, first.passkey)).body.account.id).toBe(id)
  })

  it.each(['closed', 'invitation'])(
    'has options that reveal no taken name if registration is %s',
    async (REGISTRATION) => {
      await person(names.email)
      const taken = { username: null, email: names.email }
      const ask = (at: Service) => at.post(`${path}/passkey/options`, taken, { headers: ours })
      expect((await ask(new Service({ REGISTRATION }))).status).toBe(200)
      expect((await ask(service)).body.code).toBe('email_taken')
    },
  )

  it('takes one round trip and no hash', async () => {
    const { body } = await firstRegistration(service, names)
    const working = new WorkingService()
    const { status, trips, hashes } = await working.work('POST', path, {
      json: { ...names, ...body },
      headers: ours,
    })
    expect([status, trips.length, hashes]).toEqual([201, 1, []])
  })

  it('is created by one of fifty parallel requests', async () => {
    const { body } = await firstRegistration(service, names)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        create({ username: `bea${n}`, email: `bea${n}@example.com`, ...body }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(400)])
    for (const table of ['accounts', 'passkeys', 'sessions'] as const) {
      expect(await countRows(table), table).toBe(1)
    }
    expect(await countRows('identifiers')).toBe(2)
  })

  it.each<[string, Partial<Ceremony>]>([
    ['no user verification', { flags: flag.up }],
    ['another origin', { origin: 'https://evil.test' }],
    ['another RP ID', { rpId: 'evil.test' }],
    ['no user presence', { flags: flag.uv }],
  ])('is refused with %s', async (_, change) => {
    const { body } = await firstRegistration(service, names, change)
    const answer = await create({ ...names, ...body })
    expect([answer.status, answer.body.code]).toEqual([400, 'passkey_invalid'])
    expect(await countRows('accounts')).toBe(0)
  })

  it('is refused with a challenge of another purpose, or an expired one', async () => {
    const alice = await person('alice@example.com')
    const own = await registration(service, alice.token)
    expect((await create({ ...names, ...own.body })).body.code).toBe('passkey_invalid')
    const { body, passkey } = await firstRegistration(service, names)
    const added = await service.post(
      '/api/auth/passkeys',
      { ...body, conditional: false },
      { token: alice.token },
    )
    expect(added.body.code).toBe('passkey_invalid')
    const { response } = (await assertion(service, passkey)).passkey
    const { challenge } = JSON.parse(
      new TextDecoder().decode(base64url.decode(response.clientDataJSON)),
    )
    const forSignIn = await firstRegistration(service, names, { challenge })
    expect((await create({ ...names, ...forSignIn.body })).body.code).toBe('passkey_invalid')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + challengeLifetime })
    expect((await create({ ...names, ...body })).body.code).toBe('passkey_invalid')
    expect(await countRows('accounts')).toBe(1)
  })

  it('is refused once its challenge was spent, and after the account was deleted', async () => {
    const { body } = await firstRegistration(service, names)
    await service.expecting(201, create({ ...names, ...body }))
    await write('delete from accounts')
    const again = await create({ ...names, ...body })
    expect([again.status, again.body.code]).toEqual([400, 'passkey_invalid'])
  })

  it('leaves nothing behind if a name is taken, and then the challenge still works', async () => {
    await person('alice@example.com')
    const taken = { username: null, email: 'Alice@example.com' }
    const options = await service.post(`${path}/passkey/options`, taken, { headers: ours })
    expect([options.status, options.body.code]).toEqual([409, 'email_taken'])
    const { body } = await firstRegistration(service, names)
    const answer = await create({ ...taken, ...body })
    expect([answer.status, answer.body.code]).toEqual([409, 'email_taken'])
    expect([await countRows('accounts'), await countRows('passkeys')]).toEqual([1, 0])
    await service.expecting(201, create({ ...names, ...body }))
  })

  it('cannot take over a passkey that exists', async () => {
    const alice = await person('alice@example.com')
    const passkey = await addPasskey(service, alice.token)
    const { body } = await firstRegistration(service, names)
    await write('update passkeys set id = ?', body.passkey.id)
    const answer = await create({ ...names, ...body })
    expect([answer.status, answer.body.code]).toEqual([409, 'passkey_exists'])
    expect(await countRows('accounts')).toBe(1)
    expect(passkey.counter).toBe(0)
  })

  it('requires a valid invitation, which counts the use', async () => {
    const alice = await person('alice@example.com')
    const invitation = await createInvitation(service, alice.token)
    const invited = new Service({ REGISTRATION: 'invitation' })
    const { body } = await firstRegistration(invited, names)
    expect((await create({ ...names, ...body }, invited)).status).toBe(400)
    const gone = new Service({
      REGISTRATION: 'invitation',
      DB: meanwhile(() => write('update api_tokens set expires_at = 1')),
    })
    const late = await create({ ...names, ...body, invitation }, gone)
    expect(late.body.code).toBe('invitation_invalid')
    await write('update api_tokens set expires_at = 9e12')
    await service.expecting(201, create({ ...names, ...body, invitation }, invited))
    expect(await countRows('api_tokens', 'uses = 1')).toBe(1)
    expect(await countRows('accounts', 'referrer_id = ?', alice.id)).toBe(1)
  })

  it('can be the first administrator, once, with the setup token', async () => {
    const setUp = new Service({ SETUP_TOKEN: 'the setup token of a test', PASSWORDS: 'off' })
    const admin = { email: 'root@example.com', first_name: 'Root', last_name: 'Admin' }
    const { body } = await firstRegistration(setUp, { username: null, email: admin.email })
    const send = (token: string) =>
      setUp.post(
        '/api/auth/setup',
        { ...admin, ...body },
        {
          headers: { ...ours, 'X-Setup-Token': token },
        },
      )
    expect((await send('wrong')).status).toBe(401)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send('the setup token of a test')),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await countRows('accounts', "role_id = 'admin'")).toBe(1)
    expect((await send('the setup token of a test')).body.code).toBe('already_set_up')
  })
})
