import type { Locator, Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { expectText, focused, it, section, signIn, trackRequests } from '../support/fixtures.ts'

const { service, root } = mainService()

const devices = ['Firefox on Windows', 'Safari on macOS'] as const
const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
]

/** Signs in from two more devices. */
async function signInElsewhere(username: string) {
  for (const userAgent of userAgents) {
    const json = { username, password: 'correct horse battery' }
    const asked = service.post('/api/auth/session', json, { headers: { 'User-Agent': userAgent } })
    await service.expecting(201, asked)
  }
}

/** Signs in to an account with sessions on other devices and three invitations, and opens a page. */
async function openAccount(page: Page, path: string) {
  const { username, token } = await service.person()
  await signInElsewhere(username)
  for (let made = 0; made < 3; made++) {
    await service.expecting(201, service.post('/api/auth/invitations', undefined, { token }))
  }
  await signIn(page, username, path)
  if (/devices|invitations/.test(path)) await listItems(page).nth(2).waitFor()
  else await page.getByRole('main').getByRole('button').first().waitFor()
}

const listItems = (page: Page) => page.getByRole('main').getByRole('listitem')

describe('The focus', () => {
  it('moves to the next invitation when one is revoked, and to the heading after the last', async ({
    newPage,
  }) => {
    const page = await newPage()
    await openAccount(page, '/auth/account/invitations')
    const tokens = await page.locator('code').allTextContents()
    for (const [index, token] of tokens.entries()) {
      await page.getByRole('button', { name: `Revoke invitation ${token}` }).press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).press('Enter')
      await page.getByText(token).waitFor({ state: 'detached' })
      const next = tokens[index + 1]
      await expect
        .poll(() => focused(page))
        .toMatch(next ? new RegExp(`^${next}`) : /^Invitations$/)
      // One key press too many.
      await page.keyboard.press('Enter')
      if (next) await page.getByText(next).waitFor()
    }
  })

  it('moves to the next device when one is signed out', async ({ newPage }) => {
    const page = await newPage()
    await openAccount(page, '/auth/account/devices')
    for (const device of devices) {
      const button = page.getByRole('button', { name: `Sign out ${device}` })
      const rest = (await listItems(page).allTextContents()).slice(1)
      await button.press('Enter')
      await button.waitFor({ state: 'detached' })
      await expect.poll(() => focused(page)).not.toBe('nothing')
      expect([...rest, 'Devices']).toContain(await focused(page))
    }
    await page.getByRole('button', { name: 'Sign out other devices' }).press('Enter')
    await expectText(page, 'You aren’t signed in on any other device.')
    await expect.poll(() => focused(page)).toBe('Devices')
  })

  it('stays in its section of an account’s page after every action of an administrator', async ({
    newPage,
  }) => {
    const admin = await service.administrator(root)
    const user = await service.person()
    const page = await newPage()
    await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
    const access = section(page, 'Access')
    await access.getByRole('button', { name: 'Change role' }).press('Enter')
    const roles = page.getByRole('dialog', { name: 'Change role' })
    await roles.getByLabel('Role').selectOption('Administrator')
    await roles.getByRole('button', { name: 'Save' }).press('Enter')
    await expectText(access, 'Administrator')
    await expect.poll(() => focused(page)).toBe('Change role')
    await access.getByRole('button', { name: 'Disable' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).press('Enter')
    await access.getByRole('button', { name: 'Enable' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Access')
    await access.getByRole('button', { name: 'Enable' }).press('Enter')
    await access.getByRole('button', { name: 'Disable' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Access')
    await service.signIn(user.username)
    await page.reload()
    const sessions = section(page, 'Sessions')
    await sessions.getByRole('button', { name: 'Sign out everywhere' }).press('Enter')
    const question = page.getByRole('dialog', { name: /^Sign out/ })
    await question.getByRole('button', { name: 'Sign out everywhere' }).press('Enter')
    await expectText(sessions, 'No active sessions')
    await expect.poll(() => focused(page)).toBe('Sessions')
  })

  it('does not move after a click on empty space', async ({ newPage }) => {
    const page = await newPage()
    await openAccount(page, '/auth/account/invitations')
    await page.getByRole('button', { name: /^Copy/ }).first().focus()
    await page.mouse.click(5, 400)
    await expect.poll(() => focused(page)).toBe('nothing')
    await page.evaluate(() => document.querySelector('li')?.remove())
    await expect.poll(() => focused(page)).toBe('nothing')
  })

  /** Presses every button, including buttons added later. */
  it.for([
    ['/auth/account', 2],
    ['/auth/account/security', 2],
    // Its first button signs out the devices of all others.
    ['/auth/account/devices', 1],
    ['/auth/account/invitations', 7],
    ['/auth/admin/users/:id', 4],
  ] as const)(
    'is never lost when any button of the page is pressed: %s',
    async ([path, least], { newPage }) => {
      const page = await newPage()
      const settled = trackRequests(page)
      if (path === '/auth/admin/users/:id') await openAccountAsAdministrator(page)
      else await openAccount(page, path)
      await settled()
      const pressed = new Set<string>()
      for (;;) {
        const button = await nextButton(page, pressed)
        if (!button) break
        await button.press('Enter')
        await settled()
        await page.keyboard.press('Escape')
        await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
        await expect
          .poll(() => focused(page), { message: `after ${[...pressed].at(-1)}` })
          .not.toBe('nothing')
      }
      expect(pressed.size).toBeGreaterThanOrEqual(least)
    },
  )
})

async function openAccountAsAdministrator(page: Page) {
  const admin = await service.administrator(root)
  const username = someName()
  const { id } = await service.person(username)
  await signInElsewhere(username)
  await signIn(page, admin.username, `/auth/admin/users/${id}`)
  await section(page, 'Sessions').getByRole('button', { name: 'Sign out everywhere' }).waitFor()
}

/** The first button of the page that was not pressed yet, except the button that leaves the page. */
async function nextButton(page: Page, pressed: Set<string>): Promise<Locator | undefined> {
  // A closing dialog may still show its buttons for a moment.
  const buttons = page.locator('main button:not(dialog button)')
  const names = await buttons.evaluateAll((elements) =>
    elements.map((element) => {
      const part = element.closest('section')?.querySelector('h2')?.textContent
      return `${part}: ${element.getAttribute('aria-label') ?? element.textContent}`
    }),
  )
  const at = names.findIndex((name) => !pressed.has(name))
  if (at < 0) return undefined
  pressed.add(names[at] ?? '')
  return buttons.nth(at)
}
