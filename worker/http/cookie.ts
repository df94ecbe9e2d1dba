import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { Problem } from './problem.ts'
import type { App } from './respond.ts'

/** With `__Host-` in front: only this host can have set it, over https, for every path (RFC 6265bis section 4.1.3.2). */
const name = 'latchkey'
const attributes = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const

/** The session token that a browser keeps where no script can read it. */
export function sessionCookie(c: Context<App>): string | undefined {
  return getCookie(c, name, 'host')
}

/** `until` is UNIX milliseconds: the moment past which no use prolongs the session. */
export function setSessionCookie(c: Context<App>, token: string, until: number): void {
  const maxAge = Math.max(0, Math.floor((until - c.var.call.now) / 1000))
  setCookie(c, name, token, { ...attributes, maxAge })
}

export function clearSessionCookie(c: Context<App>): void {
  deleteCookie(c, name, attributes)
}

/**
 * A cookie comes along with whatever page makes the browser ask, so a request that changes something must come
 * from a page of our own origin. Browsers say so in Sec-Fetch-Site, older ones in Origin; scripts can forge neither.
 * @param silence whether a request that says nothing, which no browser makes, is let through
 * @throws Problem `cross_site_request`
 */
export function refuseForeign(c: Context<App>, silence: 'allowed' | 'refused'): void {
  const site = c.req.header('Sec-Fetch-Site')
  const origin = c.req.header('Origin')
  if (site === undefined && origin === undefined) {
    if (silence === 'allowed') return
  } else if (site === undefined ? isOurs(c, origin) : site === 'same-origin') {
    return
  }
  throw new Problem('cross_site_request')
}

function isOurs(c: Context<App>, origin: string | undefined): boolean {
  const { PUBLIC_URL } = c.var.call.settings
  const ours = [c.req.url, PUBLIC_URL].flatMap((url) => (url ? new URL(url).origin : []))
  return origin !== undefined && ours.includes(origin)
}

/** Another site must not be able to sign a browser in to an account of its own choice (login CSRF). */
export const fromOurPages = createMiddleware<App>(async function fromOurPages(c, next) {
  refuseForeign(c, 'allowed')
  await next()
})
