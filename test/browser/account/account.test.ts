import { expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  focused,
  it,
  navigate,
  openDialog,
  signIn,
} from '../support/fixtures.ts'

const { service } = mainService()

it('changes the name and the username', async ({ newPage }) => {
  const { username } = await service.person()
  const next = someName()
  const page = await newPage()
  await signIn(page, username)
  const names = await openDialog(page, 'Add name')
  await fill(names, { 'First name': 'Grace', 'Last name': 'Hopper' })
  await names.getByRole('button', { name: 'Save' }).click()
  await expectText(page, 'Name saved.')
  await names.waitFor({ state: 'hidden' })
  await expect.poll(() => focused(page)).toBe('Change name')
  await expectText(page.getByRole('main'), 'Grace Hopper')

  const usernames = await openDialog(page, 'Change username')
  await fill(usernames, { Username: '' })
  await page.keyboard.press('Enter')
  expect(await fieldDescription(page, 'Username')).toMatch(/^Enter a username\./)
  await fill(usernames, { Username: next })
  await page.keyboard.press('Enter')
  await expectText(page, 'Username saved.')
  await page.reload()
  await expectText(page.getByRole('main'), next)
  await expectText(page.getByRole('main'), 'Grace Hopper')
  expect(await service.accepts(next, password)).toBe(true)
})

it('has a path for each section, and Back returns to the previous one', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  for (const name of ['Security', 'Devices', 'Invitations']) {
    await navigate(page, name)
    await expectPage(page, name)
    expect(new URL(page.url()).pathname).toBe(`/auth/account/${name.toLowerCase()}`)
    await expect.poll(() => focused(page)).toBe(name)
  }
  for (const name of ['Devices', 'Security', 'Profile']) {
    await page.goBack()
    await expectPage(page, name)
    const current = page.getByRole('banner').locator('[aria-current="page"]')
    expect(await current.allTextContents()).toEqual([name])
  }
})

it('opens the dialog for the password at the paths that lead to it, once', async ({ newPage }) => {
  const { username, password } = await service.person()
  const page = await newPage()
  await page.goto('/.well-known/change-password')
  await fill(page, { 'Email or username': username, Password: password })
  await page.getByRole('button', { name: 'Sign in' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  await dialog.waitFor()
  await expect.poll(() => focused(page)).toBe('Current password')
  expect(page.url()).toMatch(/\/auth\/account\/security$/)
  await page.reload()
  await expectPage(page, 'Security')
  expect(await dialog.isVisible()).toBe(false)
  // The fragment of older links.
  await page.goto('/auth/account#password')
  await dialog.waitFor()
  await expectPage(page, 'Security')
})

it('deletes the account after its name and the password are entered', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  await navigate(page, 'Security')
  const question = await openDialog(page, 'Delete account…')
  await expect.poll(() => focused(page)).toBe('Cancel')
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'hidden' })
  await expect.poll(() => focused(page)).toBe('Delete account…')
  await page.keyboard.press('Enter')
  await question.waitFor()
  const confirmation = `Type ${username} to confirm`
  await fill(question, { [confirmation]: 'another', Password: password })
  await page.keyboard.press('Enter')
  await expectText(question, 'This doesn’t match. Type it exactly as shown.')
  await fill(question, { [confirmation]: username, Password: 'not this one' })
  await page.keyboard.press('Enter')
  await expectText(question, 'Incorrect password.')
  await fill(question, { Password: password })
  await question.getByRole('button', { name: 'Delete permanently' }).click()
  await expectPage(page, 'Sign in to Latchkey')
  await expectText(page, 'Your account was deleted.')
  expect(await service.accepts(username, password)).toBe(false)
  expect(await page.context().cookies()).toEqual([])
})
