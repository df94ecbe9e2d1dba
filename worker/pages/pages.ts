import type { Context } from 'hono'
import { type Language, negotiateLanguage } from '../../web/text/languages.ts'
import type { Settings } from '../config/settings.ts'
import type { App } from '../http/context.ts'
import { sessionCookie } from '../http/cookie.ts'
import { onError, Problem, problems } from '../http/problem.ts'
import type { Router } from '../http/router.ts'
import { describeInstance, type Instance } from '../instance/instance.ts'
import type { WriteKind } from '../limits/write-limit.ts'
import { servesDevices } from '../oauth/vars.ts'
import { verificationPath } from '../oauth-devices/device-authorization.ts'
import { authenticate } from '../sessions/authenticate.ts'
import type { Caller } from '../sessions/session.ts'
import { toCurrentSession } from '../sessions/session-body.ts'
import {
  aliasPages,
  apiReference,
  type Current,
  canonicalPage,
  destinationOf,
  isPage,
} from './access.ts'
import { brandPage, imageOrigins, mountBrand } from './brand.ts'
import { mountOAuthPages, type OAuthPage } from './oauth.ts'

/** The state that a page is served with, so that it renders without a request. */
export interface State {
  instance: Instance
  session: Current | null
  /** Whether apps can sign people in. */
  oauth?: true
  /** Whether devices without a browser can, too. */
  device?: boolean
  /** What the page of an OAuth request asks. */
  request?: OAuthPage
}

/** The built `web/index.html` in one language. */
const shell = (language: Language) => `/pages/${language}.html`

/** The page for a problem. It needs neither storage nor script. */
const unavailable = (language: Language) => `/pages/${language}-unavailable.html`

const icon = '/favicon.ico'

/** The built scripts and styles, with a hash of the content in their names. */
const files = '/auth/assets/'

/** Everything under /auth, and at the root the entry, the target of reset links, and other names of pages such as /login. */
const paths = [
  '/',
  '/auth',
  '/auth/*',
  ...['/reset-password', ...Object.keys(aliasPages)].flatMap((path) => [path, `${path}/`]),
]

/**
 * Mounts the pages: one document with the state of this visitor, which the built script renders. A visitor who cannot see
 * a page is redirected before it is served. This is not a guard: pages get all other data from the API.
 */
export function mountPages(app: Router, settings: Settings): void {
  const { PAGES, assets } = settings
  if (!PAGES || !assets) return
  mountBrand(app, settings, (request) => sendIcon(assets, request))
  app.get(`${files}:name{[\\w-]+\\.(js|css)}`, (c) => sendFile(assets, c.req.raw))
  // Password managers open this path: https://www.w3.org/TR/change-password-url/.
  app.get('/.well-known/change-password', (c) => c.redirect('/auth/account/security#password', 302))
  // Browsers request this path for documents that name no icon, such as responses of the API.
  app.get(icon, async (c) => {
    const image = settings.ICON_URL ?? settings.LOGO_URL
    // An image at this path would redirect to itself.
    return image && !image.split('?')[0]?.endsWith(icon)
      ? c.redirect(image, 302)
      : sendIcon(assets, c.req.raw)
  })
  const devicePaths = [verificationPath, `${verificationPath}/`]
  const served = servesDevices(settings) ? [...paths, ...devicePaths] : paths
  app.on('GET', served, async (c) => {
    const url = new URL(c.req.url)
    if (url.pathname.startsWith(files)) throw new Problem(problems.not_found)
    const page = canonicalPage(url.pathname)
    if (page) return c.redirect(page + url.search, 308)
    try {
      const [instance, session] = await Promise.all([describeInstance(c.var.call), sessionOf(c)])
      const destination = destinationOf(url, instance, session)
      if (destination) return c.redirect(destination, 302)
      return await servePage(c, { instance, session }, isPage(url.pathname) ? 200 : 404)
    } catch (error) {
      return failed(c, error)
    }
  })
  if (settings.OAUTH) mountOAuthPages(app, { servePage, failed, callerOf })
}

/** The document of the pages with this state. */
async function servePage(
  c: Context<App>,
  state: State,
  status: 200 | 400 | 404,
): Promise<Response> {
  const { settings } = c.var.call
  const url = new URL(c.req.url)
  const language = languageOf(c, state.session?.account.locale)
  const built = await settings.assets?.fetch(new URL(shell(language), url))
  if (!built?.ok)
    throw new Problem(problems.misconfigured, { log: { cause: 'the pages are not built' } })
  const page = await brandPage(built, settings, url.pathname)
  const { OAUTH, DEVICE } = settings
  const served = OAUTH ? { ...state, oauth: true as const, device: DEVICE } : state
  const needsAllTexts = state.session !== null || url.pathname === apiReference
  return render(page, served, status, contentPolicy(settings), needsAllTexts)
}

/** The page for an error. */
function failed(c: Context<App>, error: unknown): Promise<Response> {
  if (!(error instanceof Error)) throw error
  const { settings } = c.var.call
  const url = new URL(c.req.url)
  return problemPage(settings, onError(error, c), url, languageOf(c), contentPolicy(settings))
}

/** A file of such a name never changes, so browsers cache it for good. A missing one may still be deployed. */
function sendFile(assets: Fetcher, request: Request): Promise<Response> {
  return sendAsset(assets, request, 'public, max-age=31536000, immutable')
}

/** The icon keeps its name when it changes. */
function sendIcon(assets: Fetcher, request: Request): Promise<Response> {
  return sendAsset(assets, request, 'public, max-age=86400')
}

async function sendAsset(assets: Fetcher, request: Request, cache: string): Promise<Response> {
  const found = await assets.fetch(request)
  if (!found.ok && found.status !== 304) throw new Problem(problems.not_found)
  const file = new Response(found.body, found)
  file.headers.set('Cache-Control', cache)
  return file
}

/** The language of the link (`ui_locales`), of the account, of the browser, or the default. */
function languageOf(c: Context<App>, account?: Language | null): Language {
  const { DEFAULT_LANGUAGE } = c.var.call.settings
  const preferences = [c.req.query('ui_locales'), account, c.req.header('Accept-Language')]
  return negotiateLanguage(preferences, DEFAULT_LANGUAGE)
}

/** A problem as a page, with the same status and headers. */
async function problemPage(
  settings: Settings,
  problem: Response,
  url: URL,
  language: Language,
  policy: string,
): Promise<Response> {
  const built = await settings.assets?.fetch(new URL(unavailable(language), url))
  if (!built?.ok) return problem
  const branded = await brandPage(built, settings, url.pathname)
  const page = new HTMLRewriter()
    .on('.message a', {
      element(link) {
        // HTMLRewriter escapes quotes only.
        const query = url.search.replaceAll('&', '&amp;')
        link.setAttribute('href', url.pathname + query)
      },
    })
    .transform(branded)
  const { status, headers } = problem
  const answer = new Response(page.body, { status, headers })
  answer.headers.set('Content-Type', 'text/html; charset=utf-8')
  answer.headers.set('Content-Security-Policy', policy)
  return answer
}

async function sessionOf(c: Context<App>): Promise<Current | null> {
  const caller = await callerOf(c)
  return caller ? toCurrentSession(c.var.call.settings, caller) : null
}

/** The caller of the cookie, also one who must choose a password or set up a second factor first. */
function callerOf(c: Context<App>, counts?: WriteKind): Promise<Caller | undefined> {
  const token = sessionCookie(c.req.raw.headers)
  return authenticate(
    c.var.call,
    { token, transport: 'cookie' },
    { counts, mayOwe: ['password', 'second_factor'] },
  )
}

function render(
  built: Response,
  state: State,
  status: number,
  policy: string,
  needsAllTexts: boolean,
): Response {
  const page = new Response(built.body, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'Cross-Origin-Opener-Policy': 'same-origin',
    },
  })
  return new HTMLRewriter()
    .on('title', {
      element(title) {
        title.setInnerContent(state.instance.product.name)
      },
    })
    .on('#signed-in-text', {
      element(script) {
        if (!needsAllTexts) script.remove()
      },
    })
    .on('#state', {
      element(block) {
        block.setInnerContent(dataBlock(state), { html: true })
      },
    })
    .transform(page)
}

/** JSON that cannot close its element or open a comment: both begin with `<`. */
function dataBlock(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** Only our own files, no inline script or style, and no text that becomes markup or script. */
function contentPolicy(settings: Settings): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self' data:", ...imageOrigins(settings)].join(' '),
    "manifest-src 'self'",
    // Only the owner's style sheet loads fonts.
    ...(settings.STYLESHEET_URL ? ["font-src 'self'"] : []),
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
