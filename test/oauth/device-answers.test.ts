import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { person } from '../support/accounts/people.ts'
import { countRows, freshDatabase, write } from '../support/database/rows.ts'
import { type App, api, provider, signedInScene } from '../support/oauth/app.ts'
import {
  allow,
  type DeviceCode,
  decide,
  forDevices,
  newCode,
  open,
  poll,
} from '../support/oauth/device.ts'
import { Browser, ours, stateOf } from '../support/requests/browser.ts'
import type { Person } from '../support/requests/client.ts'
import { someAddress } from '../support/requests/network.ts'

/* The device authorization grant (RFC 8628), as the person sees it who enters the code. */
freshDatabase()

const service = provider()
let admin: Person
let alice: Person
let app: App
let browser: Browser
let code: DeviceCode
beforeEach(async () => {
  ;({ admin, alice, app, browser } = await signedInScene(service, {
    ...forDevices,
    name: 'Notes for TV',
    redirect_uris: ['https://tv.example.com/one', 'https://tv.example.com/two'],
    resources: [api],
  }))
  code = await newCode(app, { scope: 'openid email' }, '198.51.100.7')
})
afterEach(() => {
  vi.useRealTimers()
})

const invalid = { status: 404, body: { code: 'user_code_invalid' } }
const session = () => new Browser(service)

async function signedIn(name: string): Promise<Browser> {
  const other = session()
  await other.signIn(name)
  return other
}

describe('the page', () => {
  it('is served to people who are signed in, and can be in no frame', async () => {
    const visit = await browser.open(new URL(code.verification_uri).pathname)
    expect(visit.status).toBe(200)
    expect(stateOf(visit)).toMatchObject({ oauth: true, device: true })
    expect(visit.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect(visit.headers.get('X-Frame-Options')).toBe('DENY')
    expect(visit.headers.get('Cache-Control')).toBe('no-store')
  })

  it('comes after the sign-in', async () => {
    const visit = await session().open('/device?user_code=x')
    expect(visit.location).toBe('/auth/sign-in?next=%2Fdevice%3Fuser_code%3Dx')
  })

  it('changes nothing when it is opened', async () => {
    const { pathname, search } = new URL(code.verification_uri_complete)
    expect((await browser.open(pathname + search)).status).toBe(200)
    expect(await countRows('device_codes', 'session_id is not null')).toBe(0)
  })
})

describe('a user code', () => {
  it('shows the client, what it asks for, and where and when the request was made', async () => {
    const { status, body } = await open(browser, code.user_code)
    expect(status).toBe(200)
    expect(body).toEqual({
      client: 'Notes for TV',
      hosts: ['tv.example.com'],
      scopes: ['openid', 'email'],
      resources: [api],
      requested_at: expect.any(String),
      network: '198.51.100.7',
      country: null,
      same_network: false,
    })
  })

  it('shows whether this browser is on the same network', async () => {
    const headers = { ...ours, 'CF-Connecting-IP': '198.51.100.7' }
    const body = { user_code: code.user_code }
    const answer = await browser.request('POST', '/api/auth/device-authorization', body, headers)
    expect(answer.body.same_network).toBe(true)
  })

  it('may be typed in any case and width, with spaces and hyphens', async () => {
    const bare = code.user_code.replace('-', '')
    const wide = [...bare].map((c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)).join('')
    for (const typed of [bare, bare.toLowerCase(), ` ${[...bare].join(' ')} `, wide]) {
      expect((await open(browser, typed)).status, typed).toBe(200)
    }
    expect((await decide(browser, bare.toLowerCase())).status).toBe(204)
  })

  it.each(['BBBB-BBBB', '-', 'AEIO-UYAE'])('that is wrong is refused: %s', async (wrong) => {
    expect(await open(browser, wrong)).toMatchObject(invalid)
    expect(await decide(browser, wrong)).toMatchObject(invalid)
  })

  it('expires', async () => {
    await open(browser, code.user_code)
    vi.useFakeTimers({ now: Date.now() + 600_000, toFake: ['Date'] })
    expect(await open(browser, code.user_code)).toMatchObject(invalid)
    expect(await decide(browser, code.user_code)).toMatchObject(invalid)
  })

  it('is found with the previous root secret, too', async () => {
    const root = 'r2Zk9Lq0Vw7Xy4Tb1Nc6Md3Pf8Gh5JsK'
    const rotated = provider({ ROOT_SECRET: root, ROOT_SECRET_PREVIOUS: service.env.ROOT_SECRET })
    browser.service = rotated
    await browser.signIn('alice@example.com')
    expect((await open(browser, code.user_code)).status).toBe(200)
  })
})

describe('the request', () => {
  it('belongs to the session that entered the code first', async () => {
    await person('eve@example.com')
    await open(browser, code.user_code)
    for (const name of ['eve@example.com', 'alice@example.com']) {
      const other = await signedIn(name)
      expect(await open(other, code.user_code)).toMatchObject(invalid)
      for (const decision of ['allow', 'deny']) {
        expect(await decide(other, code.user_code, decision)).toMatchObject(invalid)
      }
    }
    expect((await poll(app, code)).body.error).toBe('authorization_pending')
    expect((await decide(browser, code.user_code)).status).toBe(204)
    expect((await poll(app, code)).status).toBe(200)
  })

  it('is opened by one of 50 sessions that enter its code at the same time', async () => {
    const browsers = await Promise.all(
      Array.from({ length: 50 }, () => signedIn('alice@example.com')),
    )
    const answers = await Promise.all(
      browsers.map((each) => {
        const headers = { ...ours, 'CF-Connecting-IP': someAddress() }
        const body = { user_code: code.user_code }
        return each.request('POST', '/api/auth/device-authorization', body, headers)
      }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('must be opened before it can be answered', async () => {
    expect(await decide(browser, code.user_code)).toMatchObject(invalid)
    expect(await countRows('grants')).toBe(0)
  })

  it('is allowed once by 50 parallel answers', async () => {
    await open(browser, code.user_code)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => decide(browser, code.user_code)),
    )
    expect(answers.some(({ status }) => status === 204)).toBe(true)
    expect(await countRows('grants')).toBe(1)
    expect(await countRows('events', "event = 'grant_created'")).toBe(1)
    expect((await poll(app, code)).status).toBe(200)
  })

  it('is either allowed or denied, and the same answer again changes nothing', async () => {
    await open(browser, code.user_code)
    const decisions = Array.from({ length: 20 }, (_, index) => (index % 2 ? 'allow' : 'deny'))
    await Promise.all(decisions.map((each) => decide(browser, code.user_code, each)))
    const [allowed, denied] = [await countRows('grants'), await countRows('device_codes', 'denied')]
    expect(allowed + denied).toBe(1)
    const [same, other] = allowed ? ['allow', 'deny'] : ['deny', 'allow']
    expect((await decide(browser, code.user_code, same)).status).toBe(204)
    expect(await decide(browser, code.user_code, other)).toMatchObject(invalid)
    expect(await countRows('grants')).toBe(allowed)
    expect(await countRows('events', "event in ('grant_created', 'device_denied')")).toBe(1)
  })

  it('is asked each time, and never remembered', async () => {
    await allow(browser, code)
    expect(await countRows('grants', 'remembered')).toBe(0)
  })

  it('cannot be answered by another site', async () => {
    await open(browser, code.user_code)
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example.com' }
    const body = { user_code: code.user_code, decision: 'allow' }
    const answer = await browser.request('PUT', '/api/auth/device-authorization', body, headers)
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request'])
    expect(await countRows('grants')).toBe(0)
  })

  it('cannot be answered with a bearer token', async () => {
    const { token } = alice
    const path = '/api/auth/device-authorization'
    const opened = await service.post(path, { user_code: code.user_code }, { token })
    expect(opened.status).toBe(403)
    const body = { user_code: code.user_code, decision: 'allow' }
    expect((await service.put(path, body, { token })).status).toBe(403)
    expect(await countRows('device_codes', 'session_id is not null')).toBe(0)
  })

  it('ends with the session that opened it, with the account and with the client', async () => {
    await open(browser, code.user_code)
    await browser.request('DELETE', '/api/auth/session')
    await browser.signIn('alice@example.com')
    expect(await decide(browser, code.user_code)).toMatchObject(invalid)
    const another = await newCode(app)
    await open(browser, another.user_code)
    await service.delete(`/api/auth/accounts/${alice.id}`, { token: admin.token })
    expect(await countRows('device_codes', 'account_id is not null')).toBe(0)
    expect((await poll(app, another)).body.error).toBe('invalid_grant')
    await service.delete(`/api/auth/clients/${app.id}`, { token: admin.token })
    expect(await countRows('device_codes')).toBe(0)
  })
})

describe('the grant', () => {
  it.each([
    ['its session ends', () => browser.request('DELETE', '/api/auth/session')],
    ['its account is disabled', () => write('update accounts set disabled_at = 1')],
    [
      'its account gets a new password',
      () => write('update accounts set credential_version = credential_version + 1'),
    ],
    ['its owner removes the app', () => browser.request('DELETE', `/api/auth/grants/${app.id}`)],
  ])('ends when %s, before and after the device has tokens', async (_, end) => {
    const used = await newCode(app)
    await allow(browser, used)
    const { body } = await poll(app, used)
    await allow(browser, code)
    await end()
    expect((await poll(app, code)).body.error).toBe('invalid_grant')
    expect((await app.refresh(body.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('outlives the session with offline_access, and is listed among the connected apps', async () => {
    const offline = await newCode(app, { scope: 'openid offline_access' })
    await allow(browser, offline)
    const { body } = await browser.request('GET', '/api/auth/grants')
    expect(body.items).toMatchObject([{ client: { id: app.id, name: 'Notes for TV' } }])
    await browser.request('DELETE', '/api/auth/session')
    const tokens = await poll(app, offline)
    expect((await app.refresh(tokens.body.refresh_token)).status).toBe(200)
  })

  it('requires the second factor that accounts must have', async () => {
    const strict = provider({ SECOND_FACTOR: 'all' })
    browser.service = strict
    const refused = await open(browser, code.user_code)
    expect([refused.status, refused.body.code]).toEqual([403, 'second_factor_missing'])
  })
})

describe('wrong codes', () => {
  const from = (each: Browser, user_code: string, ip: string) =>
    each.request(
      'POST',
      '/api/auth/device-authorization',
      { user_code },
      { ...ours, 'CF-Connecting-IP': ip },
    )

  it('are counted for each account, over all its sessions and networks', async () => {
    const other = await signedIn('alice@example.com')
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        from(index % 2 ? browser : other, 'BBBB-BBBB', someAddress()),
      ),
    )
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(10)
    const blocked = await from(browser, code.user_code, someAddress())
    expect([blocked.status, blocked.body.code]).toEqual([429, 'too_many_attempts'])
    expect(Number(blocked.headers.get('Retry-After'))).toBeGreaterThan(3500)
    expect(await countRows('device_codes', 'session_id is not null')).toBe(0)
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
    expect((await open(browser, (await newCode(app)).user_code)).status).toBe(200)
  })

  it('are counted for each network, over all accounts', async () => {
    const address = someAddress()
    for (let index = 0; index < 5; index++) {
      await person(`guesser${index}@example.com`)
      const guesser = await signedIn(`guesser${index}@example.com`)
      for (let tries = 0; tries < 10; tries++) {
        expect((await from(guesser, 'BBBB-BBBB', address)).status).toBe(404)
      }
    }
    const blocked = await from(browser, code.user_code, address)
    expect([blocked.status, blocked.body.code]).toEqual([429, 'too_many_attempts'])
    expect((await open(browser, code.user_code)).status).toBe(200)
  })

  it('are logged, and right ones are not counted', async () => {
    for (let tries = 0; tries < 20; tries++) {
      expect((await open(browser, code.user_code)).status).toBe(200)
    }
    await open(browser, 'BBBB-BBBB')
    expect(await countRows('events', "event = 'user_code_fail' and outcome = 'failure'")).toBe(1)
    expect(await countRows('throttles', "key = 'user-code:' || ? and count = 1", alice.id)).toBe(1)
  })
})
