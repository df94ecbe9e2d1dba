import type { Context, MiddlewareHandler, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { App } from './api/contract.ts'
import { refuseForeign, sessionCookie, setSessionCookie } from './cookie.ts'
import { report } from './core/events.ts'
import { findByResetToken } from './core/reset-links.ts'
import { findCaller, type Holder, sessionToken } from './core/sessions.ts'
import { checkSetupToken } from './core/setup.ts'
import { refuseFlood } from './core/throttle.ts'
import { Problem } from './problem.ts'

/** Only for a live session; then `caller` says whose. */
export const signedIn = createMiddleware<App>(async function signedIn(c, next) {
  await identify(c)
  await proceed(c, next)
})

/** Only for a live session of an administrator. */
export const admin = createMiddleware<App>(async function admin(c, next) {
  await identify(c)
  const { account } = c.var.caller
  if (account.role.id !== 'admin') {
    report(c.var.call, { event: 'authz_fail', account: account.id, outcome: 'failure' })
    throw new Problem('admin_required')
  }
  await proceed(c, next)
})

/** Only for the token of a reset link; then `reset` says whose. */
export const resetting = createMiddleware<App>(async function resetting(c, next) {
  const token = bearerToken(c)
  const reset = token && (await findByResetToken(c.var.call, token))
  if (!reset) throw new Problem('reset_token_invalid', challenge(token))
  c.set('reset', reset)
  await next()
})

/** For a session, or for a reset link: the page behind the link shows whose password it sets. */
export const signedInOrResetting = createMiddleware<App>(
  async function signedInOrResetting(c, next) {
    const { token, holder } = credential(c)
    const caller = token && (await findCaller(c.var.call, token, holder))
    const reset = token && !caller && (await findByResetToken(c.var.call, token))
    const account = caller ? caller.account : reset ? reset.account : undefined
    if (!account) throw new Problem('not_signed_in', challenge(token))
    c.set('account', account)
    await next()
  },
)

/**
 * The newer of the ways to ask for a fresh sign-in: RFC 9470. For what a document lets a session do without the
 * current password, when SUDO_MINUTES is set.
 */
export const recentlySignedIn = createMiddleware<App>(async function recentlySignedIn(c, next) {
  await identify(c)
  const { settings, now } = c.var.call
  const seconds = (settings.SUDO_MINUTES ?? Number.POSITIVE_INFINITY) * 60
  if (now - c.var.caller.session.createdAt > seconds * 1000) {
    throw new Problem('recent_sign_in_required', {
      headers: {
        'WWW-Authenticate': `Bearer error="insufficient_user_authentication", max_age="${seconds}"`,
      },
    })
  }
  await proceed(c, next)
})

/**
 * The rate limit of a network, before anything is hashed, mailed or read. A route that has it is also one of those of
 * which an isolate does only so many at a time.
 */
export const flood = createMiddleware<App>(async function flood(c, next) {
  await refuseFlood(c.var.call)
  await next()
})

/** Only with the set-up token, where one is set. */
export const mayTrySetup = createMiddleware<App>(async function mayTrySetup(c, next) {
  await checkSetupToken(c.var.call, c.req.header('X-Setup-Token'))
  await next()
})

/** The guards that take no cookie. */
export const tokenOnly: readonly MiddlewareHandler[] = [resetting]

async function identify(c: Context<App>): Promise<void> {
  const { token, holder } = credential(c)
  const caller = token && (await findCaller(c.var.call, token, holder))
  if (!caller) throw new Problem('not_signed_in', challenge(token))
  c.set('caller', caller)
}

/** Goes on, and hands a browser the new cookie of a session that was given another id meanwhile. */
async function proceed(c: Context<App>, next: Next): Promise<void> {
  const { call, caller } = c.var
  const { account, session, holder } = caller
  const { id } = session
  await next()
  if (holder === 'token' || session.id === id) return
  const token = await sessionToken(call, session, account.email)
  setSessionCookie(c, token, session.endsAt ?? session.expiresAt)
}

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const safe = ['GET', 'HEAD', 'OPTIONS']

/**
 * The token of a request and where it was: in the Authorization header or, without one, in the session cookie.
 * @throws Problem `cross_site_request` when a foreign page makes a browser change something
 */
export function credential(c: Context<App>): { token: string | undefined; holder: Holder } {
  if (c.req.header('Authorization') !== undefined) return { token: bearerToken(c), holder: 'token' }
  const token = sessionCookie(c)
  if (token !== undefined && !safe.includes(c.req.method)) refuseForeign(c, 'refused')
  return { token, holder: 'cookie' }
}

/**
 * The token of `Authorization: Bearer …` (RFC 6750 section 2.1), the scheme in any case. Undefined when there is
 * none or the header is malformed.
 * @throws Problem `invalid_input` for two values: which one a proxy in front looked at cannot be known
 */
function bearerToken(c: Context<App>): string | undefined {
  const header = c.req.header('Authorization')
  if (header === undefined) return undefined
  if (/,\s*[\w-]+\s/.test(header)) {
    const path = 'Authorization'
    throw new Problem('invalid_input', {
      detail: 'Authorization was sent twice',
      errors: [{ path, message: 'was sent twice' }],
    })
  }
  return /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1]
}

/** RFC 6750 section 3.1: an error code only for a request that carried a token. */
function challenge(token: string | undefined) {
  return token ? { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } } : {}
}
