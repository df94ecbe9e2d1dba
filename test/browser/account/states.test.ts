import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import {
  expectPage,
  expectText,
  fill,
  focused,
  it,
  navigate,
  openDialog,
  signIn,
} from '../support/fixtures.ts'

const { service, root } = mainService()

const sessions = '**/api/auth/sessions'

async function signedIn(page: Page) {
  const person = await service.person()
  await signIn(page, person.username)
  return person
}

describe('A slow network', () => {
  it('shows the shell at once, and lines until the list arrives', async ({ newPage }) => {
    const page = await newPage()
    await signedIn(page)
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    await page.route(sessions, async (route) => {
      await arrived
      await route.continue()
    })
    await page.goto('/auth/account/devices')
    await expectPage(page, 'Devices')
    await page.getByRole('status').filter({ hasText: 'Loading…' }).waitFor()
    await checkAppearance(page, 'devices-loading')
    arrive()
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    expect(await page.getByText('Loading…').count()).toBe(0)
  })

  it('shows a progress bar while the script of a page loads, and loads it on focus', async ({
    newPage,
  }) => {
    const page = await newPage()
    const { username } = await service.administrator(root)
    await signIn(page, username)
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const asked: string[] = []
    await page.route(/\/auth\/assets\/audit-[\w-]+\.js$/, async (route) => {
      asked.push(route.request().url())
      await arrived
      await route.continue()
    })
    const link = page.getByRole('link', { name: 'Audit log' })
    await link.focus()
    await expect.poll(() => asked.length).toBeGreaterThan(0)
    await page.keyboard.press('Enter')
    await page.locator('.progress').waitFor({ state: 'attached' })
    await expectPage(page, 'Profile')
    arrive()
    await page.locator('.progress').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelector('h1')?.textContent !== 'Profile')
    // Each file once: the focus had already requested it.
    expect(new Set(asked).size).toBe(asked.length)
  })
})

describe('A failure', () => {
  it('of a list offers to try again', async ({ newPage, pageErrors }) => {
    const page = await newPage()
    await signedIn(page)
    await page.route(sessions, (route) => route.abort())
    await navigate(page, 'Devices')
    await page
      .getByRole('alert')
      .getByText('The service can’t be reached. Check your connection and try again.')
      .waitFor()
    await checkAppearance(page, 'devices-error')
    await page.unroute(sessions)
    await page.getByRole('button', { name: 'Try again' }).press('Enter')
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    expect(await page.getByText('The service can’t be reached').count()).toBe(0)
    await expect.poll(() => focused(page)).not.toBe('nothing')
    pageErrors.length = 0
  })

  it('of the connection is visible until it is back, and costs no input', async ({ newPage }) => {
    const page = await newPage()
    const { username } = await signedIn(page)
    const dialog = await openDialog(page, 'Add name')
    await fill(dialog, { 'First name': 'Grace', 'Last name': 'Hopper' })
    await page.context().setOffline(true)
    await expectText(page, 'You’re offline. Changes can’t be saved until you’re connected again.')
    await checkAppearance(page, 'offline')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expectText(dialog, 'The service can’t be reached. Check your connection and try again.')
    expect(await dialog.getByLabel('First name').inputValue()).toBe('Grace')
    await page.context().setOffline(false)
    await page.getByText('You’re offline.').waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expectText(page, 'Name saved.')
    const token = await service.signIn(username)
    const { account } = (await service.get('/api/auth/session', { token })).body
    expect([account.first_name, account.last_name]).toEqual(['Grace', 'Hopper'])
    // A list that could not be fetched appears by itself.
    await page.context().setOffline(true)
    await navigate(page, 'Devices')
    await expectText(page, 'The service can’t be reached.')
    await page.context().setOffline(false)
    await page.getByRole('main').getByRole('listitem').first().waitFor()
  })
})

it('shows a change of the name in every tab', async ({ newPage }) => {
  const page = await newPage()
  await signedIn(page)
  const tab = await page.context().newPage()
  await tab.goto('/auth/account')
  const dialog = await openDialog(page, 'Add name')
  await fill(dialog, { 'First name': 'Grace', 'Last name': 'Hopper' })
  await page.keyboard.press('Enter')
  await expectText(page, 'Name saved.')
  await expectText(tab.getByRole('main'), 'Grace Hopper')
})

it('works by keyboard alone: from the name to the password', async ({ newPage }) => {
  const page = await newPage()
  const { username } = await signedIn(page)
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 30; presses++) {
      if ((await focused(page)) === name) return
      await page.keyboard.press('Tab')
    }
    expect.fail(`Tab does not reach ${name}`)
  }
  await page.reload()
  await expectPage(page, 'Profile')
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Skip to content')
  await page.keyboard.press('Enter')
  await tabTo('Add name')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('First name')
  await page.keyboard.type('Grace')
  await page.keyboard.press('Enter')
  await expectText(page, 'Name saved.')
  await expect.poll(() => focused(page)).toBe('Change name')
  await tabTo('Security')
  await page.keyboard.press('Enter')
  await expectPage(page, 'Security')
  await tabTo('Change password')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Current password')
  await page.keyboard.type(password)
  await tabTo('New password')
  await page.keyboard.type('another horse, another battery')
  await page.keyboard.press('Enter')
  await expectText(page, 'Password changed. All other devices were signed out.')
  await expect.poll(() => focused(page)).toBe('Change password')
  expect(await service.accepts(username, 'another horse, another battery')).toBe(true)
})
