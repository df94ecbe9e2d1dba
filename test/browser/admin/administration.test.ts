import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService, someAddress, someName } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import { enroll } from '../support/authenticator.ts'
import {
  expectPage,
  expectText,
  fill,
  focused,
  it,
  navigate,
  navigation,
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
  await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
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
  await dialog.getByRole('radio', { name: 'Create with a password' }).check()
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await expectText(dialog, 'Enter an email or a username.')
  await fill(dialog, { Username: username })
  await dialog.getByRole('button', { name: 'Create user' }).click()
  await dialog.getByRole('heading', { name: `${username} was created` }).waitFor()
  const oneTime = await dialog.getByLabel('One-time password').inputValue()
  await dialog.getByRole('link', { name: 'View user' }).click()
  await expectPage(page, username)
  await expectText(page, 'Password change required')
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  const theirs = await newPage()
  await signIn(theirs, { username, password: oneTime })
  await choosePassword(theirs, oneTime)
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

it('resets a password to a generated one, which is shown once and must be changed', async ({
  newPage,
}) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
  const question = await openDialog(page, 'Reset password')
  expect(await service.accepts(user.username, user.password)).toBe(true)
  await question.getByRole('button', { name: 'Reset password' }).click()
  const result = page.getByRole('dialog', { name: `The password of ${user.username} was reset` })
  const oneTime = await result.getByLabel('One-time password').inputValue()
  expect(oneTime).toMatch(/^[a-z2-9]{20}$/)
  expect(await service.accepts(user.username, user.password)).toBe(false)
  await result.getByRole('button', { name: 'Done' }).click()
  await result.waitFor({ state: 'hidden' })
  await expect.poll(() => focused(page)).toBe('Reset password')
  expect(await page.content()).not.toContain(oneTime)
  await expectText(section(page, 'Access'), 'The user must choose a new password')
  await expectText(section(page, 'Sessions'), 'No active sessions')

  const theirs = await newPage()
  await signIn(theirs, { username: user.username, password: oneTime })
  await choosePassword(theirs, oneTime)
  await page.reload()
  await expectText(section(page, 'Access'), 'Generate a one-time password')
  expect(await page.getByText('Password change required').count()).toBe(0)
})

it('changes the username and the email of a user, and marks the email as verified', async ({
  newPage,
}) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const [username, email] = [someName(), someAddress()]
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
  const profile = section(page, 'Profile')
  const names = await openDialog(page, 'Edit username')
  for (const [name, message] of [
    ['', 'Enter a username.'],
    [admin.username, 'This username is already taken.'],
  ] as const) {
    await fill(names, { Username: name })
    await names.getByRole('button', { name: 'Save' }).click()
    await expectText(names, message)
  }
  await fill(names, { Username: username })
  await names.getByRole('button', { name: 'Save' }).click()
  await expectPage(page, username)
  expect(await service.accepts(username, user.password)).toBe(true)

  const token = await service.signIn(username)
  const emails = await openDialog(page, 'Edit email')
  await fill(emails, { Email: email })
  await emails.getByRole('button', { name: 'Save' }).click()
  await expectText(profile, email)
  await expectText(profile, 'Not verified')
  expect(await service.knows(token)).toBe(false)
  await profile.getByRole('button', { name: 'Mark as verified' }).click()
  await expectText(page, `The email of ${username} is marked as verified.`)
  await profile.getByText('Verified', { exact: true }).waitFor()
  expect(await profile.getByRole('button', { name: 'Mark as verified' }).count()).toBe(0)
})

it('ends one session of a user and keeps the others', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  const userAgent =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0'
  const ended = await newPage({ userAgent })
  await signIn(ended, user.username)
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
  const sessions = section(page, 'Sessions')
  await sessions.getByRole('button', { name: 'Sign out Firefox on Windows' }).click()
  await expectText(page, 'Firefox on Windows was signed out.')
  await expect.poll(() => sessions.getByRole('listitem').count()).toBe(1)
  expect(await service.knows(user.token)).toBe(true)
  await ended.reload()
  await expectPage(ended, 'Sign in to Latchkey')
})

it('exports the events of a filter', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/audit?search=${admin.id}`)
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
  await signIn(page, username, '/auth/admin')
  const search = page.getByRole('searchbox')
  const shows = (name = '') => page.getByRole('link', { name, exact: true }).waitFor()
  await search.pressSequentially(prefix)
  await page.waitForURL((url) => url.searchParams.get('search') === prefix)
  await expectText(page, /^51 accounts$/)
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
  await signIn(page, username, '/auth/admin')
  // Tab leaves a page that has not rendered yet.
  await expectText(page, /^\d+ accounts$/)
  const press = (key: string) => page.keyboard.press(key)
  const tabTo = async (name: string) => {
    for (let i = 0; i < 60 && (await focused(page)) !== name; i++) await press('Tab')
    expect(await focused(page)).toBe(name)
  }
  await tabTo('Search name, email, username or ID')
  await page.keyboard.type(prefix)
  await press('Tab')
  // At once: a search that begins after the selection would clear it.
  expect(await page.evaluate(() => location.search)).toBe(`?search=${prefix}`)
  await expectText(page, /^2 accounts$/)
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
  await expectText(page, /^1 account$/)
})

it('changes the selected users with one request, and says why others did not change', async ({
  newPage,
}) => {
  const prefix = `m.${crypto.randomUUID().slice(0, 8)}`
  const admin = await service.administrator(root, `${prefix}.admin`)
  const user = await service.person(`${prefix}.user`)
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin?search=${prefix}`)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await expectText(page, '2 selected')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(new URL(request.url()).pathname)
  })
  const bar = page.getByRole('region', { name: 'Selected users' })
  await bar.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await expectText(page, /^1 of 2 users changed\. You can.t disable your own account\./)
  expect(sent).toEqual(['/api/auth/bulk/accounts'])
  expect(await service.accepts(user.username, user.password)).toBe(false)
  expect(await service.accepts(admin.username, admin.password)).toBe(true)
})

it('explains why administrators cannot disable or delete themselves', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/users/${admin.id}`)
  await expectText(section(page, 'Access'), 'You can’t disable your own account.')
  await expectText(section(page, 'Danger zone'), 'You can’t delete your own account here.')
  expect(await page.getByRole('button', { name: /Disable|Delete/ }).count()).toBe(0)
  await page.goto(`/auth/admin?search=${admin.id}`)
  await page.getByRole('button', { name: `Actions for ${admin.username}` }).click()
  await page.getByRole('menuitem', { name: 'Your account' }).waitFor()
  expect(await page.getByRole('menuitem', { name: /Disable|Delete/ }).count()).toBe(0)
})

it('removes the second factor of a user who lost it', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const user = await service.person()
  await enroll(service, user)
  const page = await newPage()
  await signIn(page, admin.username, `/auth/admin/users/${user.id}`)
  const question = await openDialog(page, 'Remove second factor')
  await expect.poll(() => focused(page)).toBe('Cancel')
  await checkAppearance(page, 'user-remove-factor')
  await question.getByRole('button', { name: 'Remove second factor' }).click()
  await expectText(page, `The second factor of ${user.username} was removed.`)
  await section(page, 'Access').getByText('Off', { exact: true }).waitFor()
  await expectText(section(page, 'Sessions'), 'No active sessions')
  await service.signIn(user.username)
})

it('shows the settings in words, and no secret', async ({ newPage }) => {
  const { username } = await service.administrator(root)
  const page = await newPage()
  await signIn(page, username)
  await navigate(page, 'Settings')
  await expectText(section(page, 'Sessions and sign-in'), 'Longest browser session')
  await expectText(section(page, 'Sessions and sign-in'), '30 days')
  await expectText(section(page, 'Sign-up'), 'Open to everyone')
  const policy = page.locator('.row').filter({ hasText: 'Two-step verification' })
  await expectText(policy, 'Optional')
  const key = page.locator('.row').filter({ hasText: 'Signing key' }).first()
  expect(await key.locator('.badge').textContent()).toBe('Set')
})

/** Replaces a one-time password, which every page requires after the sign-in. */
async function choosePassword(page: Page, oneTime: string): Promise<void> {
  await expectPage(page, 'Choose a new password')
  await fill(page, { 'One-time password': oneTime, 'New password': password })
  await page.getByRole('button', { name: 'Save and continue' }).click()
  await expectPage(page, 'Profile')
}

it('shows the current page among the tabs of a phone', async ({ newPage }) => {
  const admin = await service.administrator(root)
  const page = await newPage({ viewport: { width: 360, height: 740 } })
  await signIn(page, admin.username, '/auth/admin/settings')
  await expectPage(page, 'Settings')
  const { x, width } = (await navigation(page).locator('[aria-current]').boundingBox()) ?? {}
  expect(x).toBeGreaterThan(0)
  expect((x ?? 0) + (width ?? 360)).toBeLessThanOrEqual(360)
  expect(await page.evaluate(() => scrollY)).toBe(0)
})

it('says that the list of users is unavailable, and no longer that it is loading', async ({
  newPage,
}) => {
  const admin = await service.administrator(root)
  const page = await newPage()
  await page.route('**/api/auth/accounts?*', (route) =>
    route.fulfill({ status: 503, json: { status: 503, code: 'storage_unavailable' } }),
  )
  await signIn(page, admin.username, '/auth/admin')
  await expectText(page.getByRole('alert'), 'The service is unavailable.')
  expect(await page.getByText('Loading…').count()).toBe(0)
  await page.unroute('**/api/auth/accounts?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('link', { name: admin.username }).waitFor()
})
