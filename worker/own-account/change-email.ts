import { and, eq, sql } from 'drizzle-orm'
import { accounts, identifiers, otpChallenges } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { changeAccount } from '../accounts/change.ts'
import { canonical } from '../accounts/identifiers.ts'
import {
  answers,
  countTry,
  findChallenge,
  openChallenge,
  refuseCode,
  refuseNoCode,
} from '../codes/challenge.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { isCode } from '../input/typed-code.ts'
import { attemptsOf, refund } from '../limits/throttle.ts'
import { requireMail, sendEmailInUseNotice, sendVerificationCode } from '../mail/messages.ts'
import { type Caller, endSessions, stillSignedIn } from '../sessions/session.ts'
import { provePassword } from '../sessions/sign-in.ts'
import { nextSessionId } from './change.ts'

/**
 * Mails a code to the address an account is to have; nothing changes before it is entered. Where the address is
 * another's the code goes to nobody and its owner is told, which the caller cannot tell from the other case.
 * @throws Problem `nothing_to_change`, `wrong_password`, `too_many_attempts`, `too_many_mails`, `mail_unavailable`,
 * `not_signed_in` when the session ended meanwhile
 */
export async function requestAddress(
  call: Call,
  caller: Caller,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const { account } = caller
  const key = canonical(email)
  if (account.email !== null && canonical(account.email) === key) {
    throw new Problem('nothing_to_change')
  }
  requireMail(call)
  await provePassword(call, account, password, 'authn_login_fail')
  const { code } = await openChallenge(call, caller, email, email, [
    refund(call, attemptsOf(account.id)),
  ])
  // Looked up after the answer, like all that differs.
  call.after(
    call.db
      .select({ email: accounts.email, emailVerifiedAt: accounts.emailVerifiedAt })
      .from(identifiers)
      .innerJoin(accounts, eq(accounts.id, identifiers.accountId))
      .where(eq(identifiers.key, key))
      .then(([owner]) => {
        if (owner) sendEmailInUseNotice(call, owner)
        else sendVerificationCode(call, email, code)
      }),
  )
}

/**
 * Enters the open code of the caller's account: it proves the address the account has, or gives it the new one,
 * proven. Either way the other sessions end. The check, the count of tries and what follows are one batch.
 * @throws Problem `no_open_code`, `otp_wrong`, `too_many_attempts`, `email_taken`
 */
export async function enterCode(call: Call, caller: Caller, code: string): Promise<Account> {
  const { account, session } = caller
  const challenge = await findChallenge(call, account.id)
  if (!challenge) throw new Problem('no_open_code')
  if (!isCode(code)) refuseNoCode(challenge, 'no_open_code')
  const { id, newEmail } = challenge
  const changed = await changeAccount(call, account, newEmail === null ? {} : { email: newEmail }, {
    condition: sql`${await answers(call, challenge, code)} and ${stillSignedIn(session)}`,
    keep: session,
    rotateTo: nextSessionId(caller),
    proves: true,
    detail: newEmail === null ? 'email_verified' : 'email_changed',
    alongside: (done) => [
      // A new address ends them by itself, and gives the one that stays another id.
      ...(newEmail === null
        ? [endSessions(call, account.id, { keep: session.id, when: done })]
        : []),
      call.db.delete(otpChallenges).where(and(eq(otpChallenges.id, id), done)),
      ...countTry(call, challenge),
    ],
  })
  return changed ?? refuseCode(call, challenge)
}
