// The example apps as their READMEs start them, in front of a running Latchkey.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { node } from '../../../tools/bootstrap/install.mjs'
import { run } from '../../../tools/bootstrap/process.mjs'
import { type Running, start } from '../../conformance/support/instance.ts'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance, expectAccessible } from '../support/appearance.ts'
import { enroll } from '../support/authenticator.ts'
import { installExamples, serveExample } from '../support/example.ts'
import { expectText, fill, focused, it, submitSignIn } from '../support/fixtures.ts'

const { service } = mainService()

const names = ['html', 'react', 'sveltekit'] as const
type Name = (typeof names)[number]

const served = new Map<Name, Running>()
beforeAll(async () => {
  await installExamples(inject('base'))
  await Promise.all(
    names.map(async (name) => {
      served.set(name, await serveExample(name, inject('main'), inject('base')))
    }),
  )
}, 300_000)
afterAll(() => Promise.all([...served.values()].map(({ stop }) => stop())))

function serving(name: Name): Running {
  const instance = served.get(name)
  if (!instance) throw new Error(`${name} is not served`)
  return instance
}

it('The example react compiles with strict types', async () => {
  const { code, output } = await run(node, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'examples/react',
  ])
  expect(output).toBe('')
  expect(code).toBe(0)
})

describe.each(names)('The example %s', (name) => {
  let instance: Running
  beforeAll(() => {
    instance = serving(name)
  })

  /** Opens the app. Every error in its console fails the test, such as a 401 or a violation of its security policy. */
  async function open(page: Page): Promise<string[]> {
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.goto('/')
    return errors
  }

  it('signs in on the page of Latchkey, and other tabs follow', async ({ newPage }) => {
    const { username } = await service.person(someAddress())
    const page = await newPage({ instance })
    const errors = await open(page)
    const link = page.locator('latchkey-user-button').getByRole('link', { name: 'Sign in' })
    await link.waitFor()
    const other = await page.context().newPage()
    await open(other)
    await other.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
    expect(errors, 'in the console of a guest').toEqual([])

    await link.click()
    await page.waitForURL('**/auth/sign-in?next=%2F')
    await submitSignIn(page, username)
    await page.waitForURL(`${instance.url}/`)
    await expectText(page, `Hello ${username}`)
    await expectText(other, `Hello ${username}`)

    const button = page.getByRole('button', { name: `Account: ${username}` })
    await button.click()
    await expectText(page, username)
    const item = page.getByRole('menuitem', { name: 'Manage account' })
    expect(await item.getAttribute('href')).toBe('/auth/account')
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await link.waitFor()
    await other.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
    expect(await other.getByText(`Hello ${username}`).count()).toBe(0)
  })

  it('notices without a reload that the session was ended elsewhere', async ({ newPage }) => {
    const { username, token } = await service.person(someAddress())
    const page = await newPage({ instance })
    await page.clock.install()
    await page.goto('/auth/sign-in?next=/')
    await submitSignIn(page, username)
    await expectText(page, `Hello ${username}`)
    await service.expecting(204, service.delete('/api/auth/sessions', { token }))
    await page.clock.fastForward('00:30')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await page.locator('latchkey-user-button').getByRole('link', { name: 'Sign in' }).waitFor()
  })

  it('shows a way to try again while Latchkey cannot be reached', async ({ newPage }) => {
    const page = await newPage({ instance })
    await page.route('**/api/auth/**', (route) => route.abort())
    await page.goto('/')
    const retry = page.locator('latchkey-user-button').getByRole('button', { name: 'Try again' })
    await retry.waitFor()
    await expectText(page, 'The service cannot be reached.')
    await page.unroute('**/api/auth/**')
    await retry.click()
    await page.locator('latchkey-user-button').getByRole('link', { name: 'Sign in' }).waitFor()
    expect(await page.getByText('The service cannot be reached.').count()).toBe(0)
  })

  it('has a menu for the keyboard and for assistive technology', async ({ newPage }) => {
    const { username } = await service.person(someAddress())
    const page = await newPage({ instance })
    await page.goto('/auth/sign-in?next=/')
    await submitSignIn(page, username)
    const button = page.getByRole('button', { name: `Account: ${username}` })
    await button.focus()
    await page.keyboard.press('ArrowDown')
    const [manage, signOut] = ['Manage account', 'Sign out'].map((item) =>
      page.getByRole('menuitem', { name: item }),
    )
    const isFocused = async (item = manage) =>
      item?.evaluate((element) => element.matches(':focus'))
    await expect.poll(() => isFocused(manage)).toBe(true)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => isFocused(signOut)).toBe(true)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => isFocused(manage)).toBe(true)
    await page.keyboard.press('End')
    await expect.poll(() => isFocused(signOut)).toBe(true)
    await expectAccessible(page, `the menu of ${name}`)
    await page.keyboard.press('Escape')
    expect(await button.getAttribute('aria-expanded')).toBe('false')
    await expect.poll(() => isFocused(button)).toBe(true)
    await button.click()
    // Outside of the menu.
    await page.mouse.click(600, 700)
    await signOut?.waitFor({ state: 'hidden' })
  })
})

describe('The form of the example html', () => {
  let instance: Running
  beforeAll(() => {
    instance = serving('html')
  })

  it('signs in under a strict policy, and opens the path in next', async ({ newPage }) => {
    const { username } = await service.person(someAddress())
    const page = await newPage({ instance })
    await page.goto('/sign-in.html')
    await checkAppearance(page, 'element-sign-in')
    await fill(page, { 'Username or email address': username, Password: 'something else' })
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').getByText('Incorrect username or password.').waitFor()
    const field = page.getByLabel('Password', { exact: true })
    expect(await field.evaluate((input) => input.matches(':focus'))).toBe(true)
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await checkAppearance(page, 'element-sign-in-error')
    const { registration, mail } = await page.evaluate(() =>
      fetch('/api/auth/instance').then((response) => response.json()),
    )
    const links = page.locator('latchkey-sign-in').getByRole('link')
    const expected = [
      mail && 'Forgot your password?',
      registration === 'open' && 'Create an account',
    ]
    expect(await links.allTextContents()).toEqual(expected.filter(Boolean))
    await field.fill(password)
    await field.press('Enter')
    await page.waitForURL(`${instance.url}/`)
    await expectText(page, `Hello ${username}`)
    await page.goto('/sign-in.html')
    await field.waitFor({ state: 'hidden' })
  })

  it('asks for the second factor', async ({ newPage }) => {
    const person = await service.person(someAddress())
    const { app, recoveryCodes } = await enroll(service, person)
    const page = await newPage({ instance })
    await page.goto('/sign-in.html')
    const submitPassword = async () => {
      await fill(page, { 'Username or email address': person.username, Password: password })
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    }
    await submitPassword()
    const code = page.getByLabel('Code of your authenticator app')
    await expect.poll(() => focused(page)).toBe('Code of your authenticator app')
    await code.fill('000000')
    await page.getByRole('alert').getByText('Incorrect code.').waitFor()
    await checkAppearance(page, 'element-second-step')
    await page.getByRole('button', { name: 'Start again' }).click()
    await submitPassword()
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await fill(page, { 'Recovery code': recoveryCodes[0] ?? '' })
    await page.keyboard.press('Enter')
    await page.waitForURL(`${instance.url}/`)
    await expectText(page, `Hello ${person.username}`)

    await page.context().clearCookies()
    await page.goto('/sign-in.html')
    await submitPassword()
    await code.pressSequentially(await app.code())
    await page.waitForURL(`${instance.url}/`)
  })

  it('sends an event instead, and opens no other origin', async ({ newPage }) => {
    const { username } = await service.person(someAddress())
    for (const next of ['https://evil.example/', '//evil.example', 'javascript:alert(1)']) {
      const page = await newPage({ instance })
      await page.goto('/sign-in.html')
      await page.evaluate((value) => {
        const element = document.querySelector('latchkey-sign-in')
        element?.setAttribute('next', value)
        element?.addEventListener('latchkey-sign-in', (event) => {
          document.title = (event as CustomEvent).detail.account.email
        })
      }, next)
      await fill(page, { 'Username or email address': username, Password: password })
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect.poll(() => page.title()).toBe(username)
      expect(page.url()).toBe(`${instance.url}/sign-in.html`)
    }
  })

  it('explains that the browser did not keep the cookie', async ({ newPage }) => {
    const { username } = await service.person(someAddress())
    const page = await newPage({ instance })
    await page.goto('/sign-in.html')
    await page.route('**/api/auth/session', async (route) => {
      if (route.request().method() === 'GET') await page.context().clearCookies()
      await route.continue()
    })
    await fill(page, { 'Username or email address': username, Password: password })
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').getByText('did not keep the session cookie').waitFor()
  })
})

describe('The example service-binding', () => {
  let running: Running
  beforeAll(async () => {
    running = await start(inject('base'), {}, ['examples/service-binding/wrangler.toml'])
  }, 180_000)
  afterAll(() => running?.stop())

  it('sends a browser to the sign-in page and back, until the session ends', async ({
    newPage,
  }) => {
    // The cookie is kept on localhost only.
    const instance = { ...running, url: running.url.replace('127.0.0.1', 'localhost') }
    const email = someAddress()
    const created = await fetch(`${instance.url}/api/auth/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password, first_name: 'Ada', last_name: 'Lovelace' }),
    })
    expect(created.status).toBe(201)
    const page = await newPage({ instance })
    await page.goto('/reports?year=2026')
    await page.waitForURL('**/auth/sign-in?next=**')
    await submitSignIn(page, email)
    await page.waitForURL(`${instance.url}/reports?year=2026`)
    await page.getByRole('heading', { name: 'Hello Ada' }).waitFor()
    const other = await page.context().newPage()
    await other.goto('/')
    await other.getByRole('link', { name: 'Manage account' }).click()
    await other.waitForURL('**/auth/account**')
    await other.evaluate(() => fetch('/api/auth/session', { method: 'DELETE' }))
    await page.reload()
    await page.waitForURL('**/auth/sign-in?next=**')
  })
})
