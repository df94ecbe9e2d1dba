import { expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  focused,
  it,
  navigate,
  navigation,
  openDialog,
  signIn,
  signInOnPage,
} from '../support/fixtures.ts'

const { service, root } = mainService()

/** An account whose owner must replace the password that an administrator generated. */
async function personWithOneTimePassword() {
  const username = someName()
  const json = { username, password: null }
  const created = service.post('/api/auth/accounts', json, { token: root.token })
  const { body } = await service.expecting(201, created)
  return { username, oneTime: body.generated_password as string }
}

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

it('changes the language of the pages, also if the URL names another one', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username, '/auth/account?ui_locales=fr')
  await expectPage(page, 'Profil')
  const dialog = await openDialog(page, 'Modifier la langue')
  const choice = dialog.getByLabel('Langue', { exact: true })
  expect(await choice.inputValue()).toBe('fr')
  await choice.selectOption('Deutsch')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await page.waitForFunction(() => document.documentElement.lang === 'de')
  expect(new URL(page.url()).search).toBe('')
  await expectText(page.getByRole('main'), 'Mitglied seit')
  const row = page.getByRole('main').locator('.row', { hasText: 'Sprache' })
  expect(await row.locator('.row-value').textContent()).toBe('Deutsch')
  // The language belongs to the account: another browser shows it, too.
  const other = await newPage()
  await signIn(other, username)
  expect(await other.locator('html').getAttribute('lang')).toBe('de')
})

it('names devices in the language of the page', async ({ newPage }) => {
  const { username } = await service.person()
  for (const userAgent of [
    'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0',
    'okhttp/5.1.0',
    '<b>',
  ]) {
    await service.signIn(username, password, { headers: { 'User-Agent': userAgent } })
  }
  const page = await newPage({ locale: 'ja' })
  await page.goto('/auth/sign-in')
  await page.locator('[name="username"]').fill(username)
  await page.locator('[name="password"]').fill(password)
  await page.getByRole('button', { name: 'サインイン', exact: true }).click()
  await page.waitForURL('**/auth/account')
  await page.goto('/auth/account/devices')
  await expectPage(page, 'デバイス')
  const devices = page.getByRole('main').getByRole('listitem').locator('strong')
  await expect.poll(() => devices.count()).toBe(5)
  expect((await devices.allTextContents()).toSorted()).toEqual(
    [
      'Linux の Chrome',
      'Windows の Firefox',
      'okhttp',
      '不明なプログラム',
      // Signed up without a User-Agent.
      '不明なデバイス',
    ].toSorted(),
  )
})

it('requires a new password in place of a one-time password before any page', async ({
  newPage,
}) => {
  const { username, oneTime } = await personWithOneTimePassword()
  const title = 'Choose a new password'
  const page = await newPage()
  await signIn(page, { username, password: oneTime })
  await expectPage(page, title)
  await checkAppearance(page, 'account-required-password')
  expect(await navigation(page).count()).toBe(0)
  await page.goto('/auth/account/devices')
  await expectPage(page, title)

  const next = 'another horse, another battery'
  const save = page.getByRole('button', { name: 'Save and continue' })
  await save.click()
  expect(await fieldDescription(page, 'One-time password')).toContain(
    'Enter the password you signed in with.',
  )
  await fill(page, { 'One-time password': oneTime, 'New password': oneTime })
  await save.click()
  await expectText(page, 'Choose a password other than the one-time password.')
  await fill(page, { 'One-time password': password, 'New password': next })
  await save.click()
  await expectText(page, 'Incorrect password.')
  await fill(page, { 'One-time password': oneTime, 'New password': next })
  await save.click()
  await expectPage(page, 'Devices')
  await navigate(page, 'Profile')
  await expectPage(page, 'Profile')
  expect(await service.accepts(username, oneTime)).toBe(false)
  expect(await service.accepts(username, next)).toBe(true)
})

it('can be left without a new password', async ({ newPage }) => {
  const { username, oneTime } = await personWithOneTimePassword()
  const page = await newPage()
  await signIn(page, { username, password: oneTime })
  await expectPage(page, 'Choose a new password')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expectPage(page, 'Sign in to Latchkey')
  await signInOnPage(page, username, oneTime)
  await expectPage(page, 'Choose a new password')
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
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
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
