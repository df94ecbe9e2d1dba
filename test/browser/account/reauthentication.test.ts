import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { mainService, password, someAddress, someName } from '../../conformance/support/service.ts'
import {
  arrive,
  endSessions,
  enter,
  focused,
  it,
  read,
  section,
  settling,
  signIn,
} from '../support/journey.ts'
import { look } from '../support/look.ts'

const { service, root } = mainService()

const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' })

/** Enters the password into the dialog and goes on. */
async function confirm(page: Page, secret = password) {
  await enter(ended(page), { Password: secret })
  await page.keyboard.press('Enter')
}

describe('When the session ends while a form is filled in', () => {
  it('the page asks for the password, then sends the form', async ({ visitor }) => {
    const { username, token } = await service.person()
    const page = await visitor()
    await signIn(page, username)
    const profile = section(page, 'Profile')
    await enter(profile, { 'First name': 'Grace', 'Last name': 'Hopper' })
    await endSessions(service, token)
    await profile.getByRole('button', { name: 'Save profile' }).click()
    await read(ended(page), username)
    await expect.poll(() => focused(page)).toBe('Password')
    // For password managers.
    const hidden = ended(page).locator('input[autocomplete="username"]')
    expect(await hidden.inputValue()).toBe(username)
    await look(page, 'session-ended')
    await confirm(page, 'not this one')
    await read(ended(page), 'This is not your current password.')
    await expect.poll(() => focused(page)).toBe('Password')
    await confirm(page)
    await read(page, 'Your profile is saved.')
    await ended(page).waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Save profile')
    const { account } = (await service.get('/api/auth/session', { token })).body
    expect([account.first_name, account.last_name]).toEqual(['Grace', 'Hopper'])
    await page.reload()
    await arrive(page, 'Your account')
  })

  it('cancelling leads back to the form, which keeps its content', async ({ visitor }) => {
    const { username, token } = await service.person()
    const page = await visitor()
    await signIn(page, username)
    const profile = section(page, 'Profile')
    await enter(profile, { 'First name': 'Grace' })
    await endSessions(service, token)
    const cancels = [
      () => ended(page).getByRole('button', { name: 'Cancel' }).click(),
      () => page.keyboard.press('Escape'),
    ]
    for (const cancel of cancels) {
      await profile.getByRole('button', { name: 'Save profile' }).click()
      await ended(page).waitFor()
      await cancel()
      await read(profile, 'Your session has ended. Nothing was changed. Sign in again to continue.')
      expect(await profile.getByLabel('First name').inputValue()).toBe('Grace')
      // The second time the message is there before the form is told again.
      await expect.poll(() => focused(page)).toMatch(/^Your session has ended\./)
    }
    // What it was typed for is left: so there is nothing more to be kept.
    await page.getByRole('link', { name: 'Account' }).click()
    await page.goto('/auth/account')
    await arrive(page, 'Sign in')
  })

  it('a look at the session, or a sign-out in another tab, takes nothing away', async ({
    visitor,
  }) => {
    const { username, token } = await service.person()
    const page = await visitor()
    await page.clock.install()
    await signIn(page, username)
    const profile = section(page, 'Profile')
    await profile.getByLabel('First name').fill('Grace')
    await endSessions(service, token)
    await page.clock.fastForward('02:00')
    const asked = page.waitForResponse('**/api/auth/session')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    expect((await asked).status()).toBe(401)
    await profile.getByRole('button', { name: 'Save profile' }).click()
    await confirm(page)
    await read(page, 'Your profile is saved.')

    const tab = await page.context().newPage()
    await tab.goto('/auth/account')
    await profile.getByLabel('Last name').fill('Hopper')
    await tab.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()
    await arrive(tab, 'Sign in')
    await profile.getByRole('button', { name: 'Save profile' }).click()
    await confirm(page)
    await read(page, 'Your profile is saved.')
    await arrive(tab, 'Your account')
  })

  it('one’s own sign-out leaves at once, whatever is typed', async ({ visitor }) => {
    const { username } = await service.person()
    const page = await visitor()
    await signIn(page, username)
    await section(page, 'Profile').getByLabel('First name').fill('Grace')
    await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()
    await arrive(page, 'Sign in')
    await read(page, 'You have signed out.')
  })

  it('nothing typed for one account is sent as another', async ({ visitor }) => {
    const [one, other] = [await service.person(), await service.person()]
    const page = await visitor()
    await signIn(page, one.username)
    await section(page, 'Profile').getByLabel('First name').fill('Grace')
    await endSessions(service, one.token)
    const tab = await page.context().newPage()
    await signIn(tab, other.username)
    await expect
      .poll(() => section(page, 'Profile').getByLabel('Username').inputValue())
      .toBe(other.username)
    expect(await section(page, 'Profile').getByLabel('First name').inputValue()).toBe('')
  })

  it('somebody else can sign in instead, and arrives on the same page', async ({ visitor }) => {
    const [one, other] = [await service.person(), await service.person()]
    const page = await visitor()
    await signIn(page, one.username)
    await section(page, 'Profile').getByLabel('First name').fill('Grace')
    await endSessions(service, one.token)
    await page.getByRole('button', { name: 'Save profile' }).click()
    await ended(page).getByRole('link', { name: 'Use another account' }).click()
    await arrive(page, 'Sign in')
    await enter(page, { 'Username or e-mail address': other.username, Password: password })
    await page.getByRole('button', { name: 'Sign in' }).click()
    await arrive(page, 'Your account')
    expect(await page.getByLabel('Username').inputValue()).toBe(other.username)
  })
})

describe('When the session ends, the password is asked for by', () => {
  it('every form and button of the account page', async ({ visitor }) => {
    const email = someAddress()
    const { token } = await service.person(email)
    const page = await visitor()
    const settled = settling(page)
    await signIn(page, email)
    const end = async (by = token) => {
      await settled()
      await endSessions(service, by)
    }
    const make = () =>
      service.expecting(200, service.post('/api/auth/tokens', undefined, { token }))
    await make()
    await page.reload()
    const invitations = section(page, 'Invitations')
    await invitations.getByRole('listitem').waitFor()

    await end()
    await invitations.getByRole('button', { name: 'New invitation' }).click()
    await confirm(page)
    await read(page, 'The invitation is made. Copy its link and pass it on.')

    await end()
    await invitations
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click()
    await confirm(page)
    await read(page, 'The invitation is revoked.')

    await end()
    const newPassword = 'another horse, another battery'
    const fields = { 'Current password': password, 'New password': newPassword }
    await enter(section(page, 'Password'), fields)
    await page.getByRole('button', { name: 'Change password' }).click()
    await confirm(page)
    await read(page, 'Your password is changed. Everywhere else you are signed out.')

    const again = await service.signIn(email, newPassword)
    await end(again)
    const part = section(page, 'E-mail address')
    const next = someAddress()
    await enter(part, { 'New e-mail address': next, 'Password to confirm': newPassword })
    await part.getByRole('button', { name: 'Change address' }).click()
    await confirm(page, newPassword)
    await read(page, `A code is on its way to ${next}.`)

    await page.goto('/auth/account')
    await end(again)
    await page.getByRole('button', { name: 'Delete account…' }).click()
    const deletion = page.getByRole('dialog', { name: 'Delete your account for good?' })
    await enter(deletion, { 'Your password': newPassword })
    await deletion.getByRole('button', { name: 'Delete for good' }).click()
    await confirm(page, newPassword)
    await arrive(page, 'Sign in')
    await read(page, 'Your account is deleted.')
  })

  it('every form and button of an administrator’s pages', async ({ visitor }) => {
    const { username, token } = await service.administrator(root)
    const user = await service.person()
    const page = await visitor()
    const settled = settling(page)
    await signIn(page, username)

    /** Once nothing is asked for any more: a page that only shows something leads to the sign-in page. */
    const end = async () => {
      await settled()
      await endSessions(service, token)
    }
    await page.goto('/auth/admin')
    await page.getByRole('button', { name: 'New user…' }).click()
    const creation = page.getByRole('dialog', { name: 'New user' })
    const name = someName()
    await enter(creation, { Username: name, Password: password })
    await end()
    await creation.getByRole('button', { name: 'Create user' }).click()
    await confirm(page)
    await arrive(page, name)

    await page.goto(`/auth/admin/users/${user.id}`)
    const access = section(page, 'Access')
    await access.getByLabel('Role').selectOption('Administrator')
    await end()
    await access.getByRole('button', { name: 'Save role' }).click()
    await confirm(page)
    await read(section(page, 'About'), 'Administrator')

    await access.getByRole('button', { name: 'Disable…' }).click()
    await end()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await confirm(page)
    await read(page, `${user.username} is disabled and signed out.`)

    await end()
    await access.getByRole('button', { name: 'Enable' }).click()
    await confirm(page)
    await read(page, `${user.username} can sign in again.`)

    await enter(section(page, 'Password'), { 'New password': 'another horse, another battery' })
    await end()
    await page.getByRole('button', { name: 'Set password' }).click()
    await confirm(page)
    await read(page, /^The password of .+ is set\./)

    await service.signIn(user.username, 'another horse, another battery')
    await page.reload()
    await section(page, 'Sessions').getByRole('listitem').waitFor()
    await end()
    await page.getByRole('button', { name: 'End all sessions' }).click()
    await confirm(page)
    await read(page, `${user.username} is signed out everywhere.`)

    await access.getByRole('button', { name: 'Delete…' }).click()
    const deletion = page.getByRole('dialog', { name: `Delete ${user.username} for good?` })
    await look(page, 'user-delete')
    await enter(deletion, { [`Type ${user.username} to confirm`]: user.username })
    await end()
    await deletion.getByRole('button', { name: 'Delete for good' }).click()
    await confirm(page)
    await arrive(page, 'Users')
    await read(page, `${user.username} is deleted.`)
  })
})
