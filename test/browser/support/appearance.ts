import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** CSS pixels: a desktop, a tablet and the narrowest common phone. */
const desktop = { width: 1280, height: 800 }
const tablet = { width: 768, height: 1024 }
const phone = { width: 360, height: 740 }

/** The screenshot directory of `npm run test:browser -- --screenshots`; unset without the option. */
const screenshotDirectory = process.env.LATCHKEY_SCREENSHOTS

/**
 * Checks the open page, in the light scheme on a desktop and the dark scheme on a phone: axe finds nothing serious, and the
 * page does not scroll horizontally. Takes screenshots if requested. Restores the light scheme and the desktop size.
 * @param name of the screenshots
 */
export async function checkAppearance(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desktop)
  await expectAccessible(page, `${name}, light on a desktop`)
  await screenshot(page, `${name}-desktop`)
  await page.setViewportSize(tablet)
  await expectNoHorizontalScroll(page, name)
  await page.setViewportSize(phone)
  await expectNoHorizontalScroll(page, name)
  await screenshot(page, `${name}-phone`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page, `${name}, dark on a phone`)
  await screenshot(page, `${name}-phone-dark`)
  await page.setViewportSize(desktop)
  await screenshot(page, `${name}-desktop-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Fails on violations that axe rates serious or critical. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // A color in transition between two schemes has another contrast.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
  )
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  // Evaluated in the page: the complete results take longer to transfer than to find.
  const { rules, messages } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: RunOptions): Promise<AxeResults> }
    }
    const { violations, passes } = await axe.run({ resultTypes: ['violations'] })
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    return {
      rules: passes.length,
      messages: serious.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
      ),
    }
  })
  expect(rules, 'rules that axe could apply').toBeGreaterThan(10)
  expect(messages, what).toEqual([])
}

/** Fails if the page is wider than the window. */
export async function expectNoHorizontalScroll(page: Page, what: string): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return { scrollWidth, clientWidth }
  })
  expect(scrollWidth, `${what} at ${clientWidth} pixels`).toBeLessThanOrEqual(clientWidth)
}

/** Takes a screenshot, if requested. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (!screenshotDirectory) return
  mkdirSync(screenshotDirectory, { recursive: true })
  await page.screenshot({ path: join(screenshotDirectory, `${name}.png`), fullPage: true })
}
