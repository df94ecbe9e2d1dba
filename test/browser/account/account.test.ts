import { expect } from 'vitest'
import { mainService, password, someName } from '../../conformance/support/service.ts'
import { arrive, enter, it, read, section, signIn } from '../support/journey.ts'

const { service } = mainService()

it('takes another name', async ({ visitor }) => {
  const { username } = await service.person()
  const next = someName()
  const page = await visitor()
  await signIn(page, username)
  const profile = section(page, 'Profile')
  await enter(profile, { Username: next, 'First name': 'Grace', 'Last name': 'Hopper' })
  await profile.getByRole('button', { name: 'Save profile' }).click()
  await read(page, 'Your profile is saved.')
  await page.reload()
  expect(await profile.getByLabel('Username').inputValue()).toBe(next)
  expect(await profile.getByLabel('Last name').inputValue()).toBe('Hopper')
  expect(await service.accepts(next, password)).toBe(true)
})

it('is deleted by whoever knows the password', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await signIn(page, username)
  await page.getByRole('button', { name: 'Delete account…' }).click()
  const question = page.getByRole('dialog', { name: 'Delete your account for good?' })
  await question.waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'hidden' })
  // The focus is back on the button that opened it, a moment before the page knows that the dialog is closed.
  await expect
    .poll(async () => {
      await page.keyboard.press('Enter')
      return question.isVisible()
    })
    .toBe(true)
  await enter(question, { 'Your password': 'not this one' })
  await page.keyboard.press('Enter')
  await read(question, 'This is not your current password.')
  await enter(question, { 'Your password': password })
  await question.getByRole('button', { name: 'Delete for good' }).click()
  await arrive(page, 'Sign in')
  await read(page, 'Your account is deleted.')
  expect(await service.accepts(username, password)).toBe(false)
  expect(await page.context().cookies()).toEqual([])
})
