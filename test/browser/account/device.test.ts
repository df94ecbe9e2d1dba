import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { checkAppearance } from '../support/appearance.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  it,
  openDialog,
  signIn,
  submitSignIn,
} from '../support/fixtures.ts'

/* The device authorization grant (RFC 8628): the test is the device, and the browser is on another one. */
const { service, root } = mainService()

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

/** Registers an app for devices, as an administrator does on the page. */
async function registerApp(page: Page): Promise<string> {
  await signIn(page, await service.administrator(root), '/auth/admin/apps')
  const dialog = await openDialog(page, 'Register app')
  await fill(dialog, { Name: 'Northwind TV' })
  await dialog.getByLabel('Allow devices without a browser').check()
  await dialog.getByLabel('Public app, without a secret').check()
  await dialog.getByRole('button', { name: 'Register app' }).click()
  await expectText(page, 'Connect Northwind TV')
  const clientId = await page.getByLabel('Client ID').inputValue()
  await page.getByRole('button', { name: 'Done' }).click()
  await expectText(page, clientId)
  return clientId
}

async function send(path: string, parameters: Record<string, string>) {
  const body = new URLSearchParams(parameters)
  const headers = { 'CF-Connecting-IP': '198.51.100.7' }
  const response = await fetch(inject('main').url + path, { method: 'POST', body, headers })
  return (await response.json()) as Record<string, string>
}

/** What a device gets and shows. */
async function requestCode(client_id: string) {
  const scope = 'openid email offline_access'
  const { device_code = '', ...shown } = await send('/oauth/device', { client_id, scope })
  const { user_code = '', verification_uri = '', verification_uri_complete = '' } = shown
  const poll = () => send('/oauth/token', { grant_type: grantType, client_id, device_code })
  return { user_code, verification_uri, verification_uri_complete, poll }
}

it('connects a device after the sign-in, once the person has compared the code', async ({
  newPage,
}) => {
  const { username } = await service.person()
  const clientId = await registerApp(await newPage())
  const device = await requestCode(clientId)
  expect((await device.poll()).error).toBe('authorization_pending')

  const page = await newPage()
  await page.goto(device.verification_uri)
  await expectPage(page, 'Sign in to Latchkey')
  await submitSignIn(page, username)
  await expectPage(page, 'Connect a device')
  await checkAppearance(page, 'device-code')
  await fill(page, { 'Code on your device': 'bbbb bbbb' })
  await page.getByRole('button', { name: 'Continue' }).click()
  expect(await fieldDescription(page, 'Code on your device')).toContain('This code is wrong')
  await fill(page, { 'Code on your device': device.user_code.toLowerCase().replace('-', ' ') })
  await page.getByRole('button', { name: 'Continue' }).click()

  await expectPage(page, 'Northwind TV wants to access your account')
  await expectText(page, device.user_code)
  await expectText(page, '198.51.100.7')
  await expectText(page, 'This browser is on another network.')
  await expectText(page, 'See your email address')
  await expectText(page, 'Did you start this on your device, and does it show this code?')
  await checkAppearance(page, 'device-confirm')
  expect((await device.poll()).error).toMatch(/authorization_pending|slow_down/)
  await page.getByRole('button', { name: 'Yes, allow' }).click()
  await expectPage(page, 'Your device is connected')
  await checkAppearance(page, 'device-connected')

  expect(await device.poll()).toMatchObject({ access_token: expect.any(String) })
  expect((await device.poll()).error).toBe('invalid_grant')
  await page.goto('/auth/account/apps')
  await expectPage(page, 'Connected apps')
})

it('allows nothing by a link alone, and a denied device gets no access', async ({ newPage }) => {
  const { username } = await service.person()
  const clientId = await registerApp(await newPage())
  const device = await requestCode(clientId)
  const page = await newPage()
  await signIn(page, username, device.verification_uri_complete)
  await expectPage(page, 'Connect a device')
  expect(await page.getByLabel('Code on your device').inputValue()).toBe(device.user_code)
  expect((await device.poll()).error).toBe('authorization_pending')

  await page.getByRole('button', { name: 'Continue' }).click()
  await expectText(page, 'If someone sent you this code')
  const other = await newPage()
  await signIn(other, (await service.person()).username, device.verification_uri_complete)
  await other.getByRole('button', { name: 'Continue' }).click()
  expect(await fieldDescription(other, 'Code on your device')).toContain('another browser')

  await page.getByRole('button', { name: 'Deny' }).click()
  await expectPage(page, 'Nothing was allowed')
  expect((await device.poll()).error).toBe('access_denied')
})
