import { base64url } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { challengeLifetime } from '../../worker/passkeys/challenge.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { meanwhile, meeting } from '../support/database/d1.ts'
import { countRows, disable, freshDatabase, write } from '../support/database/rows.ts'
import { WorkingService } from '../support/faults/work.ts'
import { type Alg, type Ceremony, createPasskey, flag } from '../support/passkeys/authenticator.ts'
import {
  addPasskey,
  assertion,
  registration,
  sendAssertion,
  signInWith,
} from '../support/passkeys/ceremonies.ts'
import { cookieOf, ours } from '../support/requests/browser.ts'
import { password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()
afterEach(() => void vi.useRealTimers())

// A new network for each test: the rate limit counts by network.
let service: Service
beforeEach(() => {
  service = new Service()
})
const synced = flag.up | flag.uv | flag.be | flag.bs

/** An account with a passkey. */
async function owner(change: Parameters<typeof addPasskey>[2] = {}) {
  const alice = await person('alice@example.com')
  return { alice, passkey: await addPasskey(service, alice.token, change) }
}

function failures(detail: string): Promise<number> {
  return countRows('events', "event = 'authn_login_fail' and detail = ?", detail)
}

describe('a sign-in with a passkey', () => {
  it.each<Alg>([-8, -7, -257])('opens a session of level 2 (algorithm %i)', async (alg) => {
    const { alice, passkey } = await owner({ alg })
    const answer = await signInWith(service, passkey)
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({
      account: { id: alice.id },
      acr: 'aal2',
      amr: ['pop', 'mfa'],
    })
    const current = await service.get('/api/auth/session', {
      headers: { Cookie: cookieOf(answer) },
    })
    expect(current.body.account.id).toBe(alice.id)
    expect(await countRows('events', "event = 'authn_login_success' and detail = 'passkey'")).toBe(
      1,
    )
  })

  it('takes two round trips and no hash', async () => {
    const { passkey } = await owner()
    const working = new WorkingService()
    const json = await assertion(working.service, passkey)
    const work = await working.work('POST', '/api/auth/session/passkey', { json, headers: ours })
    expect(work).toMatchObject({ status: 201, hashes: [] })
    expect(work.trips).toHaveLength(2)
  })

  it('needs no round trip to begin', async () => {
    const path = '/api/auth/session/passkey/options'
    expect(
      await service.tripsOf('POST', path, { json: { purpose: 'sign_in' }, headers: ours }),
    ).toBe(0)
  })

  it('opens a session of level 1 if the authenticator did not verify the user', async () => {
    const { passkey } = await owner()
    const { body } = await signInWith(service, passkey, { flags: flag.up })
    expect(body).toMatchObject({ acr: 'aal1', amr: ['pop'] })
  })

  it('records the use', async () => {
    const { alice, passkey } = await owner({ flags: synced })
    await signInWith(service, passkey, { flags: flag.up | flag.uv | flag.be, counter: 3 })
    const where = 'counter = 3 and backed_up = 0 and last_used_at > 0 and account_id = ?'
    expect(await countRows('passkeys', where, alice.id)).toBe(1)
  })

  it('works with a passkey that the browser created on its own, at level 2 once it verified the user', async () => {
    const { passkey } = await owner({ conditional: true, flags: 0 })
    expect(await countRows('passkeys', 'user_verified = 0')).toBe(1)
    expect((await signInWith(service, passkey, { flags: flag.up })).body.acr).toBe('aal1')
    expect(await countRows('passkeys', 'user_verified = 0')).toBe(1)
    expect((await signInWith(service, passkey)).body.acr).toBe('aal2')
    expect(await countRows('passkeys', 'user_verified = 1')).toBe(1)
    await signInWith(service, passkey, { flags: flag.up })
    expect(await countRows('passkeys', 'user_verified = 1')).toBe(1)
  })

  it('leaves the sign-in with the password as it is', async () => {
    await owner()
    const json = { username: 'alice@example.com', password }
    const { status, body } = await service.post('/api/auth/session', json, { headers: ours })
    expect([status, body.acr]).toEqual([201, 'aal1'])
  })

  it('is refused from a page of another site', async () => {
    const { passkey } = await owner()
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' }
    const json = await assertion(service, passkey)
    const answer = await service.post('/api/auth/session/passkey', json, { headers })
    expect(answer.body.code).toBe('cross_site_request')
  })

  it.each<[string, Partial<Ceremony>, string]>([
    ['origin', { origin: 'https://evil.test' }, 'origin'],
    ['RP ID', { rpId: 'evil.test' }, 'rp_id'],
    ['type', { clientData: { type: 'webauthn.create' } }, 'type'],
  ])('is refused with another %s', async (_, change, reason) => {
    const { passkey } = await owner()
    const answer = await signInWith(service, passkey, change)
    expect([answer.status, answer.body.code]).toEqual([401, 'passkey_invalid'])
    expect(await failures(reason)).toBe(1)
    expect(await countRows('sessions')).toBe(1)
  })

  it('takes the origin and the RP ID from the settings, not from the request', async () => {
    const { passkey } = await owner()
    const options = await service.post('https://evil.test/api/auth/session/passkey/options', {
      purpose: 'sign_in',
    })
    expect(options.body.rpId).toBe('sign-in.test')
    const { challenge } = options.body
    const there = { origin: 'https://evil.test', rpId: 'evil.test' }
    const json = await assertion(service, passkey, { challenge, ...there })
    const answer = await service.post('https://evil.test/api/auth/session/passkey', json)
    expect(answer.body.code).toBe('passkey_invalid')
  })

  it('is refused with a wrong signature', async () => {
    const { passkey } = await owner()
    const other = { ...(await createPasskey(-7)), id: passkey.id, userHandle: passkey.userHandle }
    expect((await signInWith(service, other)).body.code).toBe('passkey_invalid')
    expect(await failures('signature')).toBe(1)
  })

  it('is refused to a disabled account', async () => {
    const { alice, passkey } = await owner()
    await disable(alice.id)
    expect((await signInWith(service, passkey)).body.code).toBe('passkey_invalid')
    expect(await failures('disabled')).toBe(1)
  })

  it('is refused with a deleted passkey, which the response names', async () => {
    const { alice, passkey } = await owner()
    const path = `/api/auth/passkeys/${base64url.encode(passkey.id)}`
    await service.expecting(200, service.delete(path, { token: alice.token }))
    const answer = await signInWith(service, passkey)
    expect([answer.status, answer.body.code]).toEqual([401, 'passkey_unknown'])
  })

  it('is refused with the user handle of another account, and without one', async () => {
    const { passkey } = await owner()
    const bob = await person('bob@example.com')
    const userHandle = base64url.encode(bob.id)
    expect((await signInWith(service, { ...passkey, userHandle })).body.code).toBe(
      'passkey_invalid',
    )
    const json = await assertion(service, passkey)
    delete json.passkey.response.userHandle
    expect((await sendAssertion(service, json)).body.code).toBe('passkey_invalid')
    expect(await failures('user_handle')).toBe(2)
  })

  it('is refused with a passkey of another relying party', async () => {
    const { passkey } = await owner()
    await write("update passkeys set rp_id = 'other.test'")
    expect((await signInWith(service, passkey)).body.code).toBe('passkey_unknown')
  })

  it('costs the same with an unknown passkey as with a known one', async () => {
    const { passkey } = await owner()
    const working = new WorkingService()
    const refuse = async (other: typeof passkey) => {
      const json = await assertion(working.service, other)
      return working.work('POST', '/api/auth/session/passkey', { json, headers: ours })
    }
    const known = await refuse({ ...(await createPasskey(-7)), id: passkey.id })
    const unknown = await refuse(await createPasskey(-7))
    expect([known.status, unknown.status]).toEqual([401, 401])
    expect(unknown.trips).toEqual(known.trips)
    expect(unknown.hashes).toEqual(known.hashes)
  })

  it('is refused if the passkey is removed while it is checked', async () => {
    const { alice, passkey } = await owner()
    await addPasskey(service, alice.token)
    const json = await assertion(service, passkey)
    const id = base64url.encode(passkey.id)
    const slow = new Service({
      DB: meanwhile(() => write('delete from passkeys where id = ?', id)),
    })
    expect((await sendAssertion(slow, json)).body.code).toBe('passkey_invalid')
    expect(await countRows('sessions')).toBe(1)
  })

  it('is refused if someone else registers the removed passkey while it is checked', async () => {
    const { passkey } = await owner({ flags: synced })
    const { id } = await person('bob@example.com')
    const json = await assertion(service, passkey, { flags: synced })
    const slow = new Service({
      DB: meanwhile(() => write('update passkeys set account_id = ?', id)),
    })
    expect((await sendAssertion(slow, json)).body.code).toBe('passkey_invalid')
  })

  it('without verification does not undo what a parallel one with verification recorded', async () => {
    const { passkey } = await owner({ conditional: true, flags: flag.be })
    expect(await countRows('passkeys', 'user_verified')).toBe(0)
    const json = await assertion(service, passkey, { flags: flag.up | flag.be })
    const slow = new Service({
      DB: meanwhile(() => write('update passkeys set user_verified = 1')),
    })
    expect((await sendAssertion(slow, json)).status).toBe(201)
    expect(await countRows('passkeys', 'user_verified')).toBe(1)
  })

  it('is refused if the account gets disabled while the passkey is checked', async () => {
    const { alice, passkey } = await owner()
    const json = await assertion(service, passkey)
    const slow = new Service({ DB: meanwhile(() => disable(alice.id)) })
    expect((await sendAssertion(slow, json)).body.code).toBe('passkey_invalid')
    expect(await countRows('sessions')).toBe(1)
  })
})

describe('the challenge of a sign-in', () => {
  it('works once', async () => {
    const { passkey } = await owner()
    const json = await assertion(service, passkey)
    expect((await sendAssertion(service, json)).status).toBe(201)
    expect((await sendAssertion(service, json)).body.code).toBe('passkey_invalid')
    expect(await countRows('sessions')).toBe(2)
  })

  it('works for one of fifty parallel requests', async () => {
    const { passkey } = await owner({ flags: synced })
    const json = await assertion(service, passkey, { flags: synced })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => sendAssertion(service, json)),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array(49).fill(401)])
    expect(await countRows('sessions')).toBe(2)
    expect(await countRows('spent_passkey_challenges')).toBe(2)
  })

  it('is not spent by a sign-in that fails', async () => {
    const { passkey } = await owner()
    const json = await assertion(service, passkey)
    const altered = structuredClone(json)
    altered.passkey.response.signature = base64url.encode(new Uint8Array(8))
    expect((await sendAssertion(service, altered)).status).toBe(401)
    expect((await sendAssertion(service, json)).status).toBe(201)
  })

  it('expires', async () => {
    const { passkey } = await owner()
    const json = await assertion(service, passkey)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + challengeLifetime })
    expect((await sendAssertion(service, json)).body.code).toBe('passkey_invalid')
    expect(await failures('challenge')).toBe(1)
  })

  it.each(['proof', 'second_step'] as const)('is refused if it was for %s', async (purpose) => {
    const { passkey } = await owner()
    const json = await assertion(service, passkey, { purpose })
    expect((await sendAssertion(service, json)).body.code).toBe('passkey_invalid')
  })

  it('is refused if it was for adding a passkey', async () => {
    const { alice, passkey } = await owner()
    const { body } = await registration(service, alice.token)
    const clientData = JSON.parse(
      new TextDecoder().decode(base64url.decode(body.passkey.response.clientDataJSON)),
    )
    const { challenge } = clientData
    expect((await signInWith(service, passkey, { challenge })).body.code).toBe('passkey_invalid')
  })
})

describe('the signature counter', () => {
  it('refuses a copy of a passkey that cannot be synced', async () => {
    const { passkey } = await owner({ counter: 5 })
    expect((await signInWith(service, passkey, { counter: 6 })).status).toBe(201)
    for (const counter of [6, 5, 0]) {
      expect((await signInWith(service, passkey, { counter })).body.code).toBe('passkey_invalid')
    }
    expect(await failures('counter')).toBe(3)
    expect((await signInWith(service, passkey, { counter: 7 })).status).toBe(201)
  })

  it('never refuses a passkey that can be synced', async () => {
    const { passkey } = await owner({ counter: 5, flags: synced })
    for (const counter of [6, 6, 2, 0]) {
      expect((await signInWith(service, passkey, { counter, flags: synced })).status).toBe(201)
    }
  })

  it('lets one of two parallel uses of the same count pass', async () => {
    const { passkey } = await owner({ counter: 5 })
    const both = await Promise.all([
      assertion(service, passkey, { counter: 6 }),
      assertion(service, passkey, { counter: 6 }),
    ])
    const slow = new Service({ DB: meeting(2) })
    const answers = await Promise.all(both.map((json) => sendAssertion(slow, json)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401])
    expect(await countRows('passkeys', 'counter = 6')).toBe(1)
  })

  it('does not keep parallel uses of a synced passkey out', async () => {
    const { passkey } = await owner({ counter: 5, flags: synced })
    const both = await Promise.all([
      assertion(service, passkey, { counter: 6, flags: synced }),
      assertion(service, passkey, { counter: 7, flags: synced }),
    ])
    const slow = new Service({ DB: meeting(2) })
    const answers = await Promise.all(both.map((json) => sendAssertion(slow, json)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
  })
})

describe('a passkey of an account with a second factor', () => {
  it('signs in at level 2 if the authenticator verified the user', async () => {
    const { alice, passkey } = await owner()
    await enroll(service, alice.token)
    const answer = await signInWith(service, passkey)
    expect([answer.status, answer.body.acr]).toEqual([201, 'aal2'])
  })

  it('is only the first step without verification of the user', async () => {
    const { alice, passkey } = await owner()
    const app = await enroll(service, alice.token)
    const before = await countRows('sessions')
    const answer = await signInWith(service, passkey, { flags: flag.up })
    expect(answer.status, answer.text).toBe(202)
    expect(answer.body.second_factor.methods).toEqual(['totp', 'recovery_code'])
    expect(await countRows('sessions')).toBe(before)
    const headers = { ...ours, Cookie: cookieOf(answer) }
    const json = { code: app.code() }
    const done = await service.post('/api/auth/session/second', json, { headers })
    expect(done.body).toMatchObject({ acr: 'aal2', amr: ['pop', 'otp', 'mfa'] })
  })

  it('spends the challenge in the first step', async () => {
    const { alice, passkey } = await owner()
    await enroll(service, alice.token)
    const json = await assertion(service, passkey, { flags: flag.up })
    expect((await sendAssertion(service, json)).status).toBe(202)
    expect((await sendAssertion(service, json)).body.code).toBe('passkey_invalid')
    expect(await countRows('pending_sign_ins')).toBe(1)
  })

  it('completes a sign-in with the password', async () => {
    const { alice, passkey } = await owner()
    await enroll(service, alice.token)
    const first = await service.post(
      '/api/auth/session',
      { username: alice.username, password },
      { headers: ours },
    )
    expect(first.body.second_factor.methods).toEqual(['totp', 'passkey', 'recovery_code'])
    const headers = { ...ours, Cookie: cookieOf(first) }
    const json = await assertion(service, passkey, { purpose: 'second_step' })
    const done = await service.post('/api/auth/session/second', json, { headers })
    expect(done.status, done.text).toBe(201)
    expect(done.body).toMatchObject({ acr: 'aal2', amr: ['pwd', 'pop', 'mfa'] })
    expect(await countRows('pending_sign_ins')).toBe(0)
  })

  it('completes nothing without verification of the user, or for another account', async () => {
    const { alice, passkey } = await owner()
    await enroll(service, alice.token)
    const mallory = await person('mallory@example.com')
    const others = await addPasskey(service, mallory.token)
    const first = await service.post(
      '/api/auth/session',
      { username: alice.username, password },
      { headers: ours },
    )
    const headers = { ...ours, Cookie: cookieOf(first) }
    const purpose = 'second_step'
    for (const json of [
      await assertion(service, passkey, { purpose, flags: flag.up }),
      await assertion(service, others, { purpose }),
      await assertion(service, passkey),
    ]) {
      const answer = await service.post('/api/auth/session/second', json, { headers })
      expect([answer.status, answer.body.code]).toEqual([401, 'passkey_invalid'])
    }
  })
})

describe('a passkey as proof', () => {
  const prove = async (token: string, json: object) =>
    service.post('/api/auth/session/proof', json, { token })

  it('proves again who the person of a session is', async () => {
    const { alice, passkey } = await owner()
    await write('update sessions set proved_at = 0, created_at = 0')
    const options = { token: alice.token }
    const refused = await service.post('/api/auth/passkey/options', { conditional: false }, options)
    expect(refused.body.code).toBe('reauthentication_required')
    const json = await assertion(service, passkey, { purpose: 'proof' })
    const proved = await prove(alice.token, json)
    expect(proved.status, proved.text).toBe(200)
    expect(proved.body).toMatchObject({ acr: 'aal2', amr: ['pwd', 'pop', 'mfa'] })
    expect(
      (await service.post('/api/auth/passkey/options', { conditional: false }, options)).status,
    ).toBe(200)
    expect((await prove(alice.token, json)).body.code).toBe('passkey_invalid')
  })

  it('is refused without verification of the user, for another account, and with another challenge', async () => {
    const { alice, passkey } = await owner()
    const bob = await administrator('bob@example.com')
    const purpose = 'proof'
    const bad = await assertion(service, passkey, { purpose, flags: flag.up })
    expect((await prove(alice.token, bad)).body.code).toBe('passkey_invalid')
    const good = await assertion(service, passkey, { purpose })
    expect((await prove(bob.token, good)).body.code).toBe('passkey_invalid')
    const other = await assertion(service, passkey)
    expect((await prove(alice.token, other)).body.code).toBe('passkey_invalid')
    expect((await prove(alice.token, good)).status).toBe(200)
  })
})
