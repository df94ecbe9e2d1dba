import { createScheduledController } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../worker/index.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import {
  App,
  api,
  claimsOf,
  issuer,
  type Params,
  provider,
  requestOf,
  send,
} from '../support/oauth/app.ts'
import { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'
import { expectProblem } from '../support/requests/promises.ts'

freshDatabase()

const service = provider({ CIMD: 'any' })
const loopback = 'http://127.0.0.1/callback'

let host = ''
let hosts = 0
let alice: Person
let browser: Browser
beforeEach(async () => {
  hosts += 1
  host = `h${hosts}.apps.test`
  alice = await person('alice@example.com')
  browser = new Browser(service)
  await browser.signIn('alice@example.com')
})
afterEach(() => {
  vi.useRealTimers()
})

const documentAt = (name: string) => `https://${host}/${name}/client.json`
const appAt = (name: string) => App.describedAt(service, documentAt(name))

/** Opens the authorization endpoint with a redirect URI on the host of the document. */
const open = (app: App, params: Params = {}, by = browser) =>
  by.open(app.authorizationPath({ redirect_uri: `https://${host}/callback`, ...params }))

/** What the server counted. */
async function counted(): Promise<{ counts: Record<string, number>; open: number }> {
  return (await fetch('https://counts.apps.test/')).json()
}
const requestsOf = async (name: string) => (await counted()).counts[documentAt(name)] ?? 0

function later(seconds: number): void {
  vi.useFakeTimers({ now: Date.now() + seconds * 1000, toFake: ['Date'] })
}

describe('a client with a document', () => {
  it('signs people in, refreshes and shows up among their apps, without registration', async () => {
    const app = appAt('good')
    const visit = await open(app, { scope: 'openid offline_access', resource: api })
    expect(requestOf(visit)).toEqual({
      step: 'consent',
      client: 'Robot',
      document: host,
      host,
      scopes: ['openid', 'offline_access'],
      resources: [api],
    })
    expect(await countRows('clients')).toBe(0)
    const redirect_uri = `https://${host}/callback`
    const tokens = await app.signIn(browser, { redirect_uri, scope: 'openid', resource: api })
    expect(claimsOf(tokens.access_token)).toMatchObject({ client_id: app.id, sub: alice.id })
    expect(claimsOf(tokens.id_token)).toMatchObject({ aud: app.id, iss: issuer })
    expect((await app.userinfo(tokens.access_token)).body.sub).toBe(alice.id)
    const refreshed = await app.refresh(tokens.refresh_token)
    expect(refreshed.status).toBe(200)
    expect(await requestsOf('good')).toBe(1)

    const { body } = await service.get('/api/auth/grants', { token: alice.token })
    expect(body.items).toMatchObject([{ client: { id: app.id, name: 'Robot' }, resources: [api] }])
    const path = `/api/auth/grants/${encodeURIComponent(app.id)}`
    expect((await service.delete(path, { token: alice.token })).status).toBe(204)
    expect((await app.refresh(refreshed.body.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('can revoke its tokens, and not ask about them, as every public client', async () => {
    const app = appAt('good')
    const redirect_uri = `https://${host}/callback`
    const { refresh_token: token } = await app.signIn(browser, { redirect_uri })
    expect((await app.post('/oauth/introspect', { token })).body.error).toBe('invalid_client')
    expect((await app.post('/oauth/revoke', { token })).status).toBe(200)
    expect((await app.refresh(token)).body.error).toBe('invalid_grant')
  })

  it('gets a resource only if it asks for it, even if there is only one', async () => {
    browser.service = provider({ CIMD: 'any', RESOURCES: api })
    expect(requestOf(await open(appAt('good')))).toMatchObject({ resources: [] })
    const asked = await open(appAt('good'), { resource: api })
    expect(requestOf(asked)).toMatchObject({ resources: [api] })
    const other = await open(appAt('good'), { resource: 'https://other.example.com' })
    expect(other.location).toContain('error=invalid_target')
  })

  it('has its name, its algorithm and only redirect URIs that can be registered', async () => {
    expect(requestOf(await open(appAt('no-name')))).toMatchObject({ client: host })
    expect(requestOf(await open(appAt('bad-name')))).toMatchObject({ client: host })
    expect(requestOf(await open(appAt('no-method')))?.step).toBe('consent')
    expect(requestOf(await open(appAt('suffix')))?.step).toBe('consent')
    expect(requestOf(await open(appAt('five-kib')))?.step).toBe('consent')
    for (const redirect_uri of ['robot:/callback', 'https://evil.test/callback', undefined]) {
      const visit = await open(appAt('good'), { redirect_uri })
      expect(requestOf(visit)).toEqual({ step: 'error', code: 'unknown_redirect_uri' })
    }
    const redirect_uri = `https://${host}/callback`
    const { id_token } = await appAt('es256').signIn(browser, { redirect_uri })
    expect(JSON.parse(atob(id_token.split('.')[0] ?? ''))).toMatchObject({ alg: 'ES256' })
  })

  it('is asked about again on the loopback interface and on another host, and not on its own', async () => {
    const app = appAt('good')
    const redirect_uri = 'http://127.0.0.1:3000/callback'
    await app.signIn(browser, { redirect_uri })
    expect(requestOf(await open(app, { redirect_uri }))).toMatchObject({ host: '127.0.0.1:3000' })
    await app.signIn(browser, { redirect_uri: `https://${host}/callback` })
    expect((await open(app)).location).toContain('code=')
    expect(requestOf(await open(app, { redirect_uri }))?.step).toBe('consent')

    const other = appAt('other-host')
    const elsewhere = 'https://other.apps.test/callback'
    await other.signIn(browser, { redirect_uri: elsewhere })
    expect(requestOf(await open(other, { redirect_uri: elsewhere }))).toMatchObject({
      step: 'consent',
      document: host,
      host: 'other.apps.test',
    })
  })

  it('knows from the metadata that its document is accepted', async () => {
    const path = '/.well-known/oauth-authorization-server'
    const { body } = await send(service, 'GET', path)
    expect(body.client_id_metadata_document_supported).toBe(true)
    expect(body.token_endpoint_auth_methods_supported).toContain('none')
    const off = await send(provider(), 'GET', path)
    expect(off.body).not.toHaveProperty('client_id_metadata_document_supported')
  })
})

describe('the document', () => {
  it.each([
    ['silent', 'unreachable'],
    ['dripping', 'unreachable'],
    ['closed', 'unreachable'],
    ['endless', 'too_large'],
    ['six-kib', 'too_large'],
    ['bomb', 'too_large'],
    ['redirect', 'status'],
    ['missing', 'status'],
    ['failing', 'status'],
    ['empty', 'status'],
    ['page', 'content_type'],
    ['script', 'content_type'],
    ['no-json', 'malformed'],
    ['nothing', 'malformed'],
    ['list', 'client_id'],
    ['other-id', 'client_id'],
    ['secret', 'secret'],
    ['secret-method', 'secret'],
    ['key-method', 'secret'],
    ['no-uris', 'redirect_uris'],
    ['bad-uris', 'redirect_uris'],
  ])('%s is refused on a page, and requested once in a minute', async (name, fault) => {
    const app = appAt(name)
    const before = Date.now()
    const visits = await Promise.all([open(app), open(app), open(app)])
    visits.push(await open(app))
    expect(Date.now() - before).toBeLessThan(9000)
    for (const visit of visits) {
      expect([visit.status, visit.location]).toEqual([400, null])
      expect(requestOf(visit)).toEqual({ step: 'error', code: 'unknown_client', host, fault })
    }
    expect(await requestsOf(name)).toBe(1)
    expect(await requestsOf('good')).toBe(0)
    // The connection does not stay open.
    await expect.poll(async () => (await counted()).open).toBe(0)
    expect(await countRows('clients')).toBe(0)
  })

  it('that fails every other time works once a minute has passed', async () => {
    const app = appAt('flapping')
    expect(requestOf(await open(app))).toMatchObject({ fault: 'status' })
    expect(requestOf(await open(app))).toMatchObject({ fault: 'status' })
    later(61)
    expect(requestOf(await open(app))?.step).toBe('consent')
    later(59)
    expect(requestOf(await open(app))?.step).toBe('consent')
    expect(await requestsOf('flapping')).toBe(2)
  })

  it.each([
    ['cached-a-minute', 60],
    ['not-stored', 60],
    ['good', 60],
    ['cached-an-hour', 3600],
    ['cached-a-year', 86_400],
  ])('%s is used for %i seconds', async (name, seconds) => {
    const app = appAt(name)
    await open(app)
    later(seconds - 2)
    await open(app)
    expect(await requestsOf(name)).toBe(1)
    later(4)
    // The session ended with the time.
    await browser.signIn('alice@example.com')
    await open(app)
    expect(await requestsOf(name)).toBe(2)
  })

  it('is requested from one host 30 times a minute at most', async () => {
    const urls = Array.from({ length: 33 }, (_, index) => `good/${index}`)
    for (const name of urls) await open(appAt(name))
    const { counts } = await counted()
    const sum = Object.entries(counts).filter(([url]) => url.startsWith(`https://${host}/`))
    expect(sum.length).toBe(30)
    expect(requestOf(await open(appAt('good/40')))).toMatchObject({ fault: 'too_many_requests' })
  })

  it('is requested for no one who is not signed in', async () => {
    const stranger = new Browser(service)
    const { location } = await open(appAt('good'), {}, stranger)
    expect(location).toMatch(/^\/auth\/sign-in\?next=/)
    const none = await open(appAt('good'), { prompt: 'none' }, stranger)
    expect(requestOf(none)).toEqual({ step: 'error', code: 'unknown_client' })
    expect(await requestsOf('good')).toBe(0)
  })
})

describe('a client ID', () => {
  it.each([
    'http://HOST/good/client.json',
    'https://127.0.0.1/good/client.json',
    'https://127.1/good/client.json',
    'https://2130706433/good/client.json',
    'https://0x7f000001/good/client.json',
    'https://10.0.0.1.2/good/client.json',
    'https://[::1]/good/client.json',
    'https://[::ffff:7f00:1]/good/client.json',
    'https://localhost/good/client.json',
    'https://app.localhost/good/client.json',
    'https://metadata.google.internal/good/client.json',
    'https://printer.local/good/client.json',
    'https://HOST:8443/good/client.json',
    'https://HOST:443/good/client.json',
    'https://user@HOST/good/client.json',
    'https://user:secret@HOST/good/client.json',
    'https://evil.test\\@HOST/good/client.json',
    'https://HOST/good/client.json#fragment',
    'https://HOST/good/client.json?query',
    'https://HOST/good/../good/client.json',
    'https://HOST/good/%2e%2e/client.json',
    'https://HOST./good/client.json',
    'https://HOST/',
    'https://HOST',
    'https:/HOST/good/client.json',
    'https://h%31.apps.test/good/client.json',
    'https://H1.apps.test/good/client.json',
    'https://bücher.test/good/client.json',
    ' https://HOST/good/client.json',
    `https://HOST/good/${'x'.repeat(500)}`,
  ])('%s is refused without a request', async (text) => {
    const before = (await counted()).counts
    const app = App.describedAt(service, text.replace('HOST', host))
    const visit = await open(app)
    expect([visit.status, visit.location]).toEqual([400, null])
    expect(requestOf(visit)).toEqual({ step: 'error', code: 'unknown_client' })
    expect((await counted()).counts).toEqual(before)
  })

  it('is accepted with CIMD = list only on the listed hosts, and not at all without CIMD', async () => {
    const listed = provider({ CIMD: 'list', CIMD_HOSTS: `${host}, other.example.com` })
    browser.service = listed
    expect(requestOf(await open(appAt('good')))?.step).toBe('consent')
    const other = App.describedAt(listed, 'https://unlisted.apps.test/good/client.json')
    expect(requestOf(await open(other))).toEqual({ step: 'error', code: 'unknown_client' })
    browser.service = provider()
    expect(requestOf(await open(appAt('good')))).toEqual({ step: 'error', code: 'unknown_client' })
    const { counts } = await counted()
    expect(counts[other.id]).toBe(undefined)
  })

  it.each([
    { CIMD: 'list' },
    { CIMD: 'list', CIMD_HOSTS: '*.example.com' },
    { CIMD: 'list', CIMD_HOSTS: 'https://app.example.com' },
    { CIMD: 'list', CIMD_HOSTS: '127.0.0.1' },
    { CIMD: 'yes' },
  ])('setting %j is refused', async (vars) => {
    const answer = await send(provider(vars), 'GET', '/health')
    expect([answer.status, answer.body.code]).toEqual([503, 'misconfigured'])
  })

  it('whose host is no longer accepted gets no token', async () => {
    const app = appAt('good')
    const { refresh_token } = await app.signIn(browser, { redirect_uri: loopback })
    const strict = App.describedAt(provider(), app.id)
    expect((await strict.refresh(refresh_token)).body.error).toBe('invalid_client')
    expect((await app.refresh(refresh_token)).status).toBe(200)
  })
})

describe('administrators', () => {
  let admin: Person
  let app: App
  let refreshToken: string
  beforeEach(async () => {
    admin = await administrator()
    app = appAt('good')
    refreshToken = (await app.signIn(browser, { redirect_uri: loopback })).refresh_token
  })

  const path = () => `/api/auth/clients/${encodeURIComponent(app.id)}`
  const patch = (json: object) => service.request('PATCH', path(), { json, token: admin.token })

  it('see a client with a document once someone allowed it, and can disable it', async () => {
    const { body } = await service.get('/api/auth/clients', { token: admin.token })
    expect(body.items).toMatchObject([{ id: app.id, name: 'Robot', public: true, disabled: false }])
    const disabled = await patch({ disabled: true })
    expect(disabled.body.client).toMatchObject({ id: app.id, disabled: true })
    expect((await app.refresh(refreshToken)).body.error).toBe('invalid_client')
    expect(await countRows('grants')).toBe(0)
    expect(requestOf(await open(app))).toEqual({ step: 'error', code: 'unknown_client' })
    await patch({ disabled: false })
    expect(requestOf(await open(app))?.step).toBe('consent')
    expect((await app.refresh(refreshToken)).body.error).toBe('invalid_grant')
  })

  it('cannot change what the document says', async () => {
    expectProblem(await patch({ name: 'Evil' }), 409, 'client_has_document')
    expectProblem(await patch({ name: 'Evil', disabled: true }), 409, 'client_has_document')
    expect(await countRows('clients', "name = 'Robot' and disabled_at is null")).toBe(1)
  })

  it('can disable a registered client, too', async () => {
    const registered = await App.register(service, admin)
    await registered.signIn(browser)
    const disable = (token: string, disabled: boolean) =>
      service.request('PATCH', `/api/auth/clients/${registered.id}`, { json: { disabled }, token })
    expectProblem(await disable(alice.token, true), 403, 'forbidden')
    expect((await disable(admin.token, true)).status).toBe(200)
    const visit = await browser.open(registered.authorizationPath())
    expect(requestOf(visit)).toEqual({ step: 'error', code: 'unknown_client' })
    expect((await registered.token({ grant_type: 'refresh_token' })).body.error).not.toBe(undefined)
  })

  it('can register as many clients as ever', async () => {
    const columns = 'id, name, redirect_uris, post_logout_redirect_uris, resources, id_token_alg'
    await write(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)
      insert into clients (${columns}, created_at, updated_at)
      select 'https://x.test/' || i, 'x', '[]', '[]', '[]', 'RS256', 9e12, 1 from n`,
    )
    const registered = await App.register(service, admin)
    const { body } = await service.get('/api/auth/clients', { token: admin.token })
    expect(body.items[0].id).toBe(registered.id)
    expect(body.items.length).toBe(501)
  })
})

describe('the scheduled run', () => {
  it('deletes clients that no grant needs, unless they are registered, disabled or recent', async () => {
    const admin = await administrator()
    const registered = await App.register(service, admin)
    const columns = 'id, name, redirect_uris, post_logout_redirect_uris, resources, id_token_alg'
    const insert = (id: string, updatedAt: number, disabledAt: number | null) =>
      write(
        `insert into clients (${columns}, created_at, updated_at, disabled_at)
        values (?, 'x', '[]', '[]', '[]', 'RS256', 1, ?, ?)`,
        id,
        updatedAt,
        disabledAt,
      )
    await appAt('good').signIn(browser, { redirect_uri: loopback })
    await insert('https://unused.test/a', 1, null)
    await insert('https://disabled.test/a', 1, 1)
    await insert('https://recent.test/a', Date.now(), null)
    await write(
      'update clients set updated_at = 1 where id in (?, ?)',
      registered.id,
      documentAt('good'),
    )
    const controller = createScheduledController({ scheduledTime: new Date() })
    await worker.scheduled(controller, service.env as never)
    for (const [id, count] of [
      ['https://unused.test/a', 0],
      ['https://disabled.test/a', 1],
      ['https://recent.test/a', 1],
      [documentAt('good'), 1],
      [registered.id, 1],
    ] as const) {
      expect(await countRows('clients', 'id = ?', id), id).toBe(count)
    }
  })
})
