import { and, sql } from 'drizzle-orm'
import { createMiddleware } from 'hono/factory'
import { type Created, createAccount } from '../accounts/create.ts'
import { firstCredential, type GivenCredential } from '../accounts/credential.ts'
import { codeLifetime, newCode } from '../codes/challenge.ts'
import { type App, type Call, requestLanguage } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { findInvitation, isValidInvitation } from '../invitations/invitation.ts'
import { invitationProblems } from '../invitations/problems.ts'
import { sendVerificationCode } from '../mail/messages.ts'
import { missingMailSettings } from '../mail/transport.ts'
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
interface Registrant {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  /** Default: the language of the request. */
  locale?: string | undefined
  /** The token of an invitation. */
  invitation?: string | undefined
}

/**
 * Creates an account with the role `user`, and a password or a passkey. A password is hashed before the identifier is looked up, so a
 * taken identifier takes as long as a free one. An invalid invitation is refused before the hash, and checked again in the statement that
 * creates the account.
 * @param verifiesEmail mails a code to the email address, if there is one, unless mail is not set up or a limit is reached
 * @throws Problem `invitation_invalid`, `username_taken`, `email_taken`, `password_not_allowed`, `passwords_off`, `passkey_invalid`,
 * `passkey_exists`
 */
export async function register(
  call: Call,
  { invitation: token, locale, ...names }: Registrant,
  given: GivenCredential,
  withSession: Transport | undefined,
  { verifiesEmail = false } = {},
): Promise<Created> {
  const { email } = names
  const invitation = token === undefined ? undefined : await findInvitation(call, token)
  if (token !== undefined && !invitation) throw new Problem(invitationProblems.invitation_invalid)
  const credential = await firstCredential(call, given, names)
  const firstCode =
    verifiesEmail && email !== undefined && missingMailSettings(call.settings).length === 0
      ? await newCode(call, email)
      : undefined
  const created = await createAccount(
    call,
    {
      ...names,
      locale: locale ?? requestLanguage(call),
      ...credential.facts,
      roleId: 'user',
      ...(invitation && { invitedBy: invitation.inviter }),
    },
    {
      ...(withSession && { withSession }),
      condition: and(credential.condition, invitation && sql`${invitation.inviter} is not null`),
      authentication: credential.authentication,
      detail: `user${credential.suffix}`,
      extraStatements: (created, id, session) => {
        const code = firstCode?.open(id, session)
        return [
          ...credential.add(created),
          ...(invitation ? [invitation.countUse(created)] : []),
          ...(code ? [code.mail, code.store] : []),
        ]
      },
    },
  )
  if (!created) {
    const isValid = token === undefined || (await isValidInvitation(call, token))
    throw (isValid && credential.refuse?.()) || new Problem(invitationProblems.invitation_invalid)
  }
  const { account, extraRows } = created
  if (firstCode && account.email !== null && extraRows.at(-1)?.length === 1) {
    const recipient = { email: account.email, locale: account.locale }
    sendVerificationCode(call, recipient, firstCode.code, codeLifetime)
  }
  return created
}
