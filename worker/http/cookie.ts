import type { Context } from 'hono'
import { parse } from 'hono/utils/cookie'
import type { App } from './context.ts'

/** `__Host-` means: set by this host only, over https, for every path (RFC 6265bis section 4.1.3.2). */
const sessionName = '__Host-latchkey'

/** The token of a sign-in that waits for its second factor. */
const pendingName = '__Host-latchkey-pending'

/** The value of a cookie. */
export function readCookie(headers: Headers, name: string): string | undefined {
  const cookies = headers.get('Cookie')
  return cookies === null ? undefined : parse(cookies, name)[name]
}

/**
 * Sets a cookie that no script can read.
 * @param value a token, which needs no encoding; empty to delete the cookie
 * @param maxAge seconds; 0 to delete the cookie
 */
export function setCookie(
  c: Context<App>,
  name: string,
  value: string,
  maxAge: number,
  sameSite: 'Lax' | 'Strict',
): void {
  const attributes = `Max-Age=${maxAge}; Path=/; HttpOnly; Secure; SameSite=${sameSite}`
  c.header('Set-Cookie', `${name}=${value}; ${attributes}`, { append: true })
}

/** The session token of a browser, which no script can read. */
export function sessionCookie(headers: Headers): string | undefined {
  return readCookie(headers, sessionName)
}

/** `expiresAt` is UNIX milliseconds: the time after which use no longer extends the session. */
export function setSessionCookie(c: Context<App>, token: string, expiresAt: number): void {
  const maxAge = Math.max(0, Math.floor((expiresAt - c.var.call.now) / 1000))
  setCookie(c, sessionName, token, maxAge, 'Lax')
}

export function clearSessionCookie(c: Context<App>): void {
  setCookie(c, sessionName, '', 0, 'Lax')
}

export function pendingCookie(headers: Headers): string | undefined {
  return readCookie(headers, pendingName)
}

/** `maxAge` is in seconds. */
export function setPendingCookie(c: Context<App>, token: string, maxAge: number): void {
  setCookie(c, pendingName, token, maxAge, 'Strict')
}

export function clearPendingCookie(c: Context<App>): void {
  setCookie(c, pendingName, '', 0, 'Strict')
}
