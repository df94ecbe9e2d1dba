import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import {
  accounts,
  apiTokens,
  identifiers,
  otpChallenges,
  resetLinks,
  roles,
  sessions,
} from '../../schema/index.ts'
import type { Call } from '../call.ts'
import { type Code, Problem, violatesUnique } from '../problem.ts'
import { type Account, findAccount } from './account.ts'
import { keysOf } from './accounts.ts'
import { notReserved } from './default-accounts.ts'
import { announce, type Event, record, report } from './events.ts'
import { canonical } from './identifiers.ts'
import { tellAddressChanged, tellPasswordChanged } from './mail.ts'
import { hashNewPassword, verifyPassword } from './passwords.ts'
import { type Caller, endSessions, type Session, stillSignedIn } from './sessions.ts'
import { markSetUp } from './setup.ts'
import { reserveAttempt } from './sign-in.ts'
import { insertWhere, type Statement } from './statements.ts'
import { attemptsOf, clear, refund } from './throttle.ts'

/** What of an account changes; what is undefined stays as it is. */
export interface Changes {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
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
  /** A new id for that session, if the password changes. */
  rotateTo?: string | undefined
  /** Who changes it, when that is not its owner. */
  actor?: string
  /** The change proves the account's address: it came by mail. */
  proves?: boolean
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
  { condition, keep, rotateTo, actor, proves = false, alongside }: Terms,
): Promise<Account | undefined> {
  const { db, now } = call
  const newPassword = changes.passwordHash !== undefined
  const newAddress = changes.email !== undefined && !sameKey(changes.email, account.email)
  const keys = keysOf({
    username: sameKey(changes.username, account.username) ? undefined : changes.username,
    email: newAddress ? changes.email : undefined,
  })
  const free = notReserved(
    call.settings,
    keys.map(({ key }) => key),
  )
  const revision = crypto.randomUUID()
  const changed = sql`exists (select 1 from ${accounts} where ${accounts.id} = ${account.id}
    and ${accounts.revision} = ${revision})`
  const happened = eventsOf(changes).map(
    (event): Event => ({ ...event, account: account.id, ...(actor && { actor }) }),
  )
  const endsAccess = newPassword || newAddress || typeof changes.disabledAt === 'number'
  const taken = newAddress ? 'email_taken' : 'username_taken'
  try {
    const [[after], [verdict]] = await db.batch([
      db
        .update(accounts)
        .set({
          ...changes,
          ...(newAddress && { emailVerifiedAt: null }),
          ...(proves && { emailVerifiedAt: sql`coalesce(${accounts.emailVerifiedAt}, ${now})` }),
          ...(newPassword && { defaultPassword: false }),
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
      ...keys.flatMap(({ kind, key }) => [
        db
          .delete(identifiers)
          .where(and(eq(identifiers.accountId, account.id), eq(identifiers.kind, kind), changed)),
        insertWhere(db, identifiers, { key, kind, accountId: account.id }, changed),
      ]),
      ...(endsAccess
        ? [
            endSessions(call, account.id, { keep: keep?.id, when: changed }),
            db.delete(resetLinks).where(and(eq(resetLinks.accountId, account.id), changed)),
            db.delete(otpChallenges).where(and(eq(otpChallenges.accountId, account.id), changed)),
          ]
        : []),
      ...(newPassword && keep && rotateTo
        ? [
            db
              .update(sessions)
              .set({ id: rotateTo })
              .where(and(eq(sessions.id, keep.id), changed)),
          ]
        : []),
      ...(newPassword && account.defaultPassword ? markSetUp(call, account.id, changed) : []),
      ...happened.map((event) => record(call, event, changed)),
      ...(alongside?.(changed) ?? []),
    ])
    if (verdict?.free === 0) throw new Problem(taken)
    if (!after || !verdict) return undefined
    for (const event of happened) announce(call, event)
    const told = newAddress ? [account.email, after.email] : [after.email]
    if (newAddress) tellAddressChanged(call, told)
    if (newPassword) tellPasswordChanged(call, told)
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

function sameKey(a: string | undefined, b: string | null): boolean {
  return a !== undefined && b !== null && canonical(a) === canonical(b)
}

/**
 * A change its owner makes, on the strength of a session that is still good when it is written. Ends every
 * other session when a credential changes.
 * @throws Problem `not_signed_in` when the session ended meanwhile
 */
export async function changeOwnAccount(
  call: Call,
  caller: Caller,
  changes: Changes,
  newPassword?: string,
): Promise<Account> {
  const { account, session } = caller
  const condition = stillSignedIn(session)
  const rotateTo = nextSessionId(caller)
  const passwordHash = await hashFor(call, { ...account, ...defined(changes) }, newPassword)
  const changed = await changeAccount(
    call,
    account,
    { ...changes, passwordHash },
    { condition, keep: session, rotateTo },
  )
  if (!changed) throw new Problem('not_signed_in')
  if (passwordHash && rotateTo) session.id = rotateTo
  return changed
}

/**
 * A change its owner makes and proves with the current password. A wrong one counts as a failed sign-in, and
 * then nothing changes.
 * @throws Problem `wrong_password`, `too_many_attempts`; `gone` when the account vanished meanwhile
 */
export async function changeOwnAccountWithPassword(
  call: Call,
  caller: Caller,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string | undefined },
  changes: Changes = {},
  gone: Code = 'not_signed_in',
): Promise<Account> {
  const { account, session } = caller
  await reserveAttempt(call, account.id)
  if (!(await verifyPassword(currentPassword, account.passwordHash, call.settings))) {
    report(call, {
      event: 'authn_password_change_fail',
      account: account.id,
      outcome: 'failure',
    })
    throw new Problem('wrong_password')
  }
  const rotateTo = nextSessionId(caller)
  const rightTry = refund(call, attemptsOf(account.id))
  try {
    const passwordHash = await hashFor(call, { ...account, ...defined(changes) }, newPassword)
    const changed = await changeAccount(
      call,
      account,
      { ...changes, passwordHash },
      {
        condition: sql`${accounts.passwordHash} = ${account.passwordHash} and ${stillSignedIn(session)}`,
        keep: session,
        rotateTo,
        alongside: () => [rightTry],
      },
    )
    if (changed) {
      if (passwordHash && rotateTo) session.id = rotateTo
      return changed
    }
  } catch (error) {
    // The password was right; it is the new name or password that cannot be had.
    if (error instanceof Problem) await rightTry
    throw error
  }
  const left = await findAccount(call, eq(accounts.id, account.id))
  if (!left) throw new Problem(gone)
  throw new Problem(left.passwordHash === account.passwordHash ? 'not_signed_in' : 'wrong_password')
}

/** A cookie is exchanged for a new one when the password changes; whoever holds a token keeps its session. */
function nextSessionId({ holder }: Caller): string | undefined {
  return holder === 'cookie' ? crypto.randomUUID() : undefined
}

/** The hash of an account's new password, if there is one. */
export async function hashFor(
  call: Call,
  { username, email, firstName, lastName }: Account,
  password: string | undefined,
): Promise<string | undefined> {
  if (password === undefined) return undefined
  const names = [username, email, firstName, lastName, `${firstName} ${lastName}`]
  return hashNewPassword(call, password, names)
}

/** Without what is undefined, which means unchanged. */
function defined(changes: Changes): Partial<Account> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

/**
 * A password set on the strength of a reset link. It proves the address, so whatever came before is not
 * trusted: every session and user token ends, and the failed tries are forgotten.
 * @returns false when the link was used or voided meanwhile
 */
export async function resetPassword(
  call: Call,
  { account, link }: { account: Account; link: SQL },
  password: string,
): Promise<boolean> {
  const passwordHash = await hashFor(call, account, password)
  const changed = await changeAccount(
    call,
    account,
    { passwordHash },
    {
      condition: sql`${accounts.disabledAt} is null and ${link}`,
      proves: true,
      alongside: (done) => [
        call.db.delete(apiTokens).where(and(eq(apiTokens.accountId, account.id), done)),
        clear(call, attemptsOf(account.id)),
      ],
    },
  )
  return changed !== undefined
}
