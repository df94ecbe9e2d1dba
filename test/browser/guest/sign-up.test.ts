import { expect } from 'vitest'
import { mainService, someAddress, someName } from '../../conformance/support/service.ts'
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

const submit = { name: 'Create account' } as const

it('creates an account and signs in', async ({ newPage }) => {
  const [email, username] = [someAddress(), someName()]
  const page = await newPage()
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  await page.goto('/auth/sign-in')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await expectPage(page, 'Create an account')
  await fill(page, {
    'Email address': email,
    'Username (optional)': username,
    Password: password,
  })
  await page.getByRole('button', submit).dblclick()
  await expectPage(page, 'Your account')
  expect(sent).toHaveLength(1)
  await expectText(section(page, 'Email address'), email)
  await expectText(section(page, 'Email address'), 'Unverified')
  expect(await section(page, 'Profile').getByLabel('Username').inputValue()).toBe(username)
  expect(await service.accepts(username, password)).toBe(true)
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
  await page.getByRole('button', submit).click()
  await expectText(page, 'Choose another password.')
  expect(await fieldDescription(page, 'Password')).toMatch(/at least 8 characters/i)
  await fill(page, { 'Username (optional)': username, Password: password })
  await page.getByRole('button', submit).click()
  await expectText(page, 'This username is already taken.')
  expect(await fieldDescription(page, 'Username (optional)')).toMatch(
    'This username is already taken',
  )
  expect(await page.getByLabel('Email address').inputValue()).toBe(email)
})

it('counts the uses of an invitation, and rejects a revoked invitation', async ({ newPage }) => {
  const { username } = await service.person()
  const owner = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  await signIn(owner, username)
  const invitations = section(owner, 'Invitations')
  await expectText(invitations, 'No invitations yet.')
  await invitations.getByRole('button', { name: 'Create invitation' }).click()
  await expectText(invitations, /Not used yet/)
  const token = (await invitations.locator('code').textContent()) ?? ''
  expect(token).toMatch(/^\w{10}$/)
  await invitations.getByRole('button', { name: `Copy link of invitation ${token}` }).click()
  await expectText(owner, 'Link copied.')
  const link = await owner.evaluate(() => navigator.clipboard.readText())
  expect(new URL(link).origin).toBe(service.instance.url)

  const guest = await newPage()
  await guest.goto(link)
  await fill(guest, { 'Email address': someAddress(), Password: password })
  await guest.getByRole('button', submit).click()
  await expectPage(guest, 'Your account')
  await owner.reload()
  await expectText(invitations, /Used once/)

  const late = await newPage()
  await late.goto(link)
  await invitations.getByRole('button', { name: `Revoke invitation ${token}` }).click()
  await expectText(invitations, 'No invitations yet.')
  await fill(late, { 'Email address': someAddress(), Password: password })
  await late.getByRole('button', submit).click()
  await expectText(late, 'This invitation is invalid or has expired. Ask for a new one.')
  // Registration is open, so the invitation is optional.
  await late.getByRole('button', { name: 'Create account without invitation' }).click()
  await expectPage(late, 'Your account')
})

it.for([
  ['unknown', 'zzzzzzzzzz'],
  ['unknown, in the parameter of older links', 'zzzzzzzzzz', 'referrer'],
  ['unknown, with a line break', '4n7RwihXr1%0D%0A'],
  ['far too long', 'x'.repeat(3000)],
  ['a NUL', '%00'],
] as const)(
  'offers to continue without an invitation that is %s',
  async ([, token, parameter = 'invitation'], { newPage }) => {
    const page = await newPage()
    await page.goto(`/auth/sign-up?${parameter}=${token}`)
    await fill(page, { 'Email address': someAddress(), Password: password })
    await page.getByRole('button', submit).click()
    await page
      .getByRole('alert')
      .getByText('This invitation is invalid or has expired. Ask for a new one.')
      .waitFor()
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe(password)
    await page.getByRole('button', { name: 'Create account without invitation' }).click()
    await expectPage(page, 'Your account')
  },
)
