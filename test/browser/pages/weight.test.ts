import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { expectPage, it, signIn } from '../support/fixtures.ts'

const { service } = mainService()

/** Compressed bytes: on the wire, including headers, and of each kind of file. */
const budget = { requests: 5, transferred: 40 * 1024, script: 25 * 1024, style: 4 * 1024 }

/** What the page requests when it can be used: the script of passkeys, which are in the autofill, and their challenge. */
const later = /\/assets\/passkey[\w-]*\.js$|\/passkey\/options$/
const laterBudget = { requests: 3, transferred: 5 * 1024 }

function sum(requests: { bytes: number }[]): number {
  return requests.reduce((total, { bytes }) => total + bytes, 0)
}

/** Opens a page for the first time. Returns each request with its bytes on the wire, and the layout shift. */
async function openUncached(page: Page, path: string, heading: string) {
  const devtools = await page.context().newCDPSession(page)
  const urls = new Map<string, string>()
  const bytes = new Map<string, number>()
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) =>
    urls.set(requestId, request.url),
  )
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    bytes.set(requestId, encodedDataLength),
  )
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.goto(path)
  await expectPage(page, heading)
  await page.waitForLoadState('networkidle')
  const moved = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const shift = (entry: PerformanceEntry) =>
          (entry as PerformanceEntry & { value: number }).value
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += shift(entry)
        }).observe({ type: 'layout-shift', buffered: true })
        // The observer reports buffered entries within two frames.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))))
      }),
  )
  const requests = [...urls]
    .filter(([, url]) => !url.startsWith('data:'))
    .map(([id, url]) => ({ url, bytes: bytes.get(id) ?? Number.NaN }))
  return { requests, moved }
}

it('opens the sign-in page within the budget and without layout shift', async ({ newPage }) => {
  const page = await newPage()
  const opened = await openUncached(page, '/auth/sign-in', 'Sign in to Latchkey')
  const requests = opened.requests.filter(({ url }) => !later.test(url))
  const afterwards = opened.requests.filter(({ url }) => later.test(url))
  const transferred = sum(requests)
  console.log(`sign-in: ${requests.length} requests, ${transferred} bytes`, opened.requests)
  expect(afterwards.length).toBeGreaterThan(1)
  expect(afterwards.length).toBeLessThanOrEqual(laterBudget.requests)
  expect(sum(afterwards)).toBeLessThanOrEqual(laterBudget.transferred)
  expect(requests.length).toBeLessThanOrEqual(budget.requests)
  expect(transferred).toBeLessThanOrEqual(budget.transferred)
  expect(transferred).toBeGreaterThan(5 * 1024)
  expect(opened.moved).toBe(0)
  for (const [extension, most] of [
    ['.js', budget.script],
    ['.css', budget.style],
  ] as const) {
    const files = requests.filter(({ url }) => url.endsWith(extension))
    expect(files.length).toBeGreaterThan(0)
    const sizes = await Promise.all(
      files.map(async ({ url }) => gzipSync(await (await fetch(url)).bytes()).length),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(most)
  }
})

it('paints the product before any script has arrived', async ({ newPage }) => {
  const page = await newPage()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/*.js', async (route) => {
    await released
    await route.continue()
  })
  await page.goto('/auth/sign-in', { waitUntil: 'commit' })
  const paints = () =>
    page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length)
  await expect.poll(paints).toBe(1)
  expect(await page.locator('#app .guest-card').textContent()).toBe('L')
  release()
  await expectPage(page, 'Sign in to Latchkey')
})

it('opens the first page of an account without layout shift', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage()
  await signIn(page, username)
  for (const [path, heading] of [
    ['/auth/verify', 'Check your email'],
    ['/auth/account', 'Profile'],
    ['/auth/account/security', 'Security'],
  ] as const) {
    const { moved } = await openUncached(page, path, heading)
    expect(moved, path).toBe(0)
  }
})
