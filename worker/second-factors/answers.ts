import { and, inArray, type SQL, sql } from 'drizzle-orm'
import { throttles } from '../../schema/index.ts'
import { logEventLater } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { limitProblems } from '../limits/problems.ts'
import { type Count, reserve, secondsUntil } from '../limits/throttle.ts'
import { secondFactorProblems } from './problems.ts'

/*
 * The count of answers to the second factor. An answer is counted in the database before it is compared, and taken back if it was
 * accepted, so parallel answers cannot all see the same count.
 */

/** Answers per account and hour, over all sign-ins, sessions and endpoints: a chance of 3 in 100,000 an hour to guess a code. */
export const answersPerHour = 10

/** Counts an answer of an account. */
export function reserveAnswer(call: Call, accountId: string) {
  return reserve(call, answerCounter(accountId), answersPerHour, hour)
}

/**
 * Requires that a counted answer may be compared.
 * @throws Problem `too_many_attempts`; `storage_unavailable` if it was not counted
 */
export function requireAnswerLeft(call: Call, account: string, count: Count | undefined): void {
  if (!count) throw new Problem(problems.storage_unavailable)
  if (count.count <= answersPerHour) return
  if (count.count === answersPerHour + 1) {
    logEventLater(call, {
      event: 'authn_factor_fail',
      account,
      actor: null,
      outcome: 'failure',
      detail: 'locked',
    })
  }
  throw new Problem(limitProblems.too_many_attempts, {
    retryAfter: secondsUntil(count.expiresAt, call.now),
  })
}

/** Takes an accepted answer back, and the last attempt of other counters. */
export function refundAnswer(call: Call, accountId: string, accepted: SQL, ...others: string[]) {
  return call.db
    .update(throttles)
    .set({ count: sql`max(${throttles.count} - 1, 0)` })
    .where(and(inArray(throttles.key, [answerCounter(accountId), ...others]), accepted))
}

/** The problem of an answer that is wrong, or that another request has used. Logs it. */
export function wrongAnswer(call: Call, account: string, status?: 401): Problem {
  logEventLater(call, { event: 'authn_factor_fail', account, actor: null, outcome: 'failure' })
  return new Problem(secondFactorProblems.invalid_second_factor, status ? { status } : {})
}

/** The key of the counter. */
export function answerCounter(accountId: string): string {
  return `second-factor:${accountId}`
}
