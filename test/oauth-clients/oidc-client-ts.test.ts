import { expect } from 'vitest'
import { it } from '../browser/support/fixtures.ts'
import { startBrowserApp } from './support/browser-app.ts'
import { issuer, register, signUp } from './support/registration.ts'

/** An app that signs in at once, renews its tokens, shows the claims, and signs out. */
const script = (id: string) => `
  import { UserManager } from 'library'
  const manager = new UserManager({
    authority: '${issuer}',
    client_id: '${id}',
    redirect_uri: location.origin + '/callback',
    post_logout_redirect_uri: location.origin + '/signed-out',
    scope: 'openid email offline_access',
    loadUserInfo: true,
  })
  const show = (value) => { document.getElementById('state').textContent = JSON.stringify(value) }
  try {
    if (location.pathname === '/') await manager.signinRedirect()
    if (location.pathname === '/callback') {
      const user = await manager.signinCallback()
      const renewed = await manager.signinSilent()
      const { sub, email } = renewed.profile
      show({ sub, email, isRenewed: user.refresh_token !== renewed.refresh_token })
      window.signOut = () => manager.signoutRedirect()
    }
    if (location.pathname === '/signed-out') {
      await manager.signoutCallback()
      show('signed out')
    }
  } catch (error) {
    show(String(error))
  }
`

it('a page of another origin reads the metadata with the headers of MCP clients', async ({
  newPage,
}) => {
  const app = await startBrowserApp('oidc-client-ts/dist/esm/oidc-client-ts.js', () => '')
  const page = await newPage({ extraHTTPHeaders: {} })
  await page.goto(app.origin)
  const statusOf = (path: string) =>
    page.evaluate(async (url) => {
      const headers = { 'MCP-Protocol-Version': '2026-07-28', Authorization: 'Bearer x' }
      return (await fetch(url, { headers })).status
    }, issuer + path)
  for (const path of [
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/.well-known/jwks.json',
    '/.well-known/revocations',
  ]) {
    expect(await statusOf(path), path).toBe(200)
  }
  expect(await statusOf('/oauth/userinfo')).toBe(401)
  await expect(statusOf('/api/auth/instance')).rejects.toThrow('Failed to fetch')
  app.stop()
})

it('oidc-client-ts signs in, renews the tokens and signs out', async ({ newPage }) => {
  const alice = await signUp()
  let id = ''
  const app = await startBrowserApp('oidc-client-ts/dist/esm/oidc-client-ts.js', () => script(id))
  const uri = (path: string) => [`${app.origin}${path}`]
  ;({ id } = await register({
    public: true,
    redirect_uris: uri('/callback'),
    post_logout_redirect_uris: uri('/signed-out'),
  }))
  // With another header, Chromium would ask the metadata for permission.
  const page = await newPage({ extraHTTPHeaders: {} })
  await page.goto(app.origin)
  await page.getByLabel('Email or username').fill(alice.email)
  await page.getByLabel('Password', { exact: true }).fill(alice.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  const state = page.locator('#state')
  const shown = { sub: alice.id, email: alice.email, isRenewed: true }
  await expect.poll(() => state.textContent()).toBe(JSON.stringify(shown))

  await page.evaluate('void setTimeout(signOut)')
  await page.waitForURL((url) => url.pathname === '/signed-out')
  await expect.poll(() => state.textContent()).toBe('"signed out"')
  expect(await (await page.request.get(`${issuer}/api/auth/session`)).json()).toBe(null)
  app.stop()
})
