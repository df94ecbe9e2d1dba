import { and, desc, eq, gt, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { accounts, roles, sessions } from '../../schema/index.ts'
import type { Call } from '../call.ts'
import { Problem } from '../problem.ts'
import { type Account, accountColumns, toAccount } from './account.ts'
import { askDevices, deviceInWords, deviceKey, isNews, keepDevice } from './devices.ts'
import { announce, type Event, record } from './events.ts'
import { tellNewDevice } from './mail.ts'
import {
  conditionOnce,
  insertInto,
  type Places,
  prepareOnce,
  rowExists,
  type Statement,
} from './statements.ts'
import { signToken, verifyToken } from './tokens.ts'

export type Session = typeof sessions.$inferSelect

/** Who holds the session: a program that keeps a token, or a browser that keeps a cookie. */
export type Holder = 'token' | 'cookie'

/** Who is calling, read fresh from storage. */
export interface Caller {
  account: Account
  session: Session
  holder: Holder
}

export interface SignedIn<A = Account> {
  account: A
  session: Session
}

/** A session to be, 122 random bits its id; `insertSession` keeps it. */
export function newSession(call: Call, accountId: string, holder: Holder): Session {
  const { now, settings, userAgent, country } = call
  const endsAt = holder === 'cookie' ? now + settings.SESSION_LIFETIME * 1000 : null
  return {
    id: crypto.randomUUID(),
    accountId,
    createdAt: now,
    expiresAt: endsAt === null ? now + settings.JWT_EXPIRES_IN * 1000 : idleUntil(call, endsAt),
    endsAt,
    lastUsedAt: now,
    userAgent,
    country,
  }
}

/** When a browser's session ends if it is not used again. */
function idleUntil({ now, settings }: Call, endsAt: number): number {
  return Math.min(now + settings.SESSION_IDLE * 1000, endsAt)
}

export const insertSession = insertInto(sessions, (insert) => insert.returning({ id: sessions.id }))
const sessionExists = rowExists(sessions)

/** Holds while the account may sign in, with the password it had when it was read. */
const unchanged = conditionOnce<{ account: string; passwordHash: string }>(
  ({ account, passwordHash }) =>
    sql`exists (select 1 from ${accounts} where ${and(
      eq(accounts.id, account),
      eq(accounts.passwordHash, passwordHash),
      isNull(accounts.disabledAt),
    )})`,
)

/**
 * Opens a session, unless the account was disabled or its password changed since it was read. Its owner is told
 * when the device is a new one.
 * @param alongside more statements of the same batch
 */
export async function openSession(
  call: Call,
  account: Account,
  holder: Holder,
  alongside: Statement[] = [],
): Promise<Session | undefined> {
  const session = newSession(call, account.id, holder)
  const still = unchanged({ account: account.id, passwordHash: account.passwordHash ?? '' })
  const opened = sessionExists({ id: session.id })
  const event: Event = { event: 'authn_login_success', account: account.id }
  const device = await deviceKey(call)
  const [written, [seen]] = await call.db.batch([
    insertSession(call.db, session, still),
    askDevices(call, account.id, device),
    record(call, event, opened),
    keepDevice(call, account.id, device, opened),
    ...alongside,
  ])
  if (written.length === 0) return undefined
  announce(call, event)
  if (seen && isNews(seen)) tellNewDevice(call, account.email, deviceInWords(call))
  return session
}

/** A JWT for the session. A later token of the same session ends when the session does. */
export function sessionToken(call: Call, session: Session, email: string | null): Promise<string> {
  const exp = Math.floor((session.endsAt ?? session.expiresAt) / 1000)
  const claims = { sub: session.accountId, jti: session.id, exp, email }
  return signToken(call.settings.keys, 'session', claims, call.now)
}

/**
 * Session, account and role behind a token, in one statement, so that a revocation, a deactivation, a deletion
 * and a role change count at once. Undefined when any of them says no.
 */
export async function findCaller(
  call: Call,
  token: string,
  holder: Holder,
): Promise<Caller | undefined> {
  const claims = await verifyToken(call.settings.keys, 'session', token, call.now)
  if (!claims) return undefined
  const [row] = await callers(call.db, {
    session: claims.jti,
    account: claims.sub,
    now: call.now,
  })
  if (!row) return undefined
  touch(call, row.session)
  return { session: row.session, account: toAccount(row), holder }
}

/** Built once, because it is asked by nearly every request and takes longer to build than to answer. */
const callers = prepareOnce(
  (db, places: Places<{ session: string; account: string; now: number }>) =>
    db
      .select({ session: sessions, ...accountColumns })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .innerJoin(roles, eq(roles.id, accounts.roleId))
      .where(
        and(
          eq(sessions.id, places.session),
          eq(sessions.accountId, places.account),
          gt(sessions.expiresAt, places.now),
          sql`${accounts.disabledAt} is null`,
        ),
      ),
)

/** Holds while the session lives: for a write on its strength, because much can happen after it was read. */
export function stillSignedIn({ id }: Session): SQL {
  return sessionExists({ id })
}

/** The same as a query, for a batch that has to tell why nothing was written. */
export function askStillSignedIn(call: Call, { id }: Session) {
  return call.db.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, id))
}

/** A session's last use is known to the hour: a write for every read would cost more than all else. */
const touchEvery = 3_600_000

function touch(call: Call, { id, endsAt, lastUsedAt, createdAt }: Session): void {
  if (call.now - (lastUsedAt ?? createdAt) < touchEvery) return
  const use = { lastUsedAt: call.now, ...(endsAt && { expiresAt: idleUntil(call, endsAt) }) }
  call.after(call.db.update(sessions).set(use).where(eq(sessions.id, id)))
}

/** An account's live sessions, latest used first; more than a person has devices are not shown. */
export function listSessions(call: Call, accountId: string) {
  return call.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), gt(sessions.expiresAt, call.now)))
    .orderBy(desc(sessions.lastUsedAt))
    .limit(100)
}

/**
 * Ends one session of the caller's account.
 * @throws Problem `session_not_found`
 */
export async function endOwnSession(call: Call, { account }: Caller, id: string): Promise<void> {
  const theirs = and(eq(sessions.id, id), eq(sessions.accountId, account.id))
  const event: Event = { event: 'authn_token_revoked', account: account.id }
  const [, ended] = await call.db.batch([
    record(call, event, sql`exists (select 1 from ${sessions} where ${theirs})`),
    call.db.delete(sessions).where(theirs).returning({ id: sessions.id }),
  ])
  if (ended.length === 0) throw new Problem('session_not_found')
  announce(call, event)
}

/** Ends every other session of the caller's account and says how many there were. */
export async function endOtherSessions(call: Call, { account, session }: Caller): Promise<number> {
  const event: Event = { event: 'authn_token_revoked', account: account.id, detail: 'others' }
  const others = and(eq(sessions.accountId, account.id), ne(sessions.id, session.id))
  const [, ended] = await call.db.batch([
    record(call, event, sql`exists (select 1 from ${sessions} where ${others})`),
    call.db.delete(sessions).where(others).returning({ id: sessions.id }),
  ])
  if (ended.length > 0) announce(call, event)
  return ended.length
}

/** Ends the session of a token, if it is one that still lives. */
export async function endSession(call: Call, token: string): Promise<void> {
  const claims = await verifyToken(call.settings.keys, 'session', token, call.now)
  if (!claims) return
  const theirs = and(eq(sessions.id, claims.jti), eq(sessions.accountId, claims.sub))
  const event: Event = { event: 'authn_token_revoked', account: claims.sub }
  const [, ended] = await call.db.batch([
    record(call, event, sql`exists (select 1 from ${sessions} where ${theirs})`),
    call.db.delete(sessions).where(theirs).returning({ id: sessions.id }),
  ])
  if (ended.length > 0) announce(call, event)
}

/** Ends the sessions of an account, all or all but one; with a condition, only if that holds. */
export function endSessions(
  call: Call,
  accountId: string,
  { keep, when }: { keep?: string | undefined; when?: SQL } = {},
) {
  return call.db
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), keep ? ne(sessions.id, keep) : undefined, when))
}
