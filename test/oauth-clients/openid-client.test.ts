import * as client from 'openid-client'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  callback,
  issuer,
  register,
  signedOut,
  signUp,
  webCallback,
} from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

/** The instance of these tests has no certificate. */
const execute = [client.allowInsecureRequests]

let alice: Awaited<ReturnType<typeof signUp>>
beforeAll(async () => {
  alice = await signUp()
})

/** Discovers the issuer and signs in with the authorization code flow. */
async function signIn(
  config: client.Configuration,
  agent: UserAgent,
  params: Record<string, string> = {},
) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: webCallback,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...{ state, nonce },
    ...params,
  })
  const answer = await agent.signIn(url)
  return client.authorizationCodeGrant(config, answer, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
}

describe('openid-client', () => {
  it.each([
    ['HTTP Basic', client.ClientSecretBasic, 'RS256'],
    ['a secret in the form', client.ClientSecretPost, 'ES256'],
  ] as const)('signs in with %s, reads userinfo, refreshes and revokes', async (_, how, alg) => {
    const { id, secret = '' } = await register({ id_token_alg: alg })
    const metadata = { id_token_signed_response_alg: alg }
    const config = await client.discovery(new URL(issuer), id, metadata, how(secret), { execute })
    const tokens = await signIn(config, new UserAgent(alice))
    const claims = tokens.claims()
    expect(claims).toMatchObject({ iss: issuer, aud: id, sub: alice.id, email: alice.email })
    expect(tokens.scope).toBe('openid profile email offline_access')

    const userinfo = await client.fetchUserInfo(config, tokens.access_token, alice.id)
    expect(userinfo).toMatchObject({ sub: alice.id, name: 'Alice Liddell', email: alice.email })

    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(renewed.claims()?.sub).toBe(alice.id)
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token)

    const active = await client.tokenIntrospection(config, renewed.access_token)
    expect(active).toMatchObject({ active: true, sub: alice.id, client_id: id })
    await client.tokenRevocation(config, renewed.refresh_token ?? '')
    const ended = await client.tokenIntrospection(config, renewed.access_token)
    expect(ended).toEqual({ active: false })
    const refused = client.refreshTokenGrant(config, renewed.refresh_token ?? '')
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
    const noUserinfo = client.fetchUserInfo(config, renewed.access_token, alice.id)
    await expect(noUserinfo).rejects.toMatchObject({
      cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    })
  })

  it('signs in a public client on the loopback interface, at any port', async () => {
    const { id } = await register({ public: true, redirect_uris: [callback] })
    const options = { execute }
    const config = await client.discovery(new URL(issuer), id, undefined, client.None(), options)
    const redirectUri = callback.replace('127.0.0.1', '127.0.0.1:49152')
    const agent = new UserAgent(alice)
    const tokens = await signIn(config, agent, { redirect_uri: redirectUri })
    expect(tokens.claims()?.sub).toBe(alice.id)
    await signIn(config, agent, { redirect_uri: redirectUri })
    expect(agent.answered).toEqual(['sign_in', 'consent', 'consent'])
  })

  it('finds the same at the metadata of OAuth', async () => {
    const { id, secret } = await register()
    const options = { execute, algorithm: 'oauth2' } as const
    const config = await client.discovery(new URL(issuer), id, secret, undefined, options)
    expect((await signIn(config, new UserAgent(alice))).claims()?.sub).toBe(alice.id)
  })

  it('gets the answers of OAuth if the person denies access', async () => {
    const { id, secret } = await register()
    const config = await client.discovery(new URL(issuer), id, secret, undefined, { execute })
    const verifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: webCallback,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const answer = await new UserAgent(alice).signIn(url, 'deny')
    const grant = client.authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier })
    await expect(grant).rejects.toMatchObject({ error: 'access_denied' })
  })

  it('signs in a device without a browser, which waits for the answer', async () => {
    const { id } = await register({ public: true, redirect_uris: [], device_grant: true })
    const options = { execute }
    const config = await client.discovery(new URL(issuer), id, undefined, client.None(), options)
    const scope = 'openid email offline_access'
    const device = await client.initiateDeviceAuthorization(config, { scope })
    expect(device.verification_uri).toBe(`${issuer}/device`)
    const polling = client.pollDeviceAuthorizationGrant(config, device)
    // The first token request comes after five seconds, and the second one after ten.
    await new Promise((resolve) => setTimeout(resolve, 6000))
    const uri = device.verification_uri_complete ?? ''
    await new UserAgent(alice).answerDevice(uri, 'allow')
    const tokens = await polling
    expect(tokens.claims()).toMatchObject({ sub: alice.id, email: alice.email, aud: id })
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(renewed.claims()?.sub).toBe(alice.id)
  })

  it('gets the answers of OAuth if the person denies a device access', async () => {
    const { id, secret } = await register({ device_grant: true })
    const config = await client.discovery(new URL(issuer), id, secret, undefined, { execute })
    const device = await client.initiateDeviceAuthorization(config, { scope: 'openid' })
    const uri = device.verification_uri_complete ?? ''
    await new UserAgent(alice).answerDevice(uri, 'deny')
    const polling = client.pollDeviceAuthorizationGrant(config, device)
    await expect(polling).rejects.toMatchObject({ error: 'access_denied', status: 400 })
  })

  it('signs out', async () => {
    const { id, secret } = await register()
    const config = await client.discovery(new URL(issuer), id, secret, undefined, { execute })
    const agent = new UserAgent(alice)
    const { id_token = '' } = await signIn(config, agent)
    const url = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: signedOut,
      id_token_hint: id_token,
      state: 'some state',
    })
    expect(String(await agent.signIn(url))).toBe(`${signedOut}?state=some+state`)
    const session = await agent.request('GET', '/api/auth/session')
    expect(session.body).toBe(null)
  })
})
