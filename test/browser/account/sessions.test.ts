import { expect } from 'vitest'
import { mainService, password } from '../../conformance/support/service.ts'
import { arrive, enter, it, read, section, signIn } from '../support/journey.ts'

const { service } = mainService()

it('ends in every tab when one signs out', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await signIn(page, username)
  const tab = await page.context().newPage()
  await tab.goto('/auth/account')
  await arrive(tab, 'Your account')
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()
  await arrive(page, 'Sign in')
  await arrive(tab, 'Sign in')
})

it('is not shown again by the back button', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await signIn(page, username)
  await page.goto('/auth/verify')
  await arrive(page, 'Enter the code')
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()
  await arrive(page, 'Sign in')
  await page.goBack()
  await arrive(page, 'Sign in')
})

it('opens in every tab when one signs in', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  const tab = await page.context().newPage()
  await tab.goto('/auth/sign-in')
  await signIn(page, username)
  await arrive(tab, 'Your account')
})

it('ends in other browsers when the password changes, and goes on in this one', async ({
  visitor,
}) => {
  const { username } = await service.person()
  const page = await visitor()
  const other = await visitor()
  await signIn(page, username)
  await signIn(other, username)
  const newPassword = 'another horse, another battery'
  const part = section(page, 'Password')
  await enter(part, { 'Current password': 'not this one', 'New password': newPassword })
  await part.getByRole('button', { name: 'Change password' }).click()
  await read(part, 'This is not your current password.')
  await enter(part, { 'Current password': password })
  await part.getByRole('button', { name: 'Change password' }).click()
  await read(page, 'Your password is changed. Everywhere else you are signed out.')
  expect(await part.getByLabel('New password', { exact: true }).inputValue()).toBe('')
  await other.getByRole('link', { name: 'Account' }).click()
  await other.getByRole('button', { name: 'Save profile' }).click()
  const question = other.getByRole('dialog', { name: 'Your session has ended' })
  await enter(question, { Password: password })
  await question.getByRole('button', { name: 'Continue' }).click()
  await read(question, 'This is not your current password.')
  await enter(question, { Password: newPassword })
  await question.getByRole('button', { name: 'Continue' }).click()
  await read(other, 'Your profile is saved.')
  await page.reload()
  await arrive(page, 'Your account')
})

it('is ended from another browser, one or all', async ({ visitor }) => {
  const { username } = await service.person()
  const userAgent = 'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0'
  const page = await visitor()
  const other = await visitor({ userAgent })
  await signIn(other, username)
  await signIn(page, username)
  const part = section(page, 'Where you are signed in')
  await part.getByRole('button', { name: 'Sign out Firefox on Windows' }).click()
  await read(page, 'Firefox on Windows is signed out.')
  await other.reload()
  await arrive(other, 'Sign in')

  await signIn(other, username)
  await page.reload()
  await part.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await read(part, 'You are signed in nowhere else.')
  await other.goto('/auth/account')
  await arrive(other, 'Sign in')
  await page.reload()
  await arrive(page, 'Your account')
})
