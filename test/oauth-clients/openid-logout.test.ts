/*
 * The modules of the OpenID Foundation's test plan oidcc-rp-initiated-logout-certification-test-plan, under their names: all eleven.
 * The suite itself needs Java and MongoDB. What it leaves to a person with a screenshot is checked here.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issuer, signedOut, signUp } from './support/registration.ts'
import { metadata, RelyingParty, type Tokens } from './support/relying-party.ts'
import { stateOf, UserAgent } from './support/user-agent.ts'

let alice: Awaited<ReturnType<typeof signUp>>
let app: RelyingParty
let agent: UserAgent
let tokens: Tokens
beforeAll(async () => {
  alice = await signUp()
  app = await RelyingParty.register()
})
beforeEach(async () => {
  agent = new UserAgent(alice)
  tokens = await app.signIn(agent)
})

const isSignedIn = async () => (await agent.request('GET', '/api/auth/session')).body !== null

/** Opens a request that does not return to the app, and returns the page that the person sees. */
async function page(params: Parameters<RelyingParty['signOutUrl']>[0]) {
  const { url, answer } = await agent.open(app.signOutUrl(params))
  expect(url.origin).toBe(issuer)
  expect(answer?.status).toBe(200)
  return { path: url.pathname + url.search, request: answer && stateOf(answer).request }
}

const asks = { step: 'sign_out', client: null, returnTo: null }
const signedOutPage = { path: '/auth/sign-in?notice=signed_out' }

describe('RP-Initiated Logout', () => {
  it('oidcc-rp-initiated-logout-discovery-endpoint-verification', async () => {
    expect((await metadata()).end_session_endpoint).toBe(`${issuer}/oauth/end-session`)
  })

  it('oidcc-rp-initiated-logout', async () => {
    const end = await agent.signIn(app.signOutUrl({ id_token_hint: tokens.id_token }))
    expect(String(end)).toBe(`${signedOut}?state=some+state`)
    expect(await isSignedIn()).toBe(false)
    const { searchParams } = await new UserAgent().signIn(app.url({ prompt: 'none' }))
    expect(searchParams.get('error')).toBe('login_required')
  })

  it('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async () => {
    const bad = { post_logout_redirect_uri: 'https://app.example.com/elsewhere' }
    expect(await page({ ...bad, id_token_hint: tokens.id_token })).toMatchObject(signedOutPage)
  })

  it('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', async () => {
    const added = { post_logout_redirect_uri: `${signedOut}?foo=bar` }
    expect(await page({ ...added, id_token_hint: tokens.id_token })).toMatchObject(signedOutPage)
  })

  it('oidcc-rp-initiated-logout-modified-id-token-hint', async () => {
    const modified = tokens.id_token.replace(/.{4}$/, 'AAAA')
    expect((await page({ id_token_hint: modified })).request).toEqual(asks)
    expect(await isSignedIn()).toBe(true)
  })

  it('oidcc-rp-initiated-logout-bad-id-token-hint', async () => {
    const [header, claims] = tokens.id_token.split('.')
    const other = [header, claims, Buffer.alloc(256, 1).toString('base64url')].join('.')
    expect((await page({ id_token_hint: other })).request).toEqual(asks)
    expect(await isSignedIn()).toBe(true)
  })

  it('oidcc-rp-initiated-logout-no-id-token-hint', async () => {
    expect((await page({})).request).toEqual(asks)
    const named = { step: 'sign_out', client: 'Notes', returnTo: `${signedOut}?state=some+state` }
    expect((await page({ client_id: app.client.id })).request).toEqual(named)
    expect(await isSignedIn()).toBe(true)
  })

  it('oidcc-rp-initiated-logout-no-params', async () => {
    const none = { post_logout_redirect_uri: undefined, state: undefined }
    expect((await page(none)).request).toEqual(asks)
    expect(await isSignedIn()).toBe(true)
  })

  it('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
    const params = { post_logout_redirect_uri: undefined, id_token_hint: tokens.id_token }
    expect(await page(params)).toMatchObject(signedOutPage)
    expect(await isSignedIn()).toBe(false)
  })

  it('oidcc-rp-initiated-logout-no-state', async () => {
    const params = { state: undefined, id_token_hint: tokens.id_token }
    expect(String(await agent.signIn(app.signOutUrl(params)))).toBe(signedOut)
    expect(await isSignedIn()).toBe(false)
  })

  it('oidcc-rp-initiated-logout-only-state', async () => {
    const params = { post_logout_redirect_uri: undefined }
    expect((await page(params)).request).toEqual(asks)
    expect(await isSignedIn()).toBe(true)
  })
})
