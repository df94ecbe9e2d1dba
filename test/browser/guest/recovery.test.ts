import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { link } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, expectText, fill, it, signIn } from '../support/fixtures.ts'

const { service } = mainService()

const newPassword = 'another horse, another battery'

/** Requests a reset link and returns its URL. */
async function mailedLink(email: string): Promise<string> {
  await service.expecting(200, service.post('/api/auth/password-reset', { email }))
  return linkOf((await service.mail(email, link)).text)
}

function linkOf(text: string): string {
  return /http\S+\?token=\S+/.exec(text)?.[0] ?? ''
}

it('resets the password with the emailed link and signs in, which ends the session in another tab', async ({
  newPage,
}) => {
  const email = someAddress()
  await service.person(email)
  const old = await newPage()
  await signIn(old, email)

  const page = await newPage()
  await page.goto('/auth/sign-in?ui_locales=en&next=%2Fapp')
  await fill(page, { 'Email or username': email })
  await page.getByRole('link', { name: 'Forgot password?' }).click()
  await expectPage(page, 'Reset your password')
  expect(new URL(page.url()).search).toBe('?next=%2Fapp&ui_locales=en')
  // The form has the email address that was entered.
  await page.getByRole('button', { name: 'Send reset link' }).click()
  await expectPage(page, 'Check your email')
  await page.reload()
  await expectText(page, email)
  const address = linkOf((await service.mail(email, link)).text)
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
  await tab.waitForURL('**/auth/account')
  await expectText(tab, 'Your password was reset, and you’re signed in.')
  // Only the link itself contains the token.
  const [token = ''] = address.split('token=').slice(1)
  expect(asked.filter((each) => each.includes(token))).toEqual([address])
  expect(await service.accepts(email, password)).toBe(false)
  expect(await service.accepts(email, newPassword)).toBe(true)

  await page.goto(address)
  await expectPage(page, 'This link has expired')
})

it('keeps the link across a reload and in another language, but not after its use', async ({
  newPage,
}) => {
  const email = someAddress()
  await service.person(email)
  const page = await newPage()
  await page.goto(await mailedLink(email))
  await expectText(page, email)
  await page.reload()
  await expectText(page, email)
  await page.getByText('Language: English').click()
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await expectPage(page, 'Neues Passwort wählen')
  expect(new URL(page.url()).search).toBe('?ui_locales=de')
  await fill(page, { 'Neues Passwort': newPassword })
  await page.getByRole('button', { name: 'Passwort zurücksetzen' }).click()
  await page.waitForURL('**/auth/account')
  await page.goto('/reset-password')
  await expectPage(page, 'This link has expired')
})

it('sends a new link if the link expires while the page is open, to the address that it was for', async ({
  newPage,
}) => {
  const email = someAddress()
  await service.person(email)
  const page = await newPage()
  await page.goto(await mailedLink(email))
  await expectText(page, email)
  // A newer link replaces the older one.
  await mailedLink(email)
  await fill(page, { 'New password': newPassword })
  await page.getByRole('button', { name: 'Reset password' }).click()
  await expectPage(page, 'This link has expired')
  expect(await page.getByLabel('Email address').inputValue()).toBe(email)
  await page.getByRole('button', { name: 'Send a new link' }).click()
  await expectPage(page, 'Check your email')
  await expect.poll(() => service.mailsTo(email).length).toBe(3)
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
