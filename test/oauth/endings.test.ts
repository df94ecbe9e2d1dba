import { base64url } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { resetToken } from '../support/accounts/mailed.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { type App, claimsOf, provider, signedInScene, type Tokens } from '../support/oauth/app.ts'
import { Browser } from '../support/requests/browser.ts'
import { type Person, password } from '../support/requests/client.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const service = provider()
let admin: Person
let alice: Person
let app: App
let browser: Browser
beforeEach(async () => {
  ;({ admin, alice, app, browser } = await signedInScene(service))
})

const change = (body: object) =>
  service.request('PATCH', `/api/auth/accounts/${alice.id}`, { json: body, token: admin.token })

async function expectEnded(tokens: Tokens): Promise<void> {
  const introspected = await app.post('/oauth/introspect', { token: tokens.refresh_token })
  expect(introspected.body).toEqual({ active: false })
  const access = await app.post('/oauth/introspect', { token: tokens.access_token })
  expect(access.body).toEqual({ active: false })
  expect((await app.userinfo(tokens.access_token)).status).toBe(401)
  const { status, body } = await app.refresh(tokens.refresh_token)
  expect([status, body.error]).toEqual([400, 'invalid_grant'])
}

async function expectAlive(tokens: Tokens): Promise<void> {
  expect((await app.userinfo(tokens.access_token)).status).toBe(200)
  expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
}

describe.each(['openid', 'openid offline_access'])('a grant with %s', (scope) => {
  let tokens: Tokens
  beforeEach(async () => {
    tokens = await app.signIn(browser, { scope })
  })

  it('is in force', () => expectAlive(tokens))

  it('ends when the account is disabled', async () => {
    await change({ disabled: true })
    await expectEnded(tokens)
  })

  it.each([
    ['one account', (disabled: boolean) => change({ disabled })],
    [
      'several accounts',
      (disabled: boolean) => {
        const json = { action: disabled ? 'disable' : 'enable', ids: [alice.id] }
        return service.post('/api/auth/bulk/accounts', json, { token: admin.token })
      },
    ],
  ])('stays ended when %s can sign in again', async (_, setDisabled) => {
    for (const disabled of [true, false]) {
      expect((await setDisabled(disabled)).status).toBe(200)
    }
    expect(await countRows('accounts', 'disabled_at is null and id = ?', alice.id)).toBe(1)
    await expectEnded(tokens)
  })

  it('ends when the account is deleted', async () => {
    await service.delete(`/api/auth/accounts/${alice.id}`, { token: admin.token })
    await expectEnded(tokens)
    expect(await countRows('grants')).toBe(0)
  })

  it('ends with a new password, also in the session that sets it', async () => {
    const body = { current_password: password, new_password: `${password} 2` }
    const listed = async () => (await browser.request('GET', '/api/auth/grants')).body.items.length
    expect(await listed()).toBe(1)
    expect((await browser.request('PUT', '/api/auth/account/password', body)).status).toBe(200)
    await expectEnded(tokens)
    expect(await listed()).toBe(0)
  })

  it('ends with a link by email on a service without passwords', async () => {
    const token = await resetToken(service, 'alice@example.com')
    const off = new Service({ PASSWORDS: 'off' })
    const { status } = await off.put('/api/auth/password-reset', {}, { token })
    expect(status).toBe(200)
    await expectEnded(tokens)
  })

  it('ends when an administrator requires a new password', async () => {
    const path = `/api/auth/accounts/${alice.id}/password`
    await service.put(path, { password: null }, { token: admin.token })
    await expectEnded(tokens)
  })

  it('ends with the client', async () => {
    await service.delete(`/api/auth/clients/${app.id}`, { token: admin.token })
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_client')
    expect((await app.userinfo(tokens.access_token)).status).toBe(401)
    expect(await countRows('grants')).toBe(0)
    expect(await countRows('authorization_codes')).toBe(0)
  })

  it('ends when its owner disconnects the app', async () => {
    expect((await browser.request('DELETE', `/api/auth/grants/${app.id}`)).status).toBe(204)
    await expectEnded(tokens)
  })

  it('stays with a new name', async () => {
    await change({ first_name: 'Alice' })
    await expectAlive(tokens)
  })
})

describe('a session that ends', () => {
  it('ends a grant without offline_access', async () => {
    const tokens = await app.signIn(browser)
    await browser.request('DELETE', '/api/auth/session')
    await expectEnded(tokens)
  })

  it('ends no grant with offline_access, and none of another session', async () => {
    const offline = await app.signIn(browser, { scope: 'openid offline_access' })
    const other = new Browser(service)
    await other.signIn('alice@example.com')
    const tokens = await app.signIn(other)
    await browser.request('DELETE', '/api/auth/session')
    await expectAlive(offline)
    await expectAlive(tokens)
  })

  it('by its expiry ends the grant as well', async () => {
    const tokens = await app.signIn(browser)
    await write('update sessions set expires_at = 1')
    await expectEnded(tokens)
  })
})

describe('an account that must have two factors', () => {
  it('uses no grant of a session with one', async () => {
    const tokens = await app.signIn(browser)
    const strict = provider({ SECOND_FACTOR: 'all' })
    app = Object.assign(Object.create(app), { service: strict })
    expect((await app.userinfo(tokens.access_token)).status).toBe(401)
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
  })
})

describe('connected apps', () => {
  it('are listed once each, with all scopes, and only to their owner', async () => {
    await app.signIn(browser, { scope: 'openid email' })
    await app.signIn(browser, { scope: 'profile' })
    const { body } = await browser.request('GET', '/api/auth/grants')
    expect(body).toEqual({
      items: [
        {
          client: { id: app.id, name: 'Notes' },
          scopes: expect.toSatisfy((all) => [...all].sort().join() === 'email,openid,profile'),
          resources: [],
          created_at: expect.any(String),
          last_used_at: expect.any(String),
        },
      ],
      next: null,
    })
    const others = await service.get('/api/auth/grants', { token: admin.token })
    expect(others.body.items).toEqual([])
  })

  it('can be disconnected by their owner only, and must then ask again', async () => {
    const tokens = await app.signIn(browser)
    const foreign = await service.delete(`/api/auth/grants/${app.id}`, { token: admin.token })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'grant_not_found'])
    await expectAlive(tokens)
    expect((await browser.request('DELETE', `/api/auth/grants/${app.id}`)).status).toBe(204)
    expect((await browser.request('GET', '/api/auth/grants')).body.items).toEqual([])
    const visit = await browser.open(app.authorizationPath({ prompt: 'none' }))
    expect(visit.location).toContain('error=consent_required')
    expect(await countRows('events', "event = 'grant_revoked'")).toBe(1)
    expect((await browser.request('DELETE', `/api/auth/grants/${app.id}`)).status).toBe(404)
  })
})

describe('the list of revocations', () => {
  /** An isolate that has no key and no list in memory. */
  const isolate = () => provider({ NUMBER: { of: 'another environment' } })
  beforeEach(() => {
    app = Object.assign(Object.create(app), { service: isolate() })
  })
  const listed = async () => {
    const { text } = await isolate().get('/.well-known/revocations')
    return claimsOf(text) as { grants: string[]; sids: string[] }
  }
  const grantOf = async ({ access_token }: Tokens) => {
    const bytes = new TextEncoder().encode(claimsOf(access_token).grant_id)
    const hash = await crypto.subtle.digest('SHA-256', bytes)
    return base64url.encode(new Uint8Array(hash).slice(0, 12))
  }

  it('has every grant that ended by itself, and no other', async () => {
    const kept = await app.signIn(browser)
    const revoked = await app.signIn(browser)
    await app.post('/oauth/revoke', { token: revoked.refresh_token })
    expect((await listed()).grants).toEqual([await grantOf(revoked)])
    await browser.request('DELETE', `/api/auth/grants/${app.id}`)
    expect((await listed()).grants.toSorted()).toEqual(
      [await grantOf(revoked), await grantOf(kept)].toSorted(),
    )
  })

  it('has the grants of a deleted client, and one whose code was used twice', async () => {
    const code = (await app.authorize(browser)).get('code') ?? ''
    const { body } = await app.exchange(code)
    await app.exchange(code)
    const other = await app.signIn(browser)
    await service.delete(`/api/auth/clients/${app.id}`, { token: admin.token })
    expect((await listed()).grants.toSorted()).toEqual(
      [await grantOf(body), await grantOf(other)].toSorted(),
    )
  })

  it('has no grant that has not issued a token for as long as one lives', async () => {
    await app.signIn(browser)
    await write('update grants set last_used_at = last_used_at - 700000')
    await browser.request('DELETE', `/api/auth/grants/${app.id}`)
    expect((await listed()).grants).toEqual([])
  })

  it('has a session that ended, whose id the access token has unless the grant outlives it', async () => {
    const tokens = await app.signIn(browser)
    const offline = await app.signIn(browser, { scope: 'openid offline_access' })
    await browser.request('DELETE', '/api/auth/session')
    expect((await listed()).sids).toHaveLength(1)
    expect(claimsOf(tokens.access_token)).toHaveProperty('sid')
    expect(claimsOf(offline.access_token)).not.toHaveProperty('sid')
  })
})

describe('an access token', () => {
  it('ends with its session at the latest', async () => {
    await write('update sessions set expires_at = ?', Date.now() + 60_000)
    const tokens = await app.signIn(browser)
    expect(tokens.expires_in).toBeLessThanOrEqual(60)
    const offline = await app.signIn(browser, { scope: 'offline_access' })
    expect(offline.expires_in).toBe(600)
  })
})
