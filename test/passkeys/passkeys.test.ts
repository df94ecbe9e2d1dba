import { base64url } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { challengeLifetime } from '../../worker/passkeys/challenge.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, verify, write } from '../support/database/rows.ts'
import { type Ceremony, flag } from '../support/passkeys/authenticator.ts'
import { addPasskey, assertion, registration, signInWith } from '../support/passkeys/ceremonies.ts'
import type { Person } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
afterEach(() => void vi.useRealTimers())

const path = '/api/auth/passkeys'
const optionsPath = '/api/auth/passkey/options'

let service: Service
let alice: Person
beforeEach(async () => {
  service = new Service()
  alice = await person('alice@example.com')
})

const idOf = ({ id }: { id: Uint8Array }) => base64url.encode(id)
const add = (body: object, { token } = alice, at = service) => at.post(path, body, { token })
const remove = (id: string, { token } = alice, at = service) =>
  at.delete(`${path}/${id}`, { token })

describe('the options of a new passkey', () => {
  it('name the relying party and the account, and the passkeys that exist', async () => {
    const { body } = await registration(service, alice.token)
    body.passkey.response.transports = ['internal', 'hybrid', 'carrier pigeon']
    await service.expecting(201, add(body))
    const options = await service.post(optionsPath, { conditional: false }, { token: alice.token })
    expect(options.body).toEqual({
      rp: { id: 'sign-in.test', name: 'Latchkey' },
      user: {
        id: base64url.encode(alice.id),
        name: 'alice@example.com',
        displayName: 'alice@example.com',
      },
      challenge: expect.stringMatching(/^[\w-]{75}$/),
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: challengeLifetime,
      excludeCredentials: [
        { type: 'public-key', id: body.passkey.id, transports: ['hybrid', 'internal'] },
      ],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'preferred',
      },
      attestation: 'none',
    })
  })

  it.each([
    ['the host of PUBLIC_URL', { PUBLIC_URL: 'https://id.example.com/' }, 'id.example.com'],
    ['RP_ID', { PUBLIC_URL: 'https://id.example.com', RP_ID: 'example.com' }, 'example.com'],
    ['RP_ID alone', { PUBLIC_URL: '', RP_ID: 'a.com', RP_ORIGINS: 'https://a.com' }, 'a.com'],
  ])('have %s as RP ID', async (_, vars, id) => {
    const other = new Service(vars)
    const options = await other.post(optionsPath, { conditional: false }, { token: alice.token })
    expect(options.body.rp.id).toBe(id)
  })

  it.each([
    ['no PUBLIC_URL', { PUBLIC_URL: '' }],
    ['an IP address', { PUBLIC_URL: 'http://127.0.0.1:8787' }],
  ])('do not exist with %s', async (_, vars) => {
    const other = new Service(vars)
    const options = await other.post(optionsPath, { conditional: false }, { token: alice.token })
    expect([options.status, options.body.code]).toEqual([503, 'passkeys_unavailable'])
    expect(
      (await other.post('/api/auth/session/passkey/options', { purpose: 'sign_in' })).status,
    ).toBe(503)
    expect((await other.get('/api/auth/instance')).body.passkeys).toBe(false)
    expect((await other.get('/.well-known/webauthn')).status).toBe(404)
  })

  it.each([
    ['a domain that is not above PUBLIC_URL', { RP_ID: 'in.test' }],
    ['an IP address', { RP_ID: '127.0.0.1', PUBLIC_URL: '' }],
    ['capitals', { RP_ID: 'Sign-in.test' }],
    ['no origin', { RP_ID: 'sign-in.test', PUBLIC_URL: '' }],
    ['an origin with a path', { RP_ORIGINS: 'https://sign-in.test/auth' }],
  ])('require valid settings: not %s', async (_, vars) => {
    const answer = await new Service(vars).post('/api/auth/session/passkey/options', {
      purpose: 'sign_in',
    })
    expect(answer.body.code).toBe('misconfigured')
  })
})

describe('a new passkey', () => {
  it('is added, which the owner is notified of, and no session ends', async () => {
    await verify(alice.id)
    const other = await service.signIn('alice@example.com')
    const { passkey, body } = await registration(service, alice.token, {
      flags: flag.up | flag.uv | flag.be | flag.bs,
    })
    const answer = await add(body)
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: idOf(passkey),
        label: 'Phone',
        aaguid: '00000000-0000-0000-0000-000000000000',
        transports: [],
        synced: true,
        created_at: expect.any(String),
        last_used_at: null,
      },
    ])
    const mail = await service.mail('alice@example.com', /passkey was added/)
    expect(mail.subject).toBe('A passkey was added to your Latchkey account')
    expect(await countRows('events', "event = 'authn_factor_added' and detail = 'passkey'")).toBe(1)
    for (const token of [alice.token, other]) {
      expect((await service.get('/api/auth/session', { token })).status).toBe(200)
    }
  })

  it('requires a recent proof of who the person is', async () => {
    const { body } = await registration(service, alice.token)
    await write('update sessions set created_at = 0, proved_at = 0')
    for (const answer of [await add(body), await remove('any')]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'reauthentication_required'])
    }
    expect(await countRows('passkeys')).toBe(0)
  })

  it.each<[string, Partial<Ceremony>]>([
    ['another origin', { origin: 'https://evil.test' }],
    ['another RP ID', { rpId: 'evil.test' }],
    ['no user presence', { flags: 0 }],
    ['a statement of the format none', { statement: new Uint8Array([0xa1, 0x61, 0x61, 0x01]) }],
  ])('is refused with %s', async (_, change) => {
    const { body } = await registration(service, alice.token, change)
    const answer = await add(body)
    expect([answer.status, answer.body.code]).toEqual([400, 'passkey_invalid'])
    expect(await countRows('passkeys')).toBe(0)
  })

  it('may come from each origin of the settings', async () => {
    const other = new Service({ RP_ORIGINS: 'https://app.sign-in.test, https://sign-in.example' })
    for (const origin of ['https://app.sign-in.test', 'https://sign-in.example']) {
      await addPasskey(other, alice.token, { origin })
    }
    expect((await other.get('/.well-known/webauthn')).body).toEqual({
      origins: ['https://sign-in.test', 'https://app.sign-in.test', 'https://sign-in.example'],
    })
  })

  it('is refused with a challenge that was used before', async () => {
    const { body } = await registration(service, alice.token)
    await service.expecting(201, add(body))
    expect((await add(body)).body.code).toBe('passkey_invalid')
    await service.expecting(200, remove(body.passkey.id))
    expect((await add(body)).body.code).toBe('passkey_invalid')
    expect(await countRows('events', "event = 'authn_factor_added'")).toBe(1)
  })

  it('is added by one of fifty parallel requests', async () => {
    const { body } = await registration(service, alice.token)
    const answers = await Promise.all(Array.from({ length: 50 }, () => add(body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(400)])
    expect(await countRows('events', "event = 'authn_factor_added'")).toBe(1)
    expect(await countRows('spent_passkey_challenges')).toBe(1)
  })

  it('is refused with the challenge of another account', async () => {
    const bob = await person('bob@example.com')
    const { body } = await registration(service, bob.token)
    expect((await add(body)).body.code).toBe('passkey_invalid')
  })

  it('is refused with the challenge of a sign-in', async () => {
    const passkey = await addPasskey(service, alice.token)
    const { response } = (await assertion(service, passkey)).passkey
    const { challenge } = JSON.parse(
      new TextDecoder().decode(base64url.decode(response.clientDataJSON)),
    )
    const { body } = await registration(service, alice.token, { challenge })
    expect((await add(body)).body.code).toBe('passkey_invalid')
  })

  it('is refused with a challenge that has expired', async () => {
    const { body } = await registration(service, alice.token)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + challengeLifetime })
    expect((await add(body)).body.code).toBe('passkey_invalid')
  })

  it('may be created by the browser on its own only with a challenge for that', async () => {
    const { body } = await registration(service, alice.token, { flags: 0, conditional: true })
    expect((await add({ ...body, conditional: false })).body.code).toBe('passkey_invalid')
    expect((await add(body)).status).toBe(201)
    const { body: usual } = await registration(service, alice.token, { flags: 0 })
    expect((await add({ ...usual, conditional: true })).body.code).toBe('passkey_invalid')
  })

  it('belongs to one account', async () => {
    const bob = await person('bob@example.com')
    const { passkey, body } = await registration(service, alice.token)
    await service.expecting(201, add(body))
    await write('delete from spent_passkey_challenges')
    expect((await add(body)).body.code).toBe('passkey_exists')
    expect((await signInWith(service, passkey)).body.account.id).toBe(alice.id)
    expect(await countRows('passkeys', 'account_id = ?', bob.id)).toBe(0)
  })

  it('is refused past the limit of an account', async () => {
    const passkey = await addPasskey(service, alice.token)
    for (let n = 1; n < 50; n++) {
      const columns =
        "'n' || ?, account_id, rp_id, public_key, algorithm, counter, transports, aaguid, backup_eligible, backed_up, user_verified, label, created_at, last_used_at, user_handle"
      await write(
        `insert into passkeys select ${columns} from passkeys where id = ?`,
        n,
        idOf(passkey),
      )
    }
    const { body } = await registration(service, alice.token)
    expect((await add(body)).body.code).toBe('too_many_passkeys')
    expect(await countRows('events', "event = 'authn_factor_added'")).toBe(1)
    await service.expecting(200, remove(idOf(passkey)))
    expect((await add(body)).status).toBe(201)
  })

  it('is not added once the session has ended', async () => {
    const { body } = await registration(service, alice.token)
    const slow = new Service({ DB: meanwhile(() => write('delete from sessions')) })
    expect((await add(body, alice, slow)).body.code).toBe('unauthenticated')
    expect(await countRows('passkeys')).toBe(0)
    expect(await countRows('spent_passkey_challenges')).toBe(0)
  })
})

describe('the passkeys of an account', () => {
  it('are listed with their last use, and no others', async () => {
    const first = await addPasskey(service, alice.token)
    const second = await addPasskey(service, alice.token)
    const bob = await person('bob@example.com')
    await addPasskey(service, bob.token)
    await write('update passkeys set created_at = created_at - 1 where id = ?', idOf(first))
    await signInWith(service, second)
    const { items, next } = (await service.get(path, { token: alice.token })).body
    expect([items.map(({ id }: { id: string }) => id), next]).toEqual([
      [idOf(first), idOf(second)],
      null,
    ])
    expect(items[0].last_used_at).toBeNull()
    expect(items[1].last_used_at).toEqual(expect.any(String))
    expect(JSON.stringify(items)).not.toContain('public_key')
  })

  it('can be named by their owner alone', async () => {
    const id = idOf(await addPasskey(service, alice.token))
    const bob = await person('bob@example.com')
    const rename = ({ token }: Person, label: string) =>
      service.request('PATCH', `${path}/${id}`, { json: { label }, token })
    expect((await rename(alice, ' Blue key 🔑 ')).body.label).toBe('Blue key 🔑')
    expect((await rename(bob, 'Mine')).body.code).toBe('passkey_not_found')
    expect((await rename(alice, 'a'.repeat(201))).status).toBe(400)
    expect(await countRows('passkeys', "label = 'Blue key 🔑'")).toBe(1)
  })

  it('can be removed, which the owner is notified of', async () => {
    await verify(alice.id)
    const [id, other] = [
      idOf(await addPasskey(service, alice.token)),
      idOf(await addPasskey(service, alice.token)),
    ]
    const answer = await remove(id)
    expect([answer.status, answer.body]).toEqual([
      200,
      { rp_id: 'sign-in.test', user_id: base64url.encode(alice.id), accepted: [other] },
    ])
    await service.mail('alice@example.com', /passkey was removed/)
    expect(await countRows('events', "event = 'authn_factor_removed' and detail = 'passkey'")).toBe(
      1,
    )
    expect((await remove(id)).body.code).toBe('passkey_not_found')
  })

  it('cannot be removed by another account', async () => {
    const id = idOf(await addPasskey(service, alice.token))
    const bob = await person('bob@example.com')
    expect((await remove(id, bob)).body.code).toBe('passkey_not_found')
    expect(await countRows('passkeys')).toBe(1)
  })

  it('can all be removed if the account has a password', async () => {
    expect((await remove(idOf(await addPasskey(service, alice.token)))).body.accepted).toEqual([])
  })

  it('cannot all be removed if the account has no password', async () => {
    const [first, second] = [
      idOf(await addPasskey(service, alice.token)),
      idOf(await addPasskey(service, alice.token)),
    ]
    await write('update accounts set password_hash = null')
    const answers = await Promise.all([remove(first), remove(second)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body).toMatchObject({
      code: 'last_passkey',
      detail: expect.stringContaining('Add another one'),
    })
    expect(await countRows('passkeys')).toBe(1)
    expect(await countRows('events', "event = 'authn_factor_removed'")).toBe(1)
  })

  it('of another relying party are no way to sign in', async () => {
    const id = idOf(await addPasskey(service, alice.token))
    await addPasskey(service, alice.token)
    await write("update passkeys set rp_id = 'other.test' where id <> ?", id)
    await write('update accounts set password_hash = null')
    expect((await remove(id)).body.code).toBe('last_passkey')
  })

  it('of another account are no way to sign in', async () => {
    const id = idOf(await addPasskey(service, alice.token))
    const bob = await person('bob@example.com')
    await addPasskey(service, bob.token)
    await write('update accounts set password_hash = null where id = ?', alice.id)
    expect((await remove(id)).body.code).toBe('last_passkey')
  })

  it('are neither named nor removed once the session has ended', async () => {
    const id = idOf(await addPasskey(service, alice.token))
    const slow = new Service({ DB: meanwhile(() => write('delete from sessions')) })
    expect((await remove(id, alice, slow)).body.code).toBe('unauthenticated')
    expect(await countRows('passkeys')).toBe(1)
    const token = await service.signIn('alice@example.com')
    const again = new Service({ DB: meanwhile(() => write('delete from sessions')) })
    const rename = again.request('PATCH', `${path}/${id}`, { json: { label: 'New' }, token })
    expect((await rename).body.code).toBe('unauthenticated')
    expect(await countRows('passkeys', "label = 'New'")).toBe(0)
  })

  it('can be removed by an administrator, which ends the sessions', async () => {
    await verify(alice.id)
    await addPasskey(service, alice.token)
    const { token } = await administrator()
    const all = `/api/auth/accounts/${alice.id}/second-factors`
    await service.expecting(204, service.delete(all, { token }))
    expect(await countRows('passkeys')).toBe(0)
    expect(await countRows('sessions', 'account_id = ?', alice.id)).toBe(0)
    await service.mail('alice@example.com', /passkey was removed/)
    expect(await countRows('events', "event = 'authn_factor_removed' and detail = 'all'")).toBe(1)
  })

  it('are deleted with the account', async () => {
    await addPasskey(service, alice.token)
    const json = { password: alice.password }
    const { token } = alice
    await service.expecting(204, service.post('/api/auth/account/delete', json, { token }))
    expect(await countRows('passkeys')).toBe(0)
  })
})

describe('the well-known resources', () => {
  it('name the pages where passkeys are managed', async () => {
    const page = 'https://sign-in.test/auth/account/security'
    const wellKnown = '/.well-known/passkey-endpoints'
    expect((await service.get(wellKnown)).body).toEqual({ enroll: page, manage: page })
    expect((await new Service({ PAGES: 'off' }).get(wellKnown)).status).toBe(404)
  })

  it('name the origins that may use the passkeys', async () => {
    const { headers, body } = await service.get('/.well-known/webauthn')
    expect(headers.get('Content-Type')).toContain('application/json')
    expect(body).toEqual({ origins: ['https://sign-in.test'] })
  })
})
