import { Account, toOwnAccount } from '../accounts/account-body.ts'
import type { Settings } from '../config/settings.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { acrOf, provedAt } from '../second-factors/authentication.ts'
import { lacksFactor } from '../second-factors/policy.ts'
import type { SignedIn, Session as StoredSession } from './session.ts'

/** The session of a request, and its account. The token of a browser is in the cookie, never in a body. */
export const CurrentSession = z.component('CurrentSession', () =>
  z.object({
    account: Account(),
    expires_at: time(),
    /** How strongly the person was authenticated: `aal1` with one factor, `aal2` with two. */
    acr: z.enum(['aal1', 'aal2']),
    /** The methods of authentication (RFC 8176). */
    amr: z.array(z.string()),
    /** When the person last proved who they are. */
    auth_time: time(),
    /** True until the owner sets up the second factor that the role must have. */
    second_factor_missing: z.boolean(),
  }),
)

/** A session in a list. */
export const Session = z.component('Session', () =>
  z.object({
    id: z.string(),
    created_at: time(),
    last_used_at: time(),
    expires_at: time(),
    user_agent: z.nullable(z.string()),
    country: z.nullable(z.string()),
    current: z.boolean(),
  }),
)

export function toCurrentSession(
  settings: Settings,
  { account, session }: SignedIn,
): z.OutputOf<typeof CurrentSession> {
  return {
    account: toOwnAccount(account),
    expires_at: iso(session.expiresAt),
    acr: acrOf(session),
    amr: session.amr.split(' '),
    auth_time: iso(provedAt(session)),
    second_factor_missing: lacksFactor(settings, account, session),
  }
}

/** `currentId` is the id of the session that makes the request. */
export function toSession(session: StoredSession, currentId: string): z.OutputOf<typeof Session> {
  return {
    id: session.id,
    created_at: iso(session.createdAt),
    last_used_at: iso(session.lastUsedAt ?? session.createdAt),
    expires_at: iso(session.expiresAt),
    user_agent: session.userAgent,
    country: session.country,
    current: session.id === currentId,
  }
}
