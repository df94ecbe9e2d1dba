import type { Context } from 'hono'
import { current } from '../accounts/account-body.ts'
import { sessionCookie, setSessionCookie } from '../http/cookie.ts'
import type { App } from '../http/respond.ts'
import { endSession, type SignedIn, sessionToken } from './session.ts'

/** Puts a fresh session into the browser's cookie, and gives what its page may know of it. */
export async function enterBrowser(c: Context<App>, entered: SignedIn) {
  const { call } = c.var
  const { account, session } = entered
  // Whoever held the old cookie, on this browser or elsewhere, is out.
  const old = sessionCookie(c)
  if (old) call.after(endSession(call, old, 'cookie'))
  const token = await sessionToken(call, session, account)
  setSessionCookie(c, token, session.endsAt ?? session.expiresAt)
  return current(entered)
}
