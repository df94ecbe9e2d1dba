import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { someNetwork } from '../../conformance/support/http.ts'
import type { Instance } from '../../conformance/support/instance.ts'
import type { Service } from '../../conformance/support/service.ts'
import { longestWait } from '../../support/patience.ts'
import { type Person, password } from '../../support/requests/client.ts'
import { chromiumFlags, findChromium } from './chromium.ts'

interface PageOptions extends BrowserContextOptions {
  /** Default: the shared instance. */
  instance?: Instance
}

interface Fixtures {
  browser: Browser
  /** Errors and warnings that pages logged so far: script errors and violations of the content security policy. */
  pageErrors: string[]
  /** Opens a page in a new browser context, with its own cookies, tabs and network. */
  newPage: (options?: PageOptions) => Promise<Page>
}

/** A test with browser pages. The test fails if one of our pages logs an error or a warning. */
export const it = test.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the required fixtures from the pattern
    async ({}, use) => {
      const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above
  pageErrors: async ({}, use) => {
    const pageErrors: string[] = []
    await use(pageErrors)
    expect(pageErrors, 'errors that pages logged').toEqual([])
  },
  newPage: async ({ browser, pageErrors }, use) => {
    const contexts: BrowserContext[] = []
    await use(async ({ instance = inject('main'), ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: instance.url,
        viewport: { width: 1280, height: 800 },
        colorScheme: 'light',
        // Transitions only draw frames.
        reducedMotion: 'reduce',
        // Tests must not share a rate limit.
        extraHTTPHeaders: { 'CF-Connecting-IP': someNetwork() },
        ...options,
      })
      contexts.push(context)
      context.setDefaultTimeout(longestWait)
      context.on('weberror', (error) => void pageErrors.push(String(error.error())))
      context.on('console', (message) => {
        // Hostile pages of a test log many errors; only our own pages must log none.
        if (!message.page()?.url().startsWith(instance.url)) return
        if (isPageError(message)) pageErrors.push(`${message.type()}: ${message.text()}`)
      })
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

/** Chromium logs every response with status 400 or higher as an error. The API's errors and a missing page's 404 are expected. */
function isPageError(message: ConsoleMessage): boolean {
  if (message.type() !== 'error' && message.type() !== 'warning') return false
  const { url } = message.location()
  const expected = url.includes('/api/auth/') || url === message.page()?.url()
  return !(message.text().startsWith('Failed to load resource') && expected)
}

/** Signs the browser in with the request of the sign-in page, and opens a page: most tests are not about the form. */
export async function signIn(
  page: Page,
  who: string | Pick<Person, 'username' | 'password'>,
  path = '/auth/account',
): Promise<void> {
  const data =
    typeof who === 'string'
      ? { username: who, password }
      : { username: who.username, password: who.password }
  const answer = await page.request.post('/api/auth/session', { data })
  expect(answer.status(), await answer.text()).toBe(201)
  await page.goto(path)
}

/** Signs in on the sign-in page and waits for the page of the account. */
export async function signInOnPage(page: Page, name: string, secret = password): Promise<void> {
  await page.goto('/auth/sign-in')
  await submitSignIn(page, name, secret)
  await page.waitForURL((url) => url.pathname === '/auth/account')
}

/** Fills in and submits the open sign-in page. */
export async function submitSignIn(page: Page, name: string, secret = password): Promise<void> {
  await fill(page, { 'Email or username': name, Password: secret })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Fills fields by label. */
export async function fill(
  container: Pick<Page, 'getByLabel'>,
  values: Record<string, string>,
): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await container.getByLabel(label, { exact: true }).fill(value)
  }
}

/** Waits for the page with this heading. */
export async function expectPage(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
}

/** Clicks a button of the page that opens a dialog. Returns the dialog. */
export async function openDialog(page: Page, button: string | RegExp): Promise<Locator> {
  const dialog = page.getByRole('dialog')
  await page.getByRole('main').getByRole('button', { name: button }).first().click()
  await dialog.waitFor()
  return dialog
}

/** Waits for a text. */
export async function expectText(
  container: Pick<Page, 'getByText'>,
  text: string | RegExp,
): Promise<void> {
  await container.getByText(text).first().waitFor()
}

/** The main navigation. */
export function navigation(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Main' })
}

/** Clicks a link of the main navigation. */
export async function navigate(page: Page, link: string): Promise<void> {
  await navigation(page).getByRole('link', { name: link, exact: true }).click()
}

/** Signs out with the menu of the account. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

/** The section with this heading. */
export function section(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true })
}

/** Ends all sessions of an account except the session of this token, as another device would. */
export async function endOtherSessions(service: Service, token: string): Promise<void> {
  await service.expecting(204, service.delete('/api/auth/sessions', { token }))
}

/** Returns a function that waits until every request has finished and the page shows the results. */
export function trackRequests(page: Page): () => Promise<void> {
  let open = 0
  page.on('request', () => void open++)
  page.on('requestfinished', () => void open--)
  page.on('requestfailed', () => void open--)
  return async () => {
    const busy = async () => open + (await page.locator('[aria-busy="true"]').count())
    await expect.poll(busy).toBe(0)
    // The page may show the last response a frame later.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    )
  }
}

/** The accessible name of the focused element, or "nothing". */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document
    const label = activeElement instanceof HTMLInputElement && activeElement.labels?.[0]
    const element = label || activeElement
    if (!element || element === document.body) return 'nothing'
    return element.getAttribute('aria-label') ?? element.textContent ?? ''
  })
}

/** The description of an invalid field: the hint and the error that assistive technology reads with the field. */
export async function fieldDescription(page: Page, label: string): Promise<string> {
  const field = page.getByLabel(label, { exact: true })
  await page.locator('[aria-invalid="true"]').first().waitFor()
  return field.evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  )
}
