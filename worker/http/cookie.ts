import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { parse } from 'hono/utils/cookie'
import type { App } from './context.ts'

/** `__Host-` means: set by this host only, over https, for every path (RFC 6265bis section 4.1.3.2). */
const name = 'latchkey'
const attributes = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const

/** The session token of a browser, which no script can read. */
export function sessionCookie(headers: Headers): string | undefined {
  const cookie = headers.get('Cookie')
  return cookie === null ? undefined : parse(cookie, `__Host-${name}`)[`__Host-${name}`]
}

/** `expiresAt` is UNIX milliseconds: the time after which use no longer extends the session. */
export function setSessionCookie(c: Context<App>, token: string, expiresAt: number): void {
  const maxAge = Math.max(0, Math.floor((expiresAt - c.var.call.now) / 1000))
  setCookie(c, name, token, { ...attributes, maxAge })
}

/** The token of a sign-in that waits for its second factor. */
const pendingName = 'latchkey-pending'
const pendingAttributes = { ...attributes, sameSite: 'Strict' } as const

export function pendingCookie(headers: Headers): string | undefined {
  const cookie = headers.get('Cookie')
  const full = `__Host-${pendingName}`
  return cookie === null ? undefined : parse(cookie, full)[full]
}

/** `maxAge` is in seconds. */
export function setPendingCookie(c: Context<App>, token: string, maxAge: number): void {
  setCookie(c, pendingName, token, { ...pendingAttributes, maxAge })
}

export function clearPendingCookie(c: Context<App>): void {
  deleteCookie(c, pendingName, pendingAttributes)
}

export function clearSessionCookie(c: Context<App>): void {
  deleteCookie(c, name, attributes)
}
