import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { arrive, it, read, signIn } from '../support/journey.ts'
import { look } from '../support/look.ts'

const { service, root } = mainService()

const script = /\/auth\/assets\/accounts-[\w-]+\.js$/

/** An administrator's page, and how often a document was loaded since. */
async function atAccount(page: Page) {
  const { username } = await service.administrator(root)
  await signIn(page, username)
  await arrive(page, 'Your account')
  const documents: string[] = []
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.push(new URL(request.url()).pathname)
  })
  return documents
}

it('is left behind by one reload when a deployment has taken its files away', async ({
  visitor,
  complaints,
}) => {
  const page = await visitor()
  const documents = await atAccount(page)
  await page.route(script, (route) => route.fulfill({ status: 404 }), { times: 1 })
  await page.getByRole('link', { name: 'Users' }).click()
  await arrive(page, 'Users')
  await page.getByRole('button', { name: 'New user…' }).waitFor()
  expect(documents).toEqual(['/auth/admin'])
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  expect(complaints.join()).toMatch(/404/)
  complaints.length = 0
})

it('reloads no more than once when a file stays missing, and goes on by hand', async ({
  visitor,
  complaints,
}) => {
  const page = await visitor()
  const documents = await atAccount(page)
  await page.route(script, (route) => route.fulfill({ status: 404 }))
  await page.getByRole('link', { name: 'Users' }).click()
  await arrive(page, 'This page did not load')
  await read(page, 'Part of this page is missing. Try again in a moment.')
  expect(documents).toEqual(['/auth/admin'])
  await look(page, 'not-loaded')
  // The rest works.
  await page.getByRole('link', { name: 'Account' }).click()
  await arrive(page, 'Your account')
  await page.getByRole('link', { name: 'Users' }).click()
  await arrive(page, 'This page did not load')
  await page.unroute(script)
  await page.getByRole('button', { name: 'Try again' }).click()
  await arrive(page, 'Users')
  complaints.length = 0
})

it('says that there is no connection, and loads the page once there is', async ({
  visitor,
  complaints,
}) => {
  const page = await visitor()
  const documents = await atAccount(page)
  await page.context().setOffline(true)
  await page.getByRole('link', { name: 'Users' }).click()
  await arrive(page, 'This page did not load')
  const told = 'The service cannot be reached. Check your connection, then try again.'
  await page.getByRole('alert').getByText(told).waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').getByText(told).waitFor()
  expect(documents).toEqual([])
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await arrive(page, 'Users')
  await page.getByRole('button', { name: 'New user…' }).waitFor()
  complaints.length = 0
})
