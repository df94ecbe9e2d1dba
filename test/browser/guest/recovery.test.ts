import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { link } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, expectText, fill, it, signIn } from '../support/fixtures.ts'

const { service } = mainService()

const newPassword = 'another horse, another battery'

it('resets the password with the emailed link, which ends the session in another tab', async ({
  newPage,
}) => {
  const email = someAddress()
  await service.person(email)
  const old = await newPage()
  await signIn(old, email)
  await expectPage(old, 'Your account')

  const page = await newPage()
  await page.goto('/auth/sign-in')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await fill(page, { 'Email address': email })
  await page.getByRole('button', { name: 'Send reset link' }).click()
  await expectPage(page, 'Check your email')
  const { text } = await service.mail(email, link)
  const [address = ''] = /http\S+\?token=\S+/.exec(text) ?? []
  expect(address.startsWith(`${service.instance.url}/reset-password?token=`)).toBe(true)

  // In a second tab of the signed-in browser, as opened from an email.
  const tab = await old.context().newPage()
  const asked: string[] = []
  tab.on('request', (request) => asked.push(request.headers().referer ?? '', request.url()))
  await tab.goto(address)
  await expectPage(tab, 'Choose a new password')
  expect(tab.url()).toBe(`${service.instance.url}/reset-password`)
  await expectText(tab, email)
  await fill(tab, { 'New password': newPassword })
  await tab.getByRole('button', { name: 'Reset password' }).click()
  await expectPage(tab, 'Sign in to Latchkey')
  await expectText(tab, 'Your password was reset. Sign in with your new password.')
  // Only the link itself contains the token.
  const [token = ''] = address.split('token=').slice(1)
  expect(asked.filter((each) => each.includes(token))).toEqual([address])

  await old.getByRole('button', { name: 'Save profile' }).click()
  await old.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  expect(await service.accepts(email, password)).toBe(false)
  await signIn(tab, email, newPassword)

  await page.goto(address)
  await expectText(page, 'This link has expired or was already used. Send a new one?')
})

it('shows the same page for an unknown email address', async ({ newPage }) => {
  const email = someAddress()
  const page = await newPage()
  await page.goto('/auth/forgot-password')
  await fill(page, { 'Email address': email })
  await page.getByRole('button', { name: 'Send reset link' }).click()
  await expectPage(page, 'Check your email')
  await expectText(page, email)
  expect(service.mailsTo(email)).toEqual([])
})
