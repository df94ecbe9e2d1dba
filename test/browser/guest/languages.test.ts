import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { catalogue } from '../../../web/text/catalogue.ts'
import { pseudo } from '../../../web/text/pseudo.ts'
import { mainService, someAddress } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { expectPage, it } from '../support/fixtures.ts'

const { service } = mainService()

it('keeps the language and the destination from page to page, and after the choice of another language', async ({
  newPage,
}) => {
  const { username } = await service.person()
  const page = await newPage({ locale: 'fr-FR' })
  await page.goto('/auth/sign-in?next=%2Fauth%2Faccount%2Fdevices')
  await expectPage(page, 'Se connecter à Latchkey')
  const choice = page.getByRole('group').getByText('Français').first()
  await choice.focus()
  await page.keyboard.press('Enter')
  const german = page.getByRole('link', { name: 'Deutsch' })
  await german.waitFor()
  await page.keyboard.press('Escape')
  await german.waitFor({ state: 'hidden' })
  expect(
    await choice.evaluate((summary) => summary.closest('summary') === document.activeElement),
  ).toBe(true)
  await page.keyboard.press('Enter')
  await german.focus()
  await page.keyboard.press('Enter')
  await expectPage(page, 'Bei Latchkey anmelden')
  await page.getByRole('link', { name: 'Registrieren' }).click()
  await expectPage(page, 'Konto bei Latchkey erstellen')
  await page.getByRole('link', { name: 'Anmelden' }).click()
  await expectPage(page, 'Bei Latchkey anmelden')
  await page.locator('[name="username"]').fill(username)
  await page.getByLabel('Passwort', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await page.waitForURL('**/auth/account/devices')
})

it('fits 360 pixels with texts that are 40 % longer', async ({ newPage }) => {
  const page = await newPage({ viewport: { width: 360, height: 740 }, locale: 'en' })
  const { common, signedIn } = catalogue.en
  const script = (messages: object) => ({
    contentType: 'text/javascript',
    body: `globalThis.latchkeyText=Object.assign(globalThis.latchkeyText??{},${JSON.stringify(messages)})`,
  })
  await page.route(/\/text-en-(?!signed-in)[^/]*\.js$/, (route) =>
    route.fulfill(script(pseudo(common))),
  )
  await page.route(/\/text-en-signed-in[^/]*\.js$/, (route) =>
    route.fulfill(script(pseudo(signedIn))),
  )
  for (const path of [
    '/auth/sign-in',
    '/auth/sign-up?invitation=zzzzzzzzzz',
    '/auth/forgot-password',
    '/auth/reset-password',
    '/auth/nothing',
  ]) {
    await page.goto(path)
    await expectFits(page, path)
    // The second one of the sign-in page is for passkeys.
    const submit = page.locator('button[type="submit"]').first()
    if ((await submit.count()) === 0) continue
    await submit.click()
    await page.locator('.field-error').first().waitFor()
    await expectFits(page, `${path} with errors`)
  }
  await page.goto('/auth/sign-up')
  await page.locator('[name="email"]').fill(someAddress())
  await page.locator('[name="password"]').fill(password)
  await page.locator('button[type="submit"]').click()
  await page.waitForURL('**/auth/verify*')
  await expectFits(page, 'the code')
})

/** Nothing is wider than the page, and every text is from the catalogue. */
async function expectFits(page: Page, what: string): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 })
  await heading.waitFor()
  expect(await heading.textContent(), what).toContain('ñôôñ')
  const { content, width } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }))
  expect(content, what).toBeLessThanOrEqual(width)
  const literals = await page
    .locator('#app :is(label, button:not([aria-label]), .guest-foot, .sub, .hint, .field-error)')
    .allInnerTexts()
  expect(
    literals.filter((text) => text.trim() !== '' && !/ñ/.test(text)),
    what,
  ).toEqual([])
}
