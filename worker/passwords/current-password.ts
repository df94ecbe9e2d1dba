import { eq, type SQL } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { type EventName, logEventLater } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { limitProblems } from '../limits/problems.ts'
import { type Count, reserve, secondsUntil } from '../limits/throttle.ts'
import { requirePasswords, verifyPassword } from './hashing/hash.ts'
import { passwordProblems } from './problems.ts'

/**
 * Checks the current password of the caller. Attempts count on the same counter as sign-in; the batch of the change takes
 * the attempt back.
 * @param failure the audit event of an incorrect password
 * @throws Problem `current_password_incorrect`, `too_many_attempts`, `passwords_off`
 */
export async function requireCurrentPassword(
  call: Call,
  { id, passwordHash }: Account,
  password: string,
  failure: EventName,
): Promise<void> {
  requirePasswords(call.settings)
  const { LOGIN_ATTEMPTS, LOGIN_WINDOW } = call.settings
  const [attempt] = await reserve(call, signInCounter(id), LOGIN_ATTEMPTS, LOGIN_WINDOW * 1000)
  checkAttempt(call, attempt, id, id)
  if ((await verifyPassword(password, passwordHash, call.settings)) === undefined) {
    logEventLater(call, { event: failure, account: id, outcome: 'failure' })
    throw new Problem(passwordProblems.current_password_incorrect)
  }
}

/** True while the account has the password that it had when it was read, under any hash. */
export function isSamePassword({ credentialVersion }: Account): SQL {
  return eq(accounts.credentialVersion, credentialVersion)
}

/** The counter of failed sign-ins and incorrect current passwords of an account. */
export function signInCounter(accountId: string): string {
  return `sign-in:${accountId}`
}

/** @throws Problem `too_many_attempts` */
export function checkAttempt(
  call: Call,
  attempt: Count | undefined,
  account: string | null,
  actor: string | null,
): void {
  if (!attempt) throw new Problem(problems.storage_unavailable)
  if (attempt.count <= call.settings.LOGIN_ATTEMPTS) return
  // Once per window: a blocked attacker must not be able to fill the audit log.
  if (attempt.count === call.settings.LOGIN_ATTEMPTS + 1) {
    logEventLater(call, { event: 'authn_login_lock', account, actor, outcome: 'failure' })
  }
  throw new Problem(limitProblems.too_many_attempts, {
    retryAfter: secondsUntil(attempt.expiresAt, call.now),
  })
}
