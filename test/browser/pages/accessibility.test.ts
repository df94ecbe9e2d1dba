import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { link } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance, expectNoHorizontalScroll } from '../support/appearance.ts'
import {
  expectPage,
  expectText,
  fill,
  it,
  openDialog,
  section,
  signIn,
} from '../support/fixtures.ts'

const { service, root } = mainService()

/** The accounts in the screenshots. */
const team = [
  ['Ada', 'Lovelace'],
  ['Alan', 'Turing'],
  ['Edsger', 'Dijkstra'],
  ['Grace', 'Hopper'],
  ['Katherine', 'Johnson'],
] as const

const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0'

it('pages for guests are accessible and fit a phone', async ({ newPage }) => {
  const page = await newPage()
  await page.goto('/auth/sign-in')
  await expectPage(page, 'Sign in to Latchkey')
  await checkAppearance(page, 'sign-in')
  await fill(page, { 'Email or username': 'ada', Password: 'not this one' })
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').waitFor()
  await checkAppearance(page, 'sign-in-wrong')
  await page.goto('/auth/sign-up')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expectText(page, 'Enter your email address.')
  await checkAppearance(page, 'sign-up-missing')
  await fill(page, { 'Email address': someAddress(), Password: password })
  await page.getByRole('button', { name: 'Create account' }).click()
  await expectPage(page, 'Check your email')
  await checkAppearance(page, 'sign-up-code')
  await page.context().clearCookies()
  await page.goto('/auth/sign-in')
  await page.getByText('Language: English').click()
  await checkAppearance(page, 'sign-in-languages')
  await page.goto('/auth/no-such-page')
  await expectPage(page, 'Page not found')
  await checkAppearance(page, 'not-found')
})

it('the page without JavaScript is accessible and fits a phone', async ({ newPage }) => {
  const page = await newPage({ javaScriptEnabled: false })
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 740 })
    await page.goto('/auth/sign-in')
    await expectPage(page, 'Turn on JavaScript')
    const { width: content = 0 } = (await page.locator('.no-script').boundingBox()) ?? {}
    expect(content).toBeGreaterThan(0)
    expect(content).toBeLessThanOrEqual(width)
    expect(await page.locator('#app').isVisible()).toBe(false)
  }
})

it('pages of a password reset are accessible and fit a phone', async ({ newPage }) => {
  const email = someAddress()
  await service.person(email)
  const page = await newPage()
  await page.goto('/auth/forgot-password')
  await expectPage(page, 'Reset your password')
  await checkAppearance(page, 'forgot-password')
  await fill(page, { 'Email address': email })
  await page.getByRole('button', { name: 'Send reset link' }).click()
  await expectPage(page, 'Check your email')
  await checkAppearance(page, 'forgot-password-sent')
  await page.goto('/reset-password')
  await expectPage(page, 'This link has expired')
  await checkAppearance(page, 'reset-password-without-link')
  const { text } = await service.mail(email, link)
  await page.goto(/http\S+\?token=\S+/.exec(text)?.[0] ?? '')
  await page.getByLabel('New password', { exact: true }).waitFor()
  await checkAppearance(page, 'reset-password')
})

it('pages of an account are accessible and fit a phone', async ({ newPage }) => {
  const email = 'ada.lovelace@example.com'
  const { token } = await service.person(email)
  const names = { username: 'ada', first_name: 'Ada', last_name: 'Lovelace' }
  const asked = service.request('PATCH', '/api/auth/account', { token, json: names })
  await service.expecting(200, asked)
  const elsewhere = { username: email, password }
  const signedIn = { headers: { 'User-Agent': userAgent } }
  await service.expecting(201, service.post('/api/auth/session', elsewhere, signedIn))
  const page = await newPage()
  await signIn(page, email)
  await expectPage(page, 'Profile')
  await checkAppearance(page, 'profile')
  await openDialog(page, 'Change name')
  await checkAppearance(page, 'profile-name')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: /\w/ }).waitFor()
  await checkAppearance(page, 'profile-saved')

  await page.goto('/auth/account/security')
  await expectPage(page, 'Security')
  await checkAppearance(page, 'security')
  const change = await openDialog(page, 'Change password')
  await change.getByRole('button', { name: 'Change password' }).click()
  await expectText(change, 'Enter your current password.')
  await checkAppearance(page, 'security-password')
  await page.keyboard.press('Escape')
  await change.waitFor({ state: 'hidden' })
  await openDialog(page, 'Change email')
  await checkAppearance(page, 'security-email')
  await page.keyboard.press('Escape')
  await change.waitFor({ state: 'hidden' })
  await openDialog(page, 'Verify email')
  await checkAppearance(page, 'security-code')
  await page.keyboard.press('Escape')
  await change.waitFor({ state: 'hidden' })
  await openDialog(page, 'Delete account…')
  await checkAppearance(page, 'account-delete')

  await page.goto('/auth/account/devices')
  await expectText(page, 'Firefox on Windows')
  await checkAppearance(page, 'devices')

  await page.goto('/auth/account/invitations')
  await expectText(page, 'No invitations yet')
  await checkAppearance(page, 'invitations-empty')
  const form = await openDialog(page, 'Invite by email')
  await checkAppearance(page, 'invitations-email')
  await fill(form, { 'Email address': someAddress() })
  await form.getByRole('button', { name: 'Send invitation' }).click()
  await expectText(page, 'Sent by email')
  const link = await openDialog(page, 'Create link')
  await checkAppearance(page, 'invitations-link')
  await link.getByRole('button', { name: 'Done' }).click()
  await expectText(page, 'Not used yet')
  await checkAppearance(page, 'invitations')
  await openDialog(page, /^Revoke/)
  await checkAppearance(page, 'invitations-revoke')

  await page.goto('/auth/verify')
  await expectPage(page, 'Check your email')
  await checkAppearance(page, 'verify')
})

it('pages for administrators are accessible and fit a phone', async ({ newPage }) => {
  const admin = await service.administrator(root, 'barbara')
  const names = { first_name: 'Barbara', last_name: 'Liskov' }
  const renamed = { token: admin.token, json: names }
  await service.expecting(200, service.request('PATCH', '/api/auth/account', renamed))
  const ids: string[] = []
  for (const [first_name, last_name] of team) {
    const facts = { username: `team.${first_name.toLowerCase()}`, password, first_name, last_name }
    const asked = service.post('/api/auth/accounts', facts, { token: admin.token })
    ids.push((await service.expecting(201, asked)).body.account.id)
  }
  await service.signIn('team.ada')
  const page = await newPage()
  await signIn(page, admin.username, '/auth/admin?search=team.')
  await expectText(page, /^5 accounts$/)
  await checkAppearance(page, 'users')
  await page.getByRole('checkbox', { name: 'Select Ada Lovelace' }).check()
  await page.getByRole('region', { name: 'Selected users' }).waitFor()
  await checkAppearance(page, 'users-selected')
  await page.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await page.getByRole('menuitem', { name: 'Copy ID' }).waitFor()
  await checkAppearance(page, 'users-menu')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').locator('[aria-invalid="true"]').waitFor()
  await checkAppearance(page, 'users-delete')
  await page.goto('/auth/admin?search=team.no-one')
  await expectText(page, 'No users found')
  await checkAppearance(page, 'users-none')
  await page.getByRole('button', { name: 'New user' }).click()
  await page.getByRole('dialog').waitFor()
  await checkAppearance(page, 'users-invite')
  const creation = page.getByRole('dialog')
  await creation.getByRole('radio', { name: 'Create with a password' }).check()
  await checkAppearance(page, 'users-new')
  await fill(creation, { Username: 'team.margaret' })
  await creation.getByRole('button', { name: 'Create user' }).click()
  await creation.getByLabel('One-time password').waitFor()
  await checkAppearance(page, 'users-new-password')
  await page.goto(`/auth/admin/users/${ids[0]}`)
  await section(page, 'Sessions').getByRole('listitem').waitFor()
  await section(page, 'Activity').getByRole('listitem').nth(1).waitFor()
  await checkAppearance(page, 'user')
  for (const name of [
    'Edit name',
    'Edit username',
    'Edit email',
    'Change role',
    'Disable',
    'Reset password',
    'Delete user',
  ]) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').waitFor()
    await checkAppearance(page, `user-${name.toLowerCase().replace(' ', '-')}`)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  const long = { token: admin.token, json: { last_name: 'Wolfeschlegelsteinhausenbergerdorff' } }
  await service.expecting(200, service.request('PATCH', `/api/auth/accounts/${ids[0]}`, long))
  await page.setViewportSize({ width: 360, height: 740 })
  await page.reload()
  await expectPage(page, 'Ada Wolfeschlegelsteinhausenbergerdorff')
  await expectNoHorizontalScroll(page, 'a user with a long name')
  await page.goto(`/auth/admin/users/${crypto.randomUUID()}`)
  await expectText(page, 'This account no longer exists.')
  await checkAppearance(page, 'user-missing')
  await page.goto(`/auth/admin/audit?search=${ids[0]}`)
  await page.getByRole('button', { name: 'Details' }).first().click()
  await expectText(page, 'Request ID')
  await checkAppearance(page, 'audit')
  await page.goto('/auth/admin/settings')
  await section(page, 'Product').waitFor()
  await checkAppearance(page, 'settings')
})
