import { expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, expectText, fill, it, navigate, section, signIn } from '../support/fixtures.ts'

const { service, root } = mainService()

it('disables an account, whose open page then signs out', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await newPage()
  const theirs = await newPage()
  await theirs.clock.install()
  await signIn(theirs, user.username)
  await expectPage(theirs, 'Your account')
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/users/${user.id}`)
  await section(page, 'Access').getByRole('button', { name: 'Disable…' }).click()
  const question = page.getByRole('dialog', { name: `Disable ${user.username}?` })
  await question.getByRole('button', { name: 'Disable' }).click()
  await expectText(page, `${user.username} was disabled and signed out.`)
  await expectText(section(page, 'Sessions'), 'No active sessions.')

  // The window gets the focus again after two minutes.
  await theirs.clock.fastForward('02:00')
  await theirs.evaluate(() => dispatchEvent(new Event('focus')))
  await expectPage(theirs, 'Sign in to Latchkey')
  await expectText(theirs, 'Your session has ended. Sign in again to continue.')
  await fill(theirs, { 'Email or username': user.username, Password: password })
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await expectText(theirs, 'Incorrect email or password.')

  await section(page, 'Access').getByRole('button', { name: 'Enable' }).click()
  await expectText(page, `${user.username} was enabled.`)
  await signIn(theirs, user.username)
})

it('creates, changes and deletes an account, and the audit log shows each event', async ({
  newPage,
}) => {
  const admin = await service.administrator(root)
  const username = someName()
  const page = await newPage()
  await signIn(page, admin.username)
  await navigate(page, 'Users')
  await page.getByRole('button', { name: 'New account…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New account' })
  await fill(dialog, { Password: password })
  await dialog.getByRole('button', { name: 'Create account' }).click()
  await expectText(dialog, 'Enter a username or an email address.')
  await fill(dialog, { Username: username })
  await dialog.getByRole('button', { name: 'Create account' }).click()
  await expectPage(page, username)
  await expectText(page, `${username} was created.`)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  const theirs = await newPage()
  await signIn(theirs, username)
  await theirs.goto('/auth/admin')
  await expectPage(theirs, 'Your account')
  await section(page, 'Access').getByLabel('Role').selectOption('Administrator')
  await section(page, 'Access').getByRole('button', { name: 'Save role' }).click()
  await expectText(page, `Role updated for ${username}.`)
  await expectText(section(page, 'Details'), 'Administrator')
  await theirs.goto('/auth/admin')
  await expectPage(theirs, 'Accounts')

  await page.reload()
  await section(page, 'Sessions').getByRole('button', { name: 'End all sessions' }).click()
  await expectText(page, `${username} was signed out of all devices.`)
  await theirs.reload()
  await expectPage(theirs, 'Sign in to Latchkey')
  await signIn(theirs, username)

  await fill(section(page, 'Password'), { 'New password': 'another horse, another battery' })
  await section(page, 'Password').getByRole('button', { name: 'Set password' }).click()
  await expectText(page, `Password set for ${username}. All devices were signed out.`)
  await theirs.reload()
  await expectPage(theirs, 'Sign in to Latchkey')

  await section(page, 'Access').getByRole('button', { name: 'Delete…' }).click()
  const deletion = page.getByRole('dialog', { name: `Permanently delete ${username}?` })
  await deletion.getByRole('button', { name: 'Delete permanently' }).click()
  await expectText(deletion, 'Fill in this field.')
  await fill(deletion, { [`Type ${username} to confirm`]: admin.username })
  await deletion.getByRole('button', { name: 'Delete permanently' }).click()
  await expectText(deletion, 'This doesn’t match. Type it exactly as shown.')
  await fill(deletion, { [`Type ${username} to confirm`]: ` ${username.toUpperCase()}` })
  await deletion.getByRole('button', { name: 'Delete permanently' }).click()
  await expectPage(page, 'Accounts')
  await expectText(page, `${username} was deleted.`)

  await navigate(page, 'Audit log')
  await fill(page, { 'Account ID': id })
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL((url) => url.searchParams.get('account') === id)
  for (const what of ['Account created', 'Role changed', 'Password changed', 'Account deleted']) {
    await page.getByRole('row').filter({ hasText: what }).first().waitFor()
  }
  await page.getByLabel('Event').selectOption('Account deleted')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL((url) => url.searchParams.get('event') === 'user_deleted')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
})

it('finds accounts by the start of their name, one page at a time', async ({ newPage }) => {
  const { token, username } = await service.administrator(root)
  const prefix = `p.${crypto.randomUUID().slice(0, 8)}`
  const names = Array.from({ length: 51 }, (_, i) => `${prefix}.${String(i).padStart(2, '0')}`)
  let id = ''
  for (const name of names) {
    const asked = service.post('/api/auth/accounts', { username: name, password }, { token })
    id = (await service.expecting(201, asked)).body.account.id
  }
  const page = await newPage()
  await signIn(page, username)
  await page.goto('/auth/admin')
  const find = async (search: string, state = 'Any') => {
    await fill(page, { 'Username or email address starts with': search })
    await page.getByLabel('Status').selectOption(state)
    await page.getByRole('button', { name: 'Search' }).click()
  }
  const shows = (name = '') => page.getByRole('link', { name, exact: true }).waitFor()
  await find(prefix)
  await shows(names[0])
  await expectText(page, '50 accounts on this page')
  await page.getByRole('link', { name: 'Next page' }).click()
  await shows(names[50])
  await expectText(page, '1 account')
  await page.goBack()
  await shows(names[0])
  await find('%')
  await expectText(page, 'No accounts found.')

  const json = { disabled: true }
  const disabling = service.request('PATCH', `/api/auth/accounts/${id}`, { token, json })
  await service.expecting(200, disabling)
  await find(prefix, 'Disabled')
  await shows(names[50])
  await expectText(page, '1 account')
  await page.reload()
  await shows(names[50])
})
