import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mainService } from '../../conformance/support/service.ts'
import { checkAppearance } from '../support/appearance.ts'
import { expectPage, expectText, it, signIn } from '../support/fixtures.ts'

const { service, root } = mainService()

/** `GET /path` of every operation that the service describes. */
async function describedOperations(): Promise<string[]> {
  const { body } = await service.request('GET', '/openapi.json')
  return Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

it('has every operation of the description, opens it and searches', async ({ newPage }) => {
  const page = await newPage()
  const response = await page.goto('/auth/api')
  expect(response?.headers()['content-security-policy']).toMatch(
    /default-src 'none'; script-src 'self';/,
  )
  await expectPage(page, 'API reference')
  const headings = page.locator('.reference-operation h3')
  await headings.first().waitFor()
  const shown = await headings.evaluateAll((all) =>
    all.map(({ children }) => [...children].map((each) => each.textContent).join(' ')),
  )
  const described = await describedOperations()
  expect(described.length).toBeGreaterThan(90)
  expect(shown.toSorted()).toEqual(described.toSorted())

  // Each opens without an error, and shows its responses and an example.
  const operations = await page.locator('.reference-operation').all()
  for (const operation of operations) await operation.locator('summary').click()
  expect(await page.locator('.reference-contract pre').count()).toBe(operations.length)
  expect(await page.locator('.reference-response').count()).toBeGreaterThan(described.length * 3)

  await page.getByRole('searchbox', { name: 'Search endpoints' }).fill('passkey delete')
  await expectText(page, '1 endpoint')
  expect(await headings.count()).toBe(1)
})

it('opens the operation of a link, with its fields and a command', async ({ newPage }) => {
  const page = await newPage()
  await page.goto('/auth/api#createUser')
  const operation = page.locator('#createUser')
  await operation.locator('pre').waitFor()
  expect(await page.locator('.reference-operation[open]').count()).toBe(1)
  const text = (await operation.textContent()) ?? ''
  for (const part of ['username', 'string …254', '"admin" | "user"', 'application/json', '409']) {
    expect(text).toContain(part)
  }
  expect(text).toContain(`curl -X POST '${new URL(page.url()).origin}/api/auth/users'`)
  expect(text).toContain('-H "Authorization: Bearer $TOKEN"')
})

it('is accessible and fits a phone, for guests and for accounts', async ({ newPage }) => {
  const guest = await newPage()
  await guest.goto('/auth/api#createUser')
  await guest.locator('#createUser pre').waitFor()
  await checkAppearance(guest, 'reference')
  const { username } = await service.administrator(root)
  const admin = await newPage()
  await signIn(admin, username)
  await admin.goto('/auth/api#createUser')
  await admin.locator('#createUser pre').waitFor()
  // The styles of the pages of an account change nothing here.
  const [forGuest, forAdmin] = await Promise.all([guest, admin].map(fieldWidths))
  expect(forAdmin).toEqual(forGuest)
})

/** The widths of the fields of an operation. */
function fieldWidths(page: Page): Promise<number[]> {
  const fields = page.locator('#createUser .reference-fields > div')
  return fields.evaluateAll((all) => all.map((field) => field.getBoundingClientRect().width))
}

it('is in the language of the browser, except the sentences of the description', async ({
  newPage,
}) => {
  const page = await newPage({ locale: 'de' })
  await page.goto('/auth/api')
  await expectPage(page, 'API-Referenz')
  const summary = page.locator('#getHealth summary span')
  await summary.waitFor()
  expect(await summary.getAttribute('lang')).toBe('en')
})
