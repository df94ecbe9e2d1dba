import { eq, type SQL, sql } from 'drizzle-orm'
import { accounts, roles } from '../../schema/index.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { accountProblems } from './problems.ts'

type Row = typeof accounts.$inferSelect
type Role = typeof roles.$inferSelect
/** An account with the part of its role that every request needs. */
export type Account = Row & { role: Pick<Role, 'id' | 'permissions'> }
/** An account with its complete role, which Open Archiver's sign-in returns. */
export type FullAccount = Row & { role: Role }

/** The columns of `Account`. Every session check reads, sends and maps each of them. */
export const accountColumns = { account: accounts, role: { permissions: roles.permissions } }

/** The columns of `FullAccount`. In a batch, D1 returns rows by column name, so every name is unique. */
export const fullColumns = {
  account: accounts,
  role: {
    slug: roles.slug,
    name: roles.name,
    policies: roles.policies,
    permissions: roles.permissions,
    createdAt: sql<number>`${roles.createdAt}`.as('role_created_at'),
    updatedAt: sql<number>`${roles.updatedAt}`.as('role_updated_at'),
  },
}

/** Joins the selected columns of an account and its role. */
export function toAccount<R extends object>({ account, role }: { account: Row; role: R }) {
  return { ...account, role: { id: account.roleId, ...role } }
}

/**
 * The account with an id.
 * @throws Problem `account_not_found`
 */
export async function requireAccount(call: Pick<Call, 'db'>, id: string): Promise<Account> {
  const account = await findAccount(call, eq(accounts.id, id))
  if (!account) throw new Problem(accountProblems.account_not_found)
  return account
}

/** The account for which the condition is true. */
export async function findAccount(
  { db }: Pick<Call, 'db'>,
  condition: SQL,
): Promise<Account | undefined> {
  const [row] = await db
    .select(accountColumns)
    .from(accounts)
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(condition)
  return row && toAccount(row)
}
