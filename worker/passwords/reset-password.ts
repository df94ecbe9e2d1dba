import { and, eq, sql } from 'drizzle-orm'
import { accounts, invitations } from '../../schema/index.ts'
import { changeAccount } from '../accounts/change.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { clear } from '../limits/throttle.ts'
import { signInCounter } from './current-password.ts'
import { hashNewPassword } from './policy.ts'
import { passwordProblems } from './problems.ts'
import type { Reset } from './reset.ts'

/**
 * Sets a password with a reset link. The link proves the email address, so nothing from before is trusted: every session
 * and invitation ends, and the counter of failed attempts is deleted.
 * @throws Problem `reset_token_invalid` if the link was used or voided meanwhile
 */
export async function resetPassword(
  call: Call,
  { account, isValid }: Reset,
  password: string,
): Promise<void> {
  const passwordHash = await hashNewPassword(call, password, account)
  const changed = await changeAccount(
    call,
    account,
    { passwordHash },
    {
      condition: sql`${accounts.disabledAt} is null and ${isValid}`,
      provesEmail: true,
      actor: null,
      detail: 'reset',
      extraStatements: (changed) => [
        call.db.delete(invitations).where(and(eq(invitations.accountId, account.id), changed)),
        clear(call, signInCounter(account.id)),
      ],
    },
  )
  if (!changed) throw new Problem(passwordProblems.reset_token_invalid)
}
