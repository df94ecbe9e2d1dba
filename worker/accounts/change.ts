import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import {
  accounts,
  identifiers,
  otpChallenges,
  resetLinks,
  roles,
  sessions,
} from '../../schema/index.ts'
import { announce, type Event, record } from '../audit/events.ts'
import { violatesUnique } from '../db/database.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { sendEmailChangedNotice, sendPasswordChangedNotice } from '../mail/messages.ts'
import { endSessions, type Session } from '../sessions/session.ts'
import { notReserved } from '../setup/default-accounts.ts'
import { markSetUp } from '../setup/setup.ts'
import type { Account } from './account.ts'
import { insertIdentifiers, keysOf } from './create.ts'
import { canonical } from './identifiers.ts'

/** What of an account changes; what is undefined stays as it is. */
export interface Changes {
  /** Null takes it away: the account then goes by its address. */
  username?: string | null | undefined
  email?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  picture?: string | null | undefined
  passwordHash?: string | undefined
  roleId?: 'admin' | 'user' | undefined
  /** UNIX ms; null lets the account sign in again. */
  disabledAt?: number | null | undefined
}

interface Terms {
  /** Must hold at the moment of the change, or nothing is written. */
  condition: SQL
  /** The session that survives a new password or address; without it all end. */
  keep?: Session
  /** A new id for that session, if the password or address changes; the session then holds it. */
  rotateTo?: string | undefined
  /** Who changes it, when that is not its owner; null when nobody is signed in. */
  actor?: string | null
  /** The change proves the address the account then has: it came by mail. */
  proves?: boolean
  /** What the event tells beside its name. */
  detail?: string
  /** More statements of the same batch, given the condition that the change took place. */
  alongside?: (changed: SQL) => Statement[]
}

/**
 * The one way an account changes. A new password or address ends the other sessions, voids the open reset link
 * and code, and is told to the address (an old one too); a new address is unproven. Disabling ends all of that as
 * well. All in one batch.
 * @returns the account as it is now, or undefined when the condition did not hold
 * @throws Problem `username_taken`, `email_taken`
 */
export async function changeAccount(
  call: Call,
  account: Account,
  changes: Changes,
  { condition, keep, rotateTo, actor, proves = false, detail, alongside }: Terms,
): Promise<Account | undefined> {
  const { db, now } = call
  const newPassword = changes.passwordHash !== undefined
  const newAddress = changes.email !== undefined && !sameKey(changes.email, account.email)
  const keys = keysOf({
    username: sameKey(changes.username, account.username)
      ? undefined
      : (changes.username ?? undefined),
    email: newAddress ? changes.email : undefined,
  })
  const free = notReserved(
    call.settings,
    keys.map(({ key }) => key),
  )
  const rotates =
    (newPassword || newAddress) && keep && rotateTo ? { session: keep, to: rotateTo } : undefined
  const revision = crypto.randomUUID()
  const changed = sql`exists (select 1 from ${accounts} where ${accounts.id} = ${account.id}
    and ${accounts.revision} = ${revision})`
  const happened = eventsOf(changes).map(
    (event): Event => ({
      ...event,
      account: account.id,
      ...(actor !== undefined && { actor }),
      ...(detail && { detail }),
    }),
  )
  const endsAccess = newPassword || newAddress || typeof changes.disabledAt === 'number'
  const taken = newAddress ? 'email_taken' : 'username_taken'
  try {
    const [[after], [verdict]] = await db.batch([
      db
        .update(accounts)
        .set({
          ...changes,
          ...(newAddress
            ? { emailVerifiedAt: proves ? now : null }
            : proves && { emailVerifiedAt: sql`coalesce(${accounts.emailVerifiedAt}, ${now})` }),
          ...(newPassword && {
            defaultPassword: false,
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
      ...(changes.username === null
        ? [
            db
              .delete(identifiers)
              .where(
                and(
                  eq(identifiers.accountId, account.id),
                  eq(identifiers.kind, 'username'),
                  changed,
                ),
              ),
          ]
        : []),
      ...keys.flatMap(({ kind, key }) => [
        db
          .delete(identifiers)
          .where(and(eq(identifiers.accountId, account.id), eq(identifiers.kind, kind), changed)),
        insertIdentifiers(db, { key, kind, accountId: account.id }, changed),
      ]),
      ...(endsAccess
        ? [
            endSessions(call, account.id, { keep: keep?.id, when: changed }),
            db.delete(resetLinks).where(and(eq(resetLinks.accountId, account.id), changed)),
            db.delete(otpChallenges).where(and(eq(otpChallenges.accountId, account.id), changed)),
          ]
        : []),
      ...(rotates
        ? [
            db
              .update(sessions)
              .set({ id: rotates.to })
              .where(and(eq(sessions.id, rotates.session.id), changed)),
          ]
        : []),
      ...(newPassword && account.defaultPassword ? markSetUp(call, account.id, changed) : []),
      record(call, happened, changed),
      ...(alongside?.(changed) ?? []),
    ])
    if (verdict?.free === 0) throw new Problem(taken)
    if (!after || !verdict) return undefined
    if (rotates) rotates.session.id = rotates.to
    for (const event of happened) announce(call, event)
    const told = newAddress ? [account, after] : [after]
    if (newAddress) sendEmailChangedNotice(call, told)
    if (newPassword) sendPasswordChangedNotice(call, told)
    const { free: _, ...role } = verdict
    return { ...after, role }
  } catch (error) {
    if (violatesUnique(error, 'identifiers.key')) throw new Problem(taken)
    throw error
  }
}

/** What a change is told as in the audit trail. */
function eventsOf(changes: Changes): Pick<Event, 'event' | 'detail'>[] {
  const { passwordHash, roleId, disabledAt, ...profile } = changes
  const told: Pick<Event, 'event' | 'detail'>[] = []
  if (passwordHash !== undefined) told.push({ event: 'authn_password_change' })
  if (roleId !== undefined) told.push({ event: 'privilege_permissions_changed', detail: roleId })
  if (disabledAt !== undefined) {
    told.push({ event: 'user_updated', detail: disabledAt === null ? 'enabled' : 'disabled' })
  }
  const alsoProfile =
    passwordHash === undefined && Object.values(profile).some((value) => value !== undefined)
  return told.length === 0 || alsoProfile ? [...told, { event: 'user_updated' }] : told
}

function sameKey(a: string | null | undefined, b: string | null): boolean {
  return a != null && b !== null && canonical(a) === canonical(b)
}
