import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { Running } from '../../conformance/support/instance.ts'
import { password } from '../../support/requests/client.ts'
import { checkAppearance } from '../support/appearance.ts'
import {
  expectPage,
  expectText,
  fieldDescription,
  fill,
  it,
  navigate,
  navigation,
  section,
  signIn,
} from '../support/fixtures.ts'
import { npmStart } from '../support/latchkey.ts'

const email = 'first@example.com'

/** A name with markup, and a color on which white text is unreadable. */
const brand = {
  PRODUCT_NAME: 'Cabbages & <i>Kings',
  ACCENT_COLOR: '#ffd400',
  TERMS_URL: '/terms',
  REGISTRATION: 'invitation',
}

let instance: Running
beforeAll(async () => {
  instance = await npmStart(inject('base'), brand)
})
afterAll(() => instance.stop())

it('creates the first administrator at the URL that npm start prints, and only once', async ({
  newPage,
}) => {
  const printed = `${instance.url}/`
  await expect.poll(() => readFileSync(instance.log, 'utf8')).toContain(`Open ${printed} `)
  const page = await newPage({ instance })
  await page.goto(printed)
  await expectPage(page, `Set up ${brand.PRODUCT_NAME}`)
  await expectText(page, brand.PRODUCT_NAME)
  await page.getByRole('link', { name: 'Terms' }).waitFor()
  await checkAppearance(page, 'set-up')
  const late = await newPage({ instance })
  for (const each of [page, late]) {
    await each.goto(printed)
    await expectPage(each, `Set up ${brand.PRODUCT_NAME}`)
    await fill(each, {
      'First name': 'Ada',
      'Last name': 'Lovelace',
      'Email address': email,
      Password: password,
    })
  }
  await page.getByRole('button', { name: 'Create admin account' }).click()
  await expectPage(page, 'Profile')
  await navigate(page, 'Users')
  await expectPage(page, 'Users')
  await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor()

  await late.getByRole('button', { name: 'Create admin account' }).click()
  await expectText(late, 'Setup is already complete. Reload this page to sign in.')
  await late.goto('/auth/set-up')
  await expectPage(late, `Sign in to ${brand.PRODUCT_NAME}`)
})

it('requires a valid invitation if registration requires one', async ({ newPage }) => {
  const page = await newPage({ instance })
  await page.goto('/auth/sign-up?invitation=zzzzzzzzzz')
  await fill(page, { 'Email address': 'second@example.com', Password: password })
  await page.getByRole('button', { name: 'Create account' }).click()
  const message = 'This invitation is invalid or has expired. Ask for a new one.'
  expect(await fieldDescription(page, 'Invitation code')).toMatch(message)
  expect(await page.getByRole('button', { name: /without/ }).count()).toBe(0)

  const root = await newPage({ instance })
  await signIn(root, email)
  const token = await root.evaluate(async () => {
    const created = await fetch('/api/auth/invitations', { method: 'POST' })
    return ((await created.json()) as { token: string }).token
  })
  // As copied from a chat.
  await fill(page, { 'Invitation code': ` ${token.slice(0, 5)}-${token.slice(5)} ` })
  await page.getByRole('button', { name: 'Create account' }).click()
  await expectPage(page, 'Check your email')
})

it('explains why the last administrator cannot lose the role', async ({ newPage }) => {
  const page = await newPage({ instance })
  await signIn(page, email)
  await navigate(page, 'Users')
  await page.getByRole('link', { name: 'Ada Lovelace' }).click()
  const access = section(page, 'Access')
  await expectText(access, 'This is the only administrator.')
  expect(await access.getByRole('button', { name: /Change|Disable/ }).count()).toBe(0)

  await page.goto('/auth/account/security')
  await page.getByRole('button', { name: 'Delete account…' }).click()
  const deletion = page.getByRole('dialog')
  await fill(deletion, { [`Type ${email} to confirm`]: email, Password: password })
  await deletion.getByRole('button', { name: 'Delete permanently' }).click()
  await expectText(
    deletion,
    'At least one administrator is required. Make another account an administrator first.',
  )
  await page.reload()
  await navigation(page).getByRole('link', { name: 'Users' }).waitFor()
})
