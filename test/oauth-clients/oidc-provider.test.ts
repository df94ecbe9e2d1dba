/* Compares answers with oidc-provider, which is certified, for the same requests. */
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../conformance/support/instance.ts'
import { issuer, type Registered, register, webCallback } from './support/registration.ts'

/** The grant type of devices without a browser (RFC 8628). */
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

let client: Registered
let other: Registered
let server: Server
let reference: string
beforeAll(async () => {
  client = await register({ device_grant: true })
  other = await register()
  const port = await freePort()
  reference = `http://localhost:${port}`
  const provider = new Provider(reference, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [webCallback],
        grant_types: ['authorization_code', 'refresh_token', deviceGrant],
      },
      {
        client_id: other.id,
        client_secret: other.secret,
        redirect_uris: [webCallback],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
    },
    interactions: { url: () => '/sign-in' },
    cookies: { keys: ['a key of this test'] },
  })
  server = createServer(provider.callback())
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** The paths of each server, by their names in its metadata. */
async function endpoint(origin: string, name: string): Promise<string> {
  const answer = await fetch(`${origin}/.well-known/openid-configuration`)
  return ((await answer.json()) as Record<string, string>)[name] ?? ''
}

/** The same request to both. Returns what a client reads of both responses. */
async function both<T>(ask: (origin: string) => Promise<T>) {
  return { ours: await ask(issuer), theirs: await ask(reference) }
}

type Pairs = [string, string][]

describe('the authorization endpoint returns the same errors as oidc-provider', () => {
  const challenge = createHash('sha256').update('a verifier').digest('base64url')
  const usual = () => ({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: webCallback,
    scope: 'openid',
    state: 'some state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })

  const errorAt = async (origin: string, params: object) => {
    const query = new URLSearchParams(
      Object.entries({ ...usual(), ...params }).filter(([, value]) => value !== undefined),
    )
    const url = `${await endpoint(origin, 'authorization_endpoint')}?${query}`
    const { status, headers } = await fetch(url, { redirect: 'manual' })
    const location = headers.get('Location')
    if (!location?.startsWith(webCallback)) return { status, location: null }
    const { searchParams } = new URL(location)
    const [error, state, iss] = ['error', 'state', 'iss'].map((name) => searchParams.get(name))
    return { error, state, isIssuer: iss === origin }
  }

  it.each<[string, object]>([
    ['no one is signed in, with prompt=none', { prompt: 'none' }],
    ['no response type', { response_type: undefined }],
    ['another response type', { response_type: 'foo' }],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['PKCE with the method plain', { code_challenge_method: 'plain' }],
    ['a challenge of another form', { code_challenge: 'short' }],
    ['prompt=none with another value', { prompt: 'none login' }],
    ['an unknown prompt', { prompt: 'foo' }],
    ['a negative max_age', { max_age: '-1' }],
    ['a request object', { request: 'e30.e30.' }],
    ['a request URI', { request_uri: 'https://app.example.com/request' }],
    ['an unknown client', { client_id: 'unknown' }],
    ['no client', { client_id: undefined }],
    ['another redirect URI', { redirect_uri: `${webCallback}/` }],
  ])('%s', async (_, params) => {
    const { ours, theirs } = await both((origin) => errorAt(origin, params))
    expect(ours).toEqual(theirs)
  })

  it('an unknown response mode, whose error oidc-provider calls by a name of no standard', async () => {
    const { ours, theirs } = await both((origin) => errorAt(origin, { response_mode: 'foo' }))
    expect(ours.error).toBe('invalid_request')
    expect(ours).toEqual({ ...theirs, error: 'invalid_request' })
  })
})

describe('the endpoints for programs return the same errors as oidc-provider', () => {
  const basic = (secret = client.secret, id = client.id) => `Basic ${btoa(`${id}:${secret}`)}`

  const answerAt = async (origin: string, name: string, form: Pairs, authorization?: string) => {
    const { status, headers, text } = await post(await endpoint(origin, name), form, authorization)
    const body = text.startsWith('{') ? JSON.parse(text) : undefined
    const scheme = headers.get('WWW-Authenticate')?.split(' ')[0]
    return { status, error: body?.error, active: body?.active, scheme }
  }

  it.each<[string, string, Pairs]>([
    ['no grant type', 'token', []],
    ['an unknown grant type', 'token', [['grant_type', 'password']]],
    ['no code', 'token', [['grant_type', 'authorization_code']]],
    ['an unknown code', 'token', codeGrant('unknown')],
    ['no refresh token', 'token', [['grant_type', 'refresh_token']]],
    ['an unknown refresh token', 'token', refreshGrant('unknown')],
    ['no device code', 'token', [['grant_type', deviceGrant]]],
    ['an unknown device code', 'token', deviceCodeGrant('unknown')],
    ['a parameter twice', 'token', [...refreshGrant('a'), ...refreshGrant('b')]],
    ['no token to introspect', 'introspection', []],
    ['an unknown token to introspect', 'introspection', [['token', 'unknown']]],
    ['no token to revoke', 'revocation', []],
    ['an unknown token to revoke', 'revocation', [['token', 'unknown']]],
  ])('%s', async (_, name, form) => {
    const { ours, theirs } = await both((origin) =>
      answerAt(origin, `${name}_endpoint`, form, basic()),
    )
    expect(ours).toEqual(theirs)
  })

  it.each(['token', 'introspection', 'revocation', 'device_authorization'])(
    'a wrong secret: %s',
    async (name) => {
      const form: Pairs = [['grant_type', 'refresh_token'], ...tokenOf('unknown')]
      const { ours, theirs } = await both((origin) =>
        answerAt(origin, `${name}_endpoint`, form, basic('wrong')),
      )
      expect(ours).toEqual(theirs)
    },
  )

  it('a client that may not use devices, for which RFC 6749 has another error than oidc-provider', async () => {
    const authorization = basic(other.secret, other.id)
    const { ours, theirs } = await both((origin) =>
      answerAt(origin, 'device_authorization_endpoint', [], authorization),
    )
    expect(ours).toEqual({ ...theirs, error: 'unauthorized_client' })
  })

  it('a device that no one has allowed yet', async () => {
    const { ours, theirs } = await both(async (origin) => {
      const path = await endpoint(origin, 'device_authorization_endpoint')
      const { status, text } = await post(path, [['scope', 'openid']], basic())
      const { device_code = '', ...shown } = JSON.parse(text)
      const form = deviceCodeGrant(device_code)
      const pending = await answerAt(origin, 'token_endpoint', form, basic())
      const { interval: _, ...names } = shown
      return {
        status,
        names: Object.keys(names).toSorted(),
        expires: shown.expires_in,
        pending,
      }
    })
    expect(ours).toEqual(theirs)
  })

  it('two ways to authenticate', async () => {
    const form: Pairs = [...refreshGrant('unknown'), ['client_secret', client.secret ?? '']]
    const { ours, theirs } = await both((origin) =>
      answerAt(origin, 'token_endpoint', form, basic()),
    )
    expect(ours).toEqual(theirs)
  })

  it('userinfo with an unknown token', async () => {
    const { ours, theirs } = await both((origin) =>
      answerAt(origin, 'userinfo_endpoint', [], 'Bearer unknown'),
    )
    expect(ours).toEqual(theirs)
  })
})

describe('the metadata', () => {
  const read = async (origin: string) => {
    const answer = await fetch(`${origin}/.well-known/openid-configuration`)
    return (await answer.json()) as Record<string, unknown>
  }

  it('has every member that oidc-provider has, except for features that are not served', async () => {
    const { ours, theirs } = await both(read)
    const missing = Object.keys(theirs).filter((name) => !(name in ours))
    expect(missing.toSorted()).toEqual([
      // It has a default.
      'claim_types_supported',
      // What these describe is not served here.
      'dpop_signing_alg_values_supported',
      'pushed_authorization_request_endpoint',
      'token_endpoint_auth_signing_alg_values_supported',
    ])
  })

  it('has values of the same types', async () => {
    const { ours, theirs } = await both(read)
    const kind = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value)
    for (const name of Object.keys(ours).filter((each) => each in theirs)) {
      expect([name, kind(ours[name])]).toEqual([name, kind(theirs[name])])
    }
  })
})

function codeGrant(code: string): Pairs {
  return [
    ['grant_type', 'authorization_code'],
    ['code', code],
    ['redirect_uri', webCallback],
    ['code_verifier', 'x'.repeat(43)],
  ]
}

function refreshGrant(token: string): Pairs {
  return [
    ['grant_type', 'refresh_token'],
    ['refresh_token', token],
  ]
}

function deviceCodeGrant(code: string): Pairs {
  return [
    ['grant_type', deviceGrant],
    ['device_code', code],
  ]
}

function tokenOf(token: string): Pairs {
  return [
    ['token', token],
    ['refresh_token', token],
  ]
}

async function post(url: string, form: Pairs, authorization?: string) {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { ...(authorization && { Authorization: authorization }) },
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
