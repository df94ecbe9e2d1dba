import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { encode, sign } from '../support/accounts/forge.ts'
import { createInvitation, listInvitations, me } from '../support/accounts/invitations.ts'
import { challenge, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person, signIn } from '../support/accounts/people.ts'
import {
  countRows,
  disable,
  everythingStored,
  freshDatabase,
  setOf,
} from '../support/database/rows.ts'
import { addPasskey, signInWith } from '../support/passkeys/ceremonies.ts'
import { type Answer, password } from '../support/requests/client.ts'
import { Service, serving } from '../support/requests/service.ts'

freshDatabase()

const alice = 'alice@example.com'
const fresh = 'another long enough one'

/** Sets a password with the link. */
function reset(service: Service, token: string, secret = fresh): Promise<Answer> {
  return service.post('/api/auth/reset-password-with-token', { password: secret }, { token })
}

async function expectVoid(service: Service, token: string): Promise<void> {
  const shown = await me(service, token)
  expect([shown.status, shown.body.code]).toEqual([401, 'unauthenticated'])
  const { status, body } = await reset(service, token)
  expect([status, body.code]).toEqual([401, 'reset_token_invalid'])
}

describe('A reset link', () => {
  it('works once', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    expect((await reset(service, token)).body).toBe(true)
    await expectVoid(service, token)
    expect(await signIn(alice, fresh)).toBeTruthy()
  })

  it('is not used up by opening it', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    for (let look = 0; look < 3; look++) expect((await me(service, token)).status).toBe(200)
    await service.get('/api/auth/reset-password-with-token', { token })
    expect((await reset(service, token)).body).toBe(true)
  })

  it('expires after an hour', async () => {
    const { id } = await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    const asked = Date.now()
    const link = () => env.DB.prepare('select expires_at from reset_links').first('expires_at')
    expect(Math.abs(Number(await link()) - asked - 3_600_000)).toBeLessThan(60_000)
    await setOf(id, 'reset_links', { expires_at: Date.now() + 1000 })
    expect((await me(service, token)).status).toBe(200)
    await setOf(id, 'reset_links', { expires_at: Date.now() - 1 })
    await expectVoid(service, token)
  })

  it('is voided by a newer one', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const older = await resetToken(service, alice)
    const newer = await resetToken(service, alice)
    await expectVoid(service, older)
    expect((await reset(service, newer)).body).toBe(true)
  })

  it('is not voided by a link for another account', async () => {
    await person(alice)
    await person('bob@example.com')
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    await reset(service, await resetToken(service, 'bob@example.com'))
    expect((await reset(service, token)).body).toBe(true)
    expect(await signIn('bob@example.com', fresh)).toBeTruthy()
  })

  it.each<[string, (service: Service, token: string, id: string) => Promise<Answer>]>([
    [
      'a change of the password',
      (service, token) =>
        service.put(
          '/api/auth/me/password',
          { old_password: password, new_password: fresh },
          { token },
        ),
    ],
    [
      "an administrator's reset",
      async (service, _, id) =>
        service.put(
          `/api/auth/users/${id}/reset-password`,
          { new_password: fresh },
          { token: (await administrator()).token },
        ),
    ],
    [
      'a change of the address',
      (service, token) =>
        service.put('/api/auth/local-account', { email: 'new@example.com' }, { token }),
    ],
    [
      'the deletion of the account',
      async (service, _, id) =>
        service.delete(`/api/auth/users/${id}`, { token: (await administrator()).token }),
    ],
  ])('is voided by %s', async (_, change) => {
    const { id, token } = await person(alice)
    const service = new Service()
    const link = await resetToken(service, alice)
    expect((await change(service, token, id)).status).toBe(200)
    await expectVoid(service, link)
  })

  it('stays valid if only the name changes', async () => {
    const { token } = await person(alice)
    const service = new Service()
    const link = await resetToken(service, alice)
    await service.put('/api/auth/me/name', { name: 'Alice' }, { token })
    expect((await reset(service, link)).body).toBe(true)
  })

  it('is not valid for a new account with the same address', async () => {
    const { id } = await person(alice)
    const service = new Service()
    const link = await resetToken(service, alice)
    await service.delete(`/api/auth/users/${id}`, { token: (await administrator()).token })
    await person(alice)
    await expectVoid(service, link)
  })

  it('does not enable a disabled account', async () => {
    const { id } = await person(alice)
    const service = serving('lncrawl')
    const link = await resetToken(service, alice)
    await disable(id)
    await expectVoid(service, link)
    const { body } = await service.post('/api/auth/send-password-reset-link', { email: alice })
    expect([body, service.mails.length]).toEqual([true, 1])
    const login = { email: alice, password }
    expect((await service.post('/api/auth/login', login)).status).toBe(401)
  })

  it('is not mailed for a username that resembles an email address', async () => {
    await person('alice')
    const service = serving('lncrawl')
    await service.post('/api/auth/send-password-reset-link', { email: 'alice@example.com' })
    expect(service.mails).toEqual([])
  })

  it('has a token of 43 random characters, which is stored nowhere', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    expect(token).toMatch(/^[\w-]{43}$/)
    const stored = await everythingStored()
    expect(stored).toContain(alice)
    expect(stored).not.toContain(token)
  })

  it('takes one round trip to check, and none for text that cannot be a token', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    const trips = (text: string) => service.tripsOf('GET', '/api/auth/me', { token: text })
    expect(await trips(token)).toBe(1)
    expect(await trips('A'.repeat(43))).toBe(1)
    const header = encode({ alg: 'HS256', typ: 'reset+jwt' })
    for (const text of ['x', `${token}A`, token.slice(1), `${header}.${token}.${token}`]) {
      expect(await trips(text), text).toBe(0)
    }
  })

  it('of an earlier version, a JWT, is reported as invalid', async () => {
    const { id } = await person(alice)
    const service = serving('lncrawl')
    const jti = await resetToken(service, alice)
    const iat = Math.floor(Date.now() / 1000)
    const claims = { sub: id, jti, iat, exp: iat + 3600, iss: 'latchkey' }
    await expectVoid(service, sign({ alg: 'HS256', typ: 'reset+jwt' }, claims))
  })
})

describe('A reset', () => {
  it('ends every session and deletes every invitation', async () => {
    const { token } = await person(alice)
    const other = await signIn(alice)
    const service = serving('lncrawl')
    const invitation = await createInvitation(service, token)
    await reset(service, await resetToken(service, alice))
    for (const session of [token, other]) expect((await me(service, session)).status).toBe(401)
    const { body } = await service.get(`/api/auth/verify-token?token=${invitation}`)
    expect(body).toBe(false)
    expect(await listInvitations(service, await signIn(alice, fresh))).toEqual([])
  })

  it('removes the passkeys if no one had proved the email address before', async () => {
    const bob = await person('bob@example.com')
    const other = await addPasskey(new Service(), bob.token)
    const { id, token } = await person(alice)
    const service = new Service()
    const passkey = await addPasskey(service, token)
    await reset(service, await resetToken(service, alice))
    expect((await signInWith(service, passkey)).body.code).toBe('passkey_unknown')
    expect((await signInWith(service, other)).status).toBe(201)
    const removals = () =>
      countRows('events', "event = 'authn_factor_removed' and account_id = ?", id)
    expect(await removals()).toBe(1)
    await service.mail(alice, /passkey was removed/)

    const kept = await addPasskey(service, await signIn(alice, fresh))
    await reset(service, await resetToken(service, alice), 'yet another long one')
    expect((await signInWith(service, kept)).body.account.id).toBe(id)
    expect(await removals()).toBe(1)
  })

  it('does not affect the sessions and invitations of other accounts', async () => {
    await person(alice)
    const { token } = await person('bob')
    const service = serving('lncrawl')
    const invitation = await createInvitation(service, token)
    await reset(service, await resetToken(service, alice))
    expect(await listInvitations(service, token)).toEqual([invitation])
  })

  it('voids the open verification code', async () => {
    const { token } = await person(alice)
    const service = serving('lncrawl')
    const form = await challenge(service, token)
    await reset(service, await resetToken(service, alice))
    const { status } = await service.post('/api/auth/verify-otp', undefined, { form })
    expect(status).toBe(401)
  })

  it('verifies the email address', async () => {
    await person(alice)
    const service = serving('lncrawl')
    await reset(service, await resetToken(service, alice))
    const { body } = await me(service, await signIn(alice, fresh))
    expect(body.is_verified).toBe(true)
  })

  it('works while sign-in is locked, and clears the lock', async () => {
    await person(alice)
    const service = serving('lncrawl', { LOGIN_ATTEMPTS: '2' })
    const login = (secret: string) =>
      service.post('/api/auth/login', { email: alice, password: secret })
    for (let guess = 0; guess < 3; guess++) await login('wrong')
    expect((await login(password)).status).toBe(429)
    expect((await reset(service, await resetToken(service, alice))).body).toBe(true)
    expect((await login(fresh)).status).toBe(200)
  })

  it('returns true and no token', async () => {
    await person(alice)
    const service = serving('lncrawl')
    const token = await resetToken(service, alice)
    expect((await reset(service, token)).body).toBe(true)
    expect((await me(service, token)).status).toBe(401)
  })
})
