import { expect } from 'vitest'
import { mainService, password, someName } from '../../conformance/support/service.ts'
import { arrive, enter, it, read, section, signIn } from '../support/journey.ts'

const { service, root } = mainService()

it('disables a user, whose open page then signs out', async ({ visitor }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await visitor()
  const theirs = await visitor()
  await theirs.clock.install()
  await signIn(theirs, user.username)
  await arrive(theirs, 'Your account')
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/users/${user.id}`)
  await section(page, 'Access').getByRole('button', { name: 'Disable…' }).click()
  const question = page.getByRole('dialog', { name: `Disable ${user.username}?` })
  await question.getByRole('button', { name: 'Disable' }).click()
  await read(page, `${user.username} is disabled and signed out.`)
  await read(section(page, 'Sessions'), 'Signed in nowhere.')

  // They come back to the window after a while.
  await theirs.clock.fastForward('02:00')
  await theirs.evaluate(() => dispatchEvent(new Event('focus')))
  await arrive(theirs, 'Sign in')
  await read(theirs, 'Your session has ended. Sign in again to go on.')
  await enter(theirs, { 'Username or e-mail address': user.username, Password: password })
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await read(theirs, 'The name or the password is wrong.')

  await section(page, 'Access').getByRole('button', { name: 'Enable' }).click()
  await read(page, `${user.username} can sign in again.`)
  await signIn(theirs, user.username)
})

it('creates, changes and deletes a user, and the audit trail shows it', async ({ visitor }) => {
  const admin = await service.administrator(root)
  const username = someName()
  const page = await visitor()
  await signIn(page, admin.username)
  await page.getByRole('link', { name: 'Users' }).click()
  await page.getByRole('button', { name: 'New user…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New user' })
  await enter(dialog, { Password: password })
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await read(dialog, 'It is needed where there is no e-mail address.')
  await enter(dialog, { Username: username })
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await arrive(page, username)
  await read(page, `${username} is created.`)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  const theirs = await visitor()
  await signIn(theirs, username)
  await theirs.goto('/auth/admin')
  await arrive(theirs, 'Your account')
  await section(page, 'Access').getByLabel('Role').selectOption('Administrator')
  await section(page, 'Access').getByRole('button', { name: 'Save role' }).click()
  await read(page, `The role of ${username} is saved.`)
  await read(section(page, 'About'), 'Administrator')
  await theirs.goto('/auth/admin')
  await arrive(theirs, 'Users')

  await page.reload()
  await section(page, 'Sessions').getByRole('button', { name: 'End all sessions' }).click()
  await read(page, `${username} is signed out everywhere.`)
  await theirs.reload()
  await arrive(theirs, 'Sign in')
  await signIn(theirs, username)

  await enter(section(page, 'Password'), { 'New password': 'another horse, another battery' })
  await section(page, 'Password').getByRole('button', { name: 'Set password' }).click()
  await read(page, `The password of ${username} is set. They are signed out everywhere.`)
  await theirs.reload()
  await arrive(theirs, 'Sign in')

  await section(page, 'Access').getByRole('button', { name: 'Delete…' }).click()
  const deletion = page.getByRole('dialog', { name: `Delete ${username} for good?` })
  await deletion.getByRole('button', { name: 'Delete for good' }).click()
  await read(deletion, 'Fill this in.')
  await enter(deletion, { [`Type ${username} to confirm`]: admin.username })
  await deletion.getByRole('button', { name: 'Delete for good' }).click()
  await read(deletion, `It does not match ${username}.`)
  await enter(deletion, { [`Type ${username} to confirm`]: ` ${username.toUpperCase()}` })
  await deletion.getByRole('button', { name: 'Delete for good' }).click()
  await arrive(page, 'Users')
  await read(page, `${username} is deleted.`)

  await page.getByRole('link', { name: 'Audit' }).click()
  await enter(page, { 'Account id': id })
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL((url) => url.searchParams.get('account') === id)
  for (const what of ['Account created', 'Role changed', 'Password changed', 'Account deleted']) {
    await page.getByRole('row').filter({ hasText: what }).first().waitFor()
  }
  await page.getByLabel('Event').selectOption('Account deleted')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL((url) => url.searchParams.get('event') === 'user_deleted')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
})

it('finds users by how their name begins, a page at a time', async ({ visitor }) => {
  const { token, username } = await service.administrator(root)
  const prefix = `p.${crypto.randomUUID().slice(0, 8)}`
  const names = Array.from({ length: 51 }, (_, i) => `${prefix}.${String(i).padStart(2, '0')}`)
  let id = ''
  for (const name of names) {
    const asked = service.post('/api/auth/accounts', { username: name, password }, { token })
    id = (await service.expecting(200, asked)).body.account.id
  }
  const page = await visitor()
  await signIn(page, username)
  await page.goto('/auth/admin')
  const find = async (search: string, state = 'Any') => {
    await enter(page, { 'Username or e-mail address begins with': search })
    await page.getByLabel('State').selectOption(state)
    await page.getByRole('button', { name: 'Search' }).click()
  }
  const shows = (name = '') => page.getByRole('link', { name, exact: true }).waitFor()
  await find(prefix)
  await shows(names[0])
  await read(page, '50 users on this page')
  await page.getByRole('link', { name: 'Next page' }).click()
  await shows(names[50])
  await read(page, 'One user')
  await page.goBack()
  await shows(names[0])
  await find('%')
  await read(page, 'Nobody fits.')

  const json = { disabled: true }
  const disabling = service.request('PATCH', `/api/auth/accounts/${id}`, { token, json })
  await service.expecting(200, disabling)
  await find(prefix, 'Disabled')
  await shows(names[50])
  await read(page, 'One user')
  await page.reload()
  await shows(names[50])
})
