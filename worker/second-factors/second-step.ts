import { and, type SQL } from 'drizzle-orm'
import type { Account, FullAccount } from '../accounts/account.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { sendRecoveryCodeUsedNotice } from '../mail/messages.ts'
import { checkPasskey } from '../passkeys/proof.ts'
import type { AuthenticationJson } from '../passkeys/web-authn.ts'
import { signInCounter } from '../passwords/current-password.ts'
import { openSession, type SignedIn, type Transport } from '../sessions/session.ts'
import { type Answer, checkAnswer, type Factor } from '../totp/factor.ts'
import { refundAnswer, wrongAnswer } from './answers.ts'
import { twoFactors } from './authentication.ts'
import { findPendingSignIn } from './pending.ts'

/** An account whose first factor was correct. */
interface FirstFactor<A extends Account> {
  account: A
  factor: Factor
  /** The methods so far (RFC 8176). */
  amr: string
}

interface Terms {
  /** Must also be true when the session is opened. */
  condition?: SQL
  /** More statements of the same batch, given the condition that the session was opened. */
  extraStatements?: (opened: SQL) => Statement[]
  /** The status of a wrong answer, if it is not that of the problem. */
  status?: 401
}

/**
 * Opens a session of level 2 with an answer that has been counted. One batch opens the session, uses the code and takes the count back.
 * @throws Problem `invalid_second_factor`
 */
export async function openWithSecondFactor<A extends Account>(
  call: Call,
  { account, factor, amr }: FirstFactor<A>,
  answer: Answer,
  transport: Transport,
  { condition, extraStatements, status }: Terms = {},
): Promise<SignedIn<A>> {
  const { id } = account
  const proof = await checkAnswer(call, id, factor, answer)
  if (!proof) throw wrongAnswer(call, id, status)
  const session = await openSession(call, account, transport, {
    authentication: twoFactors(amr, proof.amr),
    condition: and(proof.isUnused, condition),
    detail: proof.detail,
    extraStatements: (opened) => [
      proof.use(opened),
      // The password was correct as well: its attempt is taken back.
      refundAnswer(call, id, opened, signInCounter(id)),
      ...(extraStatements?.(opened) ?? []),
    ],
  })
  if (!session) throw wrongAnswer(call, id, status)
  if (proof.detail === 'recovery_code') {
    sendRecoveryCodeUsedNotice(call, account, factor.recoveryCodes.length - 1)
  }
  return { account, session }
}

/**
 * Completes a sign-in that waits for its second factor. Two round trips and no hash.
 * @throws Problem `sign_in_expired`, `invalid_second_factor`, `too_many_attempts`
 */
export async function completeSignIn(
  call: Call,
  token: string,
  answer: Answer,
  transport: Transport,
): Promise<SignedIn<FullAccount>> {
  const pending = await findPendingSignIn(call, token)
  return openWithSecondFactor(call, pending, answer, transport, {
    condition: pending.isOpen,
    extraStatements: (opened) => [pending.close(opened)],
  })
}

/**
 * Completes a sign-in that waits for its second factor with a passkey of the same account. Three round trips and no hash.
 * @throws Problem `sign_in_expired`, `passkey_unknown`, `passkey_invalid`, `too_many_attempts`
 */
export async function completeSignInWithPasskey(
  call: Call,
  token: string,
  credential: AuthenticationJson,
  transport: Transport,
): Promise<SignedIn> {
  const { account, amr, isOpen, close } = await findPendingSignIn(call, token)
  const { id } = account
  const terms = { purpose: 'second_step', account: id, failure: 'authn_factor_fail' } as const
  const proof = await checkPasskey(call, credential, terms)
  const session = await openSession(call, account, transport, {
    authentication: twoFactors(amr, 'pop'),
    condition: and(proof.isUnused, isOpen),
    detail: 'passkey',
    extraStatements: (opened) => [
      ...proof.use(opened),
      refundAnswer(call, id, opened, signInCounter(id)),
      close(opened),
    ],
  })
  if (!session) throw proof.refuse()
  return { account, session }
}
