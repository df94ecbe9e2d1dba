import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { execute, type Running } from '../../conformance/support/instance.ts'
import { Service, someAddress } from '../../conformance/support/service.ts'
import { linkIn } from '../../support/accounts/mailed.ts'
import { checkAppearance } from '../support/appearance.ts'
import { openElementPage } from '../support/element-page.ts'
import {
  expectPage,
  expectText,
  fill,
  it,
  openDialog,
  section,
  signOut,
} from '../support/fixtures.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { addAuthenticator } from '../support/virtual-authenticator.ts'

let instance: Running
let service: Service
beforeAll(async () => {
  instance = await startLatchkey(inject('base'), { PASSWORDS: 'off' })
  service = new Service(instance)
})
afterAll(() => instance.stop())

const click = (page: Pick<Page, 'getByRole'>, name: string) =>
  page.getByRole('button', { name, exact: true }).click()

/** The path of the link that a request mails. */
async function mailedPath(address: string, ask: () => Promise<unknown>): Promise<string> {
  const { pathname, search } = linkIn(await service.newMail(address, /\?token=/, ask))
  return pathname + search
}

it('has accounts with passkeys alone, from setup to deletion', async ({ newPage }) => {
  const admin = await newPage({ instance })
  const key = await addAuthenticator(admin)
  await admin.goto('/auth/')
  await expectPage(admin, 'Set up Latchkey')
  await checkAppearance(admin, 'passkeys-set-up')
  const root = { 'First name': 'Root', 'Last name': 'Admin', 'Email address': 'root@example.com' }
  await fill(admin, root)
  await click(admin, 'Create admin account')
  await expectPage(admin, 'Profile')
  expect(await key.count()).toBe(1)

  await admin.goto('/auth/account/security')
  await expectText(section(admin, 'Passkeys'), 'Chrome, Linux')
  expect(await admin.getByText('Change password').count()).toBe(0)
  await openDialog(admin, 'Remove Chrome, Linux')
  await click(admin.getByRole('dialog'), 'Remove')
  await expectText(admin.getByRole('dialog'), 'This passkey is the only way to sign in.')
  await click(admin.getByRole('dialog'), 'Cancel')

  await signOut(admin)
  await expectPage(admin, 'Sign in to Latchkey')
  await checkAppearance(admin, 'passkeys-sign-in')
  expect(await admin.getByRole('textbox').count()).toBe(0)
  await click(admin, 'Sign in with a passkey')
  await expectPage(admin, 'Profile')

  // The administrator creates an account, whose owner gets a link.
  await admin.goto('/auth/admin')
  const bea = 'bea@example.com'
  const path = await mailedPath(bea, async () => {
    const dialog = await openDialog(admin, 'New user')
    await dialog.getByText('Create the account').click()
    await checkAppearance(admin, 'passkeys-new-user')
    await fill(dialog, { Email: bea })
    await click(dialog, 'Create user')
    await expectText(admin, `We sent ${bea} a reset link.`)
  })
  const owner = await newPage({ instance })
  const ownKey = await addAuthenticator(owner)
  await owner.goto(path)
  await expectPage(owner, 'Add a new passkey')
  await expectText(owner, `For ${bea}.`)
  await checkAppearance(owner, 'passkeys-link')
  await click(owner, 'Add a passkey')
  await expectText(owner, 'Your passkey was added, and you’re signed in.')
  expect(await ownKey.count()).toBe(1)
  await owner.goto(path)
  await expectPage(owner, 'This link has expired')

  // Deletion requires a recent proof: a passkey.
  await execute(instance, 'update sessions set proved_at = 1')
  await owner.goto('/auth/account/security')
  const deletion = await openDialog(owner, 'Delete account…')
  await fill(deletion, { [`Type ${bea} to confirm`]: bea })
  await click(deletion, 'Delete permanently')
  await expectText(owner, 'Confirm it’s you')
  await checkAppearance(owner, 'passkeys-proof')
  await click(owner, 'Use a passkey')
  await expectText(owner, 'Your account was deleted.')
})

it('has no password in <latchkey-sign-in>, only a button for passkeys', async ({ newPage }) => {
  const page = await newPage({ instance })
  const key = await addAuthenticator(page)
  await page.goto('/auth/sign-up')
  await fill(page, { 'Email address': someAddress() })
  await click(page, 'Create account')
  await expectPage(page, 'Check your email')
  await page.context().clearCookies()
  await openElementPage(page)
  const lost = page.getByRole('link', { name: 'Lost your passkey?' })
  await lost.waitFor()
  expect(await page.getByRole('textbox').count()).toBe(0)
  expect(await page.getByRole('button').count()).toBe(1)
  await checkAppearance(page, 'element-passkeys-only')
  await click(page, 'Sign in with a passkey')
  await page.waitForURL('**/auth/account')
  expect(await key.count()).toBe(1)

  const old = await newPage({ instance })
  await old.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'))
  await openElementPage(old)
  await old.getByRole('alert').getByText('This browser cannot use passkeys.').waitFor()
  expect(await old.getByRole('button').count()).toBe(0)
})

it('signs up with a passkey, and gets back in by email without the lost one', async ({
  newPage,
}) => {
  const page = await newPage({ instance })
  const key = await addAuthenticator(page)
  await page.goto('/auth/sign-up')
  await expectPage(page, 'Create your Latchkey account')
  await checkAppearance(page, 'passkeys-sign-up')
  const email = someAddress()
  await fill(page, { 'Email address': email })
  await click(page, 'Create account')
  await expectPage(page, 'Check your email')
  expect(await key.count()).toBe(1)

  // Another browser without the passkey: the first attempt to add one is canceled.
  const other = await newPage({ instance })
  await other.goto('/auth/sign-in')
  await other.getByRole('link', { name: 'Lost your passkey?' }).click()
  await expectPage(other, 'Get back into your account')
  const path = await mailedPath(email, async () => {
    await fill(other, { 'Email address': email })
    await click(other, 'Send link')
    await expectPage(other, 'Check your email')
  })
  await other.goto(path)
  await expectPage(other, 'Add a new passkey')
  await other.evaluate(() => {
    navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'))
  })
  await click(other, 'Add a passkey')
  await expectText(other, 'You’re signed in.')
  await expectText(other, 'The request for a passkey was canceled or timed out.')
  await click(other, 'Continue without a new passkey')
  await expectPage(other, 'Profile')
  const added = await addAuthenticator(other)
  await other.reload()
  await other.getByRole('link', { name: 'Add a passkey' }).click()
  await click(other.getByRole('dialog'), 'Continue')
  await expectText(other, 'Passkey added.')
  expect(await added.count()).toBe(1)

  // The link ended the session of the first browser.
  await page.goto('/auth/account')
  await expectPage(page, 'Sign in to Latchkey')
})
