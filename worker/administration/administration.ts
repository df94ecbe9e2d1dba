import { and, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts, sessions } from '../../schema/index.ts'
import { type Account, requireAccount } from '../accounts/account.ts'
import { changeAccount } from '../accounts/change.ts'
import { createAccount } from '../accounts/create.ts'
import { deleteAccount, isNotLastAdmin } from '../accounts/delete.ts'
import { accountProblems } from '../accounts/problems.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { codeProblems } from '../codes/problems.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { givenOrGenerated } from '../passwords/one-time.ts'
import { sessionProblems } from '../sessions/problems.ts'
import {
  type Caller,
  deleteSessions,
  isSession,
  type Session,
  selectSessions,
} from '../sessions/session.ts'
import { administrationProblems } from './problems.ts'

/** The changes of an administrator to an account. A member that is undefined does not change. */
export interface AdminChanges {
  role?: 'admin' | 'user' | undefined
  disabled?: boolean | undefined
  username?: string | undefined
  email?: string | undefined
  /** The administrator vouches for the email address that the account then has. */
  emailVerified?: true | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

/**
 * Changes the role, names or email address of an account, or disables or enables it. The statement that writes contains the
 * conditions that an enabled administrator remains and that the caller still is one.
 * @throws Problem `account_not_found`, `cannot_change_own_email`, `username_taken`, `email_taken`, `email_missing`,
 * `last_admin`, `default_password`; `forbidden` or `unauthenticated` if the caller lost the role or the session meanwhile
 */
export async function updateAccountAsAdmin(
  call: Call,
  caller: Caller,
  id: string,
  { role, disabled, emailVerified, ...profile }: AdminChanges,
): Promise<Account> {
  const account = await requireAccount(call, id)
  // An address proves who owns an account, so a stolen session must not change or verify its own.
  if (id === caller.account.id && (profile.email !== undefined || emailVerified)) {
    throw new Problem(administrationProblems.cannot_change_own_email)
  }
  // A value that the account already has is no change and causes no event.
  const roleId = role === account.role.id ? undefined : role
  const disabling = disabled === (account.disabledAt !== null) ? undefined : disabled
  const disabledAt = disabling === undefined ? undefined : disabling ? call.now : null
  const username = profile.username === account.username ? undefined : profile.username
  const email = profile.email === account.email ? undefined : profile.email
  const changes = { ...profile, username, email, roleId, disabledAt }
  const address = email ?? account.email
  if (emailVerified && address === null) throw new Problem(codeProblems.email_missing)
  const verifies = emailVerified && (email !== undefined || account.emailVerifiedAt === null)
  if (!verifies && Object.values(changes).every((value) => value === undefined)) return account

  const remains = roleId === 'user' || disabling === true ? isNotLastAdmin(id) : undefined
  // An account with a documented password must not be enabled.
  const hasOwnPassword = disabling === false ? sql`not ${accounts.defaultPassword}` : undefined
  const condition = and(isAdmin(caller), remains, hasOwnPassword) ?? sql`true`
  const changed = await changeAccount(call, account, changes, {
    condition,
    actor: caller.account.id,
    ...(id === caller.account.id && { keep: caller.session }),
    ...(verifies && { provesEmail: true }),
    // The event of a role or of a disabled account has another detail.
    ...(verifies &&
      roleId === undefined &&
      disabling === undefined && { detail: 'email_verified' }),
  })
  if (changed) return changed.account
  const [current] = await call.db
    .select({
      isAdmin: sql<number>`${isAdmin(caller)}`,
      hasOwnPassword: sql<number>`${hasOwnPassword ?? sql`1`}`,
    })
    .from(accounts)
    .where(eq(accounts.id, id))
  if (!current) throw new Problem(accountProblems.account_not_found)
  if (!current.isAdmin) throw await lostAdminRole(call, caller)
  throw new Problem(
    current.hasOwnPassword ? accountProblems.last_admin : administrationProblems.default_password,
  )
}

/** An account and its generated password, which is shown once. */
interface WithPassword {
  account: Account
  generated: string | null
}

interface NewAccount {
  username?: string | undefined
  email?: string | undefined
  /** Generated if it is null, unless there are no passwords. */
  password: string | null
  roleId: 'admin' | 'user'
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

/**
 * Creates an account with the given role and a username, an email address or both.
 * @throws Problem `username_taken`, `email_taken`, `password_not_allowed`; `forbidden` or `unauthenticated` if the caller lost
 * the role or the session meanwhile
 */
export async function createAccountAsAdmin(
  call: Call,
  caller: Caller,
  { password, ...facts }: NewAccount,
): Promise<WithPassword> {
  // Without passwords, the owner signs in with a link by email and adds a passkey.
  const { generated, ...columns } =
    password === null && !call.settings.PASSWORDS
      ? { generated: null, passwordHash: null }
      : await givenOrGenerated(call, password, facts)
  const created = await createAccount(
    call,
    { ...facts, ...columns },
    { condition: isAdmin(caller), actor: caller.account.id },
  )
  if (!created) throw await lostAdminRole(call, caller)
  return { account: created.account, generated }
}

/**
 * Sets a given or a generated password of another account and ends its sessions.
 * @throws Problem `cannot_reset_self`, `account_not_found`, `password_not_allowed`; `forbidden` or `unauthenticated` if the
 * caller lost the role or the session meanwhile
 */
export async function setPasswordAsAdmin(
  call: Call,
  caller: Caller,
  id: string,
  password: string | null,
): Promise<WithPassword> {
  // Administrators change their own password with the current password.
  if (id === caller.account.id) throw new Problem(administrationProblems.cannot_reset_self)
  const account = await requireAccount(call, id)
  const { generated, ...columns } = await givenOrGenerated(call, password, account)
  const changed = await changeAccount(call, account, columns, {
    condition: isAdmin(caller),
    actor: caller.account.id,
  })
  if (changed) return { account: changed.account, generated }
  await requireAccount(call, id)
  throw await lostAdminRole(call, caller)
}

/**
 * Deletes another account and everything that belongs to it.
 * @throws Problem `cannot_delete_self`, `account_not_found`, `last_admin`; `forbidden` or `unauthenticated` if the caller lost
 * the role or the session meanwhile
 */
export async function deleteAccountAsAdmin(call: Call, caller: Caller, id: string): Promise<void> {
  const actor = caller.account.id
  if (id === actor) throw new Problem(administrationProblems.cannot_delete_self)
  const deleted = await deleteAccount(call, id, actor, { condition: isAdmin(caller) })
  if (!deleted) throw await lostAdminRole(call, caller)
}

/**
 * The sessions of an account, latest used first.
 * @throws Problem `account_not_found`
 */
export async function selectAccountSessions(call: Call, id: string): Promise<Session[]> {
  const [[account], found] = await call.db.batch([
    call.db.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, id)),
    selectSessions(call, id),
  ])
  if (!account) throw new Problem(accountProblems.account_not_found)
  return found
}

/**
 * Ends every session of an account, or one.
 * @throws Problem `account_not_found`, `session_not_found`; `forbidden` or `unauthenticated` if the caller lost the role or
 * the session meanwhile
 */
export async function endSessionsAsAdmin(
  call: Call,
  caller: Caller,
  id: string,
  sessionId?: string,
): Promise<void> {
  const { db, now } = call
  const event: AuditEvent = {
    event: 'authn_token_revoked',
    account: id,
    actor: caller.account.id,
    ...(sessionId === undefined && { detail: 'all' }),
  }
  const one = sessionId === undefined ? undefined : eq(sessions.id, sessionId)
  const valid = and(eq(sessions.accountId, id), gt(sessions.expiresAt, now), one)
  const allowed = isAdmin(caller)
  const [[account], , ended] = await db.batch([
    db
      .select({ isAdmin: sql<number>`${allowed}` })
      .from(accounts)
      .where(eq(accounts.id, id)),
    auditRow(call, event, sql`exists (select 1 from ${sessions} where ${valid}) and ${allowed}`),
    deleteSessions(call, id, { when: and(allowed, one) ?? allowed }).returning({
      expiresAt: sessions.expiresAt,
    }),
  ])
  if (!account) throw new Problem(accountProblems.account_not_found)
  if (!account.isAdmin) throw await lostAdminRole(call, caller)
  if (one && ended.length === 0) throw new Problem(sessionProblems.session_not_found)
  if (ended.some(({ expiresAt }) => expiresAt > now)) logEvent(call, event)
}

/** The condition that the session has not ended and its owner is an enabled administrator. */
export function isAdmin({ session }: Caller): SQL {
  return sql`exists (select 1 from sessions as held join accounts as owner on owner.id = held.account_id
    where held.account_id = ${session.accountId} and held.id = ${session.id} and owner.role_id = 'admin' and owner.disabled_at is null)`
}

/** The reason why a caller who was an administrator is refused now. */
export async function lostAdminRole(call: Call, { session }: Caller): Promise<Problem> {
  const [signedIn] = await call.db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(isSession(session), isNull(accounts.disabledAt)))
  return new Problem(signedIn ? problems.forbidden : problems.unauthenticated)
}
