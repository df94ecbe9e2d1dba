// Clients of OpenID Connect sign in without any change to them.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { database, password, served } from '../support/rehearsal.ts'

const redirectUri = 'https://app.example.com/callback'
const resource = 'https://api.example.com'

let instance: Awaited<ReturnType<typeof served>>
let cookie: string
let accountId: string
let admin: string

before(async () => {
  instance = await served(await database(), {
    PUBLIC_URL: 'http://127.0.0.1:{port}',
    RESOURCES: resource,
  })
  const boss = await instance.administrator('boss@example.com')
  admin = boss.token
  accountId = (await instance.register('ada@example.com')).id
  cookie = (await instance.cookieOf('ada@example.com')) ?? ''
})

async function registerClient(facts: object) {
  const body = { name: 'Notes', public: false, redirect_uris: [redirectUri], ...facts }
  const created = await instance.request<{
    client: { id: string }
    client_secret: string | null
  }>('POST', '/api/auth/clients', body, { token: admin })
  assert.equal(created.status, 201)
  return { id: created.body.client.id, secret: created.body.client_secret ?? undefined }
}

/** What the browser of a signed-in person does with the URL that a client opens. Returns the URL that it then opens. */
async function visit(url: URL): Promise<URL> {
  const response = await fetch(url, { redirect: 'manual', headers: { Cookie: cookie } })
  const location = response.headers.get('Location')
  if (location) return new URL(location, url)
  assert.equal(response.status, 200)
  const answer = { request: url.search.slice(1), account: accountId, decision: 'allow' }
  const allowed = await instance.request<{ redirect_to: string }>(
    'POST',
    '/api/auth/authorization',
    answer,
    { cookie },
  )
  assert.equal(allowed.status, 200)
  return new URL(allowed.body.redirect_to)
}

test('openid-client signs in, refreshes, introspects, revokes and signs out', async () => {
  const postLogout = 'https://app.example.com/signed-out'
  const { id, secret } = await registerClient({
    post_logout_redirect_uris: [postLogout],
    resources: [resource],
  })
  const config = await client.discovery(new URL(instance.url), id, secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    max_age: '3600',
    resource,
  })
  let back = await visit(url)
  while (back.origin === new URL(instance.url).origin) back = await visit(back)
  const tokens = await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    maxAge: 3600,
  })
  const claims = tokens.claims()
  assert.equal(claims?.sub, accountId)
  assert.equal(claims?.email, 'ada@example.com')
  const person = await client.fetchUserInfo(config, tokens.access_token, accountId)
  assert.equal(person.email_verified, false)
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  const described = await client.tokenIntrospection(config, fresh.access_token)
  assert.equal(described.active, true)
  await client.tokenRevocation(config, fresh.refresh_token ?? '')
  await assert.rejects(client.refreshTokenGrant(config, fresh.refresh_token ?? ''), {
    error: 'invalid_grant',
  })
  const signOut = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: postLogout,
  })
  assert.equal((await visit(signOut)).href, postLogout)
  const { body } = await instance.request('GET', '/api/auth/session', undefined, { cookie })
  assert.equal(body, null)
  cookie = (await instance.cookieOf('ada@example.com')) ?? ''
})

test('oauth4webapi signs in as a public client with ES256', async () => {
  const { id } = await registerClient({ public: true, id_token_alg: 'ES256' })
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(instance.url)
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  )
  const app = { client_id: id, id_token_signed_response_alg: 'ES256' }
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }).toString()
  const answer = oauth.validateAuthResponse(server, app, await visit(url), state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    app,
    oauth.None(),
    answer,
    redirectUri,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, app, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, response, insecure)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, accountId)
  const userinfo = await oauth.userInfoRequest(server, app, tokens.access_token, insecure)
  const person = await oauth.processUserInfoResponse(server, app, accountId, userinfo)
  assert.equal(person.sub, accountId)
})

test('the password of the person is never sent to a client', async () => {
  const { id } = await registerClient({})
  const body = new URLSearchParams({
    grant_type: 'password',
    username: 'ada@example.com',
    password,
  })
  const headers = { Authorization: `Basic ${btoa(`${id}:x`)}` }
  const response = await fetch(`${instance.url}/oauth/token`, { method: 'POST', body, headers })
  const answer = (await response.json()) as { error: string }
  assert.equal(answer.error, 'unsupported_grant_type')
})
