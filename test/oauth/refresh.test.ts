import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { meanwhile } from '../support/database/d1.ts'
import {
  countRows,
  disable,
  everythingStored,
  freshDatabase,
  write,
} from '../support/database/rows.ts'
import {
  App,
  api,
  claimsOf,
  issuer,
  provider,
  send,
  signedInScene,
  type Tokens,
} from '../support/oauth/app.ts'
import type { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'

freshDatabase()
afterEach(() => void vi.useRealTimers())

const service = provider()
let admin: Person
let alice: Person
let app: App
let browser: Browser
let tokens: Tokens
beforeEach(async () => {
  ;({ admin, alice, app, browser } = await signedInScene(service, {
    resources: [api, 'https://mcp.example.com'],
  }))
  tokens = await app.signIn(browser, { scope: 'openid profile', resource: api })
})

const later = (seconds: number) =>
  vi.useFakeTimers({ now: Date.now() + seconds * 1000, toFake: ['Date'] })

describe('a refresh token', () => {
  it('is exchanged for new tokens', async () => {
    const { status, body } = await app.refresh(tokens.refresh_token)
    expect(status).toBe(200)
    expect(body.refresh_token).not.toBe(tokens.refresh_token)
    expect(body.scope).toBe('openid profile')
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: expect.any(String),
      client_id: app.id,
    })
    expect(claimsOf(body.id_token)).not.toHaveProperty('nonce')
    expect((await app.refresh(body.refresh_token)).status).toBe(200)
  })

  it('has one successor of 50 parallel requests', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => app.refresh(tokens.refresh_token)),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
    expect((await app.refresh(answers[0]?.body.refresh_token)).status).toBe(200)
  })

  it('can be used again for ten seconds, with the same successor', async () => {
    const first = await app.refresh(tokens.refresh_token)
    later(9)
    const again = await app.refresh(tokens.refresh_token)
    expect([again.status, again.body.refresh_token]).toEqual([200, first.body.refresh_token])
  })

  it('ends the grant if it is used later, and its replay ends nothing more', async () => {
    const first = await app.refresh(tokens.refresh_token)
    const other = await app.signIn(browser)
    later(10)
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.refresh(first.body.refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.userinfo(first.body.access_token)).status).toBe(401)
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.refresh(other.refresh_token)).status).toBe(200)
    expect(await countRows('events', "event = 'grant_reused'")).toBe(1)
  })

  it('ends the grant if it is older than the last one, also within ten seconds', async () => {
    const { body } = await app.refresh(tokens.refresh_token)
    const last = await app.refresh(body.refresh_token)
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.refresh(last.body.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('belongs to its client', async () => {
    const other = await App.register(service, admin)
    expect((await other.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it.each(['access_token', 'id_token'] as const)('is no %s', async (name) => {
    expect((await app.refresh(tokens[name])).body.error).toBe('invalid_grant')
  })

  it('is refused if a character changes', async () => {
    const [grant, , mac = ''] = tokens.refresh_token.split('.')
    const changed = mac.startsWith('A') ? `B${mac.slice(1)}` : `A${mac.slice(1)}`
    for (const forged of [`${grant}.1.${changed}`, `${grant}.2.${mac}`, `${grant}.0.${mac}`]) {
      expect((await app.refresh(forged)).body.error).toBe('invalid_grant')
    }
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it('is not stored', async () => {
    const { body } = await app.refresh(tokens.refresh_token)
    const stored = await everythingStored()
    for (const token of [tokens.refresh_token, body.refresh_token]) {
      expect(stored).not.toContain(token.split('.')[2])
    }
  })

  it('costs two round trips, also for a repeated request', async () => {
    await app.refresh(tokens.refresh_token)
    service.trips = 0
    await app.refresh(tokens.refresh_token)
    expect(service.trips).toBe(2)
  })

  it('ends without use after REFRESH_IDLE', async () => {
    const offline = await app.signIn(browser, { scope: 'offline_access' })
    later(30 * 86_400 - 1)
    const { body } = await app.refresh(offline.refresh_token)
    vi.useRealTimers()
    later(60 * 86_400 - 2)
    const again = await app.refresh(body.refresh_token)
    expect(again.status).toBe(200)
    vi.useRealTimers()
    later(90 * 86_400 + 60)
    expect((await app.refresh(again.body.refresh_token)).body.error).toBe('invalid_grant')
  })
})

describe('a refresh', () => {
  it('states the role of the moment when it is issued, also if it had to wait for that', async () => {
    const { refresh_token } = await app.signIn(browser, { scope: 'openid role' })
    const setRole = (role: string) =>
      write('update accounts set role_id = ? where id = ?', role, alice.id)
    await setRole('admin')
    const slow = app.at(provider({ DB: meanwhile(() => setRole('user')) }))
    const { body } = await slow.refresh(refresh_token)
    expect(claimsOf(body.access_token).role).toBe('user')
    expect(claimsOf(body.id_token).role).toBe('user')
  })

  it('that is repeated issues nothing for an account that is disabled meanwhile', async () => {
    const offline = await app.signIn(browser, { scope: 'offline_access' })
    expect((await app.refresh(offline.refresh_token)).status).toBe(200)
    const slow = app.at(provider({ DB: meanwhile(() => disable(alice.id)) }))
    expect((await slow.refresh(offline.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('can ask for fewer scopes, and never for more', async () => {
    const fewer = await app.refresh(tokens.refresh_token, { scope: 'openid' })
    expect([fewer.body.scope, claimsOf(fewer.body.access_token).scope]).toEqual([
      'openid',
      'openid',
    ])
    const more = await app.refresh(fewer.body.refresh_token, { scope: 'openid profile email' })
    expect([more.status, more.body.error]).toEqual([400, 'invalid_scope'])
    const all = await app.refresh(fewer.body.refresh_token)
    expect(all.body.scope).toBe('openid profile')
  })

  it('gets each scope and each resource once', async () => {
    const form = new URLSearchParams({
      ...{ client_id: app.id, client_secret: app.secret ?? '' },
      ...{ grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
      scope: 'openid openid',
    })
    for (const resource of [api, `${api}/`]) form.append('resource', resource)
    const { body } = await send(service, 'POST', '/oauth/token', { form })
    expect(body.scope).toBe('openid')
    expect(claimsOf(body.access_token)).toMatchObject({ scope: 'openid', aud: [api, issuer] })
  })

  it('never gets a resource that the grant does not have', async () => {
    const answer = await app.refresh(tokens.refresh_token, { resource: 'https://mcp.example.com' })
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_target'])
    const same = await app.refresh(tokens.refresh_token, { resource: `${api}/` })
    expect(claimsOf(same.body.access_token).aud).toContain(api)
  })

  it('gets no resource that the client or the service has lost since', async () => {
    const audience = async (at = service, resource?: string) => {
      app = app.at(at)
      const { body } = await app.refresh(tokens.refresh_token, { resource })
      return body.error ?? claimsOf(body.access_token).aud
    }
    expect(await audience()).toEqual([api, issuer])
    const shrunk = provider({ RESOURCES: 'https://mcp.example.com' })
    expect(await audience(shrunk)).toBe(issuer)
    expect(await audience(shrunk, api)).toBe('invalid_target')

    const json = { resources: ['https://mcp.example.com'] }
    const path = `/api/auth/clients/${app.id}`
    expect((await service.request('PATCH', path, { json, token: admin.token })).status).toBe(200)
    expect(await audience()).toBe(issuer)
    expect(await audience(service, api)).toBe('invalid_target')
  })

  it('writes nothing if the request is refused', async () => {
    await app.refresh(tokens.refresh_token, { scope: 'email' })
    expect(await countRows('grants', 'generation = 1')).toBe(1)
  })
})
