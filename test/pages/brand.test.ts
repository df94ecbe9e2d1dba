import { describe, expect, it } from 'vitest'
import { surfaces } from '../../worker/config/accent.ts'
import { accentTokens } from '../../worker/pages/brand.ts'
import { administrator, person } from '../support/accounts/people.ts'
import { freshDatabase } from '../support/database/rows.ts'
import { Browser } from '../support/requests/browser.ts'
import { expectProblem } from '../support/requests/promises.ts'
import { Service } from '../support/requests/service.ts'

freshDatabase()

async function opened(vars: Record<string, unknown>, path = '/auth/sign-in') {
  await administrator()
  return new Browser(new Service(vars)).open(path)
}

/** The tags of a kind in a document, without their angle brackets. */
function tags(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].map(([, tag]) => tag ?? '')
}

describe('The style sheet of the brand', () => {
  const stylesheet = /href="(\/auth\/brand\.css\?v=[\w-]{8})"/

  it('has the accent color for both schemes, and is cached permanently', async () => {
    const vars = { ACCENT_COLOR: '#ffe600' }
    const href = stylesheet.exec((await opened(vars)).text)?.[1] ?? ''
    const { status, headers, text } = await new Browser(new Service(vars)).open(href)
    expect(status).toBe(200)
    expect(headers.get('Content-Type')).toBe('text/css; charset=utf-8')
    expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(text).toContain('--accent:light-dark(#ffe600,#ffe600)')
    expect(text).toContain('--accent-line:light-dark(#9e8e00,#ffe600)')
  })

  it('has another URL for other colors', async () => {
    const changed = new Browser(new Service({ ACCENT_COLOR: '#ffe601' }))
    const visits = [await opened({ ACCENT_COLOR: '#ffe600' }), await changed.open('/auth/sign-in')]
    const [one, other] = visits.map(({ text }) => stylesheet.exec(text)?.[1])
    expect(one).toBeDefined()
    expect(one).not.toBe(other)
  })

  it('is not requested if the settings change no color', async () => {
    expect((await opened({})).text).not.toContain('brand.css')
  })

  it('forces the color scheme of COLOR_SCHEME', async () => {
    const visit = await opened({ COLOR_SCHEME: 'dark' })
    expect(tags(visit.text, 'meta')).toContain('name="color-scheme" content="dark"')
    const href = stylesheet.exec(visit.text)?.[1] ?? ''
    const { text } = await new Browser(new Service({ COLOR_SCHEME: 'dark' })).open(href)
    expect(text).toContain('color-scheme:dark')
  })

  it('would not change the colors of the default accent, which the built one has', async () => {
    const { text } = await opened({})
    const href = /href="(\/auth\/assets\/[^"]+\.css)"/.exec(text)?.[1] ?? ''
    const built = (await new Browser().open(href)).text.replaceAll(', ', ',')
    for (const [name, value] of Object.entries(accentTokens(undefined))) {
      const [light = '', dark = ''] = /\((.*),(.*)\)/.exec(value)?.slice(1) ?? []
      const wanted = light === dark ? light.replace('#ffffff', '#fff') : value
      expect(built).toContain(`${name}:${wanted};`)
    }
    // The backgrounds that the accent is solved for.
    const { light, dark } = surfaces
    expect(built).toContain(`--surface:light-dark(#fff,${dark[0]});`)
    expect(built).toContain(`--bg:light-dark(${light[1]},${dark[1]});`)
    expect(built).toContain(`--raised:light-dark(#fff,${dark[2]});`)
    expect(built).toContain(`--sunken:light-dark(${light[2]},`)
  })
})

describe('The document', () => {
  it('names the product, its icon, its manifest and its colors', async () => {
    const { text } = await opened({ PRODUCT_NAME: 'Northwind "& <co>' })
    const meta = tags(text, 'meta')
    expect(meta).toContain(
      'property="og:title" content="Northwind &quot;&amp; &lt;co>"'.slice(0, -2),
    )
    expect(meta).toContain(
      'name="theme-color" content="#fafafa" media="(prefers-color-scheme: light)"',
    )
    expect(meta).toContain(
      'name="theme-color" content="#09090b" media="(prefers-color-scheme: dark)"',
    )
    const links = tags(text, 'link')
    expect(links).toContain('rel="manifest" href="/auth/manifest.webmanifest"')
    expect(links.some((link) => /^rel="icon" href="data:image\/svg\+xml,/.test(link))).toBe(true)
    expect(text).not.toContain('apple-touch-icon')
  })

  it('has the icon of the settings', async () => {
    const links = tags((await opened({ ICON_URL: '/icon.png' })).text, 'link')
    expect(links).toContain('rel="icon" href="/icon.png"')
    expect(links).toContain('rel="apple-touch-icon" href="/icon.png"')
  })

  it('shows the product before any script has run', async () => {
    await person('alice')
    const guest = await opened({ PRODUCT_NAME: 'Northwind' })
    expect(guest.text).toMatch(/<div id="app"><div class="guest"[^>]*>.*>N<\/span>/)
    const alice = new Browser(new Service({ PRODUCT_NAME: 'Northwind' }))
    await alice.signIn('alice')
    expect((await alice.open('/auth/account')).text).toMatch(/<div class="shell".*Northwind/)
  })

  it('loads the style sheet of the owner last, with its fonts', async () => {
    const { text, headers } = await opened({ STYLESHEET_URL: '/auth/brand/brand.css' })
    const sheets = tags(text, 'link').filter((link) => link.includes('rel="stylesheet"'))
    expect(sheets.at(-1)).toBe('rel="stylesheet" href="/auth/brand/brand.css"')
    const policy = headers.get('Content-Security-Policy')?.split('; ')
    expect(policy).toContain("font-src 'self'")
    expect(policy).toContain("style-src 'self'")
  })

  it('allows images of the hosts in the settings, each once', async () => {
    const { headers } = await opened({
      LOGO_URL: 'https://cdn.example.com/a.svg',
      LOGO_DARK_URL: 'https://cdn.example.com/b.svg',
      ICON_URL: 'https://icons.example.com/c.png',
    })
    expect(headers.get('Content-Security-Policy')?.split('; ')).toContain(
      "img-src 'self' data: https://cdn.example.com https://icons.example.com",
    )
  })
})

describe('The manifest', () => {
  it('has the name, the colors and the icon', async () => {
    const service = new Service({ PRODUCT_NAME: 'Northwind', ICON_URL: '/icon.png' })
    const { status, headers, text } = await new Browser(service).open('/auth/manifest.webmanifest')
    expect(status).toBe(200)
    expect(headers.get('Content-Type')).toBe('application/manifest+json')
    expect(JSON.parse(text)).toMatchObject({
      name: 'Northwind',
      start_url: '/auth/',
      icons: [{ src: '/icon.png', sizes: 'any' }],
    })
  })
})

describe('The files of the owner', () => {
  it('are served from their folder only', async () => {
    const asked: string[] = []
    const ASSETS = {
      fetch: async (request: Request) => {
        asked.push(new URL(request.url).pathname)
        return new Response('body{}', { headers: { 'Content-Type': 'text/css' } })
      },
    }
    const service = new Service({ ASSETS })
    const { status, headers } = await new Browser(service).open('/auth/brand/brand.css')
    expect(status).toBe(200)
    expect(headers.get('Cache-Control')).toBe('public, max-age=86400')
    expect(asked).toEqual(['/auth/brand/brand.css'])
  })

  it('are a 404 problem if they do not exist', async () => {
    expectProblem(await new Service().get('/auth/brand/none.css'), 404, 'not_found')
  })
})

describe('APP_URL', () => {
  it('is where a visitor goes after sign-in, unless the link says otherwise', async () => {
    await administrator()
    await person('alice')
    const alice = new Browser(new Service({ APP_URL: 'https://app.example.com/start' }))
    await alice.signIn('alice')
    expect((await alice.open('/auth/sign-in')).location).toBe('https://app.example.com/start')
    expect((await alice.open('/auth/sign-in?next=%2Fauth%2Fverify')).location).toBe('/auth/verify')
    expect((await alice.open('/auth/')).location).toBe('/auth/account')
  })
})
