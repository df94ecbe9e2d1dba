import * as z from '../input/zod.ts'
import { administeredFacts, ownFacts } from '../products/facts.ts'
import type { Session as SessionRow, SignedIn } from '../sessions/session.ts'
import type { Account as AccountRow } from './account.ts'

export const time = z.iso.datetime()
/** An account as its owner and administrators see it. */
export const Account = z
  .object({
    id: z.string(),
    username: z.nullable(z.string()),
    email: z.nullable(z.string()),
    email_verified: z.boolean(),
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    role: z.enum(['admin', 'user']),
    created_at: time,
  })
  .register(z.globalRegistry, { id: 'Account' })
/** The same with what only administrators see. */
export const AdminAccount = z
  .extend(Account, {
    disabled_at: z.nullable(time),
    referrer_id: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'AdminAccount' })
/** What signing in gives a browser; its token is in the cookie. */
export const Current = z
  .object({ account: Account, expires_at: time })
  .register(z.globalRegistry, { id: 'CurrentSession' })
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

export function current({ account, session }: SignedIn) {
  return { account: Account.parse(ownFacts(account)), expires_at: iso(session.expiresAt) }
}

export function administered(account: AccountRow) {
  return AdminAccount.parse(administeredFacts(account))
}

/** A session in a list; `currentId` is the one that asks. */
export function listedSession(session: SessionRow, currentId: string): z.output<typeof Session> {
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

/** UNIX milliseconds as ISO 8601. */
export function iso(time: number): string {
  return new Date(time).toISOString()
}
