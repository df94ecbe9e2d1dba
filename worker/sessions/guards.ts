import type { Context, MiddlewareHandler, Next } from 'hono'
import { createMiddleware } from 'hono/factory'
import { report } from '../audit/events.ts'
import { refuseForeign, sessionCookie, setSessionCookie } from '../http/cookie.ts'
import { Problem } from '../http/problem.ts'
import type { App } from '../http/respond.ts'
import { refuseFlood } from '../limits/throttle.ts'
import { findByResetToken } from '../passwords/reset.ts'
import { checkSetupToken } from '../setup/setup.ts'
import { type Caller, findCaller, type Holder, sessionToken } from './session.ts'

/** Only for a live session; then `caller` says whose. */
export const signedIn = createMiddleware<App>(async function signedIn(c, next) {
  await identify(c)
  await proceed(c, next)
})

/** The same for another Worker that asks who a request is from: what that request changes is not ours to count. */
export const recognised = createMiddleware<App>(async function recognised(c, next) {
  await identify(c, false)
  await next()
})

/**
 * Only for a live session whose token was sent as a bearer token. The answer holds a token, which no script of a page may
 * read, or the document lets a session change what our own pages ask the password for.
 */
export const signedInByToken = createMiddleware<App>(async function signedInByToken(c, next) {
  requireToken(await identify(c))
  await next()
})

/** Only for a live session of an administrator. */
export const admin = createMiddleware<App>(async function admin(c, next) {
  requireAdmin(c, await identify(c))
  await proceed(c, next)
})

/** Only for an administrator who signed in a short while ago: for what is done to others. */
export const recentAdmin = createMiddleware<App>(async function recentAdmin(c, next) {
  const caller = await identify(c)
  requireAdmin(c, caller)
  requireRecent(c, caller, c.var.call.settings.SUDO_MINUTES ?? recentMinutes)
  await proceed(c, next)
})

/** The same for what a document describes: its own clients send a bearer token and never ask for the password again. */
export const documentedAdmin = createMiddleware<App>(async function documentedAdmin(c, next) {
  const caller = await identify(c)
  requireAdmin(c, caller)
  const { SUDO_MINUTES } = c.var.call.settings
  const unlimited = caller.holder === 'token' && SUDO_MINUTES === undefined
  if (!unlimited) requireRecent(c, caller, SUDO_MINUTES ?? recentMinutes)
  await proceed(c, next)
})

/** For what a document lets a session do without the current password: a bearer token, and recent if SUDO_MINUTES is set. */
export const recentlySignedIn = createMiddleware<App>(async function recentlySignedIn(c, next) {
  const caller = await identify(c)
  requireToken(caller)
  const { SUDO_MINUTES } = c.var.call.settings
  if (SUDO_MINUTES !== undefined) requireRecent(c, caller, SUDO_MINUTES)
  await next()
})

/** Minutes after signing in during which an administrator is asked for nothing more. */
const recentMinutes = 15

function requireToken({ holder }: Caller): void {
  if (holder !== 'token') throw new Problem('bearer_required')
}

/** Recorded once an hour: a row for each refusal would let anybody fill the audit trail. */
function requireAdmin(c: Context<App>, { account }: Caller): void {
  if (account.role.id === 'admin') return
  const { id } = account
  const event = { event: 'authz_fail', account: id, outcome: 'failure' } as const
  report(c.var.call, event, { perHour: 1, subject: id })
  throw new Problem('admin_required')
}

/** Step-up authentication (RFC 9470). */
function requireRecent(c: Context<App>, { session }: Caller, minutes: number): void {
  const seconds = minutes * 60
  if (c.var.call.now - session.createdAt <= seconds * 1000) return
  throw new Problem('recent_sign_in_required', {
    headers: {
      'WWW-Authenticate': `Bearer error="insufficient_user_authentication", max_age="${seconds}"`,
    },
  })
}

/** Only for the token of a reset link; then `reset` says whose. */
export const resetting = createMiddleware<App>(async function resetting(c, next) {
  const token = bearerToken(c)
  const reset = token && (await findByResetToken(c.var.call, token))
  if (!reset) {
    const event = {
      event: 'authn_password_change_fail',
      account: null,
      outcome: 'failure',
    } as const
    // Without a token nobody tried one.
    if (token) report(c.var.call, { ...event, detail: 'reset_token' })
    throw new Problem('reset_token_invalid', challenge(token))
  }
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
export const tokenOnly: readonly MiddlewareHandler[] = [
  resetting,
  signedInByToken,
  recentlySignedIn,
]

async function identify(c: Context<App>, counts = !safe.includes(c.req.method)): Promise<Caller> {
  const { token, holder } = credential(c)
  const caller = token && (await findCaller(c.var.call, token, holder, counts))
  if (!caller) throw new Problem('not_signed_in', challenge(token))
  c.set('caller', caller)
  return caller
}

/** Goes on, and hands a browser the new cookie of a session that was given another id meanwhile. */
async function proceed(c: Context<App>, next: Next): Promise<void> {
  const { call, caller } = c.var
  const { account, session, holder } = caller
  const { id } = session
  await next()
  if (holder === 'token' || session.id === id) return
  const token = await sessionToken(call, session, account)
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
