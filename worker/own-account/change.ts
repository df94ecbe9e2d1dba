import { and, eq, type SQL, sql } from 'drizzle-orm'
import { accounts, apiTokens } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { type Changes, changeAccount } from '../accounts/change.ts'
import type { Call } from '../http/context.ts'
import { type Code, Problem } from '../http/problem.ts'
import { attemptsOf, clear, refund } from '../limits/throttle.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import { type Caller, stillSignedIn } from '../sessions/session.ts'
import { provePassword, samePassword } from '../sessions/sign-in.ts'

/**
 * A change its owner makes, on the strength of a session that is still good when it is written. Ends every
 * other session when a credential changes.
 * @param renews the answer has a fresh token: when a credential changes, the one that was sent is no longer good
 * @throws Problem `not_signed_in` when the session ended meanwhile
 */
export async function changeOwnAccount(
  call: Call,
  caller: Caller,
  changes: Changes,
  { newPassword, renews = false }: { newPassword?: string | undefined; renews?: boolean } = {},
): Promise<Account> {
  const { account, session } = caller
  const condition = stillSignedIn(session)
  const rotateTo = nextSessionId(caller, renews)
  const passwordHash = await hashFor(call, { ...account, ...defined(changes) }, newPassword)
  const changed = await changeAccount(
    call,
    account,
    { ...changes, passwordHash },
    { condition, keep: session, rotateTo },
  )
  if (!changed) throw new Problem('not_signed_in')
  return changed
}

/**
 * A change its owner makes and proves with the current password. A wrong one counts as a failed sign-in, and
 * then nothing changes.
 * @throws Problem `wrong_password`, `too_many_attempts`; `gone` when the account vanished meanwhile
 */
export async function changeOwnAccountWithPassword(
  call: Call,
  caller: Caller,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string | undefined },
  changes: Changes = {},
  { gone = 'not_signed_in', renews = false }: { gone?: Code; renews?: boolean } = {},
): Promise<Account> {
  const { account, session } = caller
  await provePassword(call, account, currentPassword, 'authn_password_change_fail')
  const rotateTo = nextSessionId(caller, renews)
  const rightTry = refund(call, attemptsOf(account.id))
  try {
    const passwordHash = await hashFor(call, { ...account, ...defined(changes) }, newPassword)
    const changed = await changeAccount(
      call,
      account,
      { ...changes, passwordHash },
      {
        condition: sql`${samePassword(account)} and ${stillSignedIn(session)}`,
        keep: session,
        rotateTo,
        alongside: () => [rightTry],
      },
    )
    if (changed) return changed
  } catch (error) {
    // The password was right; it is the new name or password that cannot be had.
    if (error instanceof Problem) await rightTry
    throw error
  }
  const left = await findAccount(call, eq(accounts.id, account.id))
  if (!left) throw new Problem(gone)
  const same = left.credentialVersion === account.credentialVersion
  throw new Problem(same ? 'not_signed_in' : 'wrong_password')
}

/**
 * The session's id once a credential changes: a cookie is exchanged, and so is a token if the answer has a fresh one. A
 * caller whose token cannot be exchanged keeps its session.
 */
export function nextSessionId({ holder }: Caller, renews = false): string | undefined {
  return holder === 'cookie' || renews ? crypto.randomUUID() : undefined
}

/** The hash of an account's new password, if there is one. */
async function hashFor(
  call: Call,
  account: Account,
  password: string | undefined,
): Promise<string | undefined> {
  return password === undefined ? undefined : hashNewPassword(call, password, account)
}

/** Without what is undefined, which means unchanged. */
function defined(changes: Changes): Partial<Account> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

/**
 * A password set on the strength of a reset link. It proves the address, so whatever came before is not
 * trusted: every session and user token ends, and the failed tries are forgotten.
 * @returns false when the link was used or voided meanwhile
 */
export async function resetPassword(
  call: Call,
  { account, link }: { account: Account; link: SQL },
  password: string,
): Promise<boolean> {
  const passwordHash = await hashFor(call, account, password)
  const changed = await changeAccount(
    call,
    account,
    { passwordHash },
    {
      condition: sql`${accounts.disabledAt} is null and ${link}`,
      proves: true,
      actor: null,
      detail: 'reset',
      alongside: (done) => [
        call.db.delete(apiTokens).where(and(eq(apiTokens.accountId, account.id), done)),
        clear(call, attemptsOf(account.id)),
      ],
    },
  )
  return changed !== undefined
}
