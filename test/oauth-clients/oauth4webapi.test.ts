import * as oauth from 'oauth4webapi'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { issuer, register, signUp, webCallback } from './support/registration.ts'
import { UserAgent } from './support/user-agent.ts'

/** The instance of these tests has no certificate. */
const options = { [oauth.allowInsecureRequests]: true }

let alice: Awaited<ReturnType<typeof signUp>>
let server: oauth.AuthorizationServer
beforeAll(async () => {
  alice = await signUp()
  const url = new URL(issuer)
  server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options))
})

describe('oauth4webapi', () => {
  it.each(['RS256', 'ES256'] as const)('signs in and verifies ID tokens of %s', async (alg) => {
    const { id, secret = '' } = await register({ id_token_alg: alg })
    const app: oauth.Client = { client_id: id, id_token_signed_response_alg: alg }
    const authentication = oauth.ClientSecretBasic(secret)
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const nonce = oauth.generateRandomNonce()
    const url = new URL(server.authorization_endpoint ?? '')
    url.search = String(
      new URLSearchParams({
        client_id: id,
        redirect_uri: webCallback,
        response_type: 'code',
        scope: 'openid email',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        max_age: '600',
        ...{ state, nonce },
      }),
    )
    const params = oauth.validateAuthResponse(
      server,
      app,
      await new UserAgent(alice).signIn(url),
      state,
    )
    const granted = await oauth.authorizationCodeGrantRequest(
      ...[server, app, authentication, params, webCallback, verifier],
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, app, granted, {
      expectedNonce: nonce,
      maxAge: 600,
      requireIdToken: true,
    })
    await oauth.validateApplicationLevelSignature(server, granted, options)
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: alice.id, acr: 'aal1' })

    const answer = await oauth.userInfoRequest(server, app, tokens.access_token, options)
    expect(await oauth.processUserInfoResponse(server, app, alice.id, answer)).toEqual({
      sub: alice.id,
      email: alice.email,
      email_verified: false,
    })

    const refreshed = await oauth.refreshTokenGrantRequest(
      ...[server, app, authentication, tokens.refresh_token ?? ''],
      options,
    )
    const renewed = await oauth.processRefreshTokenResponse(server, app, refreshed)
    const introspected = await oauth.introspectionRequest(
      ...[server, app, authentication, renewed.access_token],
      options,
    )
    const found = await oauth.processIntrospectionResponse(server, app, introspected)
    expect(found).toMatchObject({ active: true, client_id: id })

    const revoked = await oauth.revocationRequest(
      ...[server, app, authentication, renewed.access_token],
      options,
    )
    expect(await oauth.processRevocationResponse(revoked)).toBe(undefined)
  })

  it('verifies an access token as a resource server', async () => {
    const audience = inject('resource')
    const { id, secret = '' } = await register({ resources: [audience] })
    const app: oauth.Client = { client_id: id }
    const verifier = oauth.generateRandomCodeVerifier()
    const query = new URLSearchParams({
      client_id: id,
      redirect_uri: webCallback,
      response_type: 'code',
      scope: 'offline_access',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      resource: audience,
    })
    const answer = await new UserAgent(alice).signIn(`${server.authorization_endpoint}?${query}`)
    const params = oauth.validateAuthResponse(server, app, answer, oauth.expectNoState)
    const granted = await oauth.authorizationCodeGrantRequest(
      ...[server, app, oauth.ClientSecretPost(secret), params, webCallback, verifier],
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, app, granted)
    const headers = { Authorization: `Bearer ${tokens.access_token}` }
    const request = new Request(audience, { headers })
    const claims = await oauth.validateJwtAccessToken(server, request, audience, options)
    expect(claims).toMatchObject({ iss: issuer, aud: audience, sub: alice.id, client_id: id })
  })
})
