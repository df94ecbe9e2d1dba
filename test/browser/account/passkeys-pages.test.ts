import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { execute } from '../../conformance/support/instance.ts'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import { age, enroll } from '../support/authenticator.ts'
import {
  expectPage,
  expectText,
  fill,
  focused,
  it,
  openDialog,
  section,
  signIn,
  signInOnPage,
  signOut,
  submitSignIn,
} from '../support/fixtures.ts'
import { addAuthenticator } from '../support/virtual-authenticator.ts'

const { service } = mainService()

const passkeys = (page: Page) => section(page, 'Passkeys')
const withPasskey = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' })
const usePasskey = (page: Page) => page.getByRole('button', { name: 'Use a passkey' })

/** Adds a passkey on the security page. */
async function addPasskey(page: Page, name: string) {
  const dialog = await openDialog(page, 'Add a passkey')
  await fill(dialog, { Name: name })
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expectText(page, 'Passkey added.')
  await expectText(passkeys(page), name)
}

/** A new account on its security page, in a browser with an authenticator. */
async function atSecurity(page: Page) {
  const email = someAddress()
  const person = await service.person(email)
  const authenticator = await addAuthenticator(page)
  await signIn(page, email, '/auth/account/security')
  await expectText(passkeys(page), 'No passkeys yet')
  return { email, person, authenticator }
}

/** The same with a passkey, signed out again. */
async function signedOut(page: Page) {
  const visitor = await atSecurity(page)
  await addPasskey(page, 'Work laptop')
  await visitor.authenticator.setPresent(false)
  await signOut(page)
  await expectPage(page, 'Sign in to Latchkey')
  return visitor
}

describe('The security page', () => {
  it('adds, renames and removes passkeys, and reports it to the password manager', async ({
    newPage,
  }) => {
    const page = await newPage()
    const { authenticator } = await atSecurity(page)
    await checkAppearance(page, 'passkeys-none')
    const dialog = await openDialog(page, 'Add a passkey')
    expect(await dialog.getByLabel('Name').inputValue()).toMatch(/^Chrom\w+ on Linux$/)
    await checkAppearance(page, 'passkeys-add')
    await fill(dialog, { Name: 'Work laptop' })
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await expectText(page, 'Passkey added.')
    for (const text of ['Work laptop', 'Synced', 'Not used yet']) {
      await expectText(passkeys(page), text)
    }

    // The authenticator has one already.
    const again = await openDialog(page, 'Add a passkey')
    await again.getByRole('button', { name: 'Continue' }).click()
    await expectText(again, 'This passkey has already been added.')
    await again.getByRole('button', { name: 'Cancel' }).click()

    const renaming = await openDialog(page, 'Rename Work laptop')
    expect(await renaming.getByLabel('Name').inputValue()).toBe('Work laptop')
    await fill(renaming, { Name: 'Old laptop' })
    await renaming.getByRole('button', { name: 'Save' }).click()
    await expectText(passkeys(page), 'Old laptop')
    await checkAppearance(page, 'passkeys')

    const removal = await openDialog(page, 'Remove Old laptop')
    await expect.poll(() => focused(page)).toBe('Cancel')
    await expectText(removal, 'You won’t be able to sign in with Old laptop.')
    await checkAppearance(page, 'passkeys-remove')
    const deleted = authenticator.deletion()
    await removal.getByRole('button', { name: 'Remove' }).click()
    await expectText(passkeys(page), 'No passkeys yet')
    await deleted
    expect(await authenticator.count()).toBe(0)
  })

  it('keeps the only way to sign in', async ({ newPage }) => {
    const page = await newPage()
    const { person, authenticator } = await atSecurity(page)
    await addPasskey(page, 'Work laptop')
    execute(service.instance, `update accounts set password_hash = null where id = '${person.id}'`)
    const removal = await openDialog(page, 'Remove Work laptop')
    await removal.getByRole('button', { name: 'Remove' }).click()
    await expectText(removal, 'This passkey is the only way to sign in.')
    expect(await authenticator.count()).toBe(1)
  })
})

describe('The sign-in page', () => {
  it('signs in with a passkey by its button', async ({ newPage }) => {
    const page = await newPage()
    const { authenticator } = await signedOut(page)
    await page.goto('/auth/sign-in?next=%2Fauth%2Faccount%2Fsecurity')
    await checkAppearance(page, 'sign-in-passkey')
    await withPasskey(page).click()
    // After the click: until then, the autofill waits for the user, too.
    await authenticator.setPresent(true)
    await expectPage(page, 'Security')
    await expectText(passkeys(page), /Last used/)
    const session = await page.request.get('/api/auth/session')
    expect(await session.json()).toMatchObject({ acr: 'aal2', amr: ['pop', 'mfa'] })
  })

  it('signs in with a passkey from the autofill of the username', async ({ newPage }) => {
    const page = await newPage()
    const { authenticator } = await signedOut(page)
    const username = page.getByLabel('Email or username')
    expect(await username.getAttribute('autocomplete')).toBe('username webauthn')
    await authenticator.setPresent(true)
    await page.goto('/auth/sign-in')
    await expectPage(page, 'Profile')
  })

  it('reports a removed passkey to the password manager, and still accepts the password', async ({
    newPage,
  }) => {
    const page = await newPage()
    const { email, person, authenticator } = await signedOut(page)
    const { token } = person
    const [passkey] = (await service.get('/api/auth/passkeys', { token })).body.items
    await service.expecting(200, service.delete(`/api/auth/passkeys/${passkey.id}`, { token }))
    await authenticator.setPresent(true)
    const deleted = authenticator.deletion()
    await page.goto('/auth/sign-in')
    await expectText(page.getByRole('alert'), 'This passkey was removed from its account.')
    await checkAppearance(page, 'sign-in-passkey-unknown')
    await deleted
    await submitSignIn(page, email)
    await expectPage(page, 'Profile')
  })

  it('accepts a passkey as the second step', async ({ newPage }) => {
    const page = await newPage()
    const { email, person, authenticator } = await signedOut(page)
    await enroll(service, person)
    await submitSignIn(page, email)
    await expectPage(page, 'Two-step verification')
    await checkAppearance(page, 'second-step-passkey')
    await usePasskey(page).click()
    await authenticator.setPresent(true)
    await expectPage(page, 'Profile')
  })
})

it('A passkey is proof for a change that requires a recent sign-in', async ({ newPage }) => {
  const page = await newPage()
  const { person } = await atSecurity(page)
  await addPasskey(page, 'Work laptop')
  age(service, person)
  const removal = await openDialog(page, 'Remove Work laptop')
  await removal.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog', { name: 'Confirm your password' }).waitFor()
  await checkAppearance(page, 'step-up-passkey')
  await usePasskey(page).click()
  await expectText(page, 'Passkey removed.')
})

it('An ended session goes on after a sign-in with a passkey', async ({ newPage }) => {
  const page = await newPage()
  const { person } = await atSecurity(page)
  await addPasskey(page, 'Work laptop')
  const renaming = await openDialog(page, 'Rename Work laptop')
  await renaming.getByLabel('Name').press('End')
  await renaming.getByLabel('Name').pressSequentially(' 2')
  await service.expecting(204, service.delete('/api/auth/sessions', { token: person.token }))
  await renaming.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  await usePasskey(page).click()
  await expectText(page, 'Name saved.')
  await expectText(passkeys(page), 'Work laptop 2')
})

it('The profile page offers a passkey after a sign-in with a password, until dismissed', async ({
  newPage,
}) => {
  const page = await newPage()
  const email = someAddress()
  await service.person(email)
  await addAuthenticator(page)
  await signInOnPage(page, email)
  const offer = section(page, 'Sign in faster with a passkey')
  await offer.waitFor()
  await checkAppearance(page, 'passkeys-offer')
  await offer.getByRole('link', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog', { name: 'Add a passkey' }).waitFor()
  await page.keyboard.press('Escape')
  await page.reload()
  await expectText(passkeys(page), 'No passkeys yet')
  // The dialog is open only once.
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.goBack()
  await offer.getByRole('button', { name: 'Not now' }).click()
  await offer.waitFor({ state: 'detached' })
  const listed = page.waitForResponse('**/api/auth/passkeys', { timeout: 2_000 })
  await page.reload()
  await expectPage(page, 'Profile')
  // It does not even look for passkeys.
  await expect(listed).rejects.toThrow()
  expect(await offer.count()).toBe(0)
})

it('A browser without passkeys shows nothing about them on the sign-in page', async ({
  newPage,
}) => {
  const page = await newPage()
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'))
  const { username } = await service.person()
  await page.goto('/auth/sign-in')
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  expect(await withPasskey(page).count()).toBe(0)
  await fill(page, { 'Email or username': username, Password: password })
  await page.keyboard.press('Enter')
  await expectPage(page, 'Profile')
  await page.goto('/auth/account/security')
  await expectText(passkeys(page), 'This browser doesn’t support passkeys.')
})
