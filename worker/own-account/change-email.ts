import { and, eq, sql } from 'drizzle-orm'
import { accounts, identifiers, otpChallenges } from '../../schema/index.ts'
import { type Changed, changeAccount } from '../accounts/change.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { codeLifetime, findChallenge, isChallenge, openChallenge } from '../codes/challenge.ts'
import {
  countAttempt,
  isCorrect,
  malformedCode,
  selectAttempts,
  wrongCode,
} from '../codes/check.ts'
import { codeProblems } from '../codes/problems.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { isCode } from '../input/typed-code.ts'
import { sendEmailInUseNotice, sendNewAddressCode } from '../mail/messages.ts'
import { requireMail } from '../mail/transport.ts'
import { type Caller, deleteSessions, isSignedIn, type Session } from '../sessions/session.ts'
import { nextSessionId } from './change.ts'
import { requireOwner } from './owner-proof.ts'

/**
 * Mails a code to the new email address of the caller. Nothing changes until the code is entered. If the address belongs
 * to another account, no code is sent and its owner is notified; the response is the same in both cases.
 * @throws Problem `no_changes`, `reauthentication_required`, `current_password_incorrect`, `too_many_attempts`, `too_many_mails`, `mail_unavailable`;
 * `unauthenticated` if the session ended meanwhile
 */
export async function sendEmailChangeCode(
  call: Call,
  caller: Caller,
  { email, password }: { email: string; password?: string | undefined },
): Promise<void> {
  const { account } = caller
  const key = identifierKey(email)
  if (account.email !== null && identifierKey(account.email) === key) {
    throw new Problem(problems.no_changes)
  }
  requireMail(call)
  const refunds = await requireOwner(call, caller, password)
  const { code } = await openChallenge(call, caller, email, email, refunds)
  // After the response, so that the response time reveals nothing.
  call.after(
    call.db
      .select({
        email: accounts.email,
        emailVerifiedAt: accounts.emailVerifiedAt,
        locale: accounts.locale,
      })
      .from(identifiers)
      .innerJoin(accounts, eq(accounts.id, identifiers.accountId))
      .where(eq(identifiers.key, key))
      .then(([owner]) => {
        if (owner) sendEmailInUseNotice(call, owner)
        else sendNewAddressCode(call, { email, locale: account.locale }, code, codeLifetime)
      }),
  )
}

/**
 * Enters the open code of the caller's account: verifies its email address, or changes it to the new one, verified. Either
 * way the other sessions end. The check, the count and the change are one batch.
 * @returns the account, and the session with its present id
 * @throws Problem `code_expired`, `invalid_code`, `too_many_attempts`, `email_taken`
 */
export async function enterCode(
  call: Call,
  caller: Caller,
  code: string,
): Promise<Changed<Session>> {
  const { account, session } = caller
  const challenge = await findChallenge(call, account.id)
  if (!challenge) throw new Problem(codeProblems.code_expired)
  if (!isCode(code)) throw malformedCode(challenge, codeProblems.code_expired)
  const { newEmail } = challenge
  const changed = await changeAccount(call, account, newEmail === null ? {} : { email: newEmail }, {
    condition: sql`${await isCorrect(call, challenge, code)} and ${isSignedIn(session)}`,
    keep: session,
    rotateTo: nextSessionId(caller),
    provesEmail: true,
    detail: newEmail === null ? 'email_verified' : 'email_changed',
    extraStatements: (changed) => [
      // A new email address ends the other sessions by itself, and gives the kept one a new id.
      ...(newEmail === null
        ? [deleteSessions(call, account.id, { keep: session.id, when: changed })]
        : []),
      call.db.delete(otpChallenges).where(and(isChallenge(challenge), changed)),
      ...countAttempt(call, challenge),
    ],
  })
  if (changed) return changed
  const [[hourly], [left]] = await call.db.batch([...selectAttempts(call, challenge)])
  throw wrongCode(
    call,
    { account: account.id, actor: account.id },
    { hourly, challenge: left },
    codeProblems.code_expired,
  )
}
