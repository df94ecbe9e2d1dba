// Apps that describe themselves in a document at their client ID, from consent to the administrator who disables one.
import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { challenge } from '../../support/oauth/pkce.ts'
import { checkAppearance } from '../support/appearance.ts'
import { expectPage, expectText, it, signIn } from '../support/fixtures.ts'

const { service, root } = mainService()

const clientId = (name: string) => `https://robot.apps.test/${name}/client.json`

/** The request of an app. Its answer arrives at a page of another host. */
async function request(page: Page, name: string): Promise<void> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId(name),
    redirect_uri: 'https://robot.apps.test/callback',
    scope: 'openid profile offline_access',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  await page.goto(`${inject('main').url}/oauth/authorize?${query}`)
}

it('shows both hosts before a person allows the app, which then is among the connected apps', async ({
  newPage,
}) => {
  const person = await service.person()
  const page = await newPage()
  await page.route('https://robot.apps.test/**', (route) => route.fulfill({ body: 'Signed in' }))
  await request(page, 'good')
  await page.getByLabel('Email or username').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectPage(page, 'Robot wants to access your account')
  await expectText(page, 'The app describes itself at robot.apps.test.')
  await expectText(page, 'Then you return to robot.apps.test.')
  await checkAppearance(page, 'consent-described')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(/^https:\/\/robot\.apps\.test\/callback\?code=/)

  await page.goto('/auth/account/apps')
  await page.getByRole('button', { name: 'Remove the access of Robot' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove access' }).click()
  await expectText(page, 'Robot no longer has access to your account.')
  await expectText(page, 'No connected apps')
})

it('names the fault of a document that cannot be used', async ({ newPage }) => {
  const person = await service.person()
  const page = await newPage()
  await signIn(page, person)
  await request(page, 'redirect')
  await expectPage(page, 'This app can’t be used')
  await expectText(page, 'robot.apps.test')
  await expectText(page, 'Error: status')
  await checkAppearance(page, 'consent-unusable')
})

it('is disabled and enabled again by an administrator', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const page = await newPage()
  await page.route('https://robot.apps.test/**', (route) => route.fulfill({ body: 'Signed in' }))
  await signIn(page, admin)
  await request(page, 'es256')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(/code=/)

  await page.goto('/auth/admin/apps')
  const row = page.getByRole('listitem').filter({ hasText: clientId('es256') })
  const choose = async (action: string) => {
    await row.getByRole('button', { name: 'Actions for Robot' }).click()
    expect(await page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0)
    await page.getByRole('menuitem', { name: action }).click()
  }
  await choose('Disable')
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await row.getByText('Disabled', { exact: true }).waitFor()
  await checkAppearance(page, 'apps-disabled')
  await request(page, 'es256')
  await expectPage(page, 'This link doesn’t work')

  await page.goto('/auth/admin/apps')
  await choose('Enable')
  await row.getByText('Disabled', { exact: true }).waitFor({ state: 'detached' })
  await request(page, 'es256')
  await expectPage(page, 'Robot wants to access your account')
})
