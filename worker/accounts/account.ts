import { eq, type SQL, sql } from 'drizzle-orm'
import { accounts, identifiers, roles } from '../../schema/index.ts'
import { type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'

type Row = typeof accounts.$inferSelect
type Role = typeof roles.$inferSelect
/** An account, with what any request may need of its role. */
export type Account = Row & { role: Pick<Role, 'id' | 'permissions'> }
/** The same with all of its role, which Open Archiver tells whoever signs in. */
export type FullAccount = Row & { role: Role }

/** No more than is needed: with each session check each column is read, sent and mapped. */
export const accountColumns = { account: accounts, role: { permissions: roles.permissions } }

/** Inside a batch D1 gives rows as objects by column name, so every column needs a name of its own. */
const fullColumns = {
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

export function toAccount<R extends object>({ account, role }: { account: Row; role: R }) {
  return { ...account, role: { id: account.roleId, ...role } }
}

/** One account by what it signs in with, all of its role with it. */
export const findByKey = prepareOnce((db, { key }: Placeholders<{ key: string }>) =>
  db
    .select(fullColumns)
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
