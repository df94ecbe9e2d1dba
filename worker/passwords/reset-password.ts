import { and, eq, sql } from 'drizzle-orm'
import { accounts, invitations, passkeys } from '../../schema/index.ts'
import { changeAccount } from '../accounts/change.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { deviceKey, upsertDevice } from '../devices/devices.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { clear } from '../limits/throttle.ts'
import { sendPasskeyRemovedNotice } from '../mail/messages.ts'
import { oneFactor } from '../second-factors/authentication.ts'
import { methodsOf, newPendingSignIn, type PendingSignIn } from '../second-factors/pending.ts'
import { insertSession, newSession, type SignedIn, type Transport } from '../sessions/session.ts'
import { hasFactor } from '../totp/factor.ts'
import { signInCounter } from './current-password.ts'
import { hashNewPassword } from './policy.ts'
import { passwordProblems } from './problems.ts'
import type { Reset } from './reset.ts'

/**
 * Signs in with a reset link, and sets a new password unless there are none: then the person adds a passkey. The link proves the email
 * address, so nothing from before is trusted: every session, grant and invitation ends, and the counter of failed attempts is deleted. If
 * no one had proved the address, someone else may have signed up with it, so the passkeys are removed, too.
 * @param withSession opens a session for the person who reset the password, in the same batch. A link proves no second
 *   factor: an account that has one gets a sign-in that waits for it.
 * @throws Problem `reset_token_invalid` if the link was used or voided meanwhile, or the account got a second factor
 */
export async function resetPassword(
  call: Call,
  { account, factor, hasPasskey, isValid }: Reset,
  password: string | undefined,
  withSession?: Transport,
): Promise<SignedIn | PendingSignIn | undefined> {
  const passwordHash =
    password === undefined ? undefined : await hashNewPassword(call, password, account)
  // The link is a one-time password by email.
  const method = password === undefined ? 'otp' : 'pwd'
  const session =
    withSession && !factor ? newSession(call, account, withSession, oneFactor(method)) : undefined
  const waiting =
    withSession && factor
      ? await newPendingSignIn(
          call,
          // As it is once the link is used.
          { id: account.id, credentialVersion: account.credentialVersion + 1 },
          methodsOf(factor),
          method,
        )
      : undefined
  const device = await deviceKey(call)
  const event: AuditEvent = {
    event: 'authn_login_success',
    account: account.id,
    actor: account.id,
    detail: 'reset',
  }
  const removal: AuditEvent = {
    event: 'authn_factor_removed',
    account: account.id,
    actor: null,
    detail: 'passkey',
  }
  const ofAccount = eq(passkeys.accountId, account.id)
  const isUnproved = account.emailVerifiedAt === null
  const changed = await changeAccount(
    call,
    account,
    { passwordHash },
    {
      // Not if the account got a second factor meanwhile, which the session would lack.
      condition: sql`${accounts.disabledAt} is null and ${and(isValid, factor ? undefined : sql`not ${hasFactor(account.id)}`)}`,
      provesEmail: true,
      actor: null,
      detail: 'reset',
      endsAccess: true,
      extraStatements: (changed) => [
        call.db.delete(invitations).where(and(eq(invitations.accountId, account.id), changed)),
        ...(isUnproved
          ? [
              auditRow(
                call,
                removal,
                sql`${changed} and exists (select 1 from ${passkeys} where ${ofAccount})`,
              ),
              call.db.delete(passkeys).where(and(ofAccount, changed)),
            ]
          : []),
        clear(call, signInCounter(account.id)),
        ...(session
          ? [
              insertSession(call.db, session, changed),
              upsertDevice(call, account.id, device, changed),
              auditRow(call, event, changed),
            ]
          : []),
        ...(waiting ? [waiting.store(changed)] : []),
      ],
    },
  )
  if (!changed) throw new Problem(passwordProblems.reset_token_invalid)
  if (isUnproved && hasPasskey) {
    logEvent(call, removal)
    sendPasskeyRemovedNotice(call, changed.account, false)
  }
  if (!session) return waiting?.pending
  logEvent(call, event)
  return { account: changed.account, session }
}
