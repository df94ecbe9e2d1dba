import { expect } from 'vitest'
import { mainService, password, someAddress, someName } from '../../conformance/support/service.ts'
import { arrive, besideField, enter, it, read, section, signIn } from '../support/journey.ts'

const { service } = mainService()

const submit = { name: 'Create account' } as const

it('makes an account and signs in to it', async ({ visitor }) => {
  const [email, username] = [someAddress(), someName()]
  const page = await visitor()
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  await page.goto('/auth/sign-in')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await arrive(page, 'Create an account')
  await enter(page, {
    'E-mail address': email,
    'Username (optional)': username,
    Password: password,
  })
  await page.getByRole('button', submit).dblclick()
  await arrive(page, 'Your account')
  expect(sent).toHaveLength(1)
  await read(section(page, 'E-mail address'), email)
  await read(section(page, 'E-mail address'), 'Not verified')
  expect(await section(page, 'Profile').getByLabel('Username').inputValue()).toBe(username)
  expect(await service.accepts(username, password)).toBe(true)
})

it('tells beside the field what is wrong with it, and keeps the rest', async ({ visitor }) => {
  const { username } = await service.person()
  const email = someAddress()
  const page = await visitor()
  await page.goto('/auth/sign-up')
  await enter(page, { 'E-mail address': 'nowhere', Password: 'short' })
  await page.getByRole('button', submit).click()
  expect(await besideField(page, 'E-mail address')).toMatch(/This is not an e-mail address/)
  await enter(page, { 'E-mail address': email })
  await page.getByRole('button', submit).click()
  await read(page, /^It must (be|have) at least 8 characters/)
  expect(await besideField(page, 'Password')).toMatch(/at least 8 characters/)
  await enter(page, { 'Username (optional)': username, Password: password })
  await page.getByRole('button', submit).click()
  await read(page, 'Somebody has this username already.')
  expect(await besideField(page, 'Username (optional)')).toMatch('Somebody has this username')
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(email)
})

it('counts who came by an invitation, and a revoked one lets nobody in', async ({ visitor }) => {
  const { username } = await service.person()
  const owner = await visitor({ permissions: ['clipboard-read', 'clipboard-write'] })
  await signIn(owner, username)
  const invitations = section(owner, 'Invitations')
  await read(invitations, 'You have made none.')
  await invitations.getByRole('button', { name: 'New invitation' }).click()
  await read(invitations, /Not used yet/)
  const token = (await invitations.locator('code').textContent()) ?? ''
  expect(token).toMatch(/^\w{10}$/)
  await invitations.getByRole('button', { name: `Copy link of ${token}` }).click()
  await read(owner, 'The link is copied.')
  const link = await owner.evaluate(() => navigator.clipboard.readText())
  expect(new URL(link).origin).toBe(service.instance.url)

  const guest = await visitor()
  await guest.goto(link)
  await enter(guest, { 'E-mail address': someAddress(), Password: password })
  await guest.getByRole('button', submit).click()
  await arrive(guest, 'Your account')
  await owner.reload()
  await read(invitations, /Used once/)

  const late = await visitor()
  await late.goto(link)
  await invitations.getByRole('button', { name: `Revoke ${token}` }).click()
  await read(invitations, 'You have made none.')
  await enter(late, { 'E-mail address': someAddress(), Password: password })
  await late.getByRole('button', submit).click()
  await read(
    late,
    'This invitation is unknown or has expired. You can create an account without it.',
  )
  // Nobody needs one here, so there is a way on.
  await late.getByRole('button', { name: 'Create account without the invitation' }).click()
  await arrive(late, 'Your account')
})

it.for([
  ['unknown', 'zzzzzzzzzz'],
  ['unknown, with a line break', '4n7RwihXr1%0D%0A'],
  ['far too long', 'x'.repeat(3000)],
  ['a NUL', '%00'],
] as const)('goes on without an invitation that is %s', async ([, referrer], { visitor }) => {
  const page = await visitor()
  await page.goto(`/auth/sign-up?referrer=${referrer}`)
  await enter(page, { 'E-mail address': someAddress(), Password: password })
  await page.getByRole('button', submit).click()
  await page
    .getByRole('alert')
    .getByText('This invitation is unknown or has expired. You can create an account without it.')
    .waitFor()
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe(password)
  await page.getByRole('button', { name: 'Create account without the invitation' }).click()
  await arrive(page, 'Your account')
})
