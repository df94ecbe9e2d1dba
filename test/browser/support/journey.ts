import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { someNetwork } from '../../conformance/support/http.ts'
import type { Instance } from '../../conformance/support/instance.ts'
import { password, type Service } from '../../conformance/support/service.ts'

/** Long enough for a busy machine; what takes this long has not happened. */
const patience = 20_000

interface Visit extends BrowserContextOptions {
  /** The shared one unless given. */
  instance?: Instance
}

interface Journey {
  browser: Browser
  /** What browsers complained of so far: errors of scripts, and what the content policy kept from happening. */
  complaints: string[]
  /** A page in a browser of its own: no cookie, no other tab, a network of its own. */
  visitor: (options?: Visit) => Promise<Page>
}

/** A test with browsers. It fails when a page of them logs an error. */
export const it = test.extend<Journey>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it which fixtures this one wants
    async ({}, use) => {
      const browser = await chromium.connect(inject('browser'))
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above
  complaints: async ({}, use) => {
    const complaints: string[] = []
    await use(complaints)
    expect(complaints, 'what browsers complained of').toEqual([])
  },
  visitor: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = []
    await use(async ({ instance = inject('main'), ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: instance.url,
        viewport: { width: 1280, height: 800 },
        colorScheme: 'light',
        // So that tests do not share a flood limit.
        extraHTTPHeaders: { 'CF-Connecting-IP': someNetwork() },
        ...options,
      })
      contexts.push(context)
      context.setDefaultTimeout(patience)
      context.on('weberror', (error) => void complaints.push(String(error.error())))
      context.on('console', (message) => {
        // Only our own pages must be without; a hostile one is full of them.
        if (!message.page()?.url().startsWith(instance.url)) return
        if (isComplaint(message)) complaints.push(`${message.type()}: ${message.text()}`)
      })
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

/** Chromium logs every answer from 400 on as an error: those of the API are for the page to tell, a missing page is 404. */
function isComplaint(message: ConsoleMessage): boolean {
  if (message.type() !== 'error' && message.type() !== 'warning') return false
  const { url } = message.location()
  const expected = url.includes('/api/auth/') || url === message.page()?.url()
  return !(message.text().startsWith('Failed to load resource') && expected)
}

/** Signs in on the page for it, and arrives at the account unless told otherwise. */
export async function signIn(
  page: Page,
  name: string,
  secret = password,
  arrival = '/auth/account',
): Promise<void> {
  await page.goto('/auth/sign-in')
  await enter(page, { 'Username or e-mail address': name, Password: secret })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === arrival)
}

/** Types into the fields with these labels. */
export async function enter(
  where: Pick<Page, 'getByLabel'>,
  values: Record<string, string>,
): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await where.getByLabel(label, { exact: true }).fill(value)
  }
}

/** Waits for a page with this heading. */
export async function arrive(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
}

/** Waits for a text to be on the page. */
export async function read(where: Pick<Page, 'getByText'>, text: string | RegExp): Promise<void> {
  await where.getByText(text).first().waitFor()
}

/** The part of a page under this heading. */
export function section(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true })
}

/** Ends all sessions of an account but the one of this token, as somebody else would who is signed in to it. */
export async function endSessions(service: Service, token: string): Promise<void> {
  await service.expecting(200, service.delete('/api/auth/sessions', { token }))
}

/** Gives a function that waits until all that was asked for has come and is shown. */
export function settling(page: Page): () => Promise<void> {
  let open = 0
  page.on('request', () => void open++)
  page.on('requestfinished', () => void open--)
  page.on('requestfailed', () => void open--)
  return async () => {
    const busy = async () => open + (await page.locator('[aria-busy="true"]').count())
    await expect.poll(busy, { timeout: patience }).toBe(0)
    // What was asked for last may be shown a frame later.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    )
  }
}

/** What has the focus, as a person would call it. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document
    const label = activeElement instanceof HTMLInputElement && activeElement.labels?.[0]
    const element = label || activeElement
    if (!element || element === document.body) return 'nothing'
    return element.getAttribute('aria-label') ?? element.textContent ?? ''
  })
}

/** What stands beside a field: what assistive technology reads out with it. */
export async function besideField(page: Page, label: string): Promise<string> {
  const field = page.getByLabel(label, { exact: true })
  await page.locator('[aria-invalid="true"]').first().waitFor()
  return field.evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  )
}
