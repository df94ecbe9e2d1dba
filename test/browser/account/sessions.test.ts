import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import {
  expectPage,
  expectText,
  fill,
  it,
  navigate,
  openDialog,
  signIn,
  signInOnPage,
  signOut,
} from '../support/fixtures.ts'

const { service } = mainService()

const userAgent = 'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0'

it('signs out in every tab', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  const tab = await page.context().newPage()
  await tab.goto('/auth/account/devices')
  await expectPage(tab, 'Devices')
  await signOut(page)
  await expectPage(page, 'Sign in to Latchkey')
  await expectPage(tab, 'Sign in to Latchkey')
})

it('shows no page of an account after signing out and going back', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  await page.goto('/auth/account/security')
  await expectPage(page, 'Security')
  await signOut(page)
  await expectPage(page, 'Sign in to Latchkey')
  await page.goBack()
  await expectPage(page, 'Sign in to Latchkey')
})

it('signs in in every tab', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  const tab = await page.context().newPage()
  await tab.goto('/auth/sign-in')
  await signInOnPage(page, username)
  await expectPage(tab, 'Profile')
})

it('ends sessions in other browsers when the password changes, but not in this one', async ({
  newPage,
}) => {
  const { username } = await service.person()
  const page = await newPage()
  const other = await newPage()
  await signIn(page, username)
  await signIn(other, username)
  const newPassword = 'another horse, another battery'
  await navigate(page, 'Security')
  const dialog = await openDialog(page, 'Change password')
  await fill(dialog, { 'Current password': password, 'New password': 'password1' })
  await page.keyboard.press('Enter')
  await expectText(dialog, 'This password is too easy to guess, too short or too long.')
  await fill(dialog, { 'Current password': 'not this one', 'New password': newPassword })
  await page.keyboard.press('Enter')
  await expectText(dialog, 'Incorrect password.')
  await fill(dialog, { 'Current password': password })
  await page.keyboard.press('Enter')
  await expectText(page, 'Password changed. All other devices were signed out.')
  await dialog.waitFor({ state: 'hidden' })
  const names = await openDialog(other, 'Add name')
  await names.getByLabel('First name').pressSequentially('Grace')
  await other.keyboard.press('Enter')
  const question = other.getByRole('dialog', { name: 'Your session has ended' })
  await fill(question, { Password: password })
  await question.getByRole('button', { name: 'Continue' }).click()
  await expectText(question, 'Incorrect password.')
  await fill(question, { Password: newPassword })
  await question.getByRole('button', { name: 'Continue' }).click()
  await expectText(other, 'Name saved.')
  await page.reload()
  await expectPage(page, 'Security')
})

it('lists the devices, this one first, and signs out one or all others', async ({ newPage }) => {
  const { username, token } = await service.person()
  await service.delete('/api/auth/session', { token })
  const page = await newPage()
  const other = await newPage({ userAgent })
  await signIn(other, username)
  await signIn(page, username)
  await navigate(page, 'Devices')
  const rows = page.getByRole('main').getByRole('listitem')
  await expect.poll(() => rows.count()).toBe(2)
  expect(await rows.first().textContent()).toMatch(/Chrome on Linux.*This device.*Active now/)
  expect(await rows.first().getByRole('button').count()).toBe(0)
  // The exact time, to the second.
  const time = rows.last().locator('time').first()
  expect(await time.getAttribute('title')).toMatch(/\d:\d\d:\d\d/)
  await page.getByRole('button', { name: 'Sign out Firefox on Windows' }).click()
  await expectText(page, 'Firefox on Windows was signed out.')
  await expectText(page, 'You aren’t signed in on any other device.')
  await other.reload()
  await expectPage(other, 'Sign in to Latchkey')

  await signIn(other, username)
  await page.reload()
  await page.getByRole('button', { name: 'Sign out other devices' }).click()
  await expectText(page, 'You aren’t signed in on any other device.')
  await other.goto('/auth/account')
  await expectPage(other, 'Sign in to Latchkey')
  await page.reload()
  await expectPage(page, 'Devices')
})
