import {
  and,
  desc,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  isNull,
  ne,
  type SQL,
  sql,
} from 'drizzle-orm'
import { accounts, roles, sessions } from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import { announce, type Event, record } from '../audit/events.ts'
import {
  insertInto,
  type Placeholders,
  preparedCondition,
  prepareOnce,
  rowExists,
  type Statement,
} from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { checkWrites, countWrite, hour } from '../limits/throttle.ts'
import { sendNewDeviceNotice } from '../mail/messages.ts'
import { askDevices, deviceInWords, deviceKey, isNews, keepDevice } from './devices.ts'
import { signToken, verifyToken } from './token.ts'

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

export const insertSession = insertInto(sessions, (db, rows) =>
  db.insert(sessions).select(rows).returning({ id: sessions.id }),
)
const sessionExists = rowExists(sessions)

/** Holds while the account may sign in, with the password it had when it was read. */
const unchanged = preparedCondition<{ account: string; credentialVersion: number }>(
  ({ account, credentialVersion }) =>
    sql`exists (select 1 from ${accounts} where ${and(
      eq(accounts.id, account),
      eq(accounts.credentialVersion, credentialVersion),
      isNull(accounts.disabledAt),
    )})`,
)

interface Opening {
  /** Must hold, too, at the moment the session is opened. */
  condition?: SQL
  /** More statements of the same batch. */
  alongside?: Statement[]
}

/**
 * Opens a session, unless the account was disabled or its password changed since it was read. Its owner gets a notice
 * when the device is a new one.
 */
export async function openSession(
  call: Call,
  account: Account,
  holder: Holder,
  { condition, alongside = [] }: Opening = {},
): Promise<Session | undefined> {
  const session = newSession(call, account.id, holder)
  const { id, credentialVersion } = account
  const same = unchanged({ account: id, credentialVersion })
  const still = condition ? sql`${same} and ${condition}` : same
  const opened = sessionExists({ id: session.id })
  const event: Event = { event: 'authn_login_success', account: id }
  const device = await deviceKey(call)
  const [written, [seen]] = await call.db.batch([
    insertSession(call.db, session, still),
    askDevices(call, id, device),
    record(call, event, opened),
    keepDevice(call, id, device, opened),
    ...alongside,
  ])
  if (written.length === 0) return undefined
  announce(call, event)
  if (seen && isNews(seen)) sendNewDeviceNotice(call, account, deviceInWords(call))
  return session
}

/** A JWT for the session. A later token of the same session ends when the session does. */
export function sessionToken(
  call: Call,
  session: Session,
  { email, emailVerifiedAt }: Pick<Account, 'email' | 'emailVerifiedAt'>,
): Promise<string> {
  const exp = Math.floor((session.endsAt ?? session.expiresAt) / 1000)
  const address = email === null ? {} : { email, email_verified: emailVerifiedAt !== null }
  const claims = { sub: session.accountId, jti: session.id, exp, ...address }
  return signToken(call.settings.keys, 'session', claims, call.now)
}

/**
 * Session, account and role behind a token, in one statement, so that a revocation, a deactivation, a deletion
 * and a role change count at once. Undefined when any of them says no, and for a cookie's token that is sent as a bearer
 * token or the other way round: a script must not be able to use what it should never have read.
 * @param writes the request changes something, which is counted in the same round trip
 * @throws Problem `too_many_requests` past the writes an account may make in an hour
 */
export async function findCaller(
  call: Call,
  token: string,
  holder: Holder,
  writes = false,
): Promise<Caller | undefined> {
  const claims = await verifyToken(call.settings.keys, 'session', token, call.now)
  if (!claims) return undefined
  const values = { session: claims.jti, account: claims.sub, now: call.now }
  const found = callers(call.db, values)
  const [[row], [write]] = writes
    ? await call.db.batch([found, countWrite(call, values)])
    : [await found, []]
  if (!row || holderOf(row.session) !== holder) return undefined
  const account = toAccount(row)
  checkWrites(call, account.roleId, write)
  touch(call, row.session)
  return { session: row.session, account, holder }
}

/** A browser's session, and no other, has an end that use does not move. */
function holderOf({ endsAt }: Session): Holder {
  return endsAt === null ? 'token' : 'cookie'
}

/**
 * A session's columns under names of their own: inside a batch D1 gives rows as objects by column name, and an account has
 * an id and times, too. They hold text and numbers, which need no decoding.
 */
const sessionColumns = Object.fromEntries(
  Object.entries(getTableColumns(sessions)).map(([name, column]) => [
    name,
    sql`${column}`.as(`session_${column.name}`),
  ]),
) as { [K in keyof Session]: SQL.Aliased<Session[K]> }

/** Built once, because it is asked by nearly every request and takes longer to build than to answer. */
const callers = prepareOnce(
  (db, placeholders: Placeholders<{ session: string; account: string; now: number }>) =>
    db
      .select({ session: sessionColumns, ...accountColumns })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .innerJoin(roles, eq(roles.id, accounts.roleId))
      .where(
        and(
          eq(sessions.id, placeholders.session),
          eq(sessions.accountId, placeholders.account),
          gt(sessions.expiresAt, placeholders.now),
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

/**
 * Milliseconds. A session's last use is known to the hour, because a write for every read would cost more than all else;
 * if it idles out sooner, to a quarter of that time, so that one in use never does.
 */
function touchEvery({ settings }: Call, endsAt: number | null): number {
  return endsAt === null ? hour : Math.min(hour, (settings.SESSION_IDLE * 1000) / 4)
}

function touch(call: Call, { id, endsAt, lastUsedAt, createdAt }: Session): void {
  if (call.now - (lastUsedAt ?? createdAt) < touchEvery(call, endsAt)) return
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
 * @throws Problem `session_not_found`, `not_signed_in` when the caller's own ended meanwhile
 */
export async function endOwnSession(
  call: Call,
  { account, session }: Caller,
  id: string,
): Promise<void> {
  const theirs = and(
    eq(sessions.id, id),
    eq(sessions.accountId, account.id),
    stillSignedIn(session),
  )
  const event: Event = { event: 'authn_token_revoked', account: account.id }
  const [alive, , ended] = await call.db.batch([
    askStillSignedIn(call, session),
    record(call, event, sql`exists (select 1 from ${sessions} where ${theirs})`),
    call.db.delete(sessions).where(theirs).returning({ id: sessions.id }),
  ])
  if (alive.length === 0) throw new Problem('not_signed_in')
  if (ended.length === 0) throw new Problem('session_not_found')
  announce(call, event)
}

/**
 * Ends every other session of the caller's account and says how many there were.
 * @throws Problem `not_signed_in` when the caller's own ended meanwhile
 */
export async function endOtherSessions(call: Call, { account, session }: Caller): Promise<number> {
  const event: Event = { event: 'authn_token_revoked', account: account.id, detail: 'others' }
  const others = and(
    eq(sessions.accountId, account.id),
    ne(sessions.id, session.id),
    stillSignedIn(session),
  )
  const [alive, , ended] = await call.db.batch([
    askStillSignedIn(call, session),
    record(call, event, sql`exists (select 1 from ${sessions} where ${others})`),
    call.db.delete(sessions).where(others).returning({ id: sessions.id }),
  ])
  if (alive.length === 0) throw new Problem('not_signed_in')
  if (ended.length > 0) announce(call, event)
  return ended.length
}

/** Ends the session of a token, if it is one that still lives and is held that way. */
export async function endSession(call: Call, token: string, holder: Holder): Promise<void> {
  const claims = await verifyToken(call.settings.keys, 'session', token, call.now)
  if (!claims) return
  const theirs = and(
    eq(sessions.id, claims.jti),
    eq(sessions.accountId, claims.sub),
    (holder === 'cookie' ? isNotNull : isNull)(sessions.endsAt),
  )
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
