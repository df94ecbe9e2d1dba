import { Account, toOwnAccount } from '../accounts/account-body.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import type { SignedIn, Session as StoredSession } from './session.ts'

/** The session of a request, and its account. The token of a browser is in the cookie, never in a body. */
export const CurrentSession = z
  .object({ account: Account, expires_at: time })
  .register(z.globalRegistry, { id: 'CurrentSession' })

/** A session in a list. */
export const Session = z
  .object({
    id: z.string(),
    created_at: time,
    last_used_at: time,
    expires_at: time,
    user_agent: z.nullable(z.string()),
    country: z.nullable(z.string()),
    current: z.boolean(),
  })
  .register(z.globalRegistry, { id: 'Session' })

export function toCurrentSession({ account, session }: SignedIn): z.output<typeof CurrentSession> {
  return { account: toOwnAccount(account), expires_at: iso(session.expiresAt) }
}

/** `currentId` is the id of the session that makes the request. */
export function toSession(session: StoredSession, currentId: string): z.output<typeof Session> {
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
