import { base64url } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { codeIn, link, resetToken } from '../support/accounts/mailed.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { confirm, startEnrolling } from '../support/accounts/second-factor.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import type { SoftPasskey } from '../support/passkeys/authenticator.ts'
import {
  addPasskey,
  assertion,
  firstRegistration,
  registration,
  signInWith,
} from '../support/passkeys/ceremonies.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const off = { PASSWORDS: 'off' }
const address = 'bea@example.com'
let service: Service
let browser: Browser
beforeEach(() => {
  service = new Service(off)
  browser = new Browser(service)
})

/** Signs up with a passkey, in the browser. */
async function signUp(email = address): Promise<{ id: string; passkey: SoftPasskey }> {
  const names = { username: null, email }
  const { passkey, body } = await firstRegistration(service, names)
  const answer = await browser.request('POST', '/api/auth/account', { ...names, ...body })
  expect(answer.status, answer.text).toBe(201)
  return { id: answer.body.account.id, passkey }
}

/** Adds a passkey to the account that the browser is signed in to. */
async function addInBrowser(): Promise<SoftPasskey> {
  const { body } = await browser.request('POST', '/api/auth/passkey/options', {
    conditional: false,
  })
  const client = {
    post: async () => ({ status: 200, body }),
    expecting: (_: number, one: unknown) => one,
  }
  const made = await registration(client as never, '')
  const answer = await browser.request('POST', '/api/auth/passkeys', made.body)
  expect(answer.status, answer.text).toBe(201)
  return made.passkey
}

const age = () => write('update sessions set created_at = 0, proved_at = 0')
const setBy = (token: string, json: object = {}) =>
  browser.request('PUT', '/api/auth/password-reset', json, {
    ...ours,
    Authorization: `Bearer ${token}`,
  })

describe('an account on a service without passwords', () => {
  it('signs in, changes its email address and is deleted with passkeys alone', async () => {
    const { passkey } = await signUp()
    await age()
    const change = () =>
      browser.request('PUT', '/api/auth/account/email', { email: 'b@example.com' })
    expect((await change()).body.code).toBe('reauthentication_required')
    const proof = await assertion(service, passkey, { purpose: 'proof' })
    expect((await browser.request('POST', '/api/auth/session/proof', proof)).status).toBe(200)
    expect((await change()).status).toBe(200)
    const code = codeIn(await service.mail('b@example.com', /new email address/))
    const changed = await browser.request('POST', '/api/auth/account/email/verify', { code })
    expect(changed.body.account).toMatchObject({ email: 'b@example.com', email_verified: true })

    expect((await signInWith(service, passkey)).status).toBe(201)
    await age()
    const remove = () => browser.request('POST', '/api/auth/account/delete', {})
    expect((await remove()).body.code).toBe('reauthentication_required')
    const again = await assertion(service, passkey, { purpose: 'proof' })
    await browser.request('POST', '/api/auth/session/proof', again)
    expect((await remove()).status).toBe(204)
    expect(await countRows('accounts')).toBe(0)
    expect((await service.mail('b@example.com', /was deleted/)).text).not.toContain('password')
  })

  it('keeps its last passkey, also if it had a password before', async () => {
    const alice = await person('alice@example.com')
    const passkey = await addPasskey(service, alice.token)
    const remove = (at: Service) =>
      at.delete(`/api/auth/passkeys/${base64url.encode(passkey.id)}`, { token: alice.token })
    expect((await remove(service)).body.code).toBe('last_passkey')
    expect((await remove(new Service())).status).toBe(200)
  })

  it('is not asked for a password that an administrator generated before', async () => {
    const alice = await person('alice@example.com')
    const passkey = await addPasskey(service, alice.token)
    await write('update accounts set password_change_required = 1')
    const signedIn = await signInWith(service, passkey)
    browser.cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await browser.request('GET', '/api/auth/invitations')).status).toBe(200)
  })
})

describe('a link by email', () => {
  it('signs in once and ends what was before, so that the owner can add a passkey', async () => {
    const { id, passkey } = await signUp()
    await write('update accounts set email_verified_at = 1')
    const before = browser.cookie
    const mail = await service.newMail(address, link, () =>
      service.post('/api/auth/password-reset', { email: address }),
    )
    expect(mail.subject).toBe('Sign in to Latchkey and add a passkey')
    expect(mail.text).not.toMatch(/password(?!\?)/)
    const token = await resetToken(service, address)
    browser.cookie = ''
    const answers = await Promise.all(Array.from({ length: 10 }, () => setBy(token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)])
    const current = answers.find(({ status }) => status === 200)?.body
    expect(current).toMatchObject({
      account: { id, email_verified: true },
      acr: 'aal1',
      amr: ['otp'],
    })
    expect(await countRows('sessions')).toBe(1)
    const old = await service.get('/api/auth/session', { headers: { Cookie: before } })
    expect(old.body).toBeNull()

    const added = await addInBrowser()
    expect((await signInWith(service, added)).body.account.id).toBe(id)
    expect((await signInWith(service, passkey)).status).toBe(201)
  })

  it('removes the passkeys of someone else who signed up with the address', async () => {
    const { id, passkey } = await signUp()
    browser.cookie = ''
    expect((await setBy(await resetToken(service, address))).body.account.id).toBe(id)
    expect((await signInWith(service, passkey)).body.code).toBe('passkey_unknown')
    expect(await countRows('passkeys')).toBe(0)
  })

  it('is not used up by a page of another site', async () => {
    await signUp()
    const token = await resetToken(service, address)
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.test' }
    const answer = await service.put('/api/auth/password-reset', {}, { token, headers })
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request'])
    expect((await setBy(token)).status).toBe(200)
  })

  it('neither skips nor removes a second factor', async () => {
    const alice = await person('alice@example.com')
    const app = await startEnrolling(service, alice.token)
    await confirm(service, alice.token, app)
    const answer = await setBy(await resetToken(service, 'alice@example.com'))
    expect(answer.status, answer.text).toBe(202)
    expect(answer.body.second_factor.methods).toEqual(['totp', 'recovery_code'])
    expect(await countRows('sessions')).toBe(0)
    const options = { conditional: false }
    expect((await browser.request('POST', '/api/auth/passkey/options', options)).status).toBe(401)
    const second = await browser.request('POST', '/api/auth/session/second', { code: app.code() })
    expect(second.body).toMatchObject({ acr: 'aal2', amr: ['otp', 'mfa'] })
    await addInBrowser()
    expect(await countRows('totp_factors', 'confirmed_at is not null')).toBe(1)
  })

  it('lets a person in whose account an administrator created', async () => {
    const { token } = await administrator()
    const json = { email: address, password: null }
    const created = await service.post('/api/auth/accounts', json, { token })
    expect([created.status, created.body.generated_password]).toEqual([201, null])
    const { id } = created.body.account
    expect(await countRows('accounts', 'id = ? and password_hash is null', id)).toBe(1)
    const mail = await service.newMail(address, link, () =>
      service.post('/api/auth/bulk/accounts', { action: 'send_reset_link', ids: [id] }, { token }),
    )
    const reset = new URL(mail.text.match(/https:\S+token=\S+/)?.[0] ?? '').searchParams.get(
      'token',
    )
    expect((await setBy(reset ?? '')).body.account.id).toBe(id)
  })
})

describe('the settings', () => {
  it.each([
    ['no domain', { PUBLIC_URL: '' }],
    ['an IP address', { PUBLIC_URL: 'http://127.0.0.1:8787' }],
  ])('allow no service without passwords on %s', async (_, vars) => {
    const { status, body } = await new Service({ ...off, ...vars }).get('/api/auth/instance')
    expect([status, body.code]).toEqual([503, 'misconfigured'])
  })

  it('turn off the default accounts', async () => {
    const local = new Service({ ...off, DEFAULT_ACCOUNTS: 'on' })
    expect((await local.post('/api/auth/first-run')).body.code).toBe('no_default_account')
    expect((await local.get('/api/auth/instance')).body.passwords).toBe(false)
  })
})
