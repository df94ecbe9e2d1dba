import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { checkAppearance } from '../support/appearance.ts'
import { expectPage, expectText, it, navigate, signIn } from '../support/fixtures.ts'

const { service, root } = mainService()

const script = /\/auth\/assets\/users-[\w-]+\.js$/

/** Signs in as an administrator. Returns the documents that load afterwards. */
async function signInAsAdministrator(page: Page) {
  const { username } = await service.administrator(root)
  await signIn(page, username)
  await expectPage(page, 'Profile')
  const documents: string[] = []
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.push(new URL(request.url()).pathname)
  })
  return documents
}

it('reloads once after a deployment removed the files', async ({ newPage, pageErrors }) => {
  const page = await newPage()
  const documents = await signInAsAdministrator(page)
  await page.route(script, (route) => route.fulfill({ status: 404 }), { times: 1 })
  await navigate(page, 'Users')
  await expectPage(page, 'Users')
  await page.getByRole('button', { name: 'New user' }).waitFor()
  expect(documents).toEqual(['/auth/admin'])
  expect(pageErrors.join()).toMatch(/404/)
  pageErrors.length = 0
})

it('reloads only once if a file stays missing, and again on request', async ({
  newPage,
  pageErrors,
}) => {
  const page = await newPage()
  const documents = await signInAsAdministrator(page)
  await page.route(script, (route) => route.fulfill({ status: 404 }))
  await navigate(page, 'Users')
  await expectPage(page, 'This page didn’t load')
  await expectText(page, 'Part of this page is missing. Try again in a few moments.')
  expect(documents).toEqual(['/auth/admin'])
  await checkAppearance(page, 'not-loaded')
  // Other pages work.
  await navigate(page, 'Profile')
  await expectPage(page, 'Profile')
  await navigate(page, 'Users')
  await expectPage(page, 'This page didn’t load')
  await page.unroute(script)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expectPage(page, 'Users')
  pageErrors.length = 0
})

it('reports a missing connection, and loads the page once connected', async ({
  newPage,
  pageErrors,
}) => {
  const page = await newPage()
  const documents = await signInAsAdministrator(page)
  await page.context().setOffline(true)
  await navigate(page, 'Users')
  await expectPage(page, 'This page didn’t load')
  const message = 'The service can’t be reached. Check your connection and try again.'
  await page.getByRole('alert').getByText(message).waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').getByText(message).waitFor()
  expect(documents).toEqual([])
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expectPage(page, 'Users')
  await page.getByRole('button', { name: 'New user' }).waitFor()
  pageErrors.length = 0
})
