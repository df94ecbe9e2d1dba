import { eq, type SQL, sql } from 'drizzle-orm'
import { accounts, identifiers, roles } from '../../schema/index.ts'
import type { Call } from '../call.ts'
import { type Places, prepareOnce } from './statements.ts'

export type Role = typeof roles.$inferSelect
export type Account = typeof accounts.$inferSelect & { role: Role }

/**
 * An account and its role in one select. Inside a batch D1 gives rows as objects by column name, so every
 * column needs a name of its own.
 */
export const accountColumns = {
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

interface AccountRow {
  account: typeof accounts.$inferSelect
  role: Omit<Role, 'id'>
}

export function toAccount({ account, role }: AccountRow): Account {
  return { ...account, role: { id: account.roleId, ...role } }
}

/** One account by what it signs in with, its role with it. */
export const findByKey = prepareOnce((db, { key }: Places<{ key: string }>) =>
  db
    .select(accountColumns)
    .from(identifiers)
    .innerJoin(accounts, eq(accounts.id, identifiers.accountId))
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(eq(identifiers.key, key)),
)

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
