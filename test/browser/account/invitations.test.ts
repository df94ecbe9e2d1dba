import { expect } from 'vitest'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { expectText, fill, it, openDialog, signIn } from '../support/fixtures.ts'

const { service } = mainService()

it('creates a link, copies it and revokes it', async ({ newPage }) => {
  const { username } = await service.person()
  const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  await signIn(page, username, '/auth/account/invitations')
  await expectText(page, 'No invitations yet')
  const shown = await openDialog(page, 'Create link')
  const link = await shown.getByLabel('Link').inputValue()
  expect(link).toMatch(/\/auth\/sign-up\?invitation=\w{10}$/)
  await shown.getByRole('button', { name: 'Copy' }).click()
  await shown.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  await shown.getByRole('button', { name: 'Done' }).click()
  await shown.waitFor({ state: 'hidden' })

  const code = link.slice(-10)
  const row = page.getByRole('listitem').filter({ hasText: code })
  await expectText(row, 'Not used yet')
  await expectText(row, /^Expires in /)
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await row.getByRole('button', { name: `Copy link of invitation ${code}` }).click()
  await expectText(page, 'Link copied.')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)

  const question = await openDialog(page, `Revoke invitation ${code}`)
  await question.getByRole('button', { name: 'Revoke' }).click()
  await expectText(page, 'Invitation revoked.')
  await expectText(page, 'No invitations yet')
})

it('invites someone by email', async ({ newPage }) => {
  const { username } = await service.person()
  const email = someAddress()
  const page = await newPage()
  await signIn(page, username, '/auth/account/invitations')
  const form = await openDialog(page, 'Invite by email')
  await fill(form, { 'Email address': email })
  await form.getByRole('button', { name: 'Send invitation' }).click()
  await expectText(page, `We sent an invitation to ${email}.`)
  const row = page.getByRole('listitem').filter({ hasText: email })
  await expectText(row, 'Sent by email')
  const { subject } = await service.mail(email)
  expect(subject).toBe(`${username} invited you to Latchkey`)
})

it('shows the link if the browser does not allow copying', async ({ newPage }) => {
  const { username, token } = await service.person()
  const created = service.post('/api/auth/invitations', undefined, { token })
  const { body } = await service.expecting(201, created)
  const page = await newPage()
  await signIn(page, username, '/auth/account/invitations')
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))
  })
  const shown = await openDialog(page, /^Copy link/)
  expect(await shown.getByLabel('Link').inputValue()).toContain(body.token)
})
