import { and, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts, sessions } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { changeAccount } from '../accounts/change.ts'
import { createAccount } from '../accounts/create.ts'
import { deleteAccount, notLastAdmin } from '../accounts/delete.ts'
import { accountProblems } from '../accounts/problems.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { hashNewPassword } from '../passwords/policy.ts'
import { type Caller, deleteSessions, type Session, selectSessions } from '../sessions/session.ts'
import { administrationProblems } from './problems.ts'

/** What an administrator changes of an account; what is undefined stays as it is. */
export interface Administered {
  role?: 'admin' | 'user' | undefined
  disabled?: boolean | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

/**
 * An administrator changes an account: its role, whether it may sign in, its names. That somebody is left who
 * administers, and that the caller still does, are conditions of the very statement that writes.
 * @throws Problem `account_not_found`, `last_admin`, `default_password`; `forbidden` or `unauthenticated` when
 * the caller lost its role or session meanwhile
 */
export async function changeByAdmin(
  call: Call,
  caller: Caller,
  id: string,
  { role, disabled, firstName, lastName }: Administered,
): Promise<Account> {
  const account = await findAccount(call, eq(accounts.id, id))
  if (!account) throw new Problem(accountProblems.account_not_found)
  // What is so already is no change, and no event.
  const roleId = role === account.role.id ? undefined : role
  const disabling = disabled === (account.disabledAt !== null) ? undefined : disabled
  const disabledAt = disabling === undefined ? undefined : disabling ? call.now : null
  const changes = { roleId, disabledAt, firstName, lastName }
  if (Object.values(changes).every((value) => value === undefined)) return account

  const spared = roleId === 'user' || disabling === true ? notLastAdmin(id) : undefined
  // A password that stands in a manual must open nothing again.
  const safe = disabling === false ? sql`not ${accounts.defaultPassword}` : undefined
  const condition = and(stillAdmin(caller), spared, safe) ?? sql`true`
  const changed = await changeAccount(call, account, changes, {
    condition,
    actor: caller.account.id,
  })
  if (changed) return changed.account
  const [left] = await call.db
    .select({
      admin: sql<number>`${stillAdmin(caller)}`,
      safe: sql<number>`${safe ?? sql`1`}`,
    })
    .from(accounts)
    .where(eq(accounts.id, id))
  if (!left) throw new Problem(accountProblems.account_not_found)
  if (!left.admin) throw await noLongerAdmin(call, caller)
  throw new Problem(
    left.safe ? accountProblems.last_admin : administrationProblems.default_password,
  )
}

interface NewAccount {
  username?: string | undefined
  email?: string | undefined
  password: string
  roleId: 'admin' | 'user'
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

/**
 * An administrator makes an account of either role, with a name, an address or both.
 * @throws Problem `username_taken`, `email_taken`; `forbidden` or `unauthenticated` when the caller lost its
 * role or session meanwhile
 */
export async function createByAdmin(
  call: Call,
  caller: Caller,
  { password, ...facts }: NewAccount,
): Promise<Account> {
  const passwordHash = await hashNewPassword(call, password, facts)
  const created = await createAccount(
    call,
    { ...facts, passwordHash },
    { condition: stillAdmin(caller), actor: caller.account.id },
  )
  if (!created) throw await noLongerAdmin(call, caller)
  return created.account
}

/**
 * An administrator sets another's password: every session of that account ends.
 * @throws Problem `cannot_reset_self`, `account_not_found`; `forbidden` or `unauthenticated` when the caller lost its role or session
 * meanwhile
 */
export async function setPasswordOf(
  call: Call,
  caller: Caller,
  id: string,
  password: string,
): Promise<Account> {
  // One's own is changed with the current one.
  if (id === caller.account.id) throw new Problem(administrationProblems.cannot_reset_self)
  const account = await findAccount(call, eq(accounts.id, id))
  if (!account) throw new Problem(accountProblems.account_not_found)
  const passwordHash = await hashNewPassword(call, password, account)
  const changed = await changeAccount(
    call,
    account,
    { passwordHash },
    { condition: stillAdmin(caller), actor: caller.account.id },
  )
  if (changed) return changed.account
  const left = await findAccount(call, eq(accounts.id, id))
  throw left ? await noLongerAdmin(call, caller) : new Problem(accountProblems.account_not_found)
}

/**
 * An administrator deletes another's account and everything that is its.
 * @throws Problem `cannot_delete_self`, `account_not_found`, `last_admin`; `forbidden` or `unauthenticated` when
 * the caller lost its role or session meanwhile
 */
export async function deleteByAdmin(call: Call, caller: Caller, id: string): Promise<void> {
  const actor = caller.account.id
  if (id === actor) throw new Problem(administrationProblems.cannot_delete_self)
  const deleted = await deleteAccount(call, id, actor, { condition: stillAdmin(caller) })
  if (!deleted) throw await noLongerAdmin(call, caller)
}

/**
 * Where an account is signed in, latest used first.
 * @throws Problem `account_not_found`
 */
export async function sessionsOf(call: Call, id: string): Promise<Session[]> {
  const [[account], live] = await call.db.batch([
    call.db.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, id)),
    selectSessions(call, id),
  ])
  if (!account) throw new Problem(accountProblems.account_not_found)
  return live
}

/**
 * Ends every session of an account and says how many there were.
 * @throws Problem `account_not_found`; `forbidden` or `unauthenticated` when the caller lost its role or session
 * meanwhile
 */
export async function endSessionsOf(call: Call, caller: Caller, id: string): Promise<number> {
  const { db, now } = call
  const event: AuditEvent = {
    event: 'authn_token_revoked',
    account: id,
    actor: caller.account.id,
    detail: 'all',
  }
  const live = and(eq(sessions.accountId, id), gt(sessions.expiresAt, now))
  const allowed = stillAdmin(caller)
  const [[account], , ended] = await db.batch([
    db
      .select({ admin: sql<number>`${allowed}` })
      .from(accounts)
      .where(eq(accounts.id, id)),
    auditRow(call, event, sql`exists (select 1 from ${sessions} where ${live}) and ${allowed}`),
    deleteSessions(call, id, { when: allowed }).returning({ expiresAt: sessions.expiresAt }),
  ])
  if (!account) throw new Problem(accountProblems.account_not_found)
  if (!account.admin) throw await noLongerAdmin(call, caller)
  const count = ended.filter(({ expiresAt }) => expiresAt > now).length
  if (count > 0) logEvent(call, event)
  return count
}

/** Holds while the session lives and whose it is administers. */
function stillAdmin({ session }: Caller): SQL {
  return sql`exists (select 1 from sessions as held join accounts as owner on owner.id = held.account_id
    where held.id = ${session.id} and owner.role_id = 'admin' and owner.disabled_at is null)`
}

/** Why a caller who was let in no longer is. */
async function noLongerAdmin(call: Call, { session }: Caller): Promise<Problem> {
  const [left] = await call.db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(sessions.id, session.id), isNull(accounts.disabledAt)))
  return new Problem(left ? problems.forbidden : problems.unauthenticated)
}
