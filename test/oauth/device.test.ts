import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countRows, everythingStored, freshDatabase, write } from '../support/database/rows.ts'
import { App, api, claimsOf, issuer, provider, send, signedInScene } from '../support/oauth/app.ts'
import {
  allow,
  decide,
  deviceGrant,
  open as enter,
  forDevices,
  newCode,
  poll,
  registerForDevices,
  requestCode,
} from '../support/oauth/device.ts'
import type { Browser } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'
import { rateLimit, withinOneMinute } from '../support/requests/network.ts'

/* The device authorization grant (RFC 8628), as a device sees it. */
freshDatabase()

const service = provider()
let admin: Person
let app: App
let browser: Browser
beforeEach(async () => {
  ;({ admin, app, browser } = await signedInScene(service, { ...forDevices, resources: [api] }))
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets time pass without waiting. */
const after = (seconds: number) =>
  vi.useFakeTimers({ now: Date.now() + seconds * 1000, toFake: ['Date'] })

describe('the device authorization endpoint', () => {
  it('issues a device code and a user code of eight consonants', async () => {
    const answer = await requestCode(app, { scope: 'openid email' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    const consonants = /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/
    const { user_code } = answer.body
    expect(answer.body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(consonants),
      verification_uri: `${issuer}/device`,
      verification_uri_complete: `${issuer}/device?user_code=${user_code}`,
      expires_in: 600,
      interval: 5,
    })
  })

  it('stores neither code', async () => {
    const { device_code, user_code } = await newCode(app)
    const stored = await everythingStored()
    expect(stored).not.toContain(device_code)
    expect(stored).not.toContain(user_code)
    expect(stored).not.toContain(user_code.replace('-', ''))
  })

  it('is for registered clients only, which authenticate as everywhere', async () => {
    const other = await App.register(service, admin)
    const refused = await requestCode(other)
    expect([refused.status, refused.body.error]).toEqual([400, 'unauthorized_client'])
    for (const client_secret of [undefined, 'wrong']) {
      const answer = await requestCode(app, { client_secret })
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client'])
    }
    expect((await requestCode(app, { client_id: 'unknown' })).body.error).toBe('invalid_client')
    const tv = await registerForDevices(service, admin, { public: true })
    await newCode(tv)
    expect(await countRows('device_codes')).toBe(1)
  })

  it('refuses other resources and repeated parameters, and ignores unknown scopes', async () => {
    const resource = await requestCode(app, { resource: 'https://other.example.com' })
    expect(resource.body.error).toBe('invalid_target')
    const client = { client_id: app.id, client_secret: app.secret ?? '' }
    const form = new URLSearchParams({ ...client, scope: 'openid' })
    form.append('scope', 'email')
    const twice = await send(service, 'POST', '/oauth/device', { form })
    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request'])
    await newCode(app, { scope: 'openid everything' })
    expect(
      await countRows('device_codes', "scope = 'openid' and resources = ?", `["${api}"]`),
    ).toBe(1)
  })

  it('is limited for each network', async () => {
    await withinOneMinute(async (address) => {
      for (let sent = 0; sent < rateLimit; sent++) {
        expect((await requestCode(app, { client_id: 'unknown' }, address)).status).toBe(401)
      }
      const refused = await requestCode(app, {}, address)
      expect([refused.status, refused.body.error]).toEqual([429, 'temporarily_unavailable'])
      expect(refused.headers.get('Retry-After')).toBe('60')
      await newCode(app)
    })
  })
})

describe('a device code', () => {
  it('is exchanged for tokens once the request is allowed', async () => {
    const code = await newCode(app, { scope: 'openid email offline_access' })
    const pending = await poll(app, code)
    expect([pending.status, pending.body.error]).toEqual([400, 'authorization_pending'])
    await allow(browser, code)
    const { status, body } = await poll(app, code)
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'openid email offline_access',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    })
    expect(claimsOf(body.id_token)).toMatchObject({ aud: app.id, email: 'alice@example.com' })
    expect(claimsOf(body.access_token)).toMatchObject({ aud: [api, issuer], client_id: app.id })
    expect((await app.userinfo(body.access_token)).body.email).toBe('alice@example.com')
    expect((await app.refresh(body.refresh_token)).status).toBe(200)
  })

  it('works once of 50 parallel requests, and its second use ends the grant', async () => {
    const code = await newCode(app)
    await allow(browser, code)
    const answers = await Promise.all(Array.from({ length: 50 }, () => poll(app, code)))
    const accepted = answers.filter(({ status }) => status === 200)
    expect(accepted).toHaveLength(1)
    for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
      expect([status, body.error]).toEqual([400, 'invalid_grant'])
    }
    expect(await countRows('grants')).toBe(0)
    expect((await app.refresh(accepted[0]?.body.refresh_token)).body.error).toBe('invalid_grant')
    expect(await countRows('events', "event = 'grant_reused'")).toBe(1)
  })

  it('that was used issues nothing again, and its request cannot be answered again', async () => {
    const code = await newCode(app)
    await allow(browser, code)
    expect((await poll(app, code)).status).toBe(200)
    for (const _ of [1, 2]) expect((await poll(app, code)).body.error).toBe('invalid_grant')
    expect((await enter(browser, code.user_code)).status).toBe(404)
    expect((await decide(browser, code.user_code)).status).toBe(404)
  })

  it('belongs to its client, and to its grant type', async () => {
    const other = await registerForDevices(service, admin)
    const code = await newCode(app)
    await allow(browser, code)
    expect((await poll(other, code)).body.error).toBe('invalid_grant')
    expect((await poll(app, code, { client_secret: 'wrong' })).body.error).toBe('invalid_client')
    expect((await app.exchange(code.device_code)).body.error).toBe('invalid_grant')
    expect((await app.refresh(code.device_code)).body.error).toBe('invalid_grant')
    expect((await poll(app, { ...code, device_code: code.user_code })).body.error).toBe(
      'invalid_grant',
    )
    expect((await app.token({ grant_type: deviceGrant })).body.error).toBe('invalid_request')
    expect((await poll(app, code)).status).toBe(200)
  })

  it('is refused once the client may no longer use devices', async () => {
    const code = await newCode(app)
    await allow(browser, code)
    const change = (device_grant: boolean) =>
      service.request('PATCH', `/api/auth/clients/${app.id}`, {
        json: { device_grant },
        token: admin.token,
      })
    expect((await change(false)).status).toBe(200)
    expect((await poll(app, code)).body.error).toBe('unauthorized_client')
    await change(true)
    expect((await poll(app, code)).status).toBe(200)
  })

  it('is refused once the client is disabled, and so are its requests', async () => {
    const [code, open] = [await newCode(app), await newCode(app)]
    await allow(browser, code)
    const change = { json: { disabled: true }, token: admin.token }
    await service.request('PATCH', `/api/auth/clients/${app.id}`, change)
    expect((await poll(app, code)).body.error).toBe('invalid_client')
    expect((await requestCode(app)).body.error).toBe('invalid_client')
    expect((await enter(browser, open.user_code)).status).toBe(404)
    expect(await countRows('grants')).toBe(0)
  })

  it('gets no more than was allowed', async () => {
    const code = await newCode(app, { scope: 'openid' })
    await allow(browser, code)
    const refused = await poll(app, code, { resource: 'https://mcp.example.com' })
    expect(refused.body.error).toBe('invalid_target')
    const { body } = await poll(app, code, { scope: 'openid email', resource: api })
    expect(body.scope).toBe('openid')
    expect(claimsOf(body.id_token)).not.toHaveProperty('email')
  })

  it('expires after ten minutes, allowed or not', async () => {
    const codes = [await newCode(app), await newCode(app)] as const
    await allow(browser, codes[0])
    after(600)
    for (const code of codes) {
      const { status, body } = await poll(app, code)
      expect([status, body.error]).toEqual([400, 'expired_token'])
    }
  })

  it('is refused when the request was denied', async () => {
    const code = await newCode(app)
    await enter(browser, code.user_code)
    expect((await decide(browser, code.user_code, 'deny')).status).toBe(204)
    const { status, body } = await poll(app, code)
    expect([status, body.error]).toEqual([400, 'access_denied'])
    expect(await countRows('grants')).toBe(0)
  })

  it('costs two round trips, pending or allowed', async () => {
    await allow(browser, await newCode(app))
    const code = await newCode(app)
    const trips = async () => {
      service.trips = 0
      const { status } = await poll(app, code)
      return [status, service.trips]
    }
    await poll(app, await newCode(app))
    expect(await trips()).toEqual([400, 2])
    await allow(browser, code)
    expect(await trips()).toEqual([200, 2])
  })
})

describe('the interval', () => {
  const intervalOf = async (rows = 'interval') => countRows('device_codes', `${rows}`)
  it('grows by five seconds with each request that comes too soon', async () => {
    const code = await newCode(app)
    const start = Date.now()
    const errorAt = async (seconds: number) => {
      vi.useFakeTimers({ now: start + seconds * 1000, toFake: ['Date'] })
      return (await poll(app, code)).body.error
    }
    expect(await errorAt(0)).toBe('authorization_pending')
    expect(await errorAt(5)).toBe('authorization_pending')
    expect(await errorAt(8)).toBe('slow_down')
    expect(await intervalOf('interval = 10')).toBe(1)
    expect(await errorAt(14)).toBe('slow_down')
    expect(await intervalOf('interval = 15')).toBe(1)
    expect(await errorAt(29)).toBe('authorization_pending')
    expect(await errorAt(44)).toBe('authorization_pending')
  })

  it('lets one of 50 parallel requests be in time', async () => {
    const code = await newCode(app)
    const answers = await Promise.all(Array.from({ length: 50 }, () => poll(app, code)))
    const errors = answers.map(({ body }) => body.error)
    expect(errors.filter((error) => error === 'authorization_pending')).toHaveLength(1)
    expect(errors.filter((error) => error === 'slow_down')).toHaveLength(49)
    expect(await intervalOf('interval = 5 + 49 * 5')).toBe(1)
  })

  it('stops growing, and then nothing is written', async () => {
    const code = await newCode(app)
    await poll(app, code)
    await write('update device_codes set interval = 600')
    expect((await poll(app, code)).body.error).toBe('slow_down')
    expect(await intervalOf('interval = 600')).toBe(1)
  })

  it('delays no tokens', async () => {
    const code = await newCode(app)
    await poll(app, code)
    await allow(browser, code)
    expect((await poll(app, code)).status).toBe(200)
  })
})

describe('with DEVICE = off', () => {
  it('nothing is served or advertised', async () => {
    const off = provider({ DEVICE: 'off' })
    const { body } = await send(off, 'GET', '/.well-known/openid-configuration')
    expect(body).not.toHaveProperty('device_authorization_endpoint')
    expect(body.grant_types_supported).not.toContain(deviceGrant)
    for (const path of ['/oauth/device', '/device', '/device/', '/api/auth/device-authorization']) {
      for (const method of ['GET', 'POST']) {
        expect((await send(off, method, path)).status, `${method} ${path}`).toBe(404)
      }
    }
    const code = await newCode(app)
    await allow(browser, code)
    app = Object.assign(Object.create(app), { service: off })
    expect((await poll(app, code)).body.error).toBe('unsupported_grant_type')
  })
})
