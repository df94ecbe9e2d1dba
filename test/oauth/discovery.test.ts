import { describe, expect, it } from 'vitest'
import { administrator } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { App, issuer, provider, send } from '../support/oauth/app.ts'
import { Browser } from '../support/requests/browser.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

const service = provider()
const paths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

describe('the metadata', () => {
  it('is the same at both paths, and may be cached and read by every page', async () => {
    const [one, two] = await Promise.all(paths.map((path) => send(service, 'GET', path)))
    expect(one?.body).toEqual(two?.body)
    for (const answer of [one, two]) {
      expect(answer?.headers.get('Cache-Control')).toBe('public, max-age=3600')
      expect(answer?.headers.get('Access-Control-Allow-Origin')).toBe('*')
      expect(answer?.headers.has('Access-Control-Allow-Credentials')).toBe(false)
      expect(answer?.headers.get('Content-Type')).toBe('application/json')
    }
  })

  it('names every endpoint that is served, and no other', async () => {
    const { body } = await send(service, 'GET', '/.well-known/openid-configuration')
    const named = Object.entries<string>(body)
      .filter(([name]) => /_(endpoint|uri)$/.test(name))
      .map(([, url]) => url)
    for (const url of named) {
      expect(url.startsWith(`${issuer}/`)).toBe(true)
      const { pathname } = new URL(url)
      const answers = await Promise.all(
        ['GET', 'POST'].map((method) => send(service, method, pathname)),
      )
      expect(
        answers.some(({ status }) => status !== 404 && status !== 405),
        pathname,
      ).toBe(true)
    }
    const others = ['register', 'par', 'check-session', 'authorization', 'logout']
    for (const path of others) {
      expect((await send(service, 'GET', `/oauth/${path}`)).status).toBe(404)
      expect((await send(service, 'POST', `/oauth/${path}`)).status).toBe(404)
    }
  })

  it('names exactly the grant types, methods, scopes and algorithms that work', async () => {
    const { body } = await send(service, 'GET', '/.well-known/openid-configuration')
    const admin = await administrator()
    const app = await App.register(service, admin)
    const grantTypes = [
      ...['authorization_code', 'refresh_token', 'client_credentials', 'password', 'implicit'],
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ]
    const working: string[] = []
    for (const grant_type of grantTypes) {
      const answer = await app.token({ grant_type, code: 'x', refresh_token: 'x' })
      if (answer.body.error !== 'unsupported_grant_type') working.push(grant_type)
    }
    expect(body.grant_types_supported).toEqual(working)
    expect(body.code_challenge_methods_supported).toEqual(['S256'])
    expect(body.response_types_supported).toEqual(['code'])
    expect(body.response_modes_supported).toEqual(['query'])
    expect(body.subject_types_supported).toEqual(['public'])
    for (const id_token_alg of body.id_token_signing_alg_values_supported) {
      await App.register(service, admin, { id_token_alg })
    }
    const browser = new Browser(service)
    await browser.signIn(admin.username)
    for (const scope of [...body.scopes_supported, 'phone', 'address']) {
      const tokens = await app.signIn(browser, { scope })
      expect(tokens.scope).toBe(body.scopes_supported.includes(scope) ? scope : '')
    }
    for (const prompt of ['none', 'login', 'consent', 'select_account', 'create']) {
      const { location } = await browser.open(app.authorizationPath({ prompt }))
      const isRefused = location?.includes('error=invalid_request') ?? false
      expect(isRefused).toBe(!body.prompt_values_supported.includes(prompt))
    }
    const methods: Record<string, object> = {
      client_secret_basic: {
        form: {},
        headers: { Authorization: `Basic ${btoa(`${app.id}:${app.secret}`)}` },
      },
      client_secret_post: { form: { client_id: app.id, client_secret: app.secret } },
    }
    for (const list of ['token', 'revocation', 'introspection']) {
      const names: string[] = body[`${list}_endpoint_auth_methods_supported`]
      expect(names.filter((name) => name !== 'none')).toEqual(Object.keys(methods))
      const path = new URL(body[`${list}_endpoint`]).pathname
      for (const name of Object.keys(methods)) {
        expect((await send(service, 'POST', path, methods[name])).body.error).toBe(
          'invalid_request',
        )
      }
    }
  })
})

describe('the endpoints', () => {
  it.each([
    ['POST', '/oauth/token'],
    ['POST', '/oauth/revoke'],
    ['POST', '/oauth/userinfo'],
    ['GET', '/oauth/userinfo'],
    ['GET', '/.well-known/jwks.json'],
    ['GET', '/.well-known/revocations'],
    ...paths.map((path) => ['GET', path]),
  ])(
    '%s %s can be called by every page, with any header and without cookies',
    async (method, path) => {
      const asked = {
        Origin: 'https://spa.example.com',
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'authorization, mcp-protocol-version',
      }
      for (const some of [service, provider({ ALLOWED_ORIGINS: 'https://one.example.com' })]) {
        const preflight = await send(some, 'OPTIONS', path, { headers: asked })
        expect([preflight.status, preflight.text]).toEqual([204, ''])
        expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('Authorization, *')
        expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain(method)
        const form = method === 'POST' ? { form: {} } : {}
        const answer = await send(some, method, path, {
          ...form,
          headers: { Origin: asked.Origin },
        })
        for (const { headers } of [preflight, answer]) {
          expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
          expect(headers.has('Access-Control-Allow-Credentials')).toBe(false)
        }
      }
    },
  )

  it('that no page needs cannot be called by pages', async () => {
    for (const path of ['/oauth/introspect', '/oauth/authorize', '/api/auth/session']) {
      const preflight = await send(service, 'OPTIONS', path)
      expect(preflight.headers.has('Access-Control-Allow-Origin')).toBe(false)
    }
    const introspection = await send(service, 'POST', '/oauth/introspect', { form: {} })
    expect(introspection.headers.has('Access-Control-Allow-Origin')).toBe(false)
  })

  it('are readable by every page also with ALLOWED_ORIGINS', async () => {
    const strict = provider({ ALLOWED_ORIGINS: 'https://one.example.com' })
    for (const Origin of ['https://one.example.com', 'https://two.example.com']) {
      for (const method of ['POST', 'OPTIONS']) {
        const answer = await send(strict, method, '/oauth/token', { headers: { Origin } })
        expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
      }
    }
  })

  it.each(['/oauth/authorize', '/oauth/token', '/api/auth/clients', ...paths])(
    '%s does not exist with OAUTH = off, or without the pages',
    async (path) => {
      for (const vars of [{ OAUTH: 'off' }, { PAGES: 'off' }]) {
        const off = new Service(vars)
        expect((await send(off, 'GET', path)).status).toBe(404)
        expect((await send(off, 'POST', path, { form: {} })).status).toBe(404)
        expect((await send(off, 'OPTIONS', path)).status).toBe(404)
      }
    },
  )
})
