import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { code, codeIn, verifyAddress, wrongCodes } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  it,
  section,
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
  const part = section(page, 'Email address')
  await expectText(part, 'Unverified')
  await part.getByRole('button', { name: 'Send verification code' }).click()
  await expectPage(page, 'Verify your email address')
  await expectText(page, `We sent a verification code to ${email}.`)
  const otp = codeIn(await service.mail(email, code))
  const [wrong = ''] = wrongCodes(otp, 1)
  await fill(page, { 'Verification code': wrong })
  await page.keyboard.press('Enter')
  expect(await fieldDescription(page, 'Verification code')).toBe(
    'Incorrect code. Enter the code from the most recent email.',
  )
  await fill(page, { 'Verification code': ` ${otp.slice(0, 3)}-${otp.slice(3)} ` })
  await page.keyboard.press('Enter')
  await expectPage(page, 'Your account')
  await expectText(page, `${email} is verified.`)
  await part.getByText('Verified', { exact: true }).waitFor()
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
  const part = section(page, 'Email address')
  await fill(part, { 'New email address': next, 'Current password': 'not this one' })
  await part.getByRole('button', { name: 'Change email address' }).click()
  await expectText(part, 'Incorrect password.')
  await fill(part, { 'Current password': password })
  await part.getByRole('button', { name: 'Change email address' }).click()
  await expectPage(page, 'Verify your email address')
  const otp = codeIn(await service.mail(next, code))
  expect(await service.accepts(next, password)).toBe(false)
  // The last digit submits the form.
  await fill(page, { 'Verification code': otp })
  await expectPage(page, 'Your account')
  await expectText(part, next)
  await part.getByText('Verified', { exact: true }).waitFor()
  await service.mail(email, /address/)
  expect(await service.knows(token)).toBe(false)
  expect(await service.accepts(next, password)).toBe(true)
})
