import { expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, expectText, fill, it, section, signIn } from '../support/fixtures.ts'

const { service } = mainService()

it('saves the profile', async ({ newPage }) => {
  const { username } = await service.person()
  const next = someName()
  const page = await newPage()
  await signIn(page, username)
  const profile = section(page, 'Profile')
  await fill(profile, { Username: next, 'First name': 'Grace', 'Last name': 'Hopper' })
  await profile.getByRole('button', { name: 'Save profile' }).click()
  await expectText(page, 'Profile saved.')
  await page.reload()
  expect(await profile.getByLabel('Username').inputValue()).toBe(next)
  expect(await profile.getByLabel('Last name').inputValue()).toBe('Hopper')
  expect(await service.accepts(next, password)).toBe(true)
})

it('deletes the account after the password is confirmed', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  await page.getByRole('button', { name: 'Delete account…' }).click()
  const question = page.getByRole('dialog', { name: 'Permanently delete your account?' })
  await question.waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'hidden' })
  // The browser restores the focus to the button shortly before the page knows that the dialog is closed.
  await expect
    .poll(async () => {
      await page.keyboard.press('Enter')
      return question.isVisible()
    })
    .toBe(true)
  await fill(question, { Password: 'not this one' })
  await page.keyboard.press('Enter')
  await expectText(question, 'Incorrect password.')
  await fill(question, { Password: password })
  await question.getByRole('button', { name: 'Delete permanently' }).click()
  await expectPage(page, 'Sign in to Latchkey')
  await expectText(page, 'Your account was deleted.')
  expect(await service.accepts(username, password)).toBe(false)
  expect(await page.context().cookies()).toEqual([])
})
