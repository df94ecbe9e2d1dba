import type { Context } from 'hono'
import type { Settings } from '../config/settings.ts'
import type { App } from '../http/context.ts'
import { sessionCookie } from '../http/cookie.ts'
import { onError, Problem, problems } from '../http/problem.ts'
import type { Router } from '../http/router.ts'
import { describeInstance, type Instance } from '../instance/instance.ts'
import { authenticate } from '../sessions/authenticate.ts'
import { toCurrentSession } from '../sessions/session-body.ts'
import { type Current, destinationOf, isPage, pageWithoutSlash } from './access.ts'

/** What a page knows when it opens, so that nothing has to be asked before something is shown. */
export interface State {
  instance: Instance
  session: Current | null
}

/** `web/index.html` as it is built. */
const shell = '/index.html'

/** What a person sees in place of a problem in JSON: it needs neither storage nor script. */
const apology = '/unavailable.html'

const icon = '/favicon.ico'

/** Where the built scripts and styles are, with a hash of their content in the name. */
const files = '/auth/assets/'

/**
 * The pages: one document that the built script fills, with what is true of this visitor in it. Whoever has no
 * business on a page is sent to the right one first, so a wrong page is never seen. They guard nothing else: every
 * answer a page shows it asks the API for.
 */
export function mountPages(app: Router, settings: Settings): void {
  const { PAGES, assets } = settings
  if (!PAGES || !assets) return
  const policy = contentPolicy(settings)
  app.get(`${files}:name{[\\w-]+\\.(js|css)}`, (c) => sendFile(assets, c.req.raw))
  // https://www.w3.org/TR/change-password-url/: password managers lead people there.
  app.get('/.well-known/change-password', (c) => c.redirect('/auth/account#password', 302))
  // Browsers ask for it by themselves where a document names no icon, as an answer of the API does.
  app.get(icon, async (c) => {
    const { LOGO_URL } = settings
    // A logo at this very path would lead round in circles.
    return LOGO_URL && !LOGO_URL.split('?')[0]?.endsWith(icon)
      ? c.redirect(LOGO_URL, 302)
      : sendIcon(assets, c.req.raw)
  })
  app.on('GET', ['/', '/auth', '/auth/*', '/reset-password', '/reset-password/'], async (c) => {
    const url = new URL(c.req.url)
    if (url.pathname.startsWith(files)) throw new Problem(problems.not_found)
    const page = pageWithoutSlash(url.pathname)
    if (page) return c.redirect(page + url.search, 308)
    try {
      const [instance, session] = await Promise.all([describeInstance(c.var.call), sessionOf(c)])
      const destination = destinationOf(url, instance, session)
      if (destination) return c.redirect(destination, 302)
      return await render(assets, { instance, session }, url, policy)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return apologise(assets, onError(error, c), url)
    }
  })
}

/** A file of that name never changes, so whoever has it need not ask again; one that is missing may come yet. */
function sendFile(assets: Fetcher, request: Request): Promise<Response> {
  return sendAsset(assets, request, 'public, max-age=31536000, immutable')
}

/** Its name stays when it changes. */
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

/** The same failure, logged and with the same status, as a page. */
async function apologise(assets: Fetcher, problem: Response, url: URL): Promise<Response> {
  const page = await assets.fetch(new URL(apology, url))
  if (!page.ok) return problem
  const { status, headers } = problem
  const answer = new Response(page.body, { status, headers })
  answer.headers.set('Content-Type', 'text/html; charset=utf-8')
  return answer
}

async function sessionOf(c: Context<App>): Promise<Current | null> {
  const token = sessionCookie(c.req.raw.headers)
  const caller = await authenticate(c.var.call, { token, transport: 'cookie' })
  return caller ? toCurrentSession(caller) : null
}

async function render(assets: Fetcher, state: State, url: URL, policy: string): Promise<Response> {
  const built = await assets.fetch(new URL(shell, url))
  if (!built.ok)
    throw new Problem(problems.misconfigured, { log: { cause: 'the pages are not built' } })
  const page = new Response(built.body, {
    status: isPage(url.pathname) ? 200 : 404,
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
    .on('#state', {
      element(block) {
        block.setInnerContent(dataBlock(state), { html: true })
      },
    })
    .transform(page)
}

/** JSON that cannot end the element it stands in, nor open a comment there: both begin with `<`. */
function dataBlock(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** Nothing but our own files, no script or style in the document, and no text that becomes markup or script. */
function contentPolicy({ LOGO_URL }: Settings): string {
  const logo = LOGO_URL && !LOGO_URL.startsWith('/') ? ` ${new URL(LOGO_URL).origin}` : ''
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${logo}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
