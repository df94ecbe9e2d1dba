import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import {
  expectPage,
  expectText,
  fill,
  it,
  navigate,
  section,
  signIn,
  signOut,
} from '../support/fixtures.ts'

const { service } = mainService()

it('signs out in every tab', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  const tab = await page.context().newPage()
  await tab.goto('/auth/account')
  await expectPage(tab, 'Your account')
  await signOut(page)
  await expectPage(page, 'Sign in to Latchkey')
  await expectPage(tab, 'Sign in to Latchkey')
})

it('shows no page of an account after signing out and going back', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  await page.goto('/auth/verify')
  await expectPage(page, 'Verify your email address')
  await page.goto('/auth/account')
  await expectPage(page, 'Your account')
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
  await signIn(page, username)
  await expectPage(tab, 'Your account')
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
  const part = section(page, 'Password')
  await fill(part, { 'Current password': 'not this one', 'New password': newPassword })
  await part.getByRole('button', { name: 'Change password' }).click()
  await expectText(part, 'Incorrect password.')
  await fill(part, { 'Current password': password })
  await part.getByRole('button', { name: 'Change password' }).click()
  await expectText(page, 'Your password was changed. All other devices were signed out.')
  expect(await part.getByLabel('New password', { exact: true }).inputValue()).toBe('')
  await navigate(other, 'Your account')
  await other.getByRole('button', { name: 'Save profile' }).click()
  const question = other.getByRole('dialog', { name: 'Your session has ended' })
  await fill(question, { Password: password })
  await question.getByRole('button', { name: 'Continue' }).click()
  await expectText(question, 'Incorrect password.')
  await fill(question, { Password: newPassword })
  await question.getByRole('button', { name: 'Continue' }).click()
  await expectText(other, 'Profile saved.')
  await page.reload()
  await expectPage(page, 'Your account')
})

it('ends one or all sessions of other browsers', async ({ newPage }) => {
  const { username } = await service.person()
  const userAgent = 'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0'
  const page = await newPage()
  const other = await newPage({ userAgent })
  await signIn(other, username)
  await signIn(page, username)
  const part = section(page, 'Sessions')
  await part.getByRole('button', { name: 'Sign out of Firefox on Windows' }).click()
  await expectText(page, 'Signed out of Firefox on Windows.')
  await other.reload()
  await expectPage(other, 'Sign in to Latchkey')

  await signIn(other, username)
  await page.reload()
  await part.getByRole('button', { name: 'Sign out of all other devices' }).click()
  await expectText(part, 'You are not signed in on any other device.')
  await other.goto('/auth/account')
  await expectPage(other, 'Sign in to Latchkey')
  await page.reload()
  await expectPage(page, 'Your account')
})
