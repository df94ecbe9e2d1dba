import { and, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { otpChallenges, throttles } from '../../schema/index.ts'
import { logEventLater } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import type { Call } from '../http/context.ts'
import { Problem, type ProblemType } from '../http/problem.ts'
import { limitProblems } from '../limits/problems.ts'
import { type Count, reserve, secondsUntil } from '../limits/throttle.ts'
import { type Challenge, hashCode, isChallenge } from './challenge.ts'
import { codeProblems } from './problems.ts'

/*
 * The one check of a verification code. A batch first tests `isCorrect`, then counts the attempt. A batch runs alone, so
 * parallel attempts are all counted, and at most five codes are compared per challenge.
 */

/** Attempts per challenge (NIST SP 800-63B section 3.1.3.2). */
const maxTries = 5
/** Attempts per account and hour, over all challenges: a chance of 10 in 1,000,000 an hour to guess a code. */
const triesPerHour = 10

type ChallengeId = Pick<Challenge, 'id' | 'accountId'>

/** True while the code is correct, the challenge is open, and attempts are left. */
export async function isCorrect(
  { settings, now }: Call,
  challenge: ChallengeId,
  code: string,
): Promise<SQL> {
  const hashes = await Promise.all(settings.keys.map((keys) => hashCode(keys, challenge.id, code)))
  const open = and(
    isChallenge(challenge),
    inArray(otpChallenges.codeHash, hashes),
    lt(otpChallenges.tries, maxTries),
    gt(otpChallenges.expiresAt, now),
  )
  const blocked = and(
    eq(throttles.key, counterOf(challenge.accountId)),
    gt(throttles.expiresAt, now),
    gte(throttles.count, triesPerHour),
  )
  return sql`(exists (select 1 from ${otpChallenges} where ${open}) and not exists (select 1 from ${throttles} where ${blocked}))`
}

/**
 * Counts an attempt: the statements that follow `isCorrect` in the same batch. The second returns the tries.
 * @param when must also be true, or the challenge counts as closed
 */
export function countAttempt(call: Call, challenge: ChallengeId, when?: SQL) {
  return [
    reserve(call, counterOf(challenge.accountId), triesPerHour, hour),
    call.db
      .update(otpChallenges)
      .set({ tries: sql`${otpChallenges.tries} + 1` })
      .where(and(isChallenge(challenge), gt(otpChallenges.expiresAt, call.now), when))
      .returning({ tries: otpChallenges.tries }),
  ] as const
}

/** The state of the counters after an attempt: two statements for a batch. */
export function selectAttempts({ db }: Call, challenge: ChallengeId) {
  return [
    db
      .select({ count: throttles.count, expiresAt: throttles.expiresAt })
      .from(throttles)
      .where(eq(throttles.key, counterOf(challenge.accountId))),
    db.select({ tries: otpChallenges.tries }).from(otpChallenges).where(isChallenge(challenge)),
  ] as const
}

/**
 * The problem of a counted attempt that was not correct. Logs it.
 * @param actor who is signed in
 * @param closed the problem if the challenge is used, expired or out of attempts
 */
export function wrongCode(
  call: Call,
  { account, actor }: { account: string; actor: string | null },
  { hourly, challenge }: { hourly: Count | undefined; challenge: { tries: number } | undefined },
  closed: ProblemType,
): Problem {
  logEventLater(call, { event: 'authn_code_fail', account, actor, outcome: 'failure' })
  if (!challenge || challenge.tries > maxTries) return new Problem(closed)
  if (hourly && hourly.count > triesPerHour) {
    const retryAfter = secondsUntil(hourly.expiresAt, call.now)
    return new Problem(limitProblems.too_many_attempts, { retryAfter })
  }
  return new Problem(codeProblems.invalid_code)
}

/**
 * The problem of text that cannot be a code in any spelling. It is no attempt and is not counted.
 * @param closed the problem if the challenge is out of attempts
 */
export function malformedCode({ tries }: Challenge, closed: ProblemType): Problem {
  return new Problem(tries < maxTries ? codeProblems.invalid_code : closed)
}

function counterOf(accountId: string): string {
  return `code:${accountId}`
}
