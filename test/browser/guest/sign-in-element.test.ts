// The button for passkeys of `<latchkey-sign-in>`, on a page of the instance's own origin, which passkeys require.
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { root } from '../../../tools/bootstrap/process.mjs'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { checkAppearance } from '../support/appearance.ts'
import { expectPage, expectText, focused, it, openDialog, signIn } from '../support/fixtures.ts'
import { addAuthenticator } from '../support/virtual-authenticator.ts'

const { service } = mainService()

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta name="viewport" content="width=device-width">
    <title>Sign in to Notes</title>
    <script type="module" src="/app/elements.js"></script>
  </head>
  <body><main><h1>Sign in to Notes</h1><latchkey-sign-in next="/auth/account"></latchkey-sign-in></main></body>
</html>`
const policy = "default-src 'self'; require-trusted-types-for 'script'"

/** The scripts of the elements, as an application's bundler writes them. */
const scripts = new Map<string, string>()
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client/elements/elements.ts')],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'app',
    write: false,
  })
  for (const { path, text } of outputFiles) scripts.set(basename(path), text)
})

async function openApp(page: Page) {
  await page.route('**/app/*', (route) => {
    const script = scripts.get(basename(route.request().url()))
    return script
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({
          contentType: 'text/html',
          headers: { 'Content-Security-Policy': policy },
          body: html,
        })
  })
  await page.goto('/app/')
}

const passkey = 'Sign in with a passkey'

it('signs in with a passkey under a strict policy, and opens the path in next', async ({
  newPage,
}) => {
  const { username } = await service.person(someAddress())
  const page = await newPage()
  await addAuthenticator(page)
  await signIn(page, username, '/auth/account/security')
  const dialog = await openDialog(page, 'Add a passkey')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expectText(page, 'Passkey added.')
  await page.context().clearCookies()

  await openApp(page)
  await page.getByRole('button', { name: passkey }).click()
  await page.waitForURL('**/auth/account')
  await expectPage(page, 'Profile')
})

it('explains that the request for a passkey was canceled', async ({ newPage }) => {
  const page = await newPage()
  await openApp(page)
  await page.evaluate(() => {
    navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))
  })
  await page.getByRole('button', { name: passkey }).click()
  await page.getByRole('alert').getByText('was canceled or timed out').waitFor()
  expect(await focused(page)).toBe(passkey)
  await checkAppearance(page, 'element-passkey-canceled')
})

it('has no button in a browser without passkeys', async ({ newPage }) => {
  const page = await newPage()
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'))
  const response = page.waitForResponse('**/api/auth/instance')
  await openApp(page)
  await (await response).finished()
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  expect(await page.getByRole('button', { name: passkey }).count()).toBe(0)
})
