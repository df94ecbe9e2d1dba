import { and, eq, gt, sql } from 'drizzle-orm'
import { otpChallenges, throttles } from '../../schema/index.ts'
import { hour, minute } from '../config/duration.ts'
import { type KeySet, keyedHash, randomText } from '../config/keys.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { isEmailAddress } from '../input/email-address.ts'
import { reserve, secondsUntil } from '../limits/throttle.ts'
import { sendVerificationCode } from '../mail/messages.ts'
import { mailProblems } from '../mail/problems.ts'
import { mailCounter, mailsPerHour, requireMail } from '../mail/transport.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import { codeProblems } from './problems.ts'

/** Milliseconds that a code is valid (NIST SP 800-63B section 3.1.3.2). */
const lifetime = 10 * minute

/** Codes that one account can request per hour, for any addresses: an account must not become a mailer. */
const requestsPerHour = 10

/** The row of a verification code. An account has one at most. */
export type Challenge = typeof otpChallenges.$inferSelect

/**
 * Mails a six-digit code to the caller's own address. A new code voids the old one.
 * @throws Problem `email_missing`, `already_verified`, `too_many_mails`, `mail_unavailable`; `unauthenticated` if the
 * session ended meanwhile
 */
export async function sendCode(
  call: Call,
  caller: Caller,
): Promise<{ sentTo: string; challenge: Challenge }> {
  const { email, emailVerifiedAt } = caller.account
  if (email === null || !isEmailAddress(email)) throw new Problem(codeProblems.email_missing)
  if (emailVerifiedAt !== null) throw new Problem(codeProblems.already_verified)
  requireMail(call)
  const { code, challenge } = await openChallenge(call, caller, email)
  sendVerificationCode(call, email, code)
  return { sentTo: email, challenge }
}

/**
 * Opens the challenge of the caller's account and counts the mail, in one batch.
 * @param newEmail the email address that the account will have, if that is what the code proves
 * @throws Problem `too_many_mails`; `unauthenticated` if the session ended meanwhile
 */
export async function openChallenge(
  call: Call,
  { account, session }: Caller,
  address: string,
  newEmail: string | null = null,
  extraStatements: Statement[] = [],
): Promise<{ code: string; challenge: Challenge }> {
  const { db, now, settings } = call
  const mailKey = await mailCounter(call, 'code', address)
  const requestKey = `code-asked:${account.id}`
  const id = crypto.randomUUID()
  const code = randomText('0123456789', 6)
  const challenge = {
    accountId: account.id,
    id,
    codeHash: await hashCode(settings.keys[0], id, code),
    sessionId: session.id,
    tries: 0,
    expiresAt: now + lifetime,
    newEmail,
  }
  const [[mails], [requests], written, own] = await db.batch([
    reserve(call, mailKey, mailsPerHour, hour),
    reserve(call, requestKey, requestsPerHour, hour),
    db
      .insert(otpChallenges)
      .select(
        sql`select ${account.id}, ${id}, ${challenge.codeHash}, ${session.id}, 0, ${challenge.expiresAt}, ${newEmail}
          from ${throttles} where ${throttles.key} = ${mailKey} and ${throttles.count} <= ${mailsPerHour}
          and exists (select 1 from throttles as own
            where own.key = ${requestKey} and own.count <= ${requestsPerHour})
          and ${isSignedIn(session)}`,
      )
      .onConflictDoUpdate({ target: otpChallenges.accountId, set: challenge })
      .returning({ id: otpChallenges.id }),
    selectSession(call, session),
    ...extraStatements,
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (written.length === 0) {
    const full = requests && requests.count > requestsPerHour ? requests : mails
    throw new Problem(mailProblems.too_many_mails, {
      retryAfter: secondsUntil(full?.expiresAt ?? now, now),
    })
  }
  return { code, challenge }
}

/** The open challenge of an account, if there is one. */
export async function findChallenge(call: Call, accountId: string): Promise<Challenge | undefined> {
  const [challenge] = await call.db
    .select()
    .from(otpChallenges)
    .where(and(eq(otpChallenges.accountId, accountId), gt(otpChallenges.expiresAt, call.now)))
  return challenge
}

/** Keyed, because a million codes are quickly tried against a plain hash. */
export function hashCode(keys: KeySet, challenge: string, code: string): Promise<string> {
  return keyedHash(keys, 'otp', `${challenge}:${code}`)
}
