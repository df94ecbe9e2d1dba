import { expect } from 'vitest'
import { mainService, password, someName } from '../../conformance/support/service.ts'
import { arrive, besideField, enter, focused, it, read, signIn } from '../support/journey.ts'

const { service } = mainService()

const name = 'Username or e-mail address'

it('leads to the account, and out of it by signing out', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await page.goto('/')
  await signIn(page, username)
  await arrive(page, 'Your account')
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click()
  await arrive(page, 'Sign in')
  await read(page, 'You have signed out.')
  await page.goto('/auth/account')
  await arrive(page, 'Sign in')
})

it('tells what is missing beside its field, and sends nothing', async ({ visitor }) => {
  const page = await visitor()
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  await page.goto('/auth/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  expect(await besideField(page, name)).toBe('Fill this in.')
  expect(await besideField(page, 'Password')).toBe('Fill this in.')
  expect(await page.getByLabel(name).evaluate((input) => input === document.activeElement)).toBe(
    true,
  )
  expect(sent).toEqual([])
})

it('tells of a wrong password and an unknown name alike, and keeps the name', async ({
  visitor,
}) => {
  const { username } = await service.person()
  const page = await visitor()
  await page.goto('/auth/sign-in')
  for (const each of [username, someName()]) {
    await enter(page, { [name]: each, Password: 'not this one' })
    const answer = page.waitForResponse('**/api/auth/session')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect((await answer).status()).toBe(401)
    await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor()
    expect(await page.getByLabel(name).inputValue()).toBe(each)
    // Typing replaces the password, and assistive technology reads out what is wrong with it.
    await expect.poll(() => focused(page)).toBe('Password')
    expect(await page.evaluate(() => getSelection()?.toString().length)).toBe('not this one'.length)
    expect(await besideField(page, 'Password')).toBe('The name or the password is wrong.')
    expect(new URL(page.url()).pathname).toBe('/auth/sign-in')
  }
})

it('tells after too many tries how long to wait, the right password too', async ({ visitor }) => {
  const { username } = await service.person()
  for (let tries = 0; tries < 10; tries++) {
    await service.post('/api/auth/login', { username, password: `wrong ${tries}` })
  }
  const page = await visitor()
  await page.goto('/auth/sign-in')
  await enter(page, { [name]: username, Password: password })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await read(page, /^There were too many tries\. Try again in 1[45] minutes\.$/)
})

it('tells that the service cannot be reached, and works once it can', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await page.goto('/auth/sign-in')
  await enter(page, { [name]: username, Password: password })
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await read(page, 'The service cannot be reached. Check your connection, then try again.')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await arrive(page, 'Your account')
})

it('works by keyboard alone', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await page.goto('/auth/sign-in')
  // The first field has the focus from the start; the skip link and the name of the product are before it.
  await expect.poll(() => focused(page)).toBe(name)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => focused(page)).toBe('Skip to the content')
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
  await expect.poll(() => focused(page)).toBe('Sign in')
  await page.keyboard.press('Enter')
  await arrive(page, 'Your account')
})

it('leads on to the page one came for, on this host', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await page.goto('/auth/verify?from=here')
  await enter(page, { [name]: username, Password: password })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await arrive(page, 'Enter the code')
  expect(new URL(page.url()).search).toBe('?from=here')
})

it('leads to no other origin, whatever next says', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  const asked = new Set<string>()
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
  await page.goto(`/auth/sign-in?${new URLSearchParams({ next: '//other.invalid/' })}`)
  await enter(page, { [name]: username, Password: password })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await arrive(page, 'Your account')
  // Whoever is signed in already is led on at once.
  for (const next of [
    'https://other.invalid/',
    '/\\other.invalid/',
    '/\t/other.invalid/',
    '/.//other.invalid/',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
  ]) {
    await page.goto(`/auth/sign-in?${new URLSearchParams({ next })}`)
    await arrive(page, 'Your account')
  }
  expect([...asked]).toEqual([service.instance.url])
})
