import { day } from '../config/duration.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { reserve, secondsUntil } from '../limits/throttle.ts'
import { sendInvitation } from '../mail/messages.ts'
import { mailProblems } from '../mail/problems.ts'
import { requireMail } from '../mail/transport.ts'
import type { Caller } from '../sessions/session.ts'
import { createInvitation, type Invitation } from './invitation.ts'
import { invitationProblems } from './problems.ts'

/** Invitations that an account can send per day: anyone can sign up, and must not become a mailer. */
const emailsPerDay = { user: 20, admin: 200 }

/**
 * Creates an invitation and mails its link. The email names the inviter by the first and last name or the username, but not by
 * an email address, which could be that of someone else.
 * @throws Problem `mail_unavailable`, `invitations_closed`, `too_many_mails`, `too_many_invitations`; `unauthenticated` if the
 * session ended meanwhile
 */
export async function inviteByEmail(
  call: Call,
  caller: Caller,
  email: string,
): Promise<Invitation> {
  const { settings, now } = call
  requireMail(call)
  if (settings.REGISTRATION === 'closed') throw new Problem(invitationProblems.invitations_closed)
  const { id, role, firstName, lastName, username, locale } = caller.account
  const max = emailsPerDay[role.id === 'admin' ? 'admin' : 'user']
  const [sent] = await reserve(call, `invitation:${id}`, max, day)
  if (!sent || sent.count > max) {
    const retryAfter = secondsUntil(sent?.expiresAt ?? now, now)
    throw new Problem(mailProblems.too_many_mails, { retryAfter })
  }
  const invitation = await createInvitation(call, caller, email)
  sendInvitation(call, {
    to: email,
    inviter: [firstName, lastName].filter(Boolean).join(' ') || (username ?? ''),
    link: `${settings.PUBLIC_URL}/auth/sign-up?invitation=${invitation.token}`,
    locale,
    validFor: invitation.expiresAt - now,
  })
  return invitation
}
