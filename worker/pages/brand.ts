import { accentFor, type Scheme, surfaces } from '../config/accent.ts'
import { digest } from '../config/keys.ts'
import type { Settings } from '../config/settings.ts'
import type { Router } from '../http/router.ts'
import { hasNavigation } from './access.ts'
import { manifestOf } from './manifest.ts'

const stylesPath = '/auth/brand.css'
const manifestPath = '/auth/manifest.webmanifest'

/** The owner's own files, such as a style sheet with its fonts: `web/public/auth/brand/`. */
const ownFiles = '/auth/brand/:name{[\\w-]+\\.(css|svg|png|jpg|webp|avif|woff2)}'

/** Mounts the files that depend on the settings of the brand, and the owner's own files. */
export function mountBrand(
  app: Router,
  settings: Settings,
  sendAsset: (request: Request) => Promise<Response>,
): void {
  app.get(stylesPath, () =>
    // The URL contains a hash of the content.
    send(stylesOf(settings), 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'),
  )
  app.get(manifestPath, () =>
    send(JSON.stringify(manifestOf(settings)), 'application/manifest+json', 'public, max-age=3600'),
  )
  app.get(ownFiles, (c) => sendAsset(c.req.raw))
}

function send(body: string, type: string, cache: string): Response {
  return new Response(body, { headers: { 'Content-Type': type, 'Cache-Control': cache } })
}

/** The origins of the images on other hosts, for the content security policy. */
export function imageOrigins({ LOGO_URL, LOGO_DARK_URL, ICON_URL }: Settings): string[] {
  const origins = [LOGO_URL, LOGO_DARK_URL, ICON_URL]
    .filter((url) => url !== undefined && !url.startsWith('/'))
    .map((url) => new URL(url ?? '').origin)
  return [...new Set(origins)]
}

/**
 * Adds the brand to a document: its colors, icons and style sheets, and what is visible until the script has rendered the page
 * at `path`.
 */
export async function brandPage(
  document: Response,
  settings: Settings,
  path: string,
): Promise<Response> {
  const { COLOR_SCHEME } = settings
  const head = await headOf(settings)
  return new HTMLRewriter()
    .on('head', {
      element(element) {
        element.append(head, { html: true })
      },
    })
    .on('meta[name="color-scheme"]', {
      element(meta) {
        if (COLOR_SCHEME !== 'auto') meta.setAttribute('content', COLOR_SCHEME)
      },
    })
    .on('.message', {
      element(message) {
        message.prepend(markOf(settings.PRODUCT_NAME), { html: true })
      },
    })
    .on('#app', {
      element(app) {
        app.setInnerContent(placeholder(settings.PRODUCT_NAME, path), { html: true })
      },
    })
    .transform(document)
}

async function headOf(settings: Settings): Promise<string> {
  const { PRODUCT_NAME, ICON_URL, STYLESHEET_URL, COLOR_SCHEME } = settings
  const schemes: Scheme[] = COLOR_SCHEME === 'auto' ? ['light', 'dark'] : [COLOR_SCHEME]
  const styles = stylesOf(settings)
  const tags = [
    tag('meta', { property: 'og:title', content: PRODUCT_NAME }),
    tag('meta', { property: 'og:type', content: 'website' }),
    ...schemes.map((scheme) =>
      tag('meta', {
        name: 'theme-color',
        content: surfaces[scheme][1],
        media: COLOR_SCHEME === 'auto' ? `(prefers-color-scheme: ${scheme})` : undefined,
      }),
    ),
    tag('link', { rel: 'icon', href: ICON_URL ?? monogramIcon(settings) }),
    ICON_URL && tag('link', { rel: 'apple-touch-icon', href: ICON_URL }),
    tag('link', { rel: 'manifest', href: manifestPath }),
    styles &&
      tag('link', {
        rel: 'stylesheet',
        href: `${stylesPath}?v=${(await digest(styles)).slice(0, 8)}`,
      }),
    STYLESHEET_URL && tag('link', { rel: 'stylesheet', href: STYLESHEET_URL }),
  ]
  return tags.filter(Boolean).join('')
}

/** The colors that the settings change. Empty if the built style sheet already has them. */
function stylesOf({ ACCENT_COLOR, COLOR_SCHEME }: Settings): string {
  const rules: string[] = []
  if (COLOR_SCHEME !== 'auto') rules.push(`color-scheme:${COLOR_SCHEME}`)
  if (ACCENT_COLOR) {
    for (const [name, value] of Object.entries(accentTokens(ACCENT_COLOR))) {
      rules.push(`${name}:${value}`)
    }
  }
  // More specific than the `:root` of the built style sheet: the order of the two does not matter.
  return rules.length > 0 ? `@layer tokens{html:root{${rules.join(';')}}}` : ''
}

/** The custom properties for an accent color, each with its values for both schemes. */
export function accentTokens(color: string | undefined): Record<string, string> {
  const [light, dark] = [accentFor(color, 'light'), accentFor(color, 'dark')]
  return {
    '--accent': `light-dark(${light.fill},${dark.fill})`,
    '--on-accent': `light-dark(${light.text},${dark.text})`,
    '--accent-line': `light-dark(${light.border},${dark.border})`,
    '--link': `light-dark(${light.link},${dark.link})`,
  }
}

/** The first letter of the product on its color. */
function monogramIcon({ PRODUCT_NAME, ACCENT_COLOR }: Settings): string {
  const { fill, text } = accentFor(ACCENT_COLOR, 'light')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${fill}"/><text x="16" y="22" font-family="system-ui,sans-serif" font-size="18" font-weight="600" text-anchor="middle" fill="${text}">${escapeHtml(monogramOf(PRODUCT_NAME))}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** What the page shows until its script runs, in the layout of that page. */
function placeholder(name: string, path: string): string {
  const mark = markOf(name)
  return hasNavigation(path)
    ? `<div class="shell" aria-hidden="true"><div class="side"><span class="brand">${mark}${escapeHtml(name)}</span></div></div>`
    : `<div class="guest" aria-hidden="true"><div class="guest-card waiting">${mark}</div></div>`
}

function markOf(name: string): string {
  return `<span class="mark" aria-hidden="true">${escapeHtml(monogramOf(name))}</span>`
}

function monogramOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? ''
}

function tag(name: string, attributes: Record<string, string | undefined>): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeHtml(value ?? '')}"`)
  return `<${name}${written.join('')}>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
