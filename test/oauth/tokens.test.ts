import { beforeEach, describe, expect, it } from 'vitest'
import { countRows, freshDatabase } from '../support/database/rows.ts'
import { App, api, claimsOf, issuer, provider, send, signedInScene } from '../support/oauth/app.ts'
import type { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'

freshDatabase()

const service = provider()
let admin: Person
let alice: Person
let app: App
let browser: Browser
beforeEach(async () => {
  ;({ admin, alice, app, browser } = await signedInScene(service, { resources: [api] }))
  await browser.request('PATCH', '/api/auth/account', { first_name: 'Alice', last_name: 'Liddell' })
})

describe('userinfo', () => {
  it.each([
    ['openid', ['sub']],
    ['openid email', ['sub', 'email', 'email_verified']],
    ['openid role', ['sub', 'role']],
    ['openid profile', ['sub', 'name', 'given_name', 'family_name', 'updated_at']],
  ])('and the ID token have the claims of %s only', async (scope, names) => {
    const tokens = await app.signIn(browser, { scope })
    const { body } = await app.userinfo(tokens.access_token)
    expect(Object.keys(body).toSorted()).toEqual(names.toSorted())
    expect(body.sub).toBe(alice.id)
    const { iss, aud, exp, iat, auth_time, acr, amr, sid, ...person } = claimsOf(tokens.id_token)
    expect(person).toEqual(body)
    expect([iss, aud, acr, amr]).toEqual([issuer, app.id, 'aal1', ['pwd']])
    expect(exp - iat).toBe(600)
  })

  it('accepts the token in a header or a form', async () => {
    const { access_token } = await app.signIn(browser)
    const form = { access_token }
    expect((await send(service, 'POST', '/oauth/userinfo', { form })).status).toBe(200)
    const headers = { Authorization: `Bearer ${access_token}` }
    expect((await send(service, 'POST', '/oauth/userinfo', { headers })).status).toBe(200)
    const inQuery = await send(service, 'GET', `/oauth/userinfo?access_token=${access_token}`)
    expect(inQuery.status).toBe(401)
  })

  it('requires the scope openid', async () => {
    const { access_token } = await app.signIn(browser, { scope: 'email', resource: undefined })
    expect(claimsOf(access_token).aud).toBe(api)
    expect((await app.userinfo(access_token)).status).toBe(401)
    const plain = await App.register(service, admin)
    const tokens = await plain.signIn(browser, { scope: 'email' })
    const answer = await plain.userinfo(tokens.access_token)
    expect([answer.status, answer.body.error]).toEqual([403, 'insufficient_scope'])
    expect(tokens).not.toHaveProperty('id_token')
  })
})

describe('a token', () => {
  it('is accepted only for its purpose', async () => {
    const { access_token, id_token, refresh_token } = await app.signIn(browser)
    for (const token of [access_token, id_token, refresh_token]) {
      const state = await service.get('/api/auth/state', { token })
      expect(state.status).toBe(401)
      expect((await service.get('/api/auth/session', { token })).status).toBe(401)
      const cookie = { Cookie: `__Host-latchkey=${token}` }
      expect((await service.get('/api/auth/session', { headers: cookie })).body).toBe(null)
    }
    for (const token of [alice.token, id_token, refresh_token]) {
      const answer = await app.userinfo(token)
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_token'])
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
    }
  })

  it('for an API states the role if that was requested', async () => {
    const { access_token } = await app.signIn(browser, { scope: 'role', resource: api })
    expect(claimsOf(access_token)).toMatchObject({ aud: api, scope: 'role', role: 'user' })
    const without = await app.signIn(browser, { scope: 'email', resource: api })
    expect(claimsOf(without.access_token)).not.toHaveProperty('role')
  })

  it('of a client with ES256 has that algorithm, and all others RS256', async () => {
    const modern = await App.register(service, admin, { id_token_alg: 'ES256' })
    const header = (token: string) => JSON.parse(atob(token.split('.')[0] ?? ''))
    const [one, two] = [await app.signIn(browser), await modern.signIn(browser)]
    expect(header(one.id_token)).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(header(two.id_token)).toMatchObject({ alg: 'ES256', typ: 'JWT' })
    expect(header(one.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
  })

  it('is for the only resource of its client if none is requested', async () => {
    expect(claimsOf((await app.signIn(browser)).access_token).aud).toEqual([api, issuer])
    const offline = await app.signIn(browser, { scope: 'offline_access' })
    expect(claimsOf(offline.access_token).aud).toBe(api)
  })

  it('is for a resource of RESOURCES only', async () => {
    const shrunk = provider({ RESOURCES: '' })
    browser.service = shrunk
    const visit = await browser.open(app.authorizationPath({ resource: api }))
    expect(visit.location).toContain('error=invalid_target')
  })
})

describe('introspection', () => {
  const introspect = (token: string, by = app) => by.post('/oauth/introspect', { token })

  it('describes the tokens of the client', async () => {
    const tokens = await app.signIn(browser, { scope: 'openid email' })
    expect((await introspect(tokens.access_token)).body).toMatchObject({
      active: true,
      token_type: 'Bearer',
      client_id: app.id,
      sub: alice.id,
      scope: 'openid email',
      iss: issuer,
      aud: [api, issuer],
    })
    expect((await introspect(tokens.refresh_token)).body).toEqual({
      active: true,
      client_id: app.id,
      sub: alice.id,
      scope: 'openid email',
      exp: expect.any(Number),
    })
  })

  it('describes no token of another client, no used one and nothing else', async () => {
    const tokens = await app.signIn(browser)
    const other = await App.register(service, admin)
    const { body } = await app.refresh(tokens.refresh_token)
    for (const answer of [
      await introspect(tokens.access_token, other),
      await introspect(body.refresh_token, other),
      await introspect(tokens.refresh_token),
      await introspect(tokens.id_token),
      await introspect(alice.token),
      await introspect('nonsense'),
    ]) {
      expect([answer.status, answer.body]).toEqual([200, { active: false }])
    }
  })

  it('requires a client with a secret', async () => {
    const tokens = await app.signIn(browser)
    const spa = await App.register(service, admin, { public: true })
    expect((await introspect(tokens.access_token, spa)).status).toBe(401)
    app.secret = 'wrong'
    expect((await introspect(tokens.access_token)).status).toBe(401)
  })
})

describe('revocation', () => {
  const revoke = (token: string, by = app) => by.post('/oauth/revoke', { token })

  it.each(['refresh_token', 'access_token'] as const)('of an %s ends the grant', async (name) => {
    const tokens = await app.signIn(browser)
    const other = await app.signIn(browser)
    const answer = await revoke(tokens[name])
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.userinfo(tokens.access_token)).status).toBe(401)
    expect((await app.refresh(other.refresh_token)).status).toBe(200)
    expect((await revoke(tokens[name])).status).toBe(200)
    expect(await countRows('events', "event = 'grant_revoked'")).toBe(1)
  })

  it('by another client, and of anything else, changes nothing', async () => {
    const tokens = await app.signIn(browser)
    const other = await App.register(service, admin)
    for (const answer of [
      await revoke(tokens.refresh_token, other),
      await revoke(tokens.access_token, other),
      await revoke(tokens.id_token),
      await revoke(alice.token),
      await revoke('nonsense'),
    ]) {
      expect(answer.status).toBe(200)
    }
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
    expect((await service.get('/api/auth/state', { token: alice.token })).status).toBe(200)
  })

  it('requires the client to authenticate', async () => {
    const tokens = await app.signIn(browser)
    const wrong = await app.post('/oauth/revoke', {
      token: tokens.refresh_token,
      client_secret: 'wrong',
    })
    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client'])
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
  })
})
