import { eq, sql } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { type Changed, type Changes, changeAccount } from '../accounts/change.ts'
import type { Call } from '../http/context.ts'
import { Problem, type ProblemType, problems } from '../http/problem.ts'
import { refund } from '../limits/throttle.ts'
import {
  isSamePassword,
  requireCurrentPassword,
  signInCounter,
} from '../passwords/current-password.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import { passwordProblems } from '../passwords/problems.ts'
import { requireProofOfFactor } from '../second-factors/step-up.ts'
import { type Caller, isSignedIn, type Session } from '../sessions/session.ts'

/**
 * A change by the owner that requires only the session. A new password or email address ends every other session.
 * @param renews the response contains a new token: if the password or email address changes, the old token becomes invalid
 * @returns the account, and the session with its present id
 * @throws Problem `reauthentication_required`; `unauthenticated` if the session ended meanwhile
 */
export async function changeOwnAccount(
  call: Call,
  caller: Caller,
  changes: Changes,
  { newPassword, renews = false }: { newPassword?: string | undefined; renews?: boolean } = {},
): Promise<Changed<Session>> {
  const { account, session } = caller
  if (newPassword !== undefined || changes.email !== undefined) requireProofOfFactor(call, caller)
  const passwordHash = await hashFor(call, { ...account, ...defined(changes) }, newPassword)
  const changed = await changeAccount(
    call,
    account,
    { ...changes, passwordHash },
    {
      condition: isSignedIn(session),
      keep: session,
      rotateTo: nextSessionId(caller, renews),
    },
  )
  if (!changed) throw new Problem(problems.unauthenticated)
  return changed
}

/**
 * A change by the owner that requires the current password. An incorrect password counts as a failed sign-in, and then
 * nothing changes.
 * @param gone the problem if the account was deleted meanwhile
 * @returns the account, and the session with its present id
 * @throws Problem `reauthentication_required`, `current_password_incorrect`, `too_many_attempts`; `unauthenticated` if the session ended meanwhile
 */
export async function changeOwnAccountWithPassword(
  call: Call,
  caller: Caller,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string | undefined },
  changes: Changes = {},
  {
    gone = problems.unauthenticated,
    renews = false,
  }: { gone?: ProblemType; renews?: boolean } = {},
): Promise<Changed<Session>> {
  const { account, session } = caller
  requireProofOfFactor(call, caller)
  await requireCurrentPassword(call, account, currentPassword, 'authn_password_change_fail')
  const refundAttempt = refund(call, signInCounter(account.id))
  try {
    if (account.passwordChangeRequired && newPassword === currentPassword) {
      throw new Problem(problems.no_changes, { detail: 'The new password is the current one' })
    }
    const passwordHash = await hashFor(call, { ...account, ...defined(changes) }, newPassword)
    const changed = await changeAccount(
      call,
      account,
      { ...changes, passwordHash },
      {
        condition: sql`${isSamePassword(account)} and ${isSignedIn(session)}`,
        keep: session,
        rotateTo: nextSessionId(caller, renews),
        extraStatements: () => [refundAttempt],
      },
    )
    if (changed) return changed
  } catch (error) {
    // The password was correct; the new name or password is not allowed.
    if (error instanceof Problem) await refundAttempt
    throw error
  }
  const left = await findAccount(call, eq(accounts.id, account.id))
  if (!left) throw new Problem(gone)
  const isSame = left.credentialVersion === account.credentialVersion
  throw new Problem(isSame ? problems.unauthenticated : passwordProblems.current_password_incorrect)
}

/**
 * The new id of the session if the password or email address changes: a cookie is replaced, and so is a bearer token if the
 * response contains a new one. A client whose token cannot be replaced keeps its session.
 */
export function nextSessionId({ transport }: Caller, renews = false): string | undefined {
  return transport === 'cookie' || renews ? crypto.randomUUID() : undefined
}

/** The hash of the new password, if there is one. */
async function hashFor(
  call: Call,
  account: Account,
  password: string | undefined,
): Promise<string | undefined> {
  return password === undefined ? undefined : hashNewPassword(call, password, account)
}

/** Without the members that are undefined, which means unchanged. */
function defined(changes: Changes): Partial<Account> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
