import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { Running } from '../../conformance/support/instance.ts'
import { Service, someAddress, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import { expectPage, expectText, fill, focused, it } from '../support/fixtures.ts'
import { plainHost, startLatchkey } from '../support/latchkey.ts'

let running: Running
beforeAll(async () => {
  running = await startLatchkey(inject('base'))
})
afterAll(() => running.stop())

/** The same instance under a host name other than localhost, where browsers drop a Secure cookie. */
const plain = () => ({ ...running, url: running.url.replace('localhost', plainHost) })

const advice = () =>
  new RegExp(
    `^You can’t sign in because .+ over plain HTTP, .+ ${running.url} also works in Chrome`,
  )

/** Submits a form, and expects that the page explains why the form sends nothing. */
async function expectBlocked(page: Page, values: Record<string, string>, submit: string) {
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'GET' || sent.push(request.url()))
  await expectText(page, advice())
  await fill(page, values)
  await page.getByRole('button', { name: submit }).click()
  await expect.poll(() => focused(page)).toMatch(advice())
  for (const [label, value] of Object.entries(values)) {
    expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe(value)
  }
  expect(sent).toEqual([])
}

it('explains the problem before setup, sign-in and sign-up, and sends nothing', async ({
  newPage,
  pageErrors,
}) => {
  const service = new Service(running)
  const page = await newPage({ instance: plain() })
  await page.goto('/')
  await expectPage(page, 'Set up Latchkey')
  const names = { 'First name': 'Ada', 'Last name': 'Lovelace' }
  const email = someAddress()
  await expectBlocked(
    page,
    { ...names, 'Email address': email, Password: password },
    'Create admin account',
  )
  expect((await service.get('/api/auth/instance')).body.set_up).toBe(false)
  await checkAppearance(page, 'plain-http-set-up')

  await service.setUp()
  await page.goto('/auth/sign-in')
  await expectBlocked(page, { 'Email or username': email, Password: password }, 'Sign in')
  await checkAppearance(page, 'plain-http-sign-in')
  await page.goto('/auth/sign-up')
  await expectBlocked(page, { 'Email address': email, Password: password }, 'Create account')
  expect(await service.accepts(email, password)).toBe(false)
  // Chromium logs this for every page over plain HTTP.
  const others = pageErrors.filter((text) => !text.includes('Cross-Origin-Opener-Policy header'))
  expect(others).toEqual([])
  pageErrors.length = 0
})

it('shows no warning and leaves no cookie if the browser keeps cookies', async ({ newPage }) => {
  const page = await newPage({ instance: running })
  await page.goto('/auth/sign-in')
  await expectPage(page, 'Sign in to Latchkey')
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await page.context().cookies()).toEqual([])
})

it('reports a dropped cookie after a sign-in', async ({ newPage }) => {
  const service = new Service(running)
  const username = someName()
  await service.person(username)
  const page = await newPage({ instance: running })
  await page.goto('/auth/sign-in')
  // An extension may drop only HttpOnly cookies.
  await page.route('**/api/auth/session', async (route) => {
    if (route.request().method() === 'GET') await page.context().clearCookies()
    await route.continue()
  })
  await fill(page, { 'Email or username': username, Password: password })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectText(
    page,
    /^You aren’t signed in because this browser didn’t keep the session cookie\./,
  )
})
