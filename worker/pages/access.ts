import type * as z from '../input/zod.ts'
import type { Instance } from '../instance/instance.ts'
import type { CurrentSession } from '../sessions/session-body.ts'

export type Current = z.OutputOf<typeof CurrentSession>

/** Who can see a page. `none`: an entry that redirects. */
type Audience = 'none' | 'set-up' | 'guest' | 'anyone' | 'user' | 'admin'

/** The reference of the API. */
export const apiReference = '/auth/api'

/** All pages. */
export const pages: Readonly<Record<string, Audience>> = {
  '/': 'none',
  '/auth': 'none',
  '/auth/': 'none',
  '/auth/set-up': 'set-up',
  '/auth/sign-in': 'guest',
  '/auth/sign-up': 'guest',
  '/auth/forgot-password': 'guest',
  '/auth/reset-password': 'anyone',
  // The target of reset links.
  '/reset-password': 'anyone',
  // Where people enter the code of a device: short enough to type.
  '/device': 'user',
  [apiReference]: 'anyone',
  '/auth/account': 'user',
  '/auth/account/security': 'user',
  '/auth/account/devices': 'user',
  '/auth/account/invitations': 'user',
  '/auth/account/apps': 'user',
  '/auth/verify': 'user',
  '/auth/admin': 'admin',
  '/auth/admin/users/:account_id': 'admin',
  '/auth/admin/apps': 'admin',
  '/auth/admin/audit': 'admin',
  '/auth/admin/settings': 'admin',
}

/** Other paths that people type and other services use, each with its page. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  '/auth/sign-in': ['login', 'log-in', 'signin', 'sign-in'],
  '/auth/sign-up': ['register', 'signup', 'sign-up'],
  '/auth/forgot-password': ['forgot', 'forgot-password', 'password-reset'],
  '/auth/set-up': ['setup', 'set-up'],
  '/auth/account': ['account', 'profile'],
}

/** The page of each such path, at the root and under /auth. */
export const aliasPages: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(aliases).flatMap(([page, names]) =>
    names
      .flatMap((name) => [`/${name}`, `/auth/${name}`])
      .filter((path) => path !== page)
      .map((path) => [path, page]),
  ),
)

function audienceOf(path: string): Audience | undefined {
  return pages[path.replace(/^(\/auth\/admin\/users\/)[\w-]+$/, '$1:account_id')]
}

export function isPage(path: string): boolean {
  return audienceOf(path) !== undefined
}

/** Whether a page has the navigation of a signed-in account. */
export function hasNavigation(path: string): boolean {
  return /^\/auth\/(account|admin)(\/|$)/.test(path)
}

/** The page of a path with another name or a superfluous slash. Undefined if the path is a page, or there is no such page. */
export function canonicalPage(path: string): string | undefined {
  if (isPage(path)) return undefined
  const bare = path.endsWith('/') ? path.slice(0, -1) : path
  return isPage(bare) ? bare : aliasPages[bare]
}

/** Where to redirect a visitor of the page at `url`. Undefined if the visitor can see the page, or there is no such page. */
export function destinationOf(
  url: URL,
  instance: Instance,
  session: Current | null,
): string | undefined {
  const audience = audienceOf(url.pathname)
  if (audience === undefined || audience === 'anyone') return undefined
  if (audience === 'set-up') {
    return instance.set_up ? ((session && nextOf(url)) ?? homeOf(session)) : undefined
  }
  if (!session) {
    // The link of an app to sign-in leads back to the app after setup.
    if (!instance.set_up) return `/auth/set-up${audience === 'guest' ? url.search : ''}`
    if (audience === 'none') return homeOf(session)
    if (audience !== 'guest') return signInFor(url)
    return url.pathname === '/auth/sign-up' && instance.registration === 'closed'
      ? '/auth/sign-in?notice=registration_closed'
      : undefined
  }
  if (audience === 'none') return homeOf(session)
  if (audience === 'guest') return nextOf(url) ?? instance.product.app ?? homeOf(session)
  return audience === 'admin' && session.account.role !== 'admin' ? homeOf(session) : undefined
}

function homeOf(session: Current | null): string {
  return session ? '/auth/account' : '/auth/sign-in'
}

function signInFor({ pathname, search }: URL): string {
  return `/auth/sign-in?${new URLSearchParams({ next: pathname + search })}`
}

/**
 * The path on this host to open after sign-in. Browsers read `//host` and `/\host`, also with tabs or line breaks inside, as
 * another host, and resolve dots before that: `/.//host`.
 */
function nextOf({ searchParams }: URL): string | undefined {
  const next = searchParams.get('next') ?? ''
  if (!/^\/[^\\\p{Cc}]*$/u.test(next)) return undefined
  const base = 'https://here.invalid'
  if (!URL.canParse(next, base)) return undefined
  const { origin, pathname, search, hash } = new URL(next, base)
  if (origin !== base || pathname.startsWith('//')) return undefined
  return pathname + search + hash
}
