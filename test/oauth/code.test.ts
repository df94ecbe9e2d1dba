import { beforeEach, describe, expect, it, vi } from 'vitest'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import {
  App,
  callback,
  claimsOf,
  issuer,
  provider,
  send,
  signedInScene,
} from '../support/oauth/app.ts'
import { verifier } from '../support/oauth/pkce.ts'
import type { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'

freshDatabase()

const service = provider()
let admin: Person
let app: App
let browser: Browser
beforeEach(async () => {
  ;({ admin, app, browser } = await signedInScene(service))
})

const codeOf = async (params = {}) => (await app.authorize(browser, params)).get('code') ?? ''

describe('an authorization code', () => {
  it('is exchanged for an access token, a refresh token and an ID token', async () => {
    const answer = await app.exchange(await codeOf({ nonce: 'some nonce' }))
    expect(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'openid',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    })
    expect(claimsOf(answer.body.id_token)).toMatchObject({
      iss: issuer,
      aud: app.id,
      nonce: 'some nonce',
      acr: 'aal1',
      amr: ['pwd'],
    })
    expect(claimsOf(answer.body.access_token)).toMatchObject({
      iss: issuer,
      aud: issuer,
      client_id: app.id,
      scope: 'openid',
      email_verified: false,
    })
  })

  it('works once of 50 parallel requests, and its second use ends the grant', async () => {
    const code = await codeOf()
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.exchange(code)))
    const accepted = answers.filter(({ status }) => status === 200)
    expect(accepted).toHaveLength(1)
    for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
      expect([status, body.error]).toEqual([400, 'invalid_grant'])
    }
    expect(await countRows('grants')).toBe(0)
    const { refresh_token, access_token } = accepted[0]?.body ?? {}
    expect((await app.refresh(refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.userinfo(access_token)).status).toBe(401)
    expect(await countRows('events', "event = 'grant_reused'")).toBe(1)
  })

  it('expires after a minute', async () => {
    const code = await codeOf()
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    const answer = await app.exchange(code)
    vi.useRealTimers()
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
  })

  it.each([
    ['another redirect URI', { redirect_uri: `${callback}/` }],
    ['another verifier', { code_verifier: verifier.replace('d', 'e') }],
    ['no verifier', { code_verifier: undefined }],
    ['a verifier that is too short', { code_verifier: 'short' }],
    ['another code', { code: 'A'.repeat(43) }],
  ])('is refused with %s', async (_, params) => {
    const code = await codeOf()
    const refused = await app.exchange(code, params)
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant'])
    expect((await app.exchange(code)).status).toBe(200)
  })

  it('is refused for another client, and stays usable', async () => {
    const other = await App.register(service, admin)
    const code = await codeOf()
    expect((await other.exchange(code)).body.error).toBe('invalid_grant')
    expect((await app.exchange(code)).status).toBe(200)
    expect((await other.exchange(code)).body.error).toBe('invalid_grant')
    expect(await countRows('grants')).toBe(1)
  })

  it('is stored as a hash only', async () => {
    const code = await codeOf()
    expect(await countRows('authorization_codes', 'id = ?', code)).toBe(0)
    expect(await countRows('authorization_codes')).toBe(1)
  })

  it('costs two round trips', async () => {
    await app.exchange(await codeOf())
    const code = await codeOf()
    service.trips = 0
    expect((await app.exchange(code)).status).toBe(200)
    expect(service.trips).toBe(2)
  })

  it('is refused if the session or the account changed in between', async () => {
    const code = await codeOf()
    await write("update accounts set disabled_at = 1 where email = 'alice@example.com'")
    expect((await app.exchange(code)).body.error).toBe('invalid_grant')
    await write("update accounts set disabled_at = null where email = 'alice@example.com'")
    await write('delete from sessions')
    expect((await app.exchange(code)).body.error).toBe('invalid_grant')
  })
})

describe('PKCE', () => {
  it.each([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['the method plain', { code_challenge: verifier, code_challenge_method: 'plain' }],
    ['a challenge without a method', { code_challenge_method: undefined }],
    ['a challenge of another length', { code_challenge: 'abc' }],
  ])('is required: %s', async (_, params) => {
    const answer = await app.authorize(browser, params)
    expect(answer.get('error')).toBe('invalid_request')
    expect(await countRows('authorization_codes')).toBe(0)
  })
})

describe('a client', () => {
  const basic = (id: string, secret: string) => `Basic ${btoa(`${id}:${secret}`)}`
  const grant = (code: string) => ({
    grant_type: 'authorization_code',
    code,
    redirect_uri: callback,
    code_verifier: verifier,
  })

  it('authenticates with HTTP Basic', async () => {
    const headers = { Authorization: basic(app.id, app.secret ?? '') }
    const form = grant(await codeOf())
    expect((await send(service, 'POST', '/oauth/token', { form, headers })).status).toBe(200)
  })

  it('authenticates for every grant', async () => {
    const tokens = await app.signIn(browser)
    const code = await codeOf()
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
    for (const form of [grant(code), refresh]) {
      for (const secret of [undefined, 'wrong', `${app.secret}x`]) {
        const wrong = { ...form, client_id: app.id, client_secret: secret }
        const answer = await send(service, 'POST', '/oauth/token', { form: wrong })
        expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client'])
        expect(answer.headers.get('WWW-Authenticate')).toBe(`Basic realm="${issuer}"`)
      }
      const headers = { Authorization: basic(app.id, 'wrong') }
      expect((await send(service, 'POST', '/oauth/token', { form, headers })).status).toBe(401)
    }
    expect((await app.exchange(code)).status).toBe(200)
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it('uses one way to authenticate', async () => {
    const headers = { Authorization: basic(app.id, app.secret ?? '') }
    const form = { ...grant(await codeOf()), client_secret: app.secret ?? '' }
    const answer = await send(service, 'POST', '/oauth/token', { form, headers })
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request'])
  })

  it('that is public has no secret, and is refused with one', async () => {
    const spa = await App.register(service, admin, { public: true })
    expect(spa.secret).toBe(null)
    const code = (await spa.authorize(browser)).get('code') ?? ''
    expect((await spa.exchange(code, { client_secret: 'guess' })).status).toBe(401)
    expect((await spa.exchange(code)).status).toBe(200)
  })

  it.each([
    ['an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a grant type of the prototype', { grant_type: 'constructor' }, 'unsupported_grant_type'],
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['no code', { grant_type: 'authorization_code' }, 'invalid_request'],
    [
      'an unknown client',
      { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'y' },
      'invalid_client',
    ],
  ])('gets an error of OAuth for %s', async (_, params, error) => {
    const answer = await app.token(params)
    expect(answer.body).toEqual({ error, error_description: expect.stringMatching(/^[^"\\]+$/) })
    expect(answer.headers.get('Content-Type')).toBe('application/json')
  })

  it('sends each parameter once, in a form', async () => {
    const form = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['grant_type', 'authorization_code'],
    ])
    const twice = await send(service, 'POST', '/oauth/token', { form })
    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request'])
    const headers = { 'Content-Type': 'application/json' }
    const json = await send(service, 'POST', '/oauth/token', { form: {}, headers })
    expect([json.status, json.body.error]).toEqual([400, 'invalid_request'])
  })
})
