import { expect } from 'vitest'
import { mainService, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import {
  expectPage,
  expectText,
  fill,
  focused,
  it,
  navigate,
  openDialog,
  section,
  signIn,
} from '../support/fixtures.ts'

const { service, root } = mainService()

it('disables an account, whose open page then signs out', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await newPage()
  const theirs = await newPage()
  await theirs.clock.install()
  await signIn(theirs, user.username)
  await expectPage(theirs, 'Profile')
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/users/${user.id}`)
  const question = await openDialog(page, 'Disable')
  await question.getByRole('button', { name: 'Disable' }).click()
  await expectText(page, `${user.username} was disabled and signed out.`)
  await expectText(section(page, 'Sessions'), 'No active sessions')

  // The window gets the focus again after two minutes.
  await theirs.clock.fastForward('02:00')
  await theirs.evaluate(() => dispatchEvent(new Event('focus')))
  await expectPage(theirs, 'Sign in to Latchkey')
  expect(await service.accepts(user.username, user.password)).toBe(false)

  await section(page, 'Access').getByRole('button', { name: 'Enable' }).click()
  await expectText(page, `${user.username} was enabled.`)
  await signIn(theirs, user.username)
})

it('creates, changes and deletes a user, and the audit log says so in sentences', async ({
  newPage,
}) => {
  const admin = await service.administrator(root)
  const username = someName()
  const page = await newPage()
  await signIn(page, admin.username)
  await navigate(page, 'Users')
  const dialog = await openDialog(page, 'New user')
  await fill(dialog, { Password: password })
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await expectText(dialog, 'Enter an email or a username.')
  await fill(dialog, { Username: username })
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await expectPage(page, username)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  const theirs = await newPage()
  await signIn(theirs, username)
  await theirs.goto('/auth/admin')
  await expectPage(theirs, 'Profile')
  const roles = await openDialog(page, 'Change role')
  await roles.getByLabel('Role').selectOption('Administrator')
  await roles.getByRole('button', { name: 'Save' }).click()
  await expectText(page, `Role of ${username} changed.`)
  await theirs.goto('/auth/admin')
  await expectPage(theirs, 'Users')

  await page.reload()
  const signOut = await openDialog(page, 'Sign out everywhere')
  await signOut.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expectText(page, `${username} was signed out everywhere.`)
  await theirs.reload()
  await expectPage(theirs, 'Sign in to Latchkey')

  const names = await openDialog(page, 'Edit name')
  await fill(names, { 'First name': 'Radia', 'Last name': 'Perlman' })
  await names.getByRole('button', { name: 'Save' }).click()
  await expectPage(page, 'Radia Perlman')

  const deletion = await openDialog(page, 'Delete user')
  await fill(deletion, { 'Type Radia Perlman to confirm': username })
  await deletion.getByRole('button', { name: 'Delete' }).click()
  await deletion.locator('[aria-invalid="true"]').waitFor()
  await fill(deletion, { 'Type Radia Perlman to confirm': ' radia PERLMAN' })
  await deletion.getByRole('button', { name: 'Delete' }).click()
  await expectPage(page, 'Users')
  await expectText(page, 'Radia Perlman was deleted.')

  await navigate(page, 'Audit log')
  await page.getByLabel('Filter by name, email or ID').fill(id)
  await page.waitForURL((url) => url.searchParams.get('search') === id)
  const short = `User ${id.slice(0, 8)}`
  for (const sentence of [
    `${admin.username} deleted ${short}`,
    `${admin.username} updated the profile of ${short}`,
    `${admin.username} signed ${short} out everywhere`,
    `${admin.username} made ${short} an administrator`,
    `${short} signed in`,
    `${admin.username} created ${short}`,
  ]) {
    await page.getByRole('listitem').filter({ hasText: sentence }).first().waitFor()
  }
  await page.getByRole('button', { name: 'Event: any' }).click()
  await page.getByRole('menuitemradio', { name: 'User deleted' }).click()
  await page.waitForURL((url) => url.searchParams.get('event') === 'user_deleted')
  await expect.poll(() => page.locator('.event').count()).toBe(1)
  await page.getByRole('button', { name: 'Details' }).click()
  await expectText(page, id)
})

it('exports the events of a filter', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const page = await newPage()
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/audit?search=${admin.id}`)
  for (const [name, start] of [
    ['CSV (spreadsheet)', 'at,event,'],
    ['JSON', '{"items":['],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name }).click()
    const chunks = await (await (await download).createReadStream()).toArray()
    const text = Buffer.concat(chunks)
      .toString()
      .replace(/^\uFEFF|"(?=at|,|event)/g, '')
    expect(text.slice(0, 9)).toBe(start.slice(0, 9))
    expect(text).toContain(admin.id)
  }
  await expectText(page, 'Events exported.')
})

it('finds users while typing, one page at a time, and returns to the same row', async ({
  newPage,
}) => {
  const { token, username } = await service.administrator(root)
  const prefix = `p.${crypto.randomUUID().slice(0, 8)}`
  const names = Array.from({ length: 51 }, (_, i) => `${prefix}.${String(i).padStart(2, '0')}`)
  for (const name of names) {
    const asked = service.post('/api/auth/accounts', { username: name, password }, { token })
    await service.expecting(201, asked)
  }
  const page = await newPage()
  await signIn(page, username)
  await page.goto('/auth/admin')
  const search = page.getByRole('searchbox')
  const shows = (name = '') => page.getByRole('link', { name, exact: true }).waitFor()
  await search.pressSequentially(prefix)
  await expectText(page, '51 accounts')
  await expectText(page, '1–50 of 51')
  await page.getByRole('button', { name: 'Sort: Newest' }).click()
  await page.getByRole('menuitemradio', { name: 'Name' }).click()
  await shows(names[0])
  await page.getByRole('link', { name: 'Next' }).click()
  await shows(names[50])
  await expectText(page, '51–51 of 51')
  await page.getByRole('link', { name: 'Previous' }).click()
  await shows(names[0])

  const row = page.getByRole('link', { name: names[40] ?? '', exact: true })
  await row.scrollIntoViewIfNeeded()
  const scrolled = await page.evaluate(() => scrollY)
  expect(scrolled).toBeGreaterThan(0)
  await row.press('Enter')
  await expectPage(page, names[40] ?? '')
  await page.goBack()
  await expect.poll(() => focused(page)).toBe(names[40])
  expect(await page.evaluate(() => scrollY)).toBe(scrolled)
  await row.click()
  await expectPage(page, names[40] ?? '')
  await page.getByRole('link', { name: 'Users', exact: true }).last().click()
  await shows(names[0])
  expect(new URL(page.url()).searchParams.get('search')).toBe(prefix)

  await search.fill('%')
  await expectText(page, 'No users found')
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await expectText(page, /^\d+ accounts$/)
  await page.reload()
  await expectText(page, /^\d+ accounts$/)
})

it('acts on several users at once, by keyboard only', async ({ newPage }) => {
  const { username } = await service.administrator(root)
  const prefix = `k.${crypto.randomUUID().slice(0, 8)}`
  const users = [await service.person(`${prefix}.a`), await service.person(`${prefix}.b`)]
  const page = await newPage()
  await signIn(page, username)
  await page.goto('/auth/admin')
  const press = (key: string) => page.keyboard.press(key)
  const tabTo = async (name: string) => {
    for (let i = 0; i < 60 && (await focused(page)) !== name; i++) await press('Tab')
    expect(await focused(page)).toBe(name)
  }
  await tabTo('Search name, email, username or ID')
  await page.keyboard.type(prefix)
  await expectText(page, '2 accounts')
  await tabTo('Select all')
  await press('Space')
  await expectText(page, '2 selected')
  await tabTo('Disable')
  await press('Enter')
  await expect.poll(() => focused(page)).toBe('Cancel')
  await tabTo('Disable')
  await press('Enter')
  await expectText(page, '2 users disabled.')
  for (const user of users) expect(await service.accepts(user.username, user.password)).toBe(false)

  await tabTo('Status: any')
  await press('Enter')
  await expect.poll(() => focused(page)).toBe('any')
  await press('ArrowDown')
  await press('ArrowDown')
  await press('Enter')
  await page.waitForURL((url) => url.searchParams.get('state') === 'disabled')
  await tabTo(`Actions for ${prefix}.b`)
  await press('Enter')
  await expect.poll(() => focused(page)).toBe('Copy ID')
  await page.keyboard.type('e')
  expect(await focused(page)).toBe('Enable')
  await press('Enter')
  await expectText(page, `${prefix}.b was enabled.`)
  await expectText(page, '1 account')
})

it('explains why administrators cannot disable or delete themselves', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const page = await newPage()
  await signIn(page, admin.username)
  await page.goto(`/auth/admin/users/${admin.id}`)
  await expectText(section(page, 'Access'), 'You can’t disable your own account.')
  await expectText(section(page, 'Danger zone'), 'You can’t delete your own account here.')
  expect(await page.getByRole('button', { name: /Disable|Delete/ }).count()).toBe(0)
  await page.goto(`/auth/admin?search=${admin.id}`)
  await page.getByRole('button', { name: `Actions for ${admin.username}` }).click()
  await page.getByRole('menuitem', { name: 'Your account' }).waitFor()
  expect(await page.getByRole('menuitem', { name: /Disable|Delete/ }).count()).toBe(0)
})

it('shows the settings in words, and no secret', async ({ newPage }) => {
  const { username } = await service.administrator(root)
  const page = await newPage()
  await signIn(page, username)
  await navigate(page, 'Settings')
  await expectText(section(page, 'Sessions and sign-in'), 'Longest browser session')
  await expectText(section(page, 'Sessions and sign-in'), '30 days')
  await expectText(section(page, 'Sign-up'), 'Open to everyone')
  const key = page.locator('.row').filter({ hasText: 'Signing key' }).first()
  expect(await key.locator('.badge').textContent()).toBe('Set')
})
