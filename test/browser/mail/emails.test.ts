import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { expectAccessible, expectNoHorizontalScroll, screenshot } from '../support/appearance.ts'
import { it } from '../support/fixtures.ts'

/*
 * Every email as Chromium shows it. Mail clients remove scripts and change colors, so this shows what is sent, not how each client
 * displays it.
 */

/** The facts of each email. */
const facts = {
  resetLink: ['yJ2nq7Wm5VbT0cR8kX1dLz4sHfPa9eGuQ3oCi6BvNwA', 3_600_000],
  verificationCode: ['482913', 600_000],
  newAddressCode: ['482913', 600_000],
  passwordChanged: [false],
  emailChanged: [true],
  emailInUse: [],
  accountDeleted: [],
  accountDisabled: [],
  newDevice: [],
  factorAdded: [],
  factorRemoved: [true],
  passkeyAdded: [],
  passkeyRemoved: [false],
  recoveryCodeUsed: [9],
  invitation: [
    'Ada Lovelace',
    'https://auth.northwind.example/auth/sign-up?invitation=q3ZKmXw8Ta',
    604_800_000,
  ],
} satisfies Record<string, unknown[]>
type Name = keyof typeof facts
const names = Object.keys(facts) as Name[]

const settings = {
  PRODUCT_NAME: 'Northwind',
  PUBLIC_URL: 'https://auth.northwind.example',
  PAGES: true,
  SUPPORT_EMAIL: 'help@northwind.example',
  /** The built texts. */
  assets: {
    async fetch(url: string) {
      const file = new URL(`../../../web/dist${new URL(url).pathname}`, import.meta.url)
      return new Response(readFileSync(file))
    },
  },
}

/** The parts of the Worker that write emails. Its types need the types of the Workers runtime, which differ from the browser's. */
interface Worker {
  contents: Record<string, (...facts: unknown[]) => unknown>
  writeEmail(occasion: object, recipient: object, content: unknown): Promise<{ html: string }>
}
let worker: Worker
beforeAll(async () => {
  const module = (name: string) =>
    import(new URL(`../../../worker/mail/${name}.ts`, import.meta.url).href)
  worker = { ...(await module('contents')), ...(await module('writer')) }
})

async function emailIn(language: string, name: Name, more: object = {}): Promise<string> {
  const occasion = {
    settings: { ...settings, ...more },
    now: Date.UTC(2026, 10, 29, 14, 5),
    country: 'DE',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
    acceptLanguage: null,
  }
  const recipient = { email: 'ada.lovelace@example.com', locale: language }
  const content = worker.contents[name]?.(...facts[name])
  return (await worker.writeEmail(occasion, recipient, content)).html
}

/** Each width and each scheme once with axe: its rules about colors do not depend on the width. */
const views = [
  { width: 600, scheme: 'light', isComplete: true },
  { width: 360, scheme: 'light', isComplete: false },
  { width: 600, scheme: 'dark', isComplete: false },
  { width: 360, scheme: 'dark', isComplete: true },
] as const

/** Checks the email on wide and narrow screens, in both schemes. */
async function checkEmail(page: Page, html: string, name: string): Promise<void> {
  await page.setContent(html)
  for (const { width, scheme, isComplete } of views) {
    await page.setViewportSize({ width, height: 640 })
    await page.emulateMedia({ colorScheme: scheme })
    const view = `${name}-${width}-${scheme}`
    await expectNoHorizontalScroll(page, view)
    if (isComplete) await expectAccessible(page, view)
    await screenshot(page, view)
  }
}

it('has facts for every email', () => {
  expect(names.toSorted()).toEqual(Object.keys(worker.contents).toSorted())
})

it.for(['en', 'de', 'ja'])(
  'every email fits and is readable in %s',
  async (language, { newPage }) => {
    const page = await newPage()
    for (const name of names) {
      await checkEmail(page, await emailIn(language, name), `email-${name}-${language}`)
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
    }
  },
)

it('buttons are readable in any accent color', async ({ newPage }) => {
  const page = await newPage()
  for (const ACCENT_COLOR of ['#ffe600', '#111111', '#ffffff', '#ff2d55', '#00a86b', '#777777']) {
    const html = await emailIn('en', 'resetLink', { ACCENT_COLOR })
    await checkEmail(page, html, `email-accent-${ACCENT_COLOR.slice(1)}`)
  }
})

it('shows the logo, and the name of the product if the logo does not load', async ({ newPage }) => {
  const page = await newPage()
  const LOGO_URL = 'https://cdn.northwind.example/logo.png'
  let isUp = true
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="80"><rect width="300" height="80" rx="20" fill="#3455c9"/></svg>'
  await page.route(LOGO_URL, (route) =>
    isUp ? route.fulfill({ contentType: 'image/svg+xml', body: svg }) : route.abort(),
  )
  const logo = page.getByRole('img', { name: 'Northwind' })
  const LOGO_DARK_URL = `${LOGO_URL}?dark`
  await page.route(LOGO_DARK_URL, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: svg.replace('#3455c9', '#ffffff') }),
  )
  await checkEmail(
    page,
    await emailIn('en', 'resetLink', { LOGO_URL, LOGO_DARK_URL }),
    'email-logo',
  )
  expect(await logo.getAttribute('src')).toBe(LOGO_DARK_URL)
  await checkEmail(page, await emailIn('en', 'resetLink', { LOGO_URL }), 'email-one-logo')
  expect(await logo.boundingBox()).toMatchObject({ width: 120, height: 32 })
  isUp = false
  await page.setContent(await emailIn('en', 'resetLink', { LOGO_URL: `${LOGO_URL}?missing` }))
  await logo.waitFor()
  await screenshot(page, 'email-logo-missing')
})

it('long names and addresses stay inside a narrow screen', async ({ newPage }) => {
  const page = await newPage()
  const long = 'x'.repeat(60)
  const more = {
    PRODUCT_NAME: long,
    SUPPORT_EMAIL: `${long}@${long}.example`,
    PUBLIC_URL: `https://${long}.example/${long}`,
  }
  for (const name of names) {
    await checkEmail(page, await emailIn('de', name, more), `email-long-${name}`)
  }
})
