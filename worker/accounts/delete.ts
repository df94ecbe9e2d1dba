import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { accounts, throttles } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { accountExists } from './create.ts'
import { accountProblems } from './problems.ts'

/**
 * Deletes an account and everything that belongs to it.
 * @param condition must be true, or nothing is deleted
 * @param extraStatements more statements of the same batch
 * @returns false if the condition was false
 * @throws Problem `account_not_found`, `last_admin`
 */
export async function deleteAccount(
  call: Call,
  id: string,
  actor: string,
  { condition, extraStatements = [] }: { condition?: SQL; extraStatements?: Statement[] } = {},
): Promise<boolean> {
  const { db } = call
  const event: AuditEvent = { event: 'user_deleted', account: id, actor }
  const isDeletable = isNotLastAdmin(id)
  const target = and(eq(accounts.id, id), isDeletable, condition)
  const [, deleted, [current]] = await db.batch([
    auditRow(call, event, sql`exists (select 1 from ${accounts} where ${target})`),
    db.delete(accounts).where(target).returning({ id: accounts.id }),
    db
      .select({ isDeletable: sql<number>`${isDeletable}` })
      .from(accounts)
      .where(eq(accounts.id, id)),
    ...extraStatements,
    db.delete(throttles).where(
      and(
        inArray(
          throttles.key,
          call.settings.declared.accountCounters.map((kind) => `${kind}:${id}`),
        ),
        sql`not ${accountExists({ id })}`,
      ),
    ),
  ])
  if (current?.isDeletable === 0) throw new Problem(accountProblems.last_admin)
  if (current) return false
  if (deleted.length === 0) throw new Problem(accountProblems.account_not_found)
  logEvent(call, event)
  return true
}

/** The condition that the account is not the last enabled administrator. */
export function isNotLastAdmin(id: string): SQL {
  return sql`(${accounts.roleId} <> 'admin' or ${accounts.disabledAt} is not null or exists (
    select 1 from accounts as other
    where other.role_id = 'admin' and other.disabled_at is null and other.id <> ${id}))`
}
