import type { Context } from 'hono'
import type { App } from '../http/context.ts'
import {
  clearPendingCookie,
  pendingCookie,
  sessionCookie,
  setPendingCookie,
  setSessionCookie,
} from '../http/cookie.ts'
import {
  type PendingSignIn,
  pendingLifetime,
  toSecondFactorRequired,
} from '../second-factors/pending.ts'
import { type Caller, endSession, type SignedIn, sessionToken } from './session.ts'
import { toCurrentSession } from './session-body.ts'

/** Signs a browser in: sets its cookie, and returns the body of the response. */
export async function signInBrowser(c: Context<App>, signedIn: SignedIn) {
  const { call } = c.var
  // The old session ends: its cookie may be known to someone else who used this browser.
  const old = sessionCookie(c.req.raw.headers)
  if (old) call.after(endSession(call, old, 'cookie'))
  if (pendingCookie(c.req.raw.headers) !== undefined) clearPendingCookie(c)
  await setCookie(c, signedIn)
  return toCurrentSession(c.var.call.settings, signedIn)
}

/** Keeps a sign-in that waits for its second factor in a cookie, and returns the body of the response. */
export function waitForSecondFactor(c: Context<App>, pending: PendingSignIn) {
  setPendingCookie(c, pending.token, pendingLifetime / 1000)
  return toSecondFactorRequired(pending)
}

/** Sets the cookie again if a change gave the session of a browser a new id. */
export async function refreshCookie(
  c: Context<App>,
  { session, transport }: Caller,
  changed: SignedIn,
): Promise<void> {
  if (transport === 'cookie' && changed.session.id !== session.id) await setCookie(c, changed)
}

async function setCookie(c: Context<App>, { account, session }: SignedIn): Promise<void> {
  const token = await sessionToken(c.var.call, session, account)
  setSessionCookie(c, token, session.endsAt ?? session.expiresAt)
}
