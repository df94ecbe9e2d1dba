import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { logEventLater } from '../audit/events.ts'
import type { App } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { isSafe } from '../http/same-origin.ts'
import { requireProof } from '../second-factors/step-up.ts'
import { authenticate, type Owed } from './authenticate.ts'
import { challenge, credentialOf } from './credential.ts'
import { sessionProblems } from './problems.ts'
import type { Caller } from './session.ts'

declare module 'hono' {
  interface ContextVariableMap {
    caller: Caller
  }
}

/** Requires a session. Sets `caller`. */
export const signedIn = createMiddleware<App>(async function signedIn(c, next) {
  await requireCaller(c)
  await next()
})

/** Requires a session, for a POST that changes nothing and therefore does not count as a write. Sets `caller`. */
export const signedInUncounted = createMiddleware<App>(async function signedInUncounted(c, next) {
  await requireCaller(c, [], false)
  await next()
})

/** Requires a session, also of an account whose owner must choose a password or set up a second factor first. Sets `caller`. */
export const signedInToChangePassword = createMiddleware<App>(
  async function signedInToChangePassword(c, next) {
    await requireCaller(c, ['password', 'second_factor'])
    await next()
  },
)

/** Requires a session, also of an account whose owner must set up a second factor first. Sets `caller`. */
export const signedInToSetUpFactor = createMiddleware<App>(
  async function signedInToSetUpFactor(c, next) {
    await requireCaller(c, ['second_factor'])
    await next()
  },
)

/** The same, of a person who proved recently who they are. For every change to second factors and passkeys. */
export const recentToSetUpFactor = createMiddleware<App>(
  async function recentToSetUpFactor(c, next) {
    const { session } = await requireCaller(c, ['second_factor'])
    requireProof(c.var.call, session)
    await next()
  },
)

/**
 * Requires a session whose token was sent as a bearer token: the response contains a token, which no script of a page may
 * read, or the document allows a change for which our own pages require the password.
 */
export const signedInByToken = createMiddleware<App>(async function signedInByToken(c, next) {
  requireBearerToken(await requireCaller(c))
  await next()
})

/** Requires the cookie of a browser: a person answers on our own page, and no script that has a token answers instead. Sets `caller`. */
export const signedInByCookie = createMiddleware<App>(async function signedInByCookie(c, next) {
  const { transport } = await requireCaller(c)
  if (transport !== 'cookie') throw new Problem(sessionProblems.cookie_required)
  await next()
})

/** Requires the session of an administrator. */
export const admin = createMiddleware<App>(async function admin(c, next) {
  requireAdmin(c, await requireCaller(c))
  await next()
})

/** Requires an administrator who signed in recently. For every change to another account. */
export const recentAdmin = createMiddleware<App>(async function recentAdmin(c, next) {
  const caller = await requireCaller(c)
  requireAdmin(c, caller)
  requireProof(c.var.call, caller.session)
  await next()
})

/** The same for documented operations: the clients of the products send a bearer token and never ask for the password again. */
export const documentedAdmin = createMiddleware<App>(async function documentedAdmin(c, next) {
  const caller = await requireCaller(c)
  requireAdmin(c, caller)
  const { SUDO_MINUTES } = c.var.call.settings
  const isUnlimited = caller.transport === 'token' && SUDO_MINUTES === undefined
  if (!isUnlimited) requireProof(c.var.call, caller.session)
  await next()
})

/**
 * For documented changes that do not require the current password: a bearer token and, if SUDO_MINUTES is set, a recent
 * sign-in.
 */
export const recentlySignedIn = createMiddleware<App>(async function recentlySignedIn(c, next) {
  const caller = await requireCaller(c)
  requireBearerToken(caller)
  const { SUDO_MINUTES } = c.var.call.settings
  if (SUDO_MINUTES !== undefined) requireProof(c.var.call, caller.session)
  await next()
})

/**
 * The caller, if there is one. A browser sends its cookie with every request, so an ended session counts as none.
 * @throws Problem `unauthenticated` for an invalid bearer token, which its client sent on purpose (RFC 6750 section 3.1)
 */
export async function findCaller(c: Context<App>): Promise<Caller | undefined> {
  const { caller, credential } = await callerOf(c, ['password', 'second_factor'])
  if (caller || credential.transport === 'cookie') return caller
  throw new Problem(problems.unauthenticated, challenge(credential.token))
}

async function requireCaller(
  c: Context<App>,
  mayOwe: readonly Owed[] = [],
  isWrite = !isSafe(c.req.method),
): Promise<Caller> {
  const { caller, credential } = await callerOf(c, mayOwe, isWrite)
  if (!caller) throw new Problem(problems.unauthenticated, challenge(credential.token))
  c.set('caller', caller)
  return caller
}

async function callerOf(c: Context<App>, mayOwe: readonly Owed[], isWrite = !isSafe(c.req.method)) {
  const { call } = c.var
  const credential = credentialOf(c.req.raw, call.settings.PUBLIC_URL)
  const caller = await authenticate(call, credential, {
    counts: isWrite ? 'write' : undefined,
    mayOwe,
  })
  return { caller, credential }
}

function requireBearerToken({ transport }: Caller): void {
  if (transport !== 'token') throw new Problem(sessionProblems.bearer_required)
}

/** One audit event an hour: with a row for each refusal any caller could fill the audit log. */
function requireAdmin(c: Context<App>, { account }: Caller): void {
  if (account.role.id === 'admin') return
  const { id } = account
  const event = { event: 'authz_fail', account: id, outcome: 'failure' } as const
  logEventLater(c.var.call, event, { perHour: 1, subject: id })
  throw new Problem(problems.forbidden)
}
