import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { mainService, someAddress, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import {
  endOtherSessions,
  expectPage,
  expectText,
  fill,
  focused,
  it,
  navigate,
  openDialog,
  section,
  signIn,
  signInOnPage,
  signOut,
  submitSignIn,
  trackRequests,
} from '../support/fixtures.ts'

const { service, root } = mainService()

const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' })

/** Enters the password in the dialog and continues. */
async function confirm(page: Page, secret = password) {
  await fill(ended(page), { Password: secret })
  await page.keyboard.press('Enter')
}

/** Opens the dialog for the name. */
async function openNames(page: Page) {
  await page.getByRole('button', { name: /^(Add|Change) name$/ }).click()
  const names = page.getByRole('dialog', { name: / name$/ })
  await names.waitFor()
  return names
}

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click()

describe('When the session ends while a form has unsaved input', () => {
  it('the page asks for the password, then submits the form', async ({ newPage }) => {
    const { username, token } = await service.person()
    const page = await newPage()
    await signIn(page, username)
    const names = await openNames(page)
    await fill(names, { 'First name': 'Grace', 'Last name': 'Hopper' })
    await endOtherSessions(service, token)
    await save(page)
    await expectText(ended(page), username)
    await expect.poll(() => focused(page)).toBe('Password')
    // Password managers need the username.
    const hidden = ended(page).locator('input[autocomplete="username"]')
    expect(await hidden.inputValue()).toBe(username)
    await checkAppearance(page, 'session-ended')
    await confirm(page, 'not this one')
    await expectText(ended(page), 'Incorrect password.')
    await expect.poll(() => focused(page)).toBe('Password')
    await confirm(page)
    await expectText(page, 'Name saved.')
    await ended(page).waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Change name')
    const { account } = (await service.get('/api/auth/session', { token })).body
    expect([account.first_name, account.last_name]).toEqual(['Grace', 'Hopper'])
    await page.reload()
    await expectPage(page, 'Profile')
  })

  it('canceling returns to the form, which keeps its input', async ({ newPage }) => {
    const { username, token } = await service.person()
    const page = await newPage()
    await signIn(page, username)
    const names = await openNames(page)
    await fill(names, { 'First name': 'Grace' })
    await endOtherSessions(service, token)
    const cancels = [
      () => ended(page).getByRole('button', { name: 'Cancel' }).click(),
      () => page.keyboard.press('Escape'),
    ]
    for (const cancel of cancels) {
      await names.getByRole('button', { name: 'Save' }).click()
      await ended(page).waitFor()
      await cancel()
      await expectText(
        names,
        'Your session has ended. Nothing was changed. Sign in again to continue.',
      )
      expect(await names.getByLabel('First name').inputValue()).toBe('Grace')
      // The second time, the message is visible before the form is submitted again.
      await expect.poll(() => focused(page)).toMatch(/^Your session has ended\./)
    }
    // Leaving the page discards the input.
    await page.goto('/auth/account')
    await expectPage(page, 'Sign in to Latchkey')
  })

  it('a session check or a sign-out in another tab discards no input', async ({ newPage }) => {
    const { username, token } = await service.person()
    const page = await newPage()
    await page.clock.install()
    await signIn(page, username)
    await (await openNames(page)).getByLabel('First name').fill('Grace')
    await endOtherSessions(service, token)
    await page.clock.fastForward('02:00')
    const asked = page.waitForResponse('**/api/auth/session')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    expect(await (await asked).json()).toBeNull()
    await save(page)
    await confirm(page)
    await expectText(page, 'Name saved.')

    const tab = await page.context().newPage()
    await tab.goto('/auth/account')
    await (await openNames(page)).getByLabel('Last name').fill('Hopper')
    await signOut(tab)
    await expectPage(tab, 'Sign in to Latchkey')
    await save(page)
    await confirm(page)
    await expectText(page.getByRole('main'), 'Grace Hopper')
    await expectPage(tab, 'Profile')
  })

  it('signing out leaves the page at once and discards the input', async ({ newPage }) => {
    const { username } = await service.person()
    const page = await newPage()
    await signIn(page, username)
    await (await openNames(page)).getByLabel('First name').fill('Grace')
    await page.keyboard.press('Escape')
    await signOut(page)
    await expectPage(page, 'Sign in to Latchkey')
    await expectText(page, 'You’re signed out.')
  })

  it('input for one account is never sent as another account', async ({ newPage }) => {
    const [one, other] = [await service.person(), await service.person()]
    const page = await newPage()
    await signIn(page, one.username)
    await (await openNames(page)).getByLabel('First name').fill('Grace')
    await endOtherSessions(service, one.token)
    const tab = await page.context().newPage()
    await signInOnPage(tab, other.username)
    await expectText(page.getByRole('main'), other.username)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await (await openNames(page)).getByLabel('First name').inputValue()).toBe('')
  })

  it('another account can sign in, and returns to the same page', async ({ newPage }) => {
    const [one, other] = [await service.person(), await service.person()]
    const page = await newPage()
    await signIn(page, one.username)
    await (await openNames(page)).getByLabel('First name').fill('Grace')
    await endOtherSessions(service, one.token)
    await save(page)
    await ended(page).getByRole('link', { name: 'Use another account' }).click()
    await expectPage(page, 'Sign in to Latchkey')
    await submitSignIn(page, other.username)
    await expectPage(page, 'Profile')
    await expectText(page.getByRole('main'), other.username)
  })
})

describe('When the session ends, the dialog opens for', () => {
  it('every form and button of the pages of an account', async ({ newPage }) => {
    const email = someAddress()
    const { token } = await service.person(email)
    const page = await newPage()
    const settled = trackRequests(page)
    await signIn(page, email)
    const end = async (by = token) => {
      await settled()
      await endOtherSessions(service, by)
    }
    const asked = service.post('/api/auth/invitations', undefined, { token })
    await service.expecting(201, asked)
    await navigate(page, 'Invitations')
    await page.getByRole('main').getByRole('listitem').waitFor()

    await end()
    await page.getByRole('button', { name: 'Create link' }).click()
    await confirm(page)
    const shown = page.getByRole('dialog', { name: 'Invitation link' })
    await shown.getByRole('button', { name: 'Done' }).click()

    const revocation = await openDialog(page, /^Revoke/)
    await end()
    await revocation.getByRole('button', { name: 'Revoke' }).click()
    await confirm(page)
    await expectText(page, 'Invitation revoked.')

    await settled()
    await navigate(page, 'Devices')
    await page.getByRole('main').getByRole('listitem').nth(1).waitFor()
    await end()
    await page.getByRole('button', { name: 'Sign out other devices' }).click()
    await confirm(page)
    await expectText(page, 'All other devices were signed out.')

    const second = await service.signIn(email)
    await settled()
    await navigate(page, 'Security')
    const newPassword = 'another horse, another battery'
    const change = await openDialog(page, 'Change password')
    await fill(change, { 'Current password': password, 'New password': newPassword })
    await end(second)
    await change.getByRole('button', { name: 'Change password' }).click()
    await confirm(page)
    await expectText(page, 'Password changed. All other devices were signed out.')

    const third = await service.signIn(email, newPassword)
    const next = someAddress()
    const emails = await openDialog(page, 'Change email')
    await fill(emails, { 'New email': next, 'Current password': newPassword })
    await end(third)
    await emails.getByRole('button', { name: 'Send code' }).click()
    await confirm(page, newPassword)
    await expectText(page.getByRole('dialog', { name: 'Check your email' }), next)
    await page.keyboard.press('Escape')

    const deletion = await openDialog(page, 'Delete account…')
    await fill(deletion, { [`Type ${email} to confirm`]: email, Password: newPassword })
    await end(third)
    await deletion.getByRole('button', { name: 'Delete permanently' }).click()
    await confirm(page, newPassword)
    await expectPage(page, 'Sign in to Latchkey')
    await expectText(page, 'Your account was deleted.')
  })

  it('every form and button of an administrator’s pages', async ({ newPage }) => {
    const { username, token } = await service.administrator(root)
    const user = await service.person()
    const page = await newPage()
    const settled = trackRequests(page)
    await signIn(page, username)

    /** Waits until no request is open: a page without unsaved input redirects to the sign-in page. */
    const end = async () => {
      await settled()
      await endOtherSessions(service, token)
    }
    await page.goto('/auth/admin')
    await page.getByRole('button', { name: 'New user' }).click()
    const creation = page.getByRole('dialog', { name: 'New user' })
    await creation.getByRole('radio', { name: 'Create with a password' }).check()
    const name = someName()
    await fill(creation, { Username: name })
    await end()
    await creation.getByRole('button', { name: 'Create user' }).click()
    await confirm(page)
    await page.getByRole('dialog', { name: `${name} was created` }).waitFor()

    await page.goto(`/auth/admin/users/${user.id}`)
    const access = section(page, 'Access')
    const roles = await openDialog(page, 'Change role')
    await roles.getByLabel('Role').selectOption('Administrator')
    await end()
    await roles.getByRole('button', { name: 'Save' }).click()
    await confirm(page)
    await expectText(access, 'Administrator')

    const disabling = await openDialog(page, 'Disable')
    await end()
    await disabling.getByRole('button', { name: 'Disable' }).click()
    await confirm(page)
    await expectText(page, `${user.username} was disabled and signed out.`)

    await end()
    await access.getByRole('button', { name: 'Enable' }).click()
    await confirm(page)
    await expectText(page, `${user.username} was enabled.`)

    const reset = await openDialog(page, 'Reset password')
    await end()
    await reset.getByRole('button', { name: 'Reset password' }).click()
    await confirm(page)
    await expectText(page, `The password of ${user.username} was reset`)

    const set = service.put(`/api/auth/accounts/${user.id}/password`, { password }, { token })
    await service.expecting(200, set)
    await service.signIn(user.username)
    await page.reload()
    await section(page, 'Sessions').getByRole('listitem').waitFor()
    const signOut = await openDialog(page, 'Sign out everywhere')
    await end()
    await signOut.getByRole('button', { name: 'Sign out everywhere' }).click()
    await confirm(page)
    await expectText(page, `${user.username} was signed out everywhere.`)

    const deletion = await openDialog(page, 'Delete user')
    await fill(deletion, { [`Type ${user.username} to confirm`]: user.username })
    await end()
    await deletion.getByRole('button', { name: 'Delete' }).click()
    await confirm(page)
    await expectPage(page, 'Users')
    await expectText(page, `${user.username} was deleted.`)
  })
})
