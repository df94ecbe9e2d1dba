import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { Running } from '../../conformance/support/instance.ts'
import { password } from '../../conformance/support/service.ts'
import { arrive, besideField, enter, it, read, section, signIn } from '../support/journey.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { look } from '../support/look.ts'

const email = 'first@example.com'

/** A name that is markup, and a colour that white text cannot be read on. */
const brand = {
  PRODUCT_NAME: 'Cabbages & <i>Kings',
  ACCENT_COLOR: '#ffd400',
  TERMS_URL: '/terms',
  REGISTRATION: 'referral',
}

let instance: Running
beforeAll(async () => {
  instance = await startLatchkey(inject('base'), brand)
})
afterAll(() => instance.stop())

it('sets up the first administrator where npm start says, and only once', async ({ visitor }) => {
  const printed = `${instance.url}/`
  await expect
    .poll(() => readFileSync(instance.log, 'utf8'), { timeout: 20_000 })
    .toContain(`Open ${printed} `)
  const page = await visitor({ instance })
  await page.goto(printed)
  await arrive(page, 'Set up the first administrator')
  await read(page, brand.PRODUCT_NAME)
  await page.getByRole('link', { name: 'Terms' }).waitFor()
  await look(page, 'set-up')
  const late = await visitor({ instance })
  for (const each of [page, late]) {
    await each.goto(printed)
    await arrive(each, 'Set up the first administrator')
    await enter(each, {
      'First name': 'Ada',
      'Last name': 'Lovelace',
      'E-mail address': email,
      Password: password,
    })
  }
  await page.getByRole('button', { name: 'Set up' }).click()
  await arrive(page, 'Your account')
  await page.getByRole('link', { name: 'Users' }).click()
  await arrive(page, 'Users')
  await page.getByRole('link', { name: email }).waitFor()

  await late.getByRole('button', { name: 'Set up' }).click()
  await read(late, 'Somebody has set this up already. Load the page again to sign in.')
  await late.goto('/auth/set-up')
  await arrive(late, 'Sign in')
})

it('asks for another invitation where nobody can do without one', async ({ visitor }) => {
  const page = await visitor({ instance })
  await page.goto('/auth/sign-up?referrer=zzzzzzzzzz')
  await enter(page, { 'E-mail address': 'second@example.com', Password: password })
  await page.getByRole('button', { name: 'Create account' }).click()
  const told = 'This invitation is unknown or has expired. Ask for a new one.'
  expect(await besideField(page, 'Invitation')).toMatch(told)
  expect(await page.getByRole('button', { name: /without/ }).count()).toBe(0)

  const root = await visitor({ instance })
  await signIn(root, email)
  const invitations = section(root, 'Invitations')
  await invitations.getByRole('button', { name: 'New invitation' }).click()
  const token = (await invitations.locator('code').textContent()) ?? ''
  // As it may come out of a chat.
  await enter(page, { Invitation: ` ${token.slice(0, 5)}-${token.slice(5)} ` })
  await page.getByRole('button', { name: 'Create account' }).click()
  await arrive(page, 'Your account')
})

it('keeps the last administrator from giving the role up, in words', async ({ visitor }) => {
  const page = await visitor({ instance })
  await signIn(page, email)
  const told = 'There must be an administrator left. Make somebody else one first.'
  await page.getByRole('link', { name: 'Users' }).click()
  await page.getByRole('link', { name: email }).click()
  const access = section(page, 'Access')
  await access.getByLabel('Role').selectOption('User')
  await access.getByRole('button', { name: 'Save role' }).click()
  await read(access, told)
  await access.getByRole('button', { name: 'Disable…' }).click()
  const question = page.getByRole('dialog', { name: `Disable ${email}?` })
  await question.getByRole('button', { name: 'Disable' }).click()
  await read(question, told)

  await page.goto('/auth/account')
  await page.getByRole('button', { name: 'Delete account…' }).click()
  const deletion = page.getByRole('dialog')
  await enter(deletion, { 'Your password': password })
  await deletion.getByRole('button', { name: 'Delete for good' }).click()
  await read(deletion, told)
  await page.reload()
  await page.getByRole('link', { name: 'Users' }).waitFor()
})
