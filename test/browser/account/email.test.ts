import { expect } from 'vitest'
import { code, codeIn, prove, wrongCodes } from '../../conformance/support/mailed.ts'
import { mainService, password, someAddress } from '../../conformance/support/service.ts'
import { arrive, besideField, enter, it, read, section, signIn } from '../support/journey.ts'

const { service } = mainService()

it('is verified by the mailed code, and not by another one', async ({ visitor }) => {
  const email = someAddress()
  await service.person(email)
  const page = await visitor()
  await signIn(page, email)
  const part = section(page, 'E-mail address')
  await read(part, 'Not verified')
  await part.getByRole('button', { name: 'Verify this address' }).click()
  await arrive(page, 'Enter the code')
  await read(page, `A code is on its way to ${email}.`)
  const otp = codeIn(await service.mail(email, code))
  const [wrong = ''] = wrongCodes(otp, 1)
  await enter(page, { 'Six digits': wrong })
  await page.keyboard.press('Enter')
  expect(await besideField(page, 'Six digits')).toBe('This is not the code of the latest mail.')
  await enter(page, { 'Six digits': ` ${otp.slice(0, 3)}-${otp.slice(3)} ` })
  await page.keyboard.press('Enter')
  await arrive(page, 'Your account')
  await read(page, `${email} is verified.`)
  await part.getByText('Verified', { exact: true }).waitFor()
})

it('changes once the new one is proven, which tells the old one and ends other sessions', async ({
  visitor,
}) => {
  const [email, next] = [someAddress(), someAddress()]
  const { token } = await service.person(email)
  // Only a proven address gets notices.
  await prove(service, { email, token })
  const page = await visitor()
  await signIn(page, email)
  const part = section(page, 'E-mail address')
  await enter(part, { 'New e-mail address': next, 'Password to confirm': 'not this one' })
  await part.getByRole('button', { name: 'Change address' }).click()
  await read(part, 'This is not your current password.')
  await enter(part, { 'Password to confirm': password })
  await part.getByRole('button', { name: 'Change address' }).click()
  await arrive(page, 'Enter the code')
  const otp = codeIn(await service.mail(next, code))
  expect(await service.accepts(next, password)).toBe(false)
  await enter(page, { 'Six digits': otp })
  await page.getByRole('button', { name: 'Verify' }).click()
  await arrive(page, 'Your account')
  await read(part, next)
  await part.getByText('Verified', { exact: true }).waitFor()
  await service.mail(email, /address/)
  expect(await service.knows(token)).toBe(false)
  expect(await service.accepts(next, password)).toBe(true)
})
