import { and, eq, ne, sql } from 'drizzle-orm'
import { accounts, otpChallenges, sessions } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { isCode } from '../input/typed-code.ts'
import { signToken, verifyToken } from '../sessions/token.ts'
import { type Challenge, findChallenge, isChallenge } from './challenge.ts'
import { countAttempt, isCorrect, malformedCode, wrongCode } from './check.ts'
import { codeProblems } from './problems.ts'

/** The token of a challenge, for a client that answers the challenge without a session. */
export function challengeTokenOf({ settings, now }: Call, challenge: Challenge): Promise<string> {
  const { id, accountId, expiresAt } = challenge
  const exp = Math.floor(expiresAt / 1000)
  return signToken(settings.signing, 'otp', { sub: accountId, jti: id, exp }, now)
}

/**
 * Checks a code against the challenge of a token. A correct code verifies the email address and ends every session but the
 * one that requested the code. One batch, so of parallel attempts one succeeds.
 * @throws Problem `otp_token_invalid`, `invalid_code`, `too_many_attempts`
 */
export async function verifyEmailByToken(call: Call, token: string, code: string): Promise<void> {
  const { db, now, settings } = call
  const claims = await verifyToken(settings.signing, 'otp', token, now)
  if (!claims) throw new Problem(codeProblems.otp_token_invalid)
  const { sub: account, jti: id } = claims
  if (!isCode(code)) {
    const open = await findChallenge(call, account)
    throw open?.id === id && open.newEmail === null
      ? malformedCode(open, codeProblems.otp_token_invalid)
      : new Problem(codeProblems.otp_token_invalid)
  }
  const challengeId = { id, accountId: account }
  const isOpen = isChallenge(challengeId)
  // Only the signed-in owner can complete a change of the email address, and only of an enabled account.
  const isAllowed = sql`exists (select 1 from ${otpChallenges}
    join ${accounts} on ${accounts.id} = ${otpChallenges.accountId}
    where ${isOpen} and ${otpChallenges.newEmail} is null
    and ${accounts.disabledAt} is null)`
  const isVerified = sql`(${isAllowed} and ${await isCorrect(call, challengeId, code)})`
  // No one is signed in: the request has only the token and the code.
  const event: AuditEvent = {
    event: 'user_updated',
    account,
    actor: null,
    detail: 'email_verified',
  }
  const [count, updateTries] = countAttempt(call, challengeId, isAllowed)
  const [, , , solved, [hourly], [challenge]] = await db.batch([
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(and(eq(accounts.id, account), isVerified)),
    db
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, account),
          isVerified,
          ne(
            sessions.id,
            sql`(select ${otpChallenges.sessionId} from ${otpChallenges} where ${isOpen})`,
          ),
        ),
      ),
    auditRow(call, event, isVerified),
    db.delete(otpChallenges).where(and(isOpen, isVerified)).returning({ id: otpChallenges.id }),
    count,
    updateTries,
  ])
  if (solved.length > 0) return logEvent(call, event)
  throw wrongCode(
    call,
    { account, actor: null },
    { hourly, challenge },
    codeProblems.otp_token_invalid,
  )
}
