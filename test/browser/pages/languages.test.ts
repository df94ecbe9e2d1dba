import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { catalogue } from '../../../web/text/catalogue.ts'
import { languages, languageTags } from '../../../web/text/languages.ts'
import type { Messages } from '../../../web/text/message.ts'
import { pseudo } from '../../../web/text/pseudo.ts'
import { pages } from '../../../worker/pages/access.ts'
import { mainService } from '../../conformance/support/service.ts'
import { password } from '../../support/requests/client.ts'
import { Authenticator, enroll } from '../support/authenticator.ts'
import { it } from '../support/fixtures.ts'

const { service, root } = mainService()

/** Pages that redirect, or that the shared instance does not have any more. */
const paths = Object.entries(pages)
  .filter(([, audience]) => audience !== 'none' && audience !== 'set-up')
  .map(([path, audience]) => ({ path, isGuest: audience === 'guest' || audience === 'anyone' }))

describe('A page in the pseudo-language', () => {
  it('has no text outside the catalogue and does not overflow at 360 pixels', async ({
    newPage,
  }) => {
    const { token, username } = await service.administrator(root)
    const session = await service.request('GET', '/api/auth/session', { token })
    const id: string = session.body.account.id
    const guest = await newPage({ viewport: { width: 360, height: 740 } })
    await usePseudoLanguage(guest)
    const admin = await newPage({ viewport: { width: 360, height: 740 } })
    await usePseudoLanguage(admin)
    await admin.goto('/auth/sign-in')
    await admin.locator('input[autocomplete~="username"]').fill(username)
    await admin.locator('input[type="password"]').fill(password)
    await admin.locator('button[type="submit"]').first().click()
    await admin.waitForURL((url) => url.pathname !== '/auth/sign-in')
    const faults: string[] = []
    for (const { path, isGuest } of [...paths, { path: '/auth/no-such-page', isGuest: true }]) {
      const page = isGuest ? guest : admin
      await page.goto(path.replace(':account_id', id))
      await page.locator('#main h1').waitFor()
      await page.waitForLoadState('networkidle')
      for (const fault of await page.evaluate(findFaults)) faults.push(`${path}: ${fault}`)
    }
    expect(faults).toEqual([])
  })

  it('fits 360 pixels at the second step and while an authenticator app is set up', async ({
    newPage,
  }) => {
    const viewport = { width: 360, height: 740 }
    const guest = await newPage({ viewport })
    await usePseudoLanguage(guest)
    const enrolled = await service.person()
    const { app } = await enroll(service, enrolled)
    const faults: string[] = []
    const check = async (page: Page, step: string) => {
      for (const fault of await page.evaluate(findFaults)) faults.push(`${step}: ${fault}`)
    }
    const enter = async (page: Page, username: string) => {
      await page.goto('/auth/sign-in?next=%2Fauth%2Faccount%2Fsecurity')
      await page.locator('input[autocomplete~="username"]').fill(username)
      await page.locator('input[type="password"]').fill(password)
      await page.locator('button[type="submit"]').first().click()
    }
    await enter(guest, enrolled.username)
    const code = guest.locator('input[name="code"]')
    await code.waitFor()
    await check(guest, 'code')
    await guest.locator('.other-method button').click()
    await guest.locator('input[name="recovery_code"]').waitFor()
    await check(guest, 'recovery code')
    await guest.locator('.other-method button').click()
    await code.fill(await app.code())
    await guest.locator('.row .ok').waitFor()
    await check(guest, 'security')

    const page = await newPage({ viewport })
    await usePseudoLanguage(page)
    await enter(page, (await service.person()).username)
    await page.locator('.row .button:not(.secondary, .danger)').last().click()
    const dialog = page.locator('dialog[open]')
    await dialog.locator('input[name="label"]').waitFor()
    await check(page, 'name')
    await dialog.locator('button[type="submit"]').click()
    await dialog.locator('.qr-code path[d^="M"]').waitFor()
    await check(page, 'QR code')
    const secret = (await dialog.locator('.secret code').textContent()) ?? ''
    await dialog.locator('input[name="code"]').fill(await new Authenticator(secret).code())
    await dialog.locator('.recovery-codes').waitFor()
    await check(page, 'recovery codes')
    expect(faults).toEqual([])
  })
})

describe('The language of a page', () => {
  it.for(languageTags)('is that of the browser: %s', async (language, { newPage }) => {
    const page = await newPage({ locale: language })
    await page.goto('/auth/sign-in')
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    const title = String(catalogue[language].common['guest.sign_in.title'])
    const [start = '', end = ''] = title.split('{product}')
    const heading = await page.locator('#main h1').textContent()
    expect(heading?.startsWith(start) && heading.endsWith(end), heading ?? '').toBe(true)
  })

  it('is that of the link before that of the browser', async ({ newPage }) => {
    const page = await newPage({ locale: 'de' })
    await page.goto('/auth/sign-in?ui_locales=ja')
    expect(await page.locator('html').getAttribute('lang')).toBe('ja')
  })

  it('can be chosen, and stays on the next page', async ({ newPage }) => {
    const page = await newPage()
    await page.goto('/auth/sign-in')
    await page.locator('summary', { hasText: languages.en }).click()
    await page.getByRole('link', { name: languages.fr }).click()
    await page.waitForFunction(() => document.documentElement.lang === 'fr')
    await page.locator('a[href^="/auth/sign-up"]').first().click()
    await page.waitForURL((url) => url.pathname === '/auth/sign-up')
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
  })
})

/** Replaces the English messages. */
async function usePseudoLanguage(page: Page): Promise<void> {
  const { common, signedIn } = catalogue.en
  const send = (pattern: RegExp, script: (messages: string) => string, messages: Messages) =>
    page.route(pattern, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: script(JSON.stringify(pseudo(messages))),
      }),
    )
  await send(
    /\/text-en-(?!signed-in-)[\w-]+\.js$/,
    (text) => `globalThis.latchkeyText=${text}`,
    common,
  )
  await send(
    /\/text-en-signed-in-[\w-]+\.js$/,
    (text) => `Object.assign(latchkeyText,${text})`,
    signedIn,
  )
}

/** Runs in the page. */
function findFaults(): string[] {
  const faults: string[] = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) faults.push(`scrolls to ${scrollWidth} of ${clientWidth} pixels`)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    const text = node.textContent?.trim() ?? ''
    // Data: names, addresses, dates, identifiers.
    if (
      !parent?.checkVisibility() ||
      parent.closest('noscript, script, time, code, bdi, [translate="no"]')
    )
      continue
    if (/^[A-Za-z]+ [a-z]/.test(text) && !/[^\p{ASCII}]/u.test(text)) faults.push(`text: ${text}`)
  }
  for (const element of document.querySelectorAll<HTMLElement>(
    'button, a, label, h1, h2, th, .badge',
  )) {
    const { overflow, textOverflow, display } = getComputedStyle(element)
    const hidden = overflow !== 'visible' || display === 'inline'
    if (!hidden && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) {
      faults.push(`overflow: ${element.outerHTML.slice(0, 120)}`)
    }
  }
  return faults
}
