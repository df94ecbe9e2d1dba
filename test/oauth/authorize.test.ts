import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { enroll } from '../support/accounts/second-factor.ts'
import { meanwhile } from '../support/database/d1.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import {
  App,
  answerOf,
  api,
  callback,
  claimsOf,
  issuer,
  type Params,
  provider,
  requestOf,
  send,
  signedInScene,
} from '../support/oauth/app.ts'
import { Browser, ours } from '../support/requests/browser.ts'
import { type Person, password } from '../support/requests/client.ts'

freshDatabase()
afterEach(() => void vi.useRealTimers())

const service = provider()
let admin: Person
let alice: Person
let app: App
let browser: Browser
beforeEach(async () => {
  ;({ admin, alice, app, browser } = await signedInScene(service))
})

const open = (params: Params = {}, from = browser) => from.open(app.authorizationPath(params))
const ageSession = (seconds: number) =>
  write(`update sessions set proved_at = proved_at - ${seconds * 1000}`)

describe('a redirect URI', () => {
  it.each([
    ['another path', `${callback}/more`],
    ['another host', 'https://evil.example.com/callback'],
    ['another scheme', 'http://app.example.com/callback'],
    ['a host in the user information', 'https://app.example.com@evil.example.com/callback'],
    ['a backslash', 'https://evil.example.com\\@app.example.com/callback'],
    ['a fragment', `${callback}#x`],
    ['a query', `${callback}?x=1`],
    ['an encoded host', 'https://app%2eexample.com/callback'],
    ['an encoded path', 'https://app.example.com/%63allback'],
    ['another case', 'https://APP.example.com/callback'],
    ['dots', 'https://app.example.com/x/../callback'],
    ['a port', 'https://app.example.com:443/callback'],
    ['script', 'javascript:alert(1)'],
    ['nothing', undefined],
  ])('with %s is refused on a page, without a redirect', async (_, redirect_uri) => {
    const visit = await open({ redirect_uri, prompt: 'none' })
    expect([visit.status, visit.location]).toEqual([400, null])
    expect(requestOf(visit)).toEqual({ step: 'error', code: 'unknown_redirect_uri' })
  })

  it('that is sent twice is refused on a page', async () => {
    const visit = await browser.open(`${app.authorizationPath()}&redirect_uri=https://evil.test`)
    expect([visit.status, visit.location]).toEqual([400, null])
  })

  it('of an unknown client is refused on a page', async () => {
    for (const client_id of ['unknown', undefined]) {
      const visit = await open({ client_id })
      expect([visit.status, visit.location]).toEqual([400, null])
      expect(requestOf(visit)).toEqual({ step: 'error', code: 'unknown_client' })
    }
  })

  it.each([
    ['http://127.0.0.1/cb', 'http://127.0.0.1:49152/cb', true],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1/cb', true],
    ['http://[::1]/cb', 'http://[::1]:8000/cb', true],
    ['http://localhost/cb', 'http://localhost:1/cb', true],
    ['http://127.0.0.1/cb', 'http://localhost:3000/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:3000/other', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:65536/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:3000@evil.example.com/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1.evil.example.com:80/cb', false],
    ['http://127.0.0.1/cb', 'https://127.0.0.1/cb', false],
    ['https://app.example.com/cb', 'https://app.example.com:8443/cb', false],
  ])('%s allows %s: %s', async (registered, redirect_uri, isAllowed) => {
    app = await App.register(service, admin, { redirect_uris: [registered] })
    const visit = await open({ redirect_uri })
    expect(visit.status).toBe(isAllowed ? 200 : 400)
    expect(requestOf(visit)?.step).toBe(isAllowed ? 'consent' : 'error')
  })

  it('keeps its query', async () => {
    const redirect_uri = `${callback}?tenant=%41&x`
    app = await App.register(service, admin, { redirect_uris: [redirect_uri] })
    const { location } = await open({ redirect_uri, prompt: 'none' })
    expect(location?.startsWith(`${redirect_uri}&error=consent_required&`)).toBe(true)
  })
})

describe('an error', () => {
  it.each<[string, Params, string]>([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['another response mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['a request object', { request: 'eyJ' }, 'request_not_supported'],
    ['a reference to one', { request_uri: 'https://a.test' }, 'request_uri_not_supported'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['none with another prompt', { prompt: 'none login' }, 'invalid_request'],
    ['a max_age that is no number', { max_age: '-1' }, 'invalid_request'],
    ['an unknown resource', { resource: 'https://other.example.com' }, 'invalid_target'],
    ['a long nonce', { nonce: 'x'.repeat(513) }, 'invalid_request'],
    ['consent that was not given', { prompt: 'none' }, 'consent_required'],
  ])('for %s is sent to the redirect URI with state and iss', async (_, params, error) => {
    const answer = answerOf(await open(params))
    expect(Object.fromEntries(answer)).toEqual({
      error,
      error_description: expect.stringMatching(/^[^"\\]+$/),
      state: 'some state',
      iss: issuer,
    })
  })

  it('for a repeated parameter is sent to the redirect URI', async () => {
    const visit = await browser.open(`${app.authorizationPath()}&scope=email`)
    expect(answerOf(visit).get('error')).toBe('invalid_request')
  })
})

describe('a response', () => {
  it('has code, state and iss', async () => {
    const answer = await app.authorize(browser)
    expect(Object.fromEntries(answer)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'some state',
      iss: issuer,
    })
    expect(answerOf(await open({ state: undefined })).has('state')).toBe(false)
  })
})

describe('a visitor who is not signed in', () => {
  it('signs in first, and returns to the request', async () => {
    const visit = await open({ login_hint: 'alice', ui_locales: 'de' }, new Browser(service))
    expect(visit.status).toBe(302)
    const url = new URL(visit.location ?? '', issuer)
    expect(url.pathname).toBe('/auth/sign-in')
    expect(url.searchParams.get('next')).toBe(
      app.authorizationPath({ login_hint: 'alice', ui_locales: 'de' }),
    )
    expect([url.searchParams.get('login_hint'), url.searchParams.get('ui_locales')]).toEqual([
      'alice',
      'de',
    ])
    const back = await browser.open(url.pathname + url.search)
    expect(back.location).toBe(url.searchParams.get('next'))
  })

  it('is reported with prompt=none', async () => {
    const visit = await open({ prompt: 'none' }, new Browser(service))
    expect(answerOf(visit).get('error')).toBe('login_required')
  })

  it('is not signed in by a bearer token', async () => {
    const visit = await new Browser(service).open(app.authorizationPath(), 'GET', {
      Authorization: `Bearer ${alice.token}`,
    })
    expect(visit.location).toMatch(/^\/auth\/sign-in\?/)
  })
})

describe('prompt and max_age', () => {
  beforeEach(() => app.authorize(browser))

  it('without either, a person who has allowed the app is not asked again', async () => {
    expect(answerOf(await open()).has('code')).toBe(true)
    expect(answerOf(await open({ prompt: 'none' })).has('code')).toBe(true)
  })

  it.each(['login', 'select_account'])('%s asks for a proof, once', async (prompt) => {
    await ageSession(1)
    const first = await open({ prompt })
    expect(first.location).toMatch(/^\/oauth\/authorize\?/)
    const request = await browser.open(first.location ?? '')
    expect(requestOf(request)).toEqual({ step: 'proof', client: 'Notes' })
    await browser.request('POST', '/api/auth/session/proof', { password: alice.password })
    expect(answerOf(await browser.open(first.location ?? '')).has('code')).toBe(true)
  })

  it('login asks a visitor to sign in, once', async () => {
    const other = new Browser(service)
    const first = await open({ prompt: 'login' }, other)
    const second = await other.open(first.location ?? '')
    const next = new URL(second.location ?? '', issuer).searchParams.get('next') ?? ''
    await other.signIn('alice@example.com')
    expect(answerOf(await other.open(next)).has('code')).toBe(true)
  })

  it('max_age asks for a proof if the last one is older', async () => {
    await ageSession(100)
    const fresh = await open({ max_age: '200' })
    expect(answerOf(await browser.open(fresh.location ?? '')).has('code')).toBe(true)
    const old = await open({ max_age: '50' })
    expect(requestOf(await browser.open(old.location ?? ''))?.step).toBe('proof')
    expect(answerOf(await open({ max_age: '50', prompt: 'none' })).get('error')).toBe(
      'login_required',
    )
    expect(answerOf(await open({ max_age: '200', prompt: 'none' })).has('code')).toBe(true)
  })

  it('consent asks for consent again, and keeps the other prompts', async () => {
    expect(requestOf(await open({ prompt: 'consent' }))?.step).toBe('consent')
    const { location } = await open({ prompt: 'login consent' })
    expect(new URL(location ?? '', issuer).searchParams.get('prompt')).toBe('consent')
  })

  it('a time in the future counts as now', async () => {
    await ageSession(1)
    const visit = await open({ latchkey_proved_since: String(Date.now() + 1e9) })
    expect(requestOf(visit)?.step).toBe('proof')
    await browser.request('POST', '/api/auth/session/proof', { password: alice.password })
    const path = app.authorizationPath({ latchkey_proved_since: String(Date.now() - 500) })
    expect(answerOf(await browser.open(path)).has('code')).toBe(true)
  })

  it('auth_time of the ID token is the time of the last proof', async () => {
    await ageSession(100)
    const { id_token } = await app.signIn(browser)
    const { auth_time, iat } = claimsOf(id_token)
    expect(iat - auth_time).toBeGreaterThanOrEqual(100)
    expect(iat - auth_time).toBeLessThan(200)
  })
})

describe('acr_values', () => {
  beforeEach(() => app.authorize(browser))

  it('aal2 is refused for an account without a second factor', async () => {
    const answer = answerOf(await open({ acr_values: 'aal2' }))
    expect(answer.get('error')).toBe('unmet_authentication_requirements')
  })

  it('aal2 asks for the second factor of a session of one factor', async () => {
    const carol = await person('carol@example.com')
    const other = new Browser(service)
    await enroll(service, carol.token)
    await write('update totp_factors set confirmed_at = null')
    await other.signIn('carol@example.com')
    await write('update totp_factors set confirmed_at = 1')
    const visit = await open({ acr_values: 'aal2' }, other)
    expect(visit.location ?? requestOf(visit)?.step).toBe('proof')
    const none = await open({ acr_values: 'aal2', prompt: 'none' }, other)
    expect(answerOf(none).get('error')).toBe('unmet_authentication_requirements')
  })

  it('aal1 changes nothing', async () => {
    expect(answerOf(await open({ acr_values: 'aal1 aal2' })).has('code')).toBe(true)
  })
})

describe('id_token_hint', () => {
  beforeEach(async () => {
    // A service that has no key of another test in memory.
    app = await App.register(provider({ REFRESH_IDLE: '29d' }), admin)
    browser.service = app.service
  })

  it('of another account is refused, that of the signed-in account is not', async () => {
    const { id_token } = await app.signIn(browser)
    vi.useFakeTimers({ now: Date.now() + 3600_000, toFake: ['Date'] })
    const again = answerOf(await open({ id_token_hint: id_token, prompt: 'none' }))
    expect(again.get('error')).toBe(null)
    vi.useRealTimers()
    await person('bob@example.com')
    const bob = new Browser(service)
    await bob.signIn('bob@example.com')
    for (const hint of [id_token, 'nonsense', alice.token]) {
      const visit = await open({ id_token_hint: hint, prompt: 'none' }, bob)
      expect(answerOf(visit).get('error')).toBe('login_required')
    }
  })
})

describe('consent', () => {
  const answer = (body: object, headers?: Record<string, string>, from = browser) =>
    from.request('POST', '/api/auth/authorization', body, headers)
  const decision = (params: Params = {}) => ({
    request: app.query(params),
    account: alice.id,
    decision: 'allow',
  })

  it('shows the app, the host to return to, scopes and resources', async () => {
    app = await App.register(service, admin, { resources: [api] })
    const visit = await open({ scope: 'openid email unknown offline_access' })
    expect(requestOf(visit)).toEqual({
      step: 'consent',
      client: 'Notes',
      document: null,
      host: 'app.example.com',
      scopes: ['openid', 'email', 'offline_access'],
      resources: [api],
    })
    expect(visit.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect(visit.headers.get('X-Frame-Options')).toBe('DENY')
    expect(visit.headers.get('Cache-Control')).toBe('no-store')
  })

  it('that is denied is reported', async () => {
    const denied = await app.decide(browser, app.query(), 'deny')
    expect([denied.get('error'), denied.get('iss')]).toEqual(['access_denied', issuer])
    expect(await countRows('grants')).toBe(0)
  })

  it('is needed again for more scopes or another resource', async () => {
    app = await App.register(service, admin, { resources: [api, 'https://mcp.example.com'] })
    await app.signIn(browser, { scope: 'openid email', resource: api })
    expect(answerOf(await open({ resource: api })).has('code')).toBe(true)
    expect(requestOf(await open({ scope: 'openid profile', resource: api }))?.step).toBe('consent')
    const other = await open({ resource: 'https://mcp.example.com' })
    expect(requestOf(other)?.step).toBe('consent')
  })

  it('is needed again after a new password: someone else may have given it', async () => {
    await app.signIn(browser)
    expect(answerOf(await open()).has('code')).toBe(true)
    const body = { current_password: password, new_password: `${password} 2` }
    expect((await browser.request('PUT', '/api/auth/account/password', body)).status).toBe(200)
    expect(requestOf(await open())?.step).toBe('consent')
  })

  it('that is taken back during a request allows nothing', async () => {
    await app.signIn(browser)
    browser.service = provider({ DB: meanwhile(() => write('delete from grants')) })
    const visit = await open()
    expect([visit.status, visit.location]).toEqual([401, null])
    expect(await countRows('grants')).toBe(0)
  })

  it.each([
    ['disabled', 'update clients set disabled_at = 1'],
    ['deleted', 'delete from clients'],
  ])('to an app that is %s during a request allows nothing', async (_, happens) => {
    browser.service = provider({ DB: meanwhile(() => write(happens)) })
    expect((await answer(decision())).status).toBe(401)
    expect(await countRows('grants')).toBe(0)
  })

  it('is never remembered for the loopback interface', async () => {
    const redirect_uri = 'http://127.0.0.1:3000/cb'
    app = await App.register(service, admin, { redirect_uris: ['http://127.0.0.1/cb', callback] })
    await answer(decision({ redirect_uri }))
    expect(requestOf(await open({ redirect_uri }))?.step).toBe('consent')
    expect(requestOf(await open())?.step).toBe('consent')
    await app.signIn(browser)
    expect(requestOf(await open({ redirect_uri }))?.step).toBe('consent')
  })

  it('from a page of another origin is refused', async () => {
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example.com' },
      { 'Sec-Fetch-Site': 'same-site', Origin: 'https://evil.sign-in.test' },
    ]) {
      const refused = await answer(decision(), headers)
      expect([refused.status, refused.body.code]).toEqual([403, 'cross_site_request'])
    }
    expect(await countRows('grants')).toBe(0)
  })

  it('of another account than the page was shown to is refused', async () => {
    await person('bob@example.com')
    const bob = new Browser(service)
    await bob.signIn('bob@example.com')
    const refused = await answer(decision(), ours, bob)
    expect([refused.status, refused.body.code]).toEqual([409, 'request_changed'])
    expect(await countRows('grants')).toBe(0)
  })

  it('for a redirect URI that is not registered is refused', async () => {
    const refused = await answer(decision({ redirect_uri: 'https://evil.example.com/' }))
    expect([refused.status, refused.body.code]).toEqual([409, 'request_changed'])
  })

  it('cannot replace a proof', async () => {
    await ageSession(1)
    const request = app.query({ latchkey_proved_since: String(Date.now()) })
    const refused = await answer({ ...decision(), request })
    expect([refused.status, refused.body.code]).toEqual([409, 'request_changed'])
  })

  it('of a session that ended is refused', async () => {
    await write('delete from sessions')
    expect((await answer(decision())).status).toBe(401)
  })

  it.each([
    ['a request', () => app.authorizationPath()],
    ['a sign-out', () => '/oauth/end-session'],
  ])('%s, which any site can make a browser send, has a separate limit', async (_, path) => {
    const setCount = (kind: string) =>
      write(
        'insert or replace into throttles (key, count, expires_at) values (?, 120, ?)',
        `${kind}:${alice.id}`,
        Date.now() + 60_000,
      )
    await setCount('write')
    expect((await browser.open(path())).status).toBe(200)
    await setCount('navigation')
    expect((await browser.open(path())).status).toBe(429)
    await write('delete from throttles where key = ?', `write:${alice.id}`)
    expect((await browser.request('DELETE', '/api/auth/session')).status).toBe(204)
  })
})

describe('an account whose owner must do something first', () => {
  it('chooses a password before it uses an app', async () => {
    await write('update accounts set password_change_required = 1 where id = ?', alice.id)
    expect(requestOf(await open())).toEqual({ step: 'account' })
    expect(answerOf(await open({ prompt: 'none' })).get('error')).toBe('interaction_required')
  })

  it('sets up the second factor that it must have', async () => {
    browser.service = provider({ SECOND_FACTOR: 'all' })
    expect(requestOf(await open())).toEqual({ step: 'account' })
    expect(answerOf(await open({ prompt: 'none' })).get('error')).toBe('interaction_required')
    expect(await countRows('grants')).toBe(0)
  })
})

describe('a request by form', () => {
  it('continues as a request by URL, with the cookie', async () => {
    const form = new URLSearchParams(app.query())
    const answer = await send(service, 'POST', '/oauth/authorize', { form })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, app.authorizationPath()])
    const long = new URLSearchParams({ state: 'x'.repeat(9000) })
    expect((await send(service, 'POST', '/oauth/authorize', { form: long })).status).toBe(400)
  })
})
