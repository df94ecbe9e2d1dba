import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { arrive, it, signIn } from '../support/journey.ts'

const { service } = mainService()

/** Bytes, compressed, as they come over the wire with their headers. */
const budget = { requests: 5, transferred: 80 * 1024, script: 60 * 1024 }

/** What opening a page for the first time costs: each request with its bytes on the wire, and what moved. */
async function opening(page: Page, path: string, heading: string) {
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
  await arrive(page, heading)
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
        // What was buffered is told before the next frame but one.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))))
      }),
  )
  const requests = [...urls]
    .filter(([, url]) => !url.startsWith('data:'))
    .map(([id, url]) => ({ url, bytes: bytes.get(id) ?? Number.NaN }))
  return { requests, moved }
}

it('opens the sign-in page with few requests and bytes, and nothing moves', async ({ visitor }) => {
  const page = await visitor()
  const { requests, moved } = await opening(page, '/auth/sign-in', 'Sign in')
  const transferred = requests.reduce((sum, { bytes }) => sum + bytes, 0)
  console.log(`sign-in: ${requests.length} requests, ${transferred} bytes`, requests)
  expect(requests.length).toBeLessThanOrEqual(budget.requests)
  expect(transferred).toBeLessThanOrEqual(budget.transferred)
  expect(transferred).toBeGreaterThan(5 * 1024)
  expect(moved).toBe(0)
  const scripts = requests.filter(({ url }) => url.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(0)
  const sizes = await Promise.all(
    scripts.map(async ({ url }) => gzipSync(await (await fetch(url)).bytes()).length),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(budget.script)
})

it('shows the first page of an account where it stays', async ({ visitor }) => {
  const { username } = await service.person()
  const page = await visitor()
  await signIn(page, username)
  const { moved } = await opening(page, '/auth/verify', 'Enter the code')
  expect(moved).toBe(0)
})
