import { and, sql } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import { requireAccount } from '../accounts/account.ts'
import { codeLifetime, newCode, tooManyCodes, unverifiedAddress } from '../codes/challenge.ts'
import type { Call } from '../http/context.ts'
import { sendVerificationCode } from '../mail/messages.ts'
import { requireMail } from '../mail/transport.ts'
import type { Caller } from '../sessions/session.ts'
import { isAdmin, lostAdminRole } from './administration.ts'

/**
 * Mails a verification code to the address of an account, whose owner enters it. Returns the address.
 * @throws Problem `account_not_found`, `email_missing`, `already_verified`, `too_many_mails`, `mail_unavailable`; `forbidden`
 * or `unauthenticated` if the caller lost the role or the session meanwhile
 */
export async function sendCodeAsAdmin(call: Call, caller: Caller, id: string): Promise<string> {
  const account = await requireAccount(call, id)
  const email = unverifiedAddress(account)
  requireMail(call)
  const allowed = isAdmin(caller)
  const isSame = sql`exists (select 1 from ${accounts}
    where ${accounts.id} = ${id} and ${accounts.email} = ${email} and ${accounts.emailVerifiedAt} is null)`
  const { code, open } = await newCode(call, email)
  const condition = and(isSame, allowed)
  const { mail, request, store } = open(id, caller.session, null, condition)
  const [[mails], [requests], written, [now]] = await call.db.batch([
    mail,
    request,
    store,
    call.db
      .select({ isAdmin: sql<number>`${allowed}`, isSame: sql<number>`${isSame}` })
      .from(sql`(select 1)`),
  ])
  if (!now?.isAdmin) throw await lostAdminRole(call, caller)
  // The account was deleted or changed meanwhile. Its address may be another one now.
  if (!now.isSame) return sendCodeAsAdmin(call, caller, id)
  if (written.length === 0) throw tooManyCodes(call, mails, requests)
  sendVerificationCode(call, { email, locale: account.locale }, code, codeLifetime, true)
  return email
}
