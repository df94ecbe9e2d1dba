import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { code, codeIn, verifyAddress, wrongCodes } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  focused,
  it,
  navigate,
  openDialog,
  signIn,
} from '../support/fixtures.ts'

const { service } = mainService()

it('verifies an email address with the emailed code, and rejects another code', async ({
  newPage,
}) => {
  const email = someAddress()
  await service.person(email)
  const page = await newPage()
  await signIn(page, email)
  await navigate(page, 'Security')
  await expectText(page, 'Not verified')
  const dialog = await openDialog(page, 'Verify email')
  await expectText(dialog, email)
  await expect.poll(() => focused(page)).toBe('Verification code')
  const otp = codeIn(await service.mail(email, code))
  const [wrong = ''] = wrongCodes(otp, 1)
  // The last digit submits the form.
  await fill(dialog, { 'Verification code': wrong })
  expect(await fieldDescription(page, 'Verification code')).toBe(
    'Incorrect code. Enter the code from the most recent email.',
  )
  await fill(dialog, { 'Verification code': ` ${otp.slice(0, 3)}-${otp.slice(3)} ` })
  await expectText(page, `${email} is verified.`)
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('Verified', { exact: true }).waitFor()
})

it('sends another code after a countdown, whose page also takes the code', async ({ newPage }) => {
  const email = someAddress()
  await service.person(email)
  const page = await newPage()
  await page.clock.install()
  await signIn(page, email, '/auth/verify')
  await expectPage(page, 'Check your email')
  const resend = page.getByRole('button', { name: /^Send a new code/ })
  expect(await resend.getAttribute('aria-disabled')).toBe('true')
  await page.clock.runFor(31_000)
  await resend.click()
  await expectText(page, 'We sent a new code.')
  await fill(page, { 'Verification code': codeIn(await service.mail(email, code)) })
  await expectPage(page, 'Security')
  await expectText(page, `${email} is verified.`)
})

it('changes the email address after verification, notifies the old address and ends other sessions', async ({
  newPage,
}) => {
  const [email, next] = [someAddress(), someAddress()]
  const { token } = await service.person(email)
  // Only a verified address receives notices.
  await verifyAddress(service, token)
  const page = await newPage()
  await signIn(page, email)
  await navigate(page, 'Security')
  const dialog = await openDialog(page, 'Change email')
  await fill(dialog, { 'New email': next, 'Current password': 'not this one' })
  await page.keyboard.press('Enter')
  await expectText(dialog, 'Incorrect password.')
  await fill(dialog, { 'Current password': password })
  await page.keyboard.press('Enter')
  const codes = page.getByRole('dialog', { name: 'Check your email' })
  await expectText(codes, next)
  const otp = codeIn(await service.mail(next, code))
  expect(await service.accepts(next, password)).toBe(false)
  // The code can be entered later.
  await page.keyboard.press('Escape')
  await codes.waitFor({ state: 'hidden' })
  await expectText(page, `Enter the code we sent to ${next}.`)
  await openDialog(page, 'Enter code')
  await fill(codes, { 'Verification code': otp })
  await expectText(page, `${next} is verified.`)
  await page.getByText('Verified', { exact: true }).waitFor()
  await service.mail(email, /address/)
  expect(await service.knows(token)).toBe(false)
  expect(await service.accepts(next, password)).toBe(true)
})
