import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** CSS pixels: a desktop, and the narrowest phone there is. */
const desktop = { width: 1280, height: 800 }
const phone = { width: 360, height: 740 }

/** Where `npm run test:browser -- --screenshots` puts them; nothing is kept without. */
const album = process.env.LATCHKEY_SCREENSHOTS

/**
 * Looks at the page that is open: nothing to be scrolled sideways, and nothing serious that axe finds, light on a desktop
 * and dark on a phone. Leaves it light and on a desktop.
 * @param name of its pictures
 */
export async function look(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desktop)
  await inspect(page, `${name}, light on a desktop`)
  await picture(page, `${name}-desktop`)
  await page.setViewportSize(phone)
  await expectNoSidewaysScroll(page, name)
  await picture(page, `${name}-phone`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await inspect(page, `${name}, dark on a phone`)
  await picture(page, `${name}-phone-dark`)
  await page.setViewportSize(desktop)
  await picture(page, `${name}-desktop-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** What axe calls serious or critical. */
async function inspect(page: Page, what: string): Promise<void> {
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  expect(passes.length, 'rules that axe could apply').toBeGreaterThan(10)
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const told = grave.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
  expect(told, what).toEqual([])
}

async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return { scrollWidth, clientWidth }
  })
  expect(scrollWidth, `${what} at ${clientWidth} pixels`).toBeLessThanOrEqual(clientWidth)
}

async function picture(page: Page, name: string): Promise<void> {
  if (!album) return
  mkdirSync(album, { recursive: true })
  await page.screenshot({ path: join(album, `${name}.png`), fullPage: true })
}
