import {
  and,
  desc,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  isNull,
  ne,
  type Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm'
import { accounts, sessions } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import { insertInto, preparedCondition, type Statement } from '../db/statements.ts'
import { deviceKey, selectIsNew, upsertDevice } from '../devices/devices.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { sendNewDeviceNotice } from '../mail/messages.ts'
import { type Authentication, oneFactor } from '../second-factors/authentication.ts'
import { lacksFactor } from '../second-factors/policy.ts'
import { secondFactorProblems } from '../second-factors/problems.ts'
import { hasFactor } from '../totp/factor.ts'
import { sessionProblems } from './problems.ts'
import { signToken, verifyToken } from './token.ts'

export type Session = typeof sessions.$inferSelect

/** How the token of a session travels: as the bearer token of a program, or in the cookie of a browser. */
export type Transport = 'token' | 'cookie'

/** An account and the session that signed it in. */
export interface SignedIn<A = Account> {
  account: A
  session: Session
}

/** Who makes a request, as stored at the time of the request. */
export interface Caller {
  account: Account
  session: Session
  transport: Transport
}

/**
 * A new session, its id 122 random bits. `insertSession` stores it. A token would be valid for products that verify it themselves, so an
 * account that must have a second factor and has none gets a cookie only.
 * @throws Problem `second_factor_missing`
 */
export function newSession(
  call: Call,
  account: Pick<Account, 'id' | 'roleId'>,
  transport: Transport,
  { level, amr }: Authentication = oneFactor('pwd'),
): Session {
  const { now, settings, userAgent, country } = call
  const endsAt = transport === 'cookie' ? now + settings.SESSION_LIFETIME * 1000 : null
  if (endsAt === null && lacksFactor(settings, account, { level })) {
    throw new Problem(secondFactorProblems.second_factor_missing)
  }
  return {
    id: crypto.randomUUID(),
    accountId: account.id,
    createdAt: now,
    expiresAt: endsAt === null ? now + settings.JWT_EXPIRES_IN * 1000 : idleUntil(call, endsAt),
    endsAt,
    lastUsedAt: now,
    userAgent,
    country,
    level,
    amr,
    provedAt: now,
  }
}

/** When the session of a browser ends without further use. */
function idleUntil({ now, settings }: Call, endsAt: number): number {
  return Math.min(now + settings.SESSION_IDLE * 1000, endsAt)
}

/** The name that SQLite gives a column of the rows that `insertSession` selects. */
function columnOf(name: keyof Session): SQL {
  return sql.raw(`column${Object.keys(getTableColumns(sessions)).indexOf(name) + 1}`)
}

/**
 * Inserts a session. Every session is inserted here, and here is the rule of second factors: an account that has one gets no session of
 * level 1, even if earlier code forgot the check.
 */
export const insertSession = insertInto(sessions, (db, rows) =>
  db
    .insert(sessions)
    .select(
      sql`select * from (${rows}) where ${columnOf('level')} = 2 or not ${hasFactor(columnOf('accountId'))}`,
    )
    .returning({ id: sessions.id }),
)

/** A session as a row, which is found by both ids. */
type Key = Pick<Session, 'id' | 'accountId'>

const sessionExists = preparedCondition<Key>(
  (key) => sql`exists (select 1 from ${sessions} where ${isSession(key)})`,
)

/** Selects a session. */
export function isSession({ id, accountId }: { [K in keyof Key]: Key[K] | Placeholder }): SQL {
  return sql`${sessions.accountId} = ${accountId} and ${sessions.id} = ${id}`
}

/** True while the account is enabled and has the password and the email address that it had when it was read. */
export const isUnchanged = preparedCondition<
  Pick<Account, 'id' | 'credentialVersion' | 'emailKey'>
>(
  ({ id, credentialVersion, emailKey }) =>
    sql`exists (select 1 from ${accounts} where ${and(
      eq(accounts.id, id),
      eq(accounts.credentialVersion, credentialVersion),
      sql`${accounts.emailKey} is ${emailKey}`,
      isNull(accounts.disabledAt),
    )})`,
)

interface Opening {
  /** How the person was authenticated; with a password by default. */
  authentication?: Authentication
  /** Must also be true when the session is inserted. */
  condition?: SQL | undefined
  /** More statements of the same batch, given the condition that the session was opened. */
  extraStatements?: (opened: SQL) => Statement[]
  /** Detail of the audit event. */
  detail?: string
}

/**
 * Opens a session and notifies the owner of a new device.
 * @returns undefined if the account was disabled, its password or email address changed or it got a second factor since it was read
 * @throws Problem `second_factor_missing`
 */
export async function openSession(
  call: Call,
  account: Account,
  transport: Transport,
  { authentication, condition, extraStatements, detail }: Opening = {},
): Promise<Session | undefined> {
  const session = newSession(call, account, transport, authentication)
  const { id } = account
  const unchanged = isUnchanged(account)
  const opened = sessionExists(session)
  const event: AuditEvent = { event: 'authn_login_success', account: id, ...(detail && { detail }) }
  const device = await deviceKey(call)
  const [inserted, [found]] = await call.db.batch([
    insertSession(call.db, session, condition ? sql`${unchanged} and ${condition}` : unchanged),
    selectIsNew(call, id, device),
    auditRow(call, event, opened),
    upsertDevice(call, id, device, opened),
    ...(extraStatements?.(opened) ?? []),
  ])
  if (inserted.length === 0) return undefined
  logEvent(call, event)
  if (found?.isNew) sendNewDeviceNotice(call, account)
  return session
}

/** The JWT of a session. It expires when the session can no longer be extended. */
export function sessionToken(
  call: Call,
  session: Session,
  { email, emailVerifiedAt }: Pick<Account, 'email' | 'emailVerifiedAt'>,
): Promise<string> {
  const exp = Math.floor((session.endsAt ?? session.expiresAt) / 1000)
  const address = email === null ? {} : { email, email_verified: emailVerifiedAt !== null }
  const claims = { sub: session.accountId, jti: session.id, exp, ...address }
  return signToken(call.settings.signing, 'session', claims, call.now)
}

/** True while the session exists: a condition for a write, because much can happen after the session was read. */
export function isSignedIn({ id, accountId }: Session): SQL {
  return sessionExists({ id, accountId })
}

/** The same as a query, for a batch that must report why it wrote nothing; with a condition, only if that is true as well. */
export function selectSession(call: Call, session: Session, when?: SQL) {
  return call.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(isSession(session), when))
}

/** Records the last use after the response, at most once an hour: a write for every request would cost more than all else. */
export function recordUse(call: Call, session: Session): void {
  const { endsAt, lastUsedAt, createdAt } = session
  if (call.now - (lastUsedAt ?? createdAt) < recordUseEvery(call, session)) return
  const use = { lastUsedAt: call.now, ...(endsAt && { expiresAt: idleUntil(call, endsAt) }) }
  call.after(call.db.update(sessions).set(use).where(isSession(session)))
}

/** Milliseconds. More often than hourly if the session would otherwise end while it is in use. */
function recordUseEvery({ settings }: Call, { endsAt }: Session): number {
  return endsAt === null ? hour : Math.min(hour, (settings.SESSION_IDLE * 1000) / 4)
}

/** More sessions than a person has devices are not listed. */
const maxListed = 100

/** The valid sessions of an account, last used first. */
export function selectSessions(call: Call, accountId: string) {
  return call.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), gt(sessions.expiresAt, call.now)))
    .orderBy(desc(sessions.lastUsedAt))
    .limit(maxListed)
}

/**
 * Ends one session of the caller's account.
 * @throws Problem `session_not_found`; `unauthenticated` if the caller's own session ended meanwhile
 */
export async function endOneSession(
  call: Call,
  { account, session }: Caller,
  id: string,
): Promise<void> {
  const target = and(isSession({ id, accountId: account.id }), isSignedIn(session))
  const event: AuditEvent = { event: 'authn_token_revoked', account: account.id }
  const [own, , ended] = await call.db.batch([
    selectSession(call, session),
    auditRow(call, event, sql`exists (select 1 from ${sessions} where ${target})`),
    call.db.delete(sessions).where(target).returning({ id: sessions.id }),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (ended.length === 0) throw new Problem(sessionProblems.session_not_found)
  logEvent(call, event)
}

/**
 * Ends every other session of the caller's account.
 * @throws Problem `unauthenticated` if the caller's own session ended meanwhile
 */
export async function endAllOtherSessions(call: Call, { account, session }: Caller): Promise<void> {
  const event: AuditEvent = { event: 'authn_token_revoked', account: account.id, detail: 'others' }
  const others = and(
    eq(sessions.accountId, account.id),
    ne(sessions.id, session.id),
    isSignedIn(session),
  )
  const [own, , ended] = await call.db.batch([
    selectSession(call, session),
    auditRow(call, event, sql`exists (select 1 from ${sessions} where ${others})`),
    call.db.delete(sessions).where(others).returning({ id: sessions.id }),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (ended.length > 0) logEvent(call, event)
}

/** Ends the session of a token, if the session is valid and has this transport. */
export async function endSession(call: Call, token: string, transport: Transport): Promise<void> {
  const claims = await verifyToken(call.settings.signing, 'session', token, call.now)
  if (!claims) return
  const target = and(
    isSession({ id: claims.jti, accountId: claims.sub }),
    (transport === 'cookie' ? isNotNull : isNull)(sessions.endsAt),
  )
  const event: AuditEvent = { event: 'authn_token_revoked', account: claims.sub }
  const [, ended] = await call.db.batch([
    auditRow(call, event, sql`exists (select 1 from ${sessions} where ${target})`),
    call.db.delete(sessions).where(target).returning({ id: sessions.id }),
  ])
  if (ended.length > 0) logEvent(call, event)
}

/** Deletes the sessions of an account, or all but one; with a condition, only if the condition is true. */
export function deleteSessions(
  call: Call,
  accountId: string,
  { keep, when }: { keep?: string | undefined; when?: SQL } = {},
) {
  return call.db
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), keep ? ne(sessions.id, keep) : undefined, when))
}
