import { sql } from 'drizzle-orm'
import { type Created, createAccount } from '../accounts/create.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { findInvitation } from '../invitations/invitation.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import type { Holder } from '../sessions/session.ts'

/**
 * Refuses where registration is not offered; a check of its own because it comes before the body is read.
 * @throws Problem `registration_closed`
 */
export function checkRegistration(call: Call, way: 'register' | 'signup'): void {
  const { REGISTRATION } = call.settings
  if (REGISTRATION === 'closed' || (REGISTRATION === 'referral' && way === 'register')) {
    throw new Problem('registration_closed')
  }
}

/** Somebody who signs up, by a username, an address or both. */
export interface Registrant {
  username?: string | undefined
  email?: string | undefined
  password: string
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  /** Another's user token. */
  referrer?: string | undefined
}

/**
 * Registers a plain user. The hash comes before a name is looked up, so a taken one takes as long as a free one;
 * a bad referrer is refused before it, and looked at again in the statement that creates the account.
 * @throws Problem `referrer_invalid`, `username_taken`, `email_taken`
 */
export async function register(
  call: Call,
  { password, referrer, ...named }: Registrant,
  withSession: Holder | undefined,
): Promise<Created> {
  const invitation = referrer === undefined ? undefined : await findInvitation(call, referrer)
  if (referrer !== undefined && !invitation) throw new Problem('referrer_invalid')
  const passwordHash = await hashNewPassword(call, password, named)
  const account = await createAccount(
    call,
    { ...named, passwordHash, roleId: 'user', ...(invitation && { referrer: invitation.owner }) },
    {
      ...(withSession && { withSession }),
      ...(invitation && {
        condition: sql`${invitation.owner} is not null`,
        alongside: (done) => [invitation.use(done)],
      }),
    },
  )
  // Nothing else can have held it back than an invitation that ended meanwhile.
  if (!account) throw new Problem('referrer_invalid')
  return account
}
