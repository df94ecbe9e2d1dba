import { beforeEach, describe, expect, it } from 'vitest'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase, write } from '../support/database/rows.ts'
import { App, provider, requestOf, search, send } from '../support/oauth/app.ts'
import { Browser } from '../support/requests/browser.ts'

freshDatabase()

const service = provider()
const then = 'https://app.example.com/signed-out'
let app: App
let browser: Browser
beforeEach(async () => {
  const admin = await administrator()
  await person('alice@example.com')
  app = await App.register(service, admin, { post_logout_redirect_uris: [then] })
  browser = new Browser(service)
  await browser.signIn('alice@example.com')
})

const open = (params: Record<string, string>, from = browser) =>
  from.open(`/oauth/end-session?${search(params)}`)
const isSignedIn = async () => (await browser.request('GET', '/api/auth/session')).body !== null

describe('a sign-out by a client', () => {
  it('with an ID token of the session ends it and returns to the client', async () => {
    const { id_token } = await app.signIn(browser)
    const visit = await open({
      id_token_hint: id_token,
      post_logout_redirect_uri: then,
      state: 'a b',
    })
    expect([visit.status, visit.location]).toEqual([302, `${then}?state=a+b`])
    expect(visit.headers.getSetCookie()[0]).toMatch(/^__Host-latchkey=; Max-Age=0;/)
    expect(await isSignedIn()).toBe(false)
  })

  it.each([
    ['without a hint', {}],
    ['with a client id only', { client_id: 'app' }],
    ['with a hint that is not ours', { id_token_hint: 'x.y.z' }],
  ])('%s asks the person, and ends nothing', async (_, params) => {
    const client_id = 'client_id' in params ? { client_id: app.id } : {}
    const visit = await open({ ...params, ...client_id, post_logout_redirect_uri: then })
    const isKnown = 'client_id' in params
    expect(requestOf(visit)).toEqual({
      step: 'sign_out',
      client: isKnown ? 'Notes' : null,
      returnTo: isKnown ? then : null,
    })
    expect(await isSignedIn()).toBe(true)
  })

  it('with an ID token of another session asks the person', async () => {
    const other = new Browser(service)
    await other.signIn('alice@example.com')
    const { id_token } = await app.signIn(other)
    const visit = await open({ id_token_hint: id_token, post_logout_redirect_uri: then })
    expect(requestOf(visit)).toEqual({ step: 'sign_out', client: 'Notes', returnTo: then })
    expect(await isSignedIn()).toBe(true)
  })

  it.each([
    'https://evil.example.com/',
    `${then}/`,
    `${then}?x`,
    'https://app.example.com@evil.example.com/signed-out',
  ])('never returns to %s', async (uri) => {
    const { id_token } = await app.signIn(browser)
    const visit = await open({ id_token_hint: id_token, post_logout_redirect_uri: uri })
    expect(visit.location).toBe('/auth/sign-in?notice=signed_out')
    const again = await open({ client_id: app.id, post_logout_redirect_uri: uri })
    expect(again.location).toBe('/auth/sign-in?notice=signed_out')
  })

  it('returns to the client if no one is signed in', async () => {
    const visit = await open(
      { client_id: app.id, post_logout_redirect_uri: then },
      new Browser(service),
    )
    expect(visit.location).toBe(then)
  })

  it('does not return to a client that is disabled', async () => {
    await write('update clients set disabled_at = 1')
    const params = { client_id: app.id, post_logout_redirect_uri: then }
    const visit = await open(params, new Browser(service))
    expect(visit.location).toBe('/auth/sign-in?notice=signed_out')
    expect(requestOf(await open(params))).toMatchObject({ returnTo: null })
  })

  it('with an ID token of another client than it names returns to neither', async () => {
    const { id_token } = await app.signIn(browser)
    const visit = await open({
      id_token_hint: id_token,
      client_id: 'another',
      post_logout_redirect_uri: then,
    })
    expect(visit.location).not.toBe(then)
  })

  it('by form continues as a request by URL', async () => {
    const form = { client_id: app.id }
    const answer = await send(service, 'POST', '/oauth/end-session', { form })
    expect(answer.headers.get('Location')).toBe(`/oauth/end-session?client_id=${app.id}`)
  })
})
