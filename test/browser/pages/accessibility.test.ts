import { link } from '../../conformance/support/mailed.ts'
import { mainService, password, someAddress } from '../../conformance/support/service.ts'
import { arrive, enter, it, read, section, signIn } from '../support/journey.ts'
import { look } from '../support/look.ts'

const { service, root } = mainService()

/** Who is seen on the pictures. */
const team = [
  ['Ada', 'Lovelace'],
  ['Alan', 'Turing'],
  ['Edsger', 'Dijkstra'],
  ['Grace', 'Hopper'],
  ['Katherine', 'Johnson'],
] as const

const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0'

it('is readable and narrow enough for guests', async ({ visitor }) => {
  const page = await visitor()
  await page.goto('/auth/sign-in')
  await arrive(page, 'Sign in')
  await look(page, 'sign-in')
  await enter(page, { 'Username or e-mail address': 'ada', Password: 'not this one' })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await look(page, 'sign-in-wrong')
  await page.goto('/auth/sign-up')
  await page.getByRole('button', { name: 'Create account' }).click()
  await read(page, 'Fill this in.')
  await look(page, 'sign-up-missing')
  await page.goto('/auth/no-such-page')
  await arrive(page, 'There is no such page')
  await look(page, 'not-found')
})

it('is readable and narrow enough for whoever forgot the password', async ({ visitor }) => {
  const email = someAddress()
  await service.person(email)
  const page = await visitor()
  await page.goto('/auth/forgot-password')
  await arrive(page, 'Forgot your password?')
  await look(page, 'forgot-password')
  await enter(page, { 'E-mail address': email })
  await page.getByRole('button', { name: 'Send the link' }).click()
  await arrive(page, 'Look into your mail')
  await look(page, 'forgot-password-sent')
  await page.goto('/reset-password')
  await arrive(page, 'Choose a new password')
  await look(page, 'reset-password-without-link')
  const { text } = await service.mail(email, link)
  await page.goto(/http\S+\?token=\S+/.exec(text)?.[0] ?? '')
  await page.getByLabel('New password', { exact: true }).waitFor()
  await look(page, 'reset-password')
})

it('is readable and narrow enough for whoever has an account', async ({ visitor }) => {
  const email = 'ada.lovelace@example.com'
  const { token } = await service.person(email)
  const names = { username: 'ada', first_name: 'Ada', last_name: 'Lovelace' }
  const asked = service.request('PATCH', '/api/auth/account', { token, json: names })
  await service.expecting(200, asked)
  const elsewhere = await visitor({ userAgent })
  await signIn(elsewhere, email)
  const page = await visitor()
  await signIn(page, email)
  const invitations = section(page, 'Invitations')
  await invitations.getByRole('button', { name: 'New invitation' }).click()
  await read(invitations, /Not used yet/)
  await read(section(page, 'Where you are signed in'), 'Firefox on Windows')
  await look(page, 'account-notice')
  await page.reload()
  await read(invitations, /Not used yet/)
  await read(section(page, 'Where you are signed in'), 'Firefox on Windows')
  await look(page, 'account')
  await page.getByRole('button', { name: 'Delete account…' }).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'account-delete')
  await page.goto('/auth/verify')
  await arrive(page, 'Enter the code')
  await look(page, 'verify')
})

it('is readable and narrow enough for administrators', async ({ visitor }) => {
  const admin = await service.administrator(root)
  const ids: string[] = []
  for (const [first_name, last_name] of team) {
    const facts = { username: `team.${first_name.toLowerCase()}`, password, first_name, last_name }
    const asked = service.post('/api/auth/accounts', facts, { token: admin.token })
    ids.push((await service.expecting(200, asked)).body.account.id)
  }
  await service.signIn('team.ada')
  const page = await visitor()
  await signIn(page, admin.username)
  await page.goto('/auth/admin?search=team.')
  await read(page, '5 users')
  await look(page, 'users')
  await page.getByRole('button', { name: 'New user…' }).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'users-new')
  await page.goto(`/auth/admin/users/${ids[0]}`)
  await section(page, 'Sessions').getByRole('listitem').waitFor()
  await section(page, 'What happened').getByRole('row').nth(1).waitFor()
  await look(page, 'user')
  await page.goto(`/auth/admin/audit?account=${ids[0]}`)
  await page.getByRole('row').nth(1).waitFor()
  await look(page, 'audit')
  await page.goto('/auth/admin/settings')
  await page.getByRole('row').nth(1).waitFor()
  await look(page, 'settings')
})
