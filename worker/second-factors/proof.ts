import { and, type SQL, sql } from 'drizzle-orm'
import { accounts, sessions } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { refund } from '../limits/throttle.ts'
import { checkPasskey } from '../passkeys/proof.ts'
import type { AuthenticationJson } from '../passkeys/web-authn.ts'
import {
  isSamePassword,
  requireCurrentPassword,
  signInCounter,
} from '../passwords/current-password.ts'
import { type Caller, isSession, isSignedIn, type Session } from '../sessions/session.ts'
import { type Answer, checkAnswer, hasFactor, selectFactor } from '../totp/factor.ts'
import { refundAnswer, requireAnswerLeft, reserveAnswer, wrongAnswer } from './answers.ts'
import { type Authentication, oneFactor, twoFactors } from './authentication.ts'
import { secondFactorProblems } from './problems.ts'

/**
 * The person of a session proves again who they are: with a passkey, with the second factor or, if the account has none, with the
 * password.
 * @throws Problem `passkey_unknown`, `passkey_invalid`, `second_factor_required`, `factor_not_found`, `invalid_second_factor`, `current_password_incorrect`, `too_many_attempts`;
 * `unauthenticated` if the session ended meanwhile
 */
export async function proveAgain(
  call: Call,
  caller: Caller,
  answer: Answer | { password: string } | { passkey: AuthenticationJson },
): Promise<Session> {
  if ('passkey' in answer) return proveWithPasskey(call, caller, answer.passkey)
  return 'password' in answer
    ? proveWithPassword(call, caller, answer.password)
    : proveWithFactor(call, caller, answer)
}

async function proveWithPassword(
  call: Call,
  { account, session }: Caller,
  password: string,
): Promise<Session> {
  const [row] = await selectFactor(call, account.id)
  if (row?.factor) throw factorRequired()
  await requireCurrentPassword(call, account, password, 'authn_login_fail')
  const unchanged = sql`exists (select 1 from ${accounts} where ${accounts.id} = ${account.id} and ${isSamePassword(account)})`
  const proved = await recordProof(
    call,
    session,
    // Also of a session that began with two factors: `acr` and `auth_time` are about the same moment.
    oneFactor('pwd'),
    sql`${unchanged} and not ${hasFactor(account.id)}`,
    () => [refund(call, signInCounter(account.id))],
  )
  if (!proved) throw new Problem(problems.unauthenticated)
  return proved
}

async function proveWithFactor(
  call: Call,
  { account, session }: Caller,
  answer: Answer,
): Promise<Session> {
  const [[count], [row]] = await call.db.batch([
    reserveAnswer(call, account.id),
    selectFactor(call, account.id),
  ])
  if (!row?.factor) throw new Problem(secondFactorProblems.factor_not_found)
  requireAnswerLeft(call, account.id, count)
  const proof = await checkAnswer(call, account.id, row.factor, answer)
  if (!proof) throw wrongAnswer(call, account.id)
  const level = twoFactors(session.amr, proof.amr)
  const proved = await recordProof(call, session, level, proof.isUnused, (accepted) => [
    refundAnswer(call, account.id, accepted),
    proof.use(accepted),
  ])
  if (!proved) throw wrongAnswer(call, account.id)
  return proved
}

async function proveWithPasskey(
  call: Call,
  { account, session }: Caller,
  credential: AuthenticationJson,
): Promise<Session> {
  const terms = { purpose: 'proof', account: account.id, failure: 'authn_factor_fail' } as const
  const proof = await checkPasskey(call, credential, terms)
  const level = twoFactors(session.amr, 'pop')
  const proved = await recordProof(call, session, level, proof.isUnused, proof.use)
  if (!proved) throw proof.refuse()
  return proved
}

/**
 * Records a proof in the session, if it has not ended and the condition is true.
 * @param extraStatements more statements of the same batch, given that both are so
 */
async function recordProof(
  call: Call,
  session: Session,
  { level, amr }: Authentication,
  condition: SQL,
  extraStatements: (accepted: SQL) => Statement[],
): Promise<Session | undefined> {
  const event: AuditEvent = { event: 'authn_reauthentication', account: session.accountId }
  const accepted = sql`${isSignedIn(session)} and ${condition}`
  const [, [proved]] = await call.db.batch([
    auditRow(call, event, accepted),
    call.db
      .update(sessions)
      .set({ level, amr, provedAt: call.now })
      .where(and(isSession(session), condition))
      .returning(),
    ...extraStatements(accepted),
  ])
  if (proved) logEvent(call, event)
  return proved
}

/** A password is no proof for an account with a second factor. */
function factorRequired(): Problem {
  return new Problem(secondFactorProblems.second_factor_required, {
    detail: 'This account has a second factor. Enter its code.',
  })
}
