import { sql } from 'drizzle-orm'
import { createMiddleware } from 'hono/factory'
import { type Created, createAccount } from '../accounts/create.ts'
import type { App, Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { findInvitation } from '../invitations/invitation.ts'
import { invitationProblems } from '../invitations/problems.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import type { Transport } from '../sessions/session.ts'
import { registrationProblems } from './problems.ts'

/**
 * Requires that registration is offered, before the body is validated. `signup` accepts invitations, so it is offered
 * unless registration is closed; `register` has none.
 */
export function registrationOffered(way: 'register' | 'signup') {
  return createMiddleware<App>(async function registrationOffered(c, next) {
    const { REGISTRATION } = c.var.call.settings
    if (REGISTRATION === 'closed' || (REGISTRATION === 'invitation' && way === 'register')) {
      throw new Problem(registrationProblems.registration_closed)
    }
    await next()
  })
}

/** A person who signs up, with a username, an email address or both. */
export interface Registrant {
  username?: string | undefined
  email?: string | undefined
  password: string
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  /** The token of an invitation. */
  invitation?: string | undefined
}

/**
 * Creates an account with the role `user`. The password is hashed before the identifier is looked up, so a taken identifier
 * takes as long as a free one. An invalid invitation is refused before the hash, and checked again in the statement that
 * creates the account.
 * @throws Problem `invitation_invalid`, `username_taken`, `email_taken`, `password_not_allowed`
 */
export async function register(
  call: Call,
  { password, invitation: token, ...names }: Registrant,
  withSession: Transport | undefined,
): Promise<Created> {
  const invitation = token === undefined ? undefined : await findInvitation(call, token)
  if (token !== undefined && !invitation) throw new Problem(invitationProblems.invitation_invalid)
  const passwordHash = await hashNewPassword(call, password, names)
  const created = await createAccount(
    call,
    {
      ...names,
      passwordHash,
      roleId: 'user',
      ...(invitation && { invitedBy: invitation.inviter }),
    },
    {
      ...(withSession && { withSession }),
      ...(invitation && {
        condition: sql`${invitation.inviter} is not null`,
        extraStatements: (created) => [invitation.countUse(created)],
      }),
    },
  )
  // The only condition is that the invitation is still valid.
  if (!created) throw new Problem(invitationProblems.invitation_invalid)
  return created
}
