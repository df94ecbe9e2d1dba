import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { link } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import { enroll } from '../support/authenticator.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  focused,
  it,
  submitSignIn,
} from '../support/fixtures.ts'

const { service } = mainService()

/** A new account with an authenticator app, at the second step of its sign-in. */
async function atSecondStep(page: Page, query = '') {
  const email = someAddress()
  const enrolled = await enroll(service, await service.person(email))
  await page.goto(`/auth/sign-in${query}`)
  await submitSignIn(page, email)
  await expectPage(page, 'Two-step verification')
  return { email, ...enrolled }
}

const code = (page: Page) => page.getByLabel('Six-digit code')

it('signs in with the code of the app, which submits itself', async ({ newPage }) => {
  const page = await newPage()
  const { app } = await atSecondStep(page, '?next=%2Fauth%2Faccount%2Fdevices')
  await expect.poll(() => focused(page)).toBe('Six-digit code')
  expect(await code(page).getAttribute('autocomplete')).toBe('one-time-code')
  await checkAppearance(page, 'second-step')
  // The password alone opens no page of the account.
  const tab = await page.context().newPage()
  await tab.goto('/auth/account')
  await expectPage(tab, 'Sign in to Latchkey')
  await tab.close()
  await code(page).pressSequentially(await app.code())
  await page.waitForURL('**/auth/account/devices')
  await expectText(page, 'This device')
})

it('explains a wrong code, and accepts the next one', async ({ newPage }) => {
  const page = await newPage()
  const { app } = await atSecondStep(page)
  await code(page).fill('000000')
  expect(await fieldDescription(page, 'Six-digit code')).toContain('Incorrect code.')
  await expect.poll(() => focused(page)).toBe('Six-digit code')
  await checkAppearance(page, 'second-step-wrong')
  // The wrong code is selected: typing replaces it.
  await page.keyboard.type(await app.code())
  await page.waitForURL('**/auth/account')
})

it('signs in with a recovery code, by keyboard only', async ({ newPage }) => {
  const page = await newPage()
  const { recoveryCodes } = await atSecondStep(page)
  await expect.poll(() => focused(page)).toBe('Six-digit code')
  for (const control of ['Verify', 'Use a recovery code']) {
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe(control)
  }
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Recovery code')
  await page.keyboard.press('Enter')
  expect(await fieldDescription(page, 'Recovery code')).toContain('Enter a recovery code.')
  await checkAppearance(page, 'second-step-recovery')
  await page.keyboard.type('0000-0000-0000-0000')
  await page.keyboard.press('Enter')
  await expectText(page, 'Incorrect code.')
  // Lower case and spaces, as people type it.
  const [typed = ''] = recoveryCodes
  await page.keyboard.type(typed.toLowerCase().replaceAll('-', ' '))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/auth/account')
})

it('starts again, and says when a sign-in has expired', async ({ newPage }) => {
  const page = await newPage()
  const { email } = await atSecondStep(page)
  await page.getByRole('button', { name: 'Start again' }).click()
  await expectPage(page, 'Sign in to Latchkey')
  expect(await page.getByLabel('Email or username').inputValue()).toBe(email)
  await expect.poll(() => focused(page)).toBe('Password')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expectPage(page, 'Two-step verification')
  // After five answers, a sign-in accepts no more.
  for (const wrong of ['000000', '000001', '000002', '000003', '000004', '000005']) {
    const answered = page.waitForResponse('**/api/auth/session/second')
    await code(page).fill(wrong)
    await answered
    await page.locator('form[aria-busy="false"]').first().waitFor()
  }
  await expectPage(page, 'Sign in to Latchkey')
  await expectText(page, 'This sign-in has expired. Sign in again.')
  await expect.poll(() => focused(page)).toBe('Password')
  await checkAppearance(page, 'second-step-expired')
})

it('asks for the code after a password reset', async ({ newPage }) => {
  const email = someAddress()
  const { app } = await enroll(service, await service.person(email))
  await service.expecting(200, service.post('/api/auth/password-reset', { email }))
  const { text } = await service.mail(email, link)
  const page = await newPage()
  await page.goto(/http\S+\?token=\S+/.exec(text)?.[0] ?? '')
  await expectPage(page, 'Choose a new password')
  await fill(page, { 'New password': 'another horse, another battery' })
  await page.getByRole('button', { name: 'Reset password' }).click()
  await expectPage(page, 'Two-step verification')
  await expectText(page, 'Your new password is saved.')
  await checkAppearance(page, 'second-step-reset')
  await code(page).fill(await app.code())
  await page.waitForURL('**/auth/account')
  await expectText(page, 'Your password was reset, and you’re signed in.')
})
