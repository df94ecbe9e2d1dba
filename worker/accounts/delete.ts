import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { accounts, throttles } from '../../schema/index.ts'
import { announce, type Event, record } from '../audit/events.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { attemptsOf, countersOf, refund } from '../limits/throttle.ts'
import { sendAccountDeletedNotice } from '../mail/messages.ts'
import { type Caller, stillSignedIn } from '../sessions/session.ts'
import { provePassword, samePassword } from '../sessions/sign-in.ts'
import { accountExists } from './create.ts'

/**
 * Deletes the caller's own account, proven with its password, and tells its address.
 * @throws Problem `wrong_password`, `too_many_attempts`, `last_admin`, `user_not_found` when it vanished meanwhile,
 * `not_signed_in` when the session ended or the password changed meanwhile
 */
export async function deleteOwnAccount(
  call: Call,
  { account, session }: Caller,
  password: string,
): Promise<void> {
  await provePassword(call, account, password, 'authn_login_fail')
  const deleted = await deleteAccount(call, account.id, account.id, {
    condition: sql`${samePassword(account)} and ${stillSignedIn(session)}`,
    alongside: [refund(call, attemptsOf(account.id))],
  })
  if (!deleted) throw new Problem('not_signed_in')
  sendAccountDeletedNotice(call, account)
}

/**
 * Deletes an account and everything that is its.
 * @param condition only when this holds
 * @param alongside more statements of the same batch
 * @returns false when the condition did not hold
 * @throws Problem `user_not_found`, `last_admin`
 */
export async function deleteAccount(
  call: Call,
  id: string,
  actor: string,
  { condition, alongside = [] }: { condition?: SQL; alongside?: Statement[] } = {},
): Promise<boolean> {
  const { db } = call
  const event: Event = { event: 'user_deleted', account: id, actor }
  const replaceable = notLastAdmin(id)
  const deletable = and(eq(accounts.id, id), replaceable, condition)
  const [, deleted, [left]] = await db.batch([
    record(call, event, sql`exists (select 1 from ${accounts} where ${deletable})`),
    db.delete(accounts).where(deletable).returning({ id: accounts.id }),
    db
      .select({ replaceable: sql<number>`${replaceable}` })
      .from(accounts)
      .where(eq(accounts.id, id)),
    ...alongside,
    db
      .delete(throttles)
      .where(and(inArray(throttles.key, countersOf(id)), sql`not ${accountExists({ id })}`)),
  ])
  if (left?.replaceable === 0) throw new Problem('last_admin')
  if (left) return false
  if (deleted.length === 0) throw new Problem('user_not_found')
  announce(call, event)
  return true
}

/** True unless the account is the only administrator who can still sign in. */
export function notLastAdmin(id: string): SQL {
  return sql`(${accounts.roleId} <> 'admin' or ${accounts.disabledAt} is not null or exists (
    select 1 from accounts as other
    where other.role_id = 'admin' and other.disabled_at is null and other.id <> ${id}))`
}
