import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import type { Running } from '../../conformance/support/instance.ts'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import { Authenticator, age, type Enrolled, enroll } from '../support/authenticator.ts'
import {
  endOtherSessions,
  expectPage,
  expectText,
  fill,
  focused,
  it,
  openDialog,
  section,
  signIn,
} from '../support/fixtures.ts'
import { startLatchkey } from '../support/latchkey.ts'

const { service } = mainService()

const code = (page: Pick<Page, 'getByLabel'>) => page.getByLabel('Six-digit code')
const factor = (page: Page) => section(page, 'Two-step verification')

/** Signs in with password and recovery code, and opens the security page. The next code of the app may be used at once. */
async function openSecurity(page: Page, email: string, { recoveryCodes }: Enrolled) {
  const send = (path: string, data: object) =>
    page.request.post(`/api/auth/session${path}`, { data })
  expect((await send('', { username: email, password })).status()).toBe(202)
  const code = recoveryCodes.pop()
  expect((await send('/second', { recovery_code: code })).status()).toBe(201)
  await page.goto('/auth/account/security')
  await expectText(factor(page), 'My phone')
}

/** Enters the secret that the page shows into an authenticator app. */
async function scan(page: Page): Promise<Authenticator> {
  await page.locator('.qr-code path[d^="M"]').waitFor()
  return new Authenticator((await page.locator('.secret code').textContent()) ?? '')
}

describe('An authenticator app', () => {
  it('is set up with a code, and its recovery codes can be saved', async ({ newPage }) => {
    const email = someAddress()
    await service.person(email)
    const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
    await signIn(page, email, '/auth/account/security')
    await expectText(factor(page), 'No code is needed to sign in.')
    const dialog = await openDialog(page, 'Set up two-step verification')
    await checkAppearance(page, 'factor-set-up')
    await fill(dialog, { 'Name of the app (optional)': 'My phone' })
    await dialog.getByRole('button', { name: 'Continue' }).click()
    const app = await scan(page)
    await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Six-digit code')
    await checkAppearance(page, 'factor-scan')
    await code(dialog).fill('000000')
    await expectText(dialog, 'Incorrect code. Enter the code that the app shows now.')
    await checkAppearance(page, 'factor-scan-wrong')
    await code(dialog).fill(await app.code())

    await page.getByRole('dialog', { name: 'Save your recovery codes' }).waitFor()
    await checkAppearance(page, 'factor-recovery-codes')
    const codes = await page.locator('.recovery-codes code').allTextContents()
    expect(codes).toHaveLength(10)
    await dialog.getByRole('button', { name: 'Copy' }).click()
    await dialog.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes.join('\n'))
    const downloading = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download' }).click()
    const file = await downloading
    expect(file.suggestedFilename()).toBe('recovery-codes.txt')
    expect(await text(await file.createReadStream())).toBe(
      `Recovery codes of ${email} for Latchkey\n\n${codes.join('\n')}\n`,
    )
    await page.emulateMedia({ media: 'print' })
    const printed = await page.evaluate(() => {
      const isPrinted = (element: Element) => element.checkVisibility({ visibilityProperty: true })
      return [...document.querySelectorAll('h1, h2, button, .recovery-codes code')]
        .filter(isPrinted)
        .map(({ textContent }) => textContent)
    })
    await page.emulateMedia({ media: 'screen' })
    expect(printed).toEqual(codes)
    await dialog.getByRole('button', { name: 'I saved them' }).click()
    await expectText(page, 'Two-step verification is on. All other devices were signed out.')
    await expectText(factor(page), 'My phone')
    await expectText(factor(page), '10 codes left')
    await checkAppearance(page, 'factor')
    const left = await page.request.get('/api/auth/second-factors')
    expect((await left.json()).totp[0].label).toBe('My phone')
  })

  it('is set up by keyboard only', async ({ newPage }) => {
    const email = someAddress()
    await service.person(email)
    const page = await newPage()
    await signIn(page, email, '/auth/account/security')
    const setUp = page.getByRole('button', { name: 'Set up two-step verification' })
    await setUp.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Name of the app (optional)')
    await page.keyboard.press('Enter')
    const app = await scan(page)
    await expect.poll(() => focused(page)).toBe('Six-digit code')
    await page.keyboard.type(await app.code())
    await expect.poll(() => focused(page)).toBe('Save your recovery codes')
    while ((await focused(page)) !== 'I saved them') await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expectText(factor(page), 'Added on')
  })

  it('can be removed, and its recovery codes replaced', async ({ newPage }) => {
    const email = someAddress()
    const enrolled = await enroll(service, await service.person(email))
    const recoveryCodes = [...enrolled.recoveryCodes]
    const page = await newPage()
    await openSecurity(page, email, enrolled)
    const renewal = await openDialog(page, 'Create new codes')
    await expectText(renewal, 'Your present codes stop working.')
    await checkAppearance(page, 'factor-new-codes')
    await renewal.getByRole('button', { name: 'Create new codes' }).click()
    await page.locator('.recovery-codes code').nth(9).waitFor()
    const codes = await page.locator('.recovery-codes code').allTextContents()
    expect(codes.some((each) => recoveryCodes.includes(each))).toBe(false)
    await page.getByRole('button', { name: 'I saved them' }).click()

    const removal = await openDialog(page, 'Remove authenticator app')
    await expect.poll(() => focused(page)).toBe('Cancel')
    await checkAppearance(page, 'factor-remove')
    await removal.getByRole('button', { name: 'Remove' }).click()
    await expectText(page, 'Two-step verification is off.')
    await expectText(factor(page), 'No code is needed to sign in.')
    await service.signIn(email)
  })
})

describe('Step-up authentication asks', () => {
  it('for the password if there is no second factor', async ({ newPage }) => {
    const email = someAddress()
    const person = await service.person(email)
    const page = await newPage()
    await signIn(page, email, '/auth/account/security')
    await expectText(factor(page), 'Off')
    age(service, person)
    const dialog = await openDialog(page, 'Set up two-step verification')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    const proof = page.getByRole('dialog', { name: 'Confirm your password' })
    await fill(proof, { Password: 'not this one' })
    await page.keyboard.press('Enter')
    await expectText(proof, 'Incorrect password.')
    await fill(proof, { Password: password })
    await page.keyboard.press('Enter')
    await scan(page)
  })

  it('for the code if there is one, and for the password after it was removed', async ({
    newPage,
  }) => {
    const email = someAddress()
    const person = await service.person(email)
    const enrolled = await enroll(service, person)
    const { app } = enrolled
    const page = await newPage()
    await openSecurity(page, email, enrolled)
    age(service, person)
    const removal = await openDialog(page, 'Remove authenticator app')
    await removal.getByRole('button', { name: 'Remove' }).click()
    const proof = page.getByRole('dialog', { name: 'Confirm it’s you' })
    await expect.poll(() => focused(page)).toBe('Six-digit code')
    await checkAppearance(page, 'step-up-code')
    await code(proof).fill('000000')
    await expectText(proof, 'Incorrect code.')
    await code(proof).fill(await app.code())
    await expectText(page, 'Two-step verification is off.')

    age(service, person)
    const dialog = await openDialog(page, 'Set up two-step verification')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await fill(page.getByRole('dialog', { name: 'Confirm your password' }), { Password: password })
    await page.keyboard.press('Enter')
    await scan(page)
  })

  it('for both when the session has ended, then submits the form', async ({ newPage }) => {
    const email = someAddress()
    const person = await service.person(email)
    const enrolled = await enroll(service, person)
    const { recoveryCodes } = enrolled
    const page = await newPage()
    await openSecurity(page, email, enrolled)
    await page.goto('/auth/account')
    const names = await openDialog(page, 'Add name')
    await names.getByLabel('First name').pressSequentially('Grace')
    await endOtherSessions(service, person.token)
    await names.getByRole('button', { name: 'Save' }).click()
    const ended = page.getByRole('dialog', { name: 'Your session has ended' })
    await fill(ended, { Password: password })
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Six-digit code')
    await checkAppearance(page, 'session-ended-code')
    await ended.getByRole('button', { name: 'Use a recovery code' }).click()
    await fill(ended, { 'Recovery code': recoveryCodes[0] ?? '' })
    await page.keyboard.press('Enter')
    await expectText(page, 'Name saved.')
  })
})

describe('If every account must have a second factor', () => {
  let instance: Running
  beforeAll(async () => {
    instance = await startLatchkey(inject('base'), { SECOND_FACTOR: 'all' })
  })
  afterAll(() => instance.stop())

  it('every page asks to set it up, until the recovery codes are saved', async ({ newPage }) => {
    const page = await newPage({ instance })
    await page.goto('/auth/set-up')
    await fill(page, {
      'First name': 'Ada',
      'Last name': 'Lovelace',
      'Email address': 'ada@example.com',
      Password: password,
    })
    await page.getByRole('button', { name: 'Create admin account' }).click()
    await expectPage(page, 'Set up two-step verification')
    for (const path of ['/auth/account/devices', '/auth/admin', '/auth/account/security']) {
      await page.goto(path)
      await expectPage(page, 'Set up two-step verification')
    }
    await expectText(page, 'Latchkey requires two-step verification for your account.')
    await checkAppearance(page, 'factor-required')
    await page.getByRole('button', { name: 'Continue' }).click()
    const app = await scan(page)
    await expectPage(page, 'Scan the QR code')
    await checkAppearance(page, 'factor-required-scan')
    await code(page).fill(await app.code())
    await expectPage(page, 'Save your recovery codes')
    await checkAppearance(page, 'factor-required-codes')
    await page.getByRole('button', { name: 'I saved them' }).click()
    await expectPage(page, 'Security')
    await expectText(factor(page), 'Your account must have two-step verification.')
    expect(
      await factor(page)
        .getByRole('button', { name: /^Remove/ })
        .count(),
    ).toBe(0)
  })

  it('the page can be left by signing out', async ({ newPage }) => {
    const page = await newPage({ instance })
    await page.goto('/auth/sign-up')
    await fill(page, { 'Email address': someAddress(), Password: password })
    await page.getByRole('button', { name: 'Create account' }).click()
    await expectPage(page, 'Set up two-step verification')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expectPage(page, 'Sign in to Latchkey')
  })
})
