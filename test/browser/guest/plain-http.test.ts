import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { Running } from '../../conformance/support/instance.ts'
import { password, Service, someAddress, someName } from '../../conformance/support/service.ts'
import { arrive, enter, focused, it, read } from '../support/journey.ts'
import { plainHost, startLatchkey } from '../support/latchkey.ts'
import { look } from '../support/look.ts'

let running: Running
beforeAll(async () => {
  running = await startLatchkey(inject('base'))
})
afterAll(() => running.stop())

/** The same instance under a name that is not localhost, where browsers drop a Secure cookie. */
const plain = () => ({ ...running, url: running.url.replace('localhost', plainHost) })

const advice = () =>
  new RegExp(`^You cannot sign in here: .+ over plain HTTP, .+ ${running.url} also works in Chrome`)

/** Fills a form in, clicks its button, and expects that the page says why it sends nothing. */
async function refused(page: Page, values: Record<string, string>, submit: string) {
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'GET' || sent.push(request.url()))
  await read(page, advice())
  await enter(page, values)
  await page.getByRole('button', { name: submit }).click()
  await expect.poll(() => focused(page)).toMatch(advice())
  for (const [label, value] of Object.entries(values)) {
    expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe(value)
  }
  expect(sent).toEqual([])
}

it('says what is wrong before set-up, sign-in and sign-up, and uses nothing up', async ({
  visitor,
  complaints,
}) => {
  const service = new Service(running)
  const page = await visitor({ instance: plain() })
  await page.goto('/')
  await arrive(page, 'Set up the first administrator')
  const names = { 'First name': 'Ada', 'Last name': 'Lovelace' }
  const email = someAddress()
  await refused(page, { ...names, 'E-mail address': email, Password: password }, 'Set up')
  expect((await service.get('/api/auth/instance')).body.set_up).toBe(false)
  await look(page, 'plain-http-set-up')

  await service.setUp()
  await page.goto('/auth/sign-in')
  await refused(page, { 'Username or e-mail address': email, Password: password }, 'Sign in')
  await look(page, 'plain-http-sign-in')
  await page.goto('/auth/sign-up')
  await refused(page, { 'E-mail address': email, Password: password }, 'Create account')
  expect(await service.accepts(email, password)).toBe(false)
  // Chromium's, about every page over plain HTTP.
  const others = complaints.filter((text) => !text.includes('Cross-Origin-Opener-Policy header'))
  expect(others).toEqual([])
  complaints.length = 0
})

it('leaves no cookie behind where cookies are kept, and says nothing', async ({ visitor }) => {
  const page = await visitor({ instance: running })
  await page.goto('/auth/sign-in')
  await arrive(page, 'Sign in')
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await page.context().cookies()).toEqual([])
})

it('says that the cookie of a sign-in was dropped, if that shows only afterwards', async ({
  visitor,
}) => {
  const service = new Service(running)
  const username = someName()
  await service.person(username)
  const page = await visitor({ instance: running })
  await page.goto('/auth/sign-in')
  // As an extension may do that lets scripts keep their cookies.
  await page.route('**/api/auth/session', async (route) => {
    if (route.request().method() === 'GET') await page.context().clearCookies()
    await route.continue()
  })
  await enter(page, { 'Username or e-mail address': username, Password: password })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await read(page, /^You are not signed in: this browser did not keep the session cookie\./)
})
