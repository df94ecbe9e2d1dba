import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { code, codeIn, link, linkIn } from '../../support/accounts/mailed.ts'
import { password } from '../../support/requests/client.ts'
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

/** The list of users as an administrator sees it, with the accounts that a search finds. */
async function openUsers(page: Page, search: string): Promise<void> {
  const admin = await service.administrator(root)
  await signIn(page, admin.username, `/auth/admin?${new URLSearchParams({ search })}`)
  await page.getByRole('link', { name: search }).first().waitFor()
}

async function send(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Send reset link' }).click()
}

it('invites a user by email, who signs up with the link', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const email = someAddress()
  const page = await newPage()
  await signIn(page, admin.username, '/auth/admin')
  const dialog = await openDialog(page, 'New user')
  expect(await dialog.getByRole('radio', { name: 'Send an invitation' }).isChecked()).toBe(true)
  await dialog.getByRole('button', { name: 'Send invitation' }).click()
  await expectText(dialog, 'Enter an email address.')
  await fill(dialog, { 'Email address': email })
  await dialog.getByRole('button', { name: 'Send invitation' }).click()
  await expectText(page, `We sent an invitation to ${email}.`)
  await dialog.waitFor({ state: 'hidden' })

  const theirs = await newPage()
  await theirs.goto(linkIn(await service.mail(email)).href)
  await expectText(theirs, `${admin.username} invited you to Latchkey.`)
  await fill(theirs, { 'Email address': email, Password: password })
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await expectPage(theirs, 'Check your email')
  expect(await service.accepts(email, password)).toBe(true)
  await page.goto(`/auth/admin?${new URLSearchParams({ search: email })}`)
  await page.getByRole('link', { name: email }).click()
  await page.getByRole('link', { name: 'View inviter' }).click()
  await expectPage(page, admin.username)
})

it('sends a reset link to one user, who then chooses a new password', async ({ newPage }) => {
  const email = someAddress()
  await service.person(email)
  const page = await newPage()
  await openUsers(page, email)
  await page.getByRole('button', { name: `Actions for ${email}` }).click()
  await page.getByRole('menuitem', { name: 'Send reset link' }).click()
  await send(page)
  await expectText(page, `We sent ${email} a reset link.`)
  const mail = await service.mail(email, link)
  expect(mail.text).toContain('By: An administrator')
  expect(await service.accepts(email, password)).toBe(true)

  const fresh = `${password}, the second`
  const theirs = await newPage()
  await theirs.goto(linkIn(mail).href)
  await theirs.getByLabel('New password', { exact: true }).fill(fresh)
  await theirs.locator('button[type="submit"]').click()
  await expectPage(theirs, 'Profile')
  expect(await service.accepts(email, fresh)).toBe(true)
})

it('sends reset links to several users, and says who gets none', async ({ newPage }) => {
  const common = crypto.randomUUID().slice(0, 8)
  const emails = [`${common}.1@example.com`, `${common}.2@example.com`]
  for (const name of [...emails, `${common}.3`]) await service.person(name)
  const page = await newPage()
  await openUsers(page, common)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  const selected = page.getByRole('region', { name: 'Selected users' })
  await selected.getByRole('button', { name: 'Send reset link' }).click()
  await expectText(page.getByRole('dialog'), 'Send 3 users a reset link?')
  await send(page)
  await expectText(page, '2 of 3 users changed.')
  for (const email of emails) await service.mail(email, link)
})

it('sends a verification code, which the user enters', async ({ newPage }) => {
  const email = someAddress()
  const user = await service.person(email)
  const page = await newPage()
  await openUsers(page, email)
  await page.getByRole('link', { name: email }).click()
  await page.getByRole('button', { name: 'Resend code' }).click()
  await expectText(page, `We sent a code to ${email}.`)
  const json = { code: codeIn(await service.mail(email, code)) }
  const own = { token: user.token }
  await service.expecting(200, service.post('/api/auth/account/email/verify', json, own))
  await page.reload()
  await expectText(section(page, 'Profile'), 'Verified')
  expect(await page.getByRole('button', { name: 'Resend code' }).count()).toBe(0)
})
