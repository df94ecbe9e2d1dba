import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService, someAddress, someName } from '../../conformance/support/service.ts'
import { code as codePattern } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, expectText, fieldDescription, fill, it } from '../support/fixtures.ts'

const { service } = mainService()

const submit = { name: 'Create account' } as const

it('creates an account, verifies the email address with the emailed code, and opens the requested page', async ({
  newPage,
}) => {
  const [email, username] = [someAddress(), someName()]
  const page = await newPage()
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  await page.goto('/auth/sign-in?next=%2Fauth%2Faccount%2Fdevices')
  await page.getByRole('link', { name: 'Sign up' }).click()
  await expectPage(page, 'Create your Latchkey account')
  await fill(page, {
    'Email address': email,
    'Username (optional)': username,
    Password: password,
  })
  await page.getByRole('button', submit).dblclick()
  await expectPage(page, 'Check your email')
  expect(sent.filter((url) => url.endsWith('/api/auth/account'))).toHaveLength(1)
  await expectText(page, email)
  expect(await service.accepts(username, password)).toBe(true)
  const { text } = await service.mail(email, codePattern)
  const code = codePattern.exec(text)?.[0] ?? ''
  // A wrong code first, which the form submits at its last digit. Then as copied from an email.
  await page.getByLabel('Verification code').pressSequentially(code === '000000' ? '1' : '000000')
  await expectText(page, 'Incorrect code. Enter the code from the most recent email.')
  await fill(page, { 'Verification code': `${code.slice(0, 3)} ${code.slice(3)}` })
  await expectPage(page, 'Devices')
})

it('opens the account without verification if the user skips it', async ({ newPage }) => {
  const page = await newPage()
  await page.goto('/auth/sign-up?ui_locales=es')
  await fill(page, { 'Correo electrónico': someAddress(), Contraseña: password })
  await page.getByRole('button', { name: 'Crear cuenta' }).click()
  await expectPage(page, 'Revisa tu correo')
  await page.getByRole('link', { name: 'Omitir por ahora' }).click()
  await page.waitForURL('**/auth/account')
})

it('shows each error at its field, and keeps the other input', async ({ newPage }) => {
  const { username } = await service.person()
  const email = someAddress()
  const page = await newPage()
  await page.goto('/auth/sign-up')
  await fill(page, { 'Email address': 'nowhere', Password: 'short' })
  await page.getByRole('button', submit).click()
  expect(await fieldDescription(page, 'Email address')).toMatch(/Enter a valid email address/)
  await fill(page, { 'Email address': email })
  await page.getByText('Enter a valid email address').waitFor({ state: 'detached' })
  await page.getByRole('button', submit).click()
  await expectText(page, 'This password is too easy to guess, too short or too long.')
  expect(await fieldDescription(page, 'Password')).toMatch(/at least 8 characters/i)
  await fill(page, { 'Username (optional)': username, Password: password })
  await page.getByRole('button', submit).click()
  await expectText(page, 'This username is already taken.')
  expect(await fieldDescription(page, 'Username (optional)')).toMatch(
    'This username is already taken',
  )
  expect(await page.getByLabel('Email address').inputValue()).toBe(email)
})

it('says who sent an invitation, and counts its uses', async ({ newPage }) => {
  const { username, token } = await service.person()
  const own = { token }
  const { body: invitation } = await service.post('/api/auth/invitations', {}, own)
  const page = await newPage()
  await page.goto(`/auth/sign-up?invitation=${invitation.token}`)
  await expectText(page, `${username} invited you to Latchkey.`)
  await signUp(page)
  const { body } = await service.get('/api/auth/invitations', own)
  expect(body.items).toEqual([expect.objectContaining({ id: invitation.id, uses: 1 })])
})

it.for([
  ['unknown', 'zzzzzzzzzz'],
  ['unknown, in the parameter of older links', 'zzzzzzzzzz', 'referrer'],
  ['unknown, with a line break', '4n7RwihXr1%0D%0A'],
  ['far too long', 'x'.repeat(3000)],
  ['a NUL', '%00'],
] as const)(
  'creates the account without an invitation that is %s',
  async ([, token, parameter = 'invitation'], { newPage }) => {
    const page = await newPage()
    await page.goto(`/auth/sign-up?${parameter}=${token}`)
    await expectText(page, 'This invitation is invalid or has expired. You can sign up without it.')
    await signUp(page)
  },
)

async function signUp(page: Page): Promise<void> {
  await fill(page, { 'Email address': someAddress(), Password: password })
  await page.getByRole('button', submit).click()
  await expectPage(page, 'Check your email')
}
