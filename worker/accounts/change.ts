import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { accounts, otpChallenges, resetLinks, roles, sessions } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { violatesUnique } from '../db/database.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { sendEmailChangedNotice, sendPasswordChangedNotice } from '../mail/messages.ts'
import { deleteSessions, isSession, type Session } from '../sessions/session.ts'
import { isNotReserved } from '../setup/default-accounts.ts'
import { completeSetupStatements } from '../setup/setup.ts'
import type { Account } from './account.ts'
import { identifierKeys, identifierRow, insertIdentifiers, keyColumns } from './create.ts'
import { identifierKey } from './identifiers.ts'
import { accountProblems } from './problems.ts'

/** The changes to an account. A member that is undefined does not change. */
export interface Changes {
  /** Null removes the username: the account then has its email address only. */
  username?: string | null | undefined
  email?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  picture?: string | null | undefined
  locale?: string | null | undefined
  passwordHash?: string | undefined
  /** The owner must choose another password than the new one. */
  passwordChangeRequired?: boolean | undefined
  roleId?: 'admin' | 'user' | undefined
  /** UNIX ms; null enables the account again. */
  disabledAt?: number | null | undefined
}

interface Terms {
  /** Must be true when the change is written; otherwise nothing is written. */
  condition: SQL
  /** The session that stays valid after a new password or email address. Without it all sessions end. */
  keep?: Session
  /** The new id of that session, if the password or the email address changes. */
  rotateTo?: string | undefined
  /** Who makes the change, if that is not the owner; null if no one is signed in. */
  actor?: string | null
  /** The change proves the email address that the account then has: the request came from a mail. */
  provesEmail?: boolean
  /** Ends the sessions, the grants, the reset link and the code also if neither password nor email address changes. */
  endsAccess?: boolean
  /** Detail of the audit event. */
  detail?: string
  /** More statements of the same batch, given the condition that the change was written. */
  extraStatements?: (changed: SQL) => Statement[]
}

/** An account after a change, and the kept session with its present id. */
export interface Changed<S extends Session | undefined = Session | undefined> {
  account: Account
  session: S
}

/**
 * The one way an account changes. A new password or email address ends the other sessions, voids the open reset link and
 * code, and notifies the owner (a new email address notifies both addresses); a new email address is unverified. Disabling
 * an account ends all sessions, links and codes. All in one batch.
 * @returns undefined if the condition was false
 * @throws Problem `username_taken`, `email_taken`
 */
export async function changeAccount(
  call: Call,
  account: Account,
  changes: Changes,
  terms: Terms & { keep: Session },
): Promise<Changed<Session> | undefined>
export async function changeAccount(
  call: Call,
  account: Account,
  changes: Changes,
  terms: Terms,
): Promise<Changed | undefined>
export async function changeAccount(
  call: Call,
  account: Account,
  changes: Changes,
  terms: Terms,
): Promise<Changed | undefined> {
  const { db, now } = call
  const { condition, keep, rotateTo, actor, provesEmail = false, detail, extraStatements } = terms
  const newPassword = changes.passwordHash !== undefined
  const sameUsername = isSameKey(changes.username, account.username)
  const sameEmail = isSameKey(changes.email, account.email)
  const newEmail = changes.email !== undefined && !sameEmail
  const keys = identifierKeys({
    username: sameUsername ? undefined : (changes.username ?? undefined),
    email: newEmail ? changes.email : undefined,
  })
  const free = isNotReserved(
    call.settings,
    keys.map(({ key }) => key),
  )
  const rotated =
    keep && rotateTo && (newPassword || newEmail) ? { ...keep, id: rotateTo } : undefined
  const revision = crypto.randomUUID()
  const changed = sql`exists (select 1 from ${accounts} where ${accounts.id} = ${account.id} and ${accounts.revision} = ${revision})`
  const events = eventsOf(changes).map(
    (event): AuditEvent => ({
      ...event,
      account: account.id,
      ...(actor !== undefined && { actor }),
      ...(detail && { detail }),
    }),
  )
  const endsGrants = terms.endsAccess || newPassword || typeof changes.disabledAt === 'number'
  const endsAccess = endsGrants || newEmail
  const taken = newEmail ? accountProblems.email_taken : accountProblems.username_taken
  try {
    const [[after], [role]] = await db.batch([
      db
        .update(accounts)
        .set({
          ...changes,
          // Another spelling of a name, and the proof of an address, are for the one that was read: it may be another one now.
          ...(sameUsername && {
            username: sql`iif(username_key is ${account.usernameKey}, ${changes.username}, username)`,
          }),
          ...(sameEmail && {
            email: sql`iif(email_key is ${account.emailKey}, ${changes.email}, email)`,
          }),
          // A trigger deletes the former keys.
          ...keyColumns(keys),
          ...(changes.username === null && { usernameKey: null }),
          ...(newEmail
            ? { emailVerifiedAt: provesEmail ? now : null }
            : provesEmail && {
                emailVerifiedAt: sql`iif(email_key is ${account.emailKey}, coalesce(email_verified_at, ${now}), email_verified_at)`,
              }),
          ...(newPassword && {
            defaultPassword: false,
            passwordChangeRequired: changes.passwordChangeRequired ?? false,
          }),
          ...(endsGrants && {
            credentialVersion: sql`${accounts.credentialVersion} + 1`,
          }),
          revision,
          updatedAt: now,
        })
        .where(and(eq(accounts.id, account.id), condition, free))
        .returning(),
      db
        .select({ ...getTableColumns(roles), free: sql<number>`${free ?? sql`1`}`.as('free') })
        .from(accounts)
        .innerJoin(roles, eq(roles.id, accounts.roleId))
        .where(eq(accounts.id, account.id)),
      ...keys.map((key) => insertIdentifiers(db, identifierRow(account.id, key), changed)),
      ...(endsAccess
        ? [
            deleteSessions(call, account.id, { keep: keep?.id, when: changed }),
            db.delete(resetLinks).where(and(eq(resetLinks.accountId, account.id), changed)),
            db.delete(otpChallenges).where(and(eq(otpChallenges.accountId, account.id), changed)),
          ]
        : []),
      ...(keep && rotated
        ? [
            db
              .update(sessions)
              .set({ id: rotated.id })
              .where(and(isSession(keep), changed)),
          ]
        : []),
      ...(newPassword && account.defaultPassword
        ? completeSetupStatements(call, account.id, changed)
        : []),
      auditRow(call, events, changed),
      ...(extraStatements?.(changed) ?? []),
    ])
    if (role?.free === 0) throw new Problem(taken)
    if (!after || !role) return undefined
    for (const event of events) logEvent(call, event)
    const owners = newEmail ? [account, after] : [after]
    const byAdministrator = typeof actor === 'string'
    if (newEmail) sendEmailChangedNotice(call, owners, byAdministrator)
    if (newPassword) sendPasswordChangedNotice(call, owners, byAdministrator)
    const { free: _, ...ownRole } = role
    return { account: { ...after, role: ownRole }, session: rotated ?? keep }
  } catch (error) {
    if (violatesUnique(error, 'identifiers.key')) throw new Problem(taken)
    throw error
  }
}

/** The audit events of a change. */
function eventsOf(changes: Changes): Pick<AuditEvent, 'event' | 'detail'>[] {
  const { passwordHash, roleId, disabledAt, ...profile } = changes
  const events: Pick<AuditEvent, 'event' | 'detail'>[] = []
  if (passwordHash !== undefined) events.push({ event: 'authn_password_change' })
  if (roleId !== undefined) events.push({ event: 'privilege_permissions_changed', detail: roleId })
  if (disabledAt !== undefined) {
    events.push({ event: 'user_updated', detail: disabledAt === null ? 'enabled' : 'disabled' })
  }
  const changesProfile =
    passwordHash === undefined && Object.values(profile).some((value) => value !== undefined)
  return events.length === 0 || changesProfile ? [...events, { event: 'user_updated' }] : events
}

function isSameKey(a: string | null | undefined, b: string | null): boolean {
  return a != null && b !== null && identifierKey(a) === identifierKey(b)
}
