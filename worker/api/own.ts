import * as z from 'zod'
import type { SignedIn } from '../core/sessions.ts'
import { ownFacts } from './facts.ts'

export const time = z.iso.datetime()
/** An account as its owner and administrators see it. */
export const Account = z.object({
  id: z.string(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  email_verified: z.boolean(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  role: z.enum(['admin', 'user']),
  created_at: time,
})
/** What signing in gives a browser; its token is in the cookie. */
export const Current = z.object({ account: Account, expires_at: time })
export const Session = z.object({
  id: z.string(),
  created_at: time,
  last_used_at: time,
  expires_at: time,
  user_agent: z.string().nullable(),
  country: z.string().nullable(),
  current: z.boolean(),
})

export function current({ account, session }: SignedIn) {
  return { account: Account.parse(ownFacts(account)), expires_at: iso(session.expiresAt) }
}

/** UNIX milliseconds as ISO 8601. */
export function iso(time: number): string {
  return new Date(time).toISOString()
}
