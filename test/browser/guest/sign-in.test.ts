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
  signInOnPage,
  signOut,
} from '../support/fixtures.ts'

const { service } = mainService()

const name = 'Email or username'

it('opens the account page, and leaves it on sign-out', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await page.goto('/')
  await signInOnPage(page, username)
  await expectPage(page, 'Profile')
  await signOut(page)
  await expectPage(page, 'Sign in to Latchkey')
  await expectText(page, 'You’re signed out.')
  await page.goto('/auth/account')
  await expectPage(page, 'Sign in to Latchkey')
})

it('shows missing fields, and sends nothing', async ({ newPage }) => {
  const page = await newPage()
  const sent: string[] = []
  // The autofill of passkeys requests its challenge.
  const challenged = page.waitForResponse('**/api/auth/session/passkey/options')
  await page.goto('/auth/sign-in')
  await challenged
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  expect(await fieldDescription(page, name)).toBe('Enter your email or username.')
  expect(await fieldDescription(page, 'Password')).toBe('Enter your password.')
  expect(await page.getByLabel(name).evaluate((input) => input === document.activeElement)).toBe(
    true,
  )
  expect(sent).toEqual([])
})

it('shows the same error for a wrong password and an unknown username, and keeps the username', async ({
  newPage,
}) => {
  const { username } = await service.person()
  const page = await newPage()
  await page.goto('/auth/sign-in')
  for (const each of [username, someName()]) {
    await fill(page, { [name]: each, Password: 'not this one' })
    const answer = page.waitForResponse('**/api/auth/session')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    expect((await answer).status()).toBe(401)
    await page.getByRole('alert').getByText('Incorrect email or password.').waitFor()
    expect(await page.getByLabel(name).inputValue()).toBe(each)
    // Typing replaces the password, and assistive technology reads the error.
    await expect.poll(() => focused(page)).toBe('Password')
    expect(await page.evaluate(() => getSelection()?.toString().length)).toBe('not this one'.length)
    expect(await fieldDescription(page, 'Password')).toBe('Incorrect email or password.')
    expect(new URL(page.url()).pathname).toBe('/auth/sign-in')
  }
})

it('shows how long to wait after too many attempts, even with the correct password', async ({
  newPage,
}) => {
  const { username } = await service.person()
  for (let tries = 0; tries < 10; tries++) {
    await service.post('/api/auth/login', { username, password: `wrong ${tries}` })
  }
  const page = await newPage()
  await page.goto('/auth/sign-in')
  await fill(page, { [name]: username, Password: password })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectText(page, /^Too many attempts\. Try again in 1[45] minutes\.$/)
})

it('reports a missing connection, and works once connected', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await page.goto('/auth/sign-in')
  await fill(page, { [name]: username, Password: password })
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectText(page, 'The service can’t be reached. Check your connection and try again.')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectPage(page, 'Profile')
})

it('works by keyboard alone', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await page.goto('/auth/sign-in')
  // The first field has the initial focus, after the skip link and the product name.
  await expect.poll(() => focused(page)).toBe(name)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => focused(page)).toBe('Skip to content')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type(username)
  await page.keyboard.press('Tab')
  await expect.poll(() => focused(page)).toBe('Password')
  await page.keyboard.type(password)
  await page.keyboard.press('Tab')
  await expect.poll(() => focused(page)).toBe('Show password')
  await page.keyboard.press('Enter')
  expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text')
  await page.keyboard.press('Tab')
  await expect.poll(() => focused(page)).toBe('Forgot password?')
  await page.keyboard.press('Tab')
  await expect.poll(() => focused(page)).toBe('Sign in')
  await page.keyboard.press('Enter')
  await expectPage(page, 'Profile')
})

it('opens the requested page after sign-in', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await page.goto('/auth/verify?from=here')
  await fill(page, { [name]: username, Password: password })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectPage(page, 'Check your email')
  expect(new URL(page.url()).search).toBe('?from=here')
})

it('redirects to no other origin, for any value of next', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  const asked = new Set<string>()
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
  await page.goto(`/auth/sign-in?${new URLSearchParams({ next: '//other.invalid/' })}`)
  await fill(page, { [name]: username, Password: password })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectPage(page, 'Profile')
  // A signed-in visitor is redirected at once.
  for (const next of [
    'https://other.invalid/',
    '/\\other.invalid/',
    '/\t/other.invalid/',
    '/.//other.invalid/',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
  ]) {
    await page.goto(`/auth/sign-in?${new URLSearchParams({ next })}`)
    await expectPage(page, 'Profile')
  }
  expect([...asked]).toEqual([service.instance.url])
})
