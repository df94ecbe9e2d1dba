// Passkeys in `<latchkey-sign-in>`, on a page of the instance's own origin, which passkeys require.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import { openElementPage } from '../support/element-page.ts'
import {
  expectPage,
  expectText,
  fill,
  focused,
  it,
  openDialog,
  signIn,
} from '../support/fixtures.ts'
import { addAuthenticator } from '../support/virtual-authenticator.ts'

const { service } = mainService()

const passkey = 'Sign in with a passkey'

/** An account with a passkey in the browser's authenticator, signed out. */
async function withPasskey(page: Page) {
  const person = await service.person(someAddress())
  const authenticator = await addAuthenticator(page)
  await signIn(page, person.username, '/auth/account/security')
  const dialog = await openDialog(page, 'Add a passkey')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expectText(page, 'Passkey added.')
  await authenticator.setPresent(false)
  await page.context().clearCookies()
  return { person, authenticator }
}

it('signs in with a passkey by its button and from the autofill, and opens the path in next', async ({
  newPage,
}) => {
  const page = await newPage()
  const { authenticator } = await withPasskey(page)
  await openElementPage(page)
  await page.getByRole('button', { name: passkey }).click()
  // After the click: until then, the autofill waits for the user, too.
  await authenticator.setPresent(true)
  await page.waitForURL('**/auth/account')
  await expectPage(page, 'Profile')

  // The virtual user chooses the passkey that the username offers at once.
  await page.context().clearCookies()
  await openElementPage(page)
  await page.waitForURL('**/auth/account')
  await expectPage(page, 'Profile')
})

it('explains that the passkey was removed, and still accepts the password', async ({ newPage }) => {
  const page = await newPage()
  const { person, authenticator } = await withPasskey(page)
  const { token, username } = person
  const [{ id }] = (await service.get('/api/auth/passkeys', { token })).body.items
  await service.expecting(200, service.delete(`/api/auth/passkeys/${id}`, { token }))
  await authenticator.setPresent(true)
  const deleted = authenticator.deletion()
  await openElementPage(page)
  await page.getByRole('alert').getByText('passkey').waitFor()
  await deleted
  await fill(page, { 'Username or email address': username, Password: password })
  await page.keyboard.press('Enter')
  await page.waitForURL('**/auth/account')
})

it('explains that the request for a passkey was canceled, and offers the autofill again', async ({
  newPage,
}) => {
  const page = await newPage()
  await openElementPage(page)
  await page.evaluate(() => {
    navigator.credentials.get = async (options) => {
      if (options?.mediation !== 'conditional') throw new DOMException('', 'NotAllowedError')
      document.title = 'Offered again'
      return new Promise(() => {})
    }
  })
  await page.getByRole('button', { name: passkey }).click()
  await page.getByRole('alert').getByText('was canceled or timed out').waitFor()
  expect(await focused(page)).toBe(passkey)
  await expect.poll(() => page.title()).toBe('Offered again')
  await checkAppearance(page, 'element-passkey-canceled')
})

it('has no button in a browser without passkeys', async ({ newPage }) => {
  const page = await newPage()
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'))
  await openElementPage(page)
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  expect(await page.getByRole('button', { name: passkey }).count()).toBe(0)
})
