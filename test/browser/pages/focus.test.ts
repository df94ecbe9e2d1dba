import type { Locator, Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { arrive, enter, focused, it, read, section, settling, signIn } from '../support/journey.ts'

const { service, root } = mainService()

const devices = ['Firefox on Windows', 'Safari on macOS'] as const
const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
]

/** Signs in from two more devices. */
async function elsewhere(username: string) {
  for (const userAgent of userAgents) {
    const json = { username, password: 'correct horse battery' }
    const asked = service.post('/api/auth/session', json, { headers: { 'User-Agent': userAgent } })
    await service.expecting(200, asked)
  }
}

/** The account page of somebody with sessions elsewhere and three invitations. */
async function busyAccount(page: Page) {
  const { username, token } = await service.person()
  await elsewhere(username)
  for (let made = 0; made < 3; made++) {
    await service.expecting(200, service.post('/api/auth/tokens', undefined, { token }))
  }
  await signIn(page, username)
  await section(page, 'Invitations').getByRole('listitem').nth(2).waitFor()
  await section(page, 'Where you are signed in').getByRole('listitem').nth(3).waitFor()
  return username
}

describe('The focus', () => {
  it('goes on to the next invitation when one is revoked, and to the heading after the last', async ({
    visitor,
  }) => {
    const page = await visitor()
    await busyAccount(page)
    const invitations = section(page, 'Invitations')
    const tokens = await invitations.locator('code').allTextContents()
    for (const [index, token] of tokens.entries()) {
      await invitations.getByRole('button', { name: `Revoke ${token}` }).press('Enter')
      await invitations.getByText(token).waitFor({ state: 'detached' })
      const next = tokens[index + 1]
      await expect
        .poll(() => focused(page))
        .toMatch(next ? new RegExp(`^${next}`) : /^Invitations$/)
      // Pressed once too often.
      await page.keyboard.press('Enter')
      if (next) await invitations.getByText(next).waitFor()
    }
  })

  it('goes on when sessions are ended', async ({ visitor }) => {
    const page = await visitor()
    await busyAccount(page)
    const sessions = section(page, 'Where you are signed in')
    for (const device of devices) {
      const button = sessions.getByRole('button', { name: `Sign out ${device}` })
      const rest = (await sessions.getByRole('listitem').allTextContents()).slice(1)
      await button.press('Enter')
      await button.waitFor({ state: 'detached' })
      expect([...rest, 'Where you are signed in']).toContain(await focused(page))
    }
    await sessions.getByRole('button', { name: 'Sign out everywhere else' }).press('Enter')
    await read(sessions, 'You are signed in nowhere else.')
    await expect.poll(() => focused(page)).toBe('Where you are signed in')
  })

  it('stays in its part of a user’s page, whatever an administrator does there', async ({
    visitor,
  }) => {
    const admin = await service.administrator(root)
    const user = await service.person()
    const page = await visitor()
    await signIn(page, admin.username)
    await page.goto(`/auth/admin/users/${user.id}`)
    const access = section(page, 'Access')
    await access.getByLabel('Role').selectOption('Administrator')
    await access.getByRole('button', { name: 'Save role' }).press('Enter')
    await read(section(page, 'About'), 'Administrator')
    await expect.poll(() => focused(page)).toBe('Access')
    await access.getByRole('button', { name: 'Disable…' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).press('Enter')
    await access.getByRole('button', { name: 'Enable' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Access')
    await access.getByRole('button', { name: 'Enable' }).press('Enter')
    await access.getByRole('button', { name: 'Disable…' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Access')
    await service.signIn(user.username)
    await page.reload()
    const sessions = section(page, 'Sessions')
    await sessions.getByRole('button', { name: 'End all sessions' }).press('Enter')
    await read(sessions, 'Signed in nowhere.')
    await expect.poll(() => focused(page)).toBe('Sessions')
    await enter(section(page, 'Password'), { 'New password': 'another horse, another battery' })
    await section(page, 'Password').getByRole('button', { name: 'Set password' }).press('Enter')
    await read(page, /^The password of .+ is set\./)
    await expect.poll(() => focused(page)).toBe('Set password')
  })

  it('is not taken from whoever clicked beside everything', async ({ visitor }) => {
    const page = await visitor()
    await busyAccount(page)
    await section(page, 'Invitations').getByRole('button', { name: /^Copy/ }).first().focus()
    await page.mouse.click(5, 400)
    await expect.poll(() => focused(page)).toBe('nothing')
    await page.evaluate(() => document.querySelector('li')?.remove())
    await expect.poll(() => focused(page)).toBe('nothing')
  })

  it('is where the address says when a password manager opens the page', async ({ visitor }) => {
    const { username, password } = await service.person()
    const page = await visitor()
    await page.goto('/.well-known/change-password')
    await enter(page, { 'Username or e-mail address': username, Password: password })
    await page.getByRole('button', { name: 'Sign in' }).click()
    await arrive(page, 'Your account')
    await expect.poll(() => focused(page)).toBe('Password')
  })

  /** Whatever buttons there are: those of a later day are tried, too. */
  it.for(['account', 'user'] as const)(
    'is never lost, whichever button of the page is pressed: %s',
    async (which, { visitor }) => {
      const page = await visitor()
      if (which === 'account') await busyAccount(page)
      else await userPage(page)
      const pressed = new Set<string>()
      const settled = settling(page)
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
      expect(pressed.size).toBeGreaterThan(which === 'account' ? 12 : 4)
    },
  )
})

async function userPage(page: Page) {
  const admin = await service.administrator(root)
  const username = someName()
  const { id } = await service.person(username)
  await elsewhere(username)
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/users/${id}`)
  await section(page, 'Sessions').getByRole('button', { name: 'End all sessions' }).waitFor()
}

/** The first button of the page that was not pressed, but for what leaves the page. */
async function nextButton(page: Page, pressed: Set<string>): Promise<Locator | undefined> {
  // What a dialog that is closing still shows is gone a moment later.
  const buttons = page.locator('main section button:not(dialog button)')
  const names = await buttons.evaluateAll((elements) =>
    elements.map((element) => {
      const part = element.closest('section')?.querySelector('h2')?.textContent
      return `${part}: ${element.getAttribute('aria-label') ?? element.textContent}`
    }),
  )
  const at = names.findIndex((name) => !pressed.has(name) && !name.endsWith(leaving))
  if (at < 0) return undefined
  pressed.add(names[at] ?? '')
  return buttons.nth(at)
}

const leaving = 'Sign out this device'
