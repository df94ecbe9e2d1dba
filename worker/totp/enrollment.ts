import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { pendingSignIns, recoveryCodes, sessions, totpFactors } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { minute } from '../config/duration.ts'
import { insertInto } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { isCode } from '../input/typed-code.ts'
import { sendFactorAddedNotice, sendFactorRemovedNotice } from '../mail/messages.ts'
import { twoFactors } from '../second-factors/authentication.ts'
import { mustHaveFactor } from '../second-factors/policy.ts'
import { secondFactorProblems } from '../second-factors/problems.ts'
import {
  type Caller,
  deleteSessions,
  isSession,
  isSignedIn,
  type Session,
  selectSession,
} from '../sessions/session.ts'
import { decryptSecret, encryptSecret, selectFactor } from './factor.ts'
import { totpProblems } from './problems.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import { base32, matchingStep, newSecret, totpUri } from './totp.ts'

/** Milliseconds in which the first code must be entered. */
const setupLifetime = 10 * minute

/** The confirmed TOTP factor of an account, if it has one, and the number of its recovery codes. */
export async function selectFactors({ db }: Call, accountId: string) {
  const [totp, [codes]] = await db.batch([
    db
      .select({
        id: totpFactors.id,
        label: totpFactors.label,
        createdAt: totpFactors.createdAt,
      })
      .from(totpFactors)
      .where(and(eq(totpFactors.accountId, accountId), isNotNull(totpFactors.confirmedAt))),
    db
      .select({ left: sql<number>`count(*)` })
      .from(recoveryCodes)
      .where(eq(recoveryCodes.accountId, accountId)),
  ])
  return { totp, recoveryCodesLeft: codes?.left ?? 0 }
}

/** A TOTP factor that waits for its first code. */
export interface NewTotp {
  id: string
  label: string
  /** Base32. */
  secret: string
  /** For a QR code. */
  uri: string
  /** UNIX ms. */
  expiresAt: number
}

/**
 * Creates a TOTP factor that the first code confirms. It replaces an unconfirmed one. Nothing asks for it before.
 * @throws Problem `unauthenticated` if the session ended meanwhile
 */
export async function createTotp(
  call: Call,
  { account, session }: Caller,
  label: string,
): Promise<NewTotp> {
  const { db, now, settings } = call
  const id = crypto.randomUUID()
  const secret = newSecret()
  const expiresAt = now + setupLifetime
  const row = {
    id,
    accountId: account.id,
    label,
    ...(await encryptSecret(settings.keys, id, secret)),
    lastStep: 0,
    createdAt: now,
    confirmedAt: null,
    expiresAt,
  }
  const signedIn = isSignedIn(session)
  const [, inserted] = await db.batch([
    db
      .delete(totpFactors)
      .where(and(eq(totpFactors.accountId, account.id), isNull(totpFactors.confirmedAt), signedIn)),
    insertTotp(db, row, signedIn),
  ])
  if (inserted.length === 0) throw new Problem(problems.unauthenticated)
  const name = account.email ?? account.username ?? account.id
  return {
    id,
    label,
    secret: base32(secret),
    uri: totpUri(secret, settings.PRODUCT_NAME, name),
    expiresAt,
  }
}

const insertTotp = insertInto(totpFactors, (db, rows) =>
  db.insert(totpFactors).select(rows).returning({ id: totpFactors.id }),
)
const insertRecoveryCodes = insertInto(recoveryCodes, (db, rows) =>
  db.insert(recoveryCodes).select(rows).returning({ codeHash: recoveryCodes.codeHash }),
)

/** What the owner gets when a factor is confirmed. */
export interface Confirmed {
  /** Shown once. */
  recoveryCodes: string[]
  /** The session of the caller, now at level 2. */
  session: Session
}

/**
 * Confirms a TOTP factor with its first code. From then on it is required. One batch replaces an older factor, issues recovery codes,
 * ends the other sessions and raises the session of the caller to level 2.
 * @param rotateTo the new id of that session
 * @throws Problem `totp_not_found`, `totp_expired`, `invalid_second_factor`; `unauthenticated` if the session ended meanwhile
 */
export async function confirmTotp(
  call: Call,
  { account, session }: Caller,
  id: string,
  code: string,
  rotateTo: string | undefined,
): Promise<Confirmed> {
  const { db, now, settings } = call
  const waiting = and(
    eq(totpFactors.id, id),
    eq(totpFactors.accountId, account.id),
    isNull(totpFactors.confirmedAt),
  )
  const [found] = await db.select().from(totpFactors).where(waiting)
  if (!found) throw new Problem(totpProblems.totp_not_found)
  const secret = await decryptSecret(settings.keys, found)
  if (!secret || (found.expiresAt ?? 0) <= now) throw new Problem(totpProblems.totp_expired)
  const step = isCode(code) ? await matchingStep(secret, code, now, found.lastStep) : undefined
  if (step === undefined) throw new Problem(secondFactorProblems.invalid_second_factor)

  const shown = newRecoveryCodes()
  const codes = await recoveryCodeRows(call, account, secret, shown)
  const isWaiting = sql`exists (select 1 from ${totpFactors} where ${waiting}) and ${isSignedIn(session)}`
  // Encrypted again: by this text, the statements below see whether this request has confirmed the factor, and not a parallel one.
  const encrypted = await encryptSecret(settings.keys, id, secret)
  const isConfirmed = sql`exists (select 1 from ${totpFactors}
    where ${totpFactors.id} = ${id} and ${totpFactors.secret} = ${encrypted.secret})`
  const event: AuditEvent = { event: 'authn_factor_added', account: account.id, detail: 'totp' }
  const raised = {
    ...session,
    ...twoFactors(session.amr, 'otp'),
    provedAt: now,
    id: rotateTo ?? session.id,
  }
  const [own, , , confirmed] = await db.batch([
    selectSession(call, session),
    auditRow(call, event, isWaiting),
    db
      .delete(totpFactors)
      .where(
        and(eq(totpFactors.accountId, account.id), isNotNull(totpFactors.confirmedAt), isWaiting),
      ),
    db
      .update(totpFactors)
      .set({ ...encrypted, confirmedAt: now, expiresAt: null, lastStep: step })
      .where(and(waiting, isSignedIn(session)))
      .returning({ id: totpFactors.id }),
    deleteRecoveryCodes(call, account.id, isConfirmed),
    insertRecoveryCodes(db, codes, isConfirmed),
    db.delete(pendingSignIns).where(and(eq(pendingSignIns.accountId, account.id), isConfirmed)),
    deleteSessions(call, account.id, { keep: session.id, when: isConfirmed }),
    db
      .update(sessions)
      .set({ id: raised.id, level: raised.level, amr: raised.amr, provedAt: now })
      .where(and(isSession(session), isConfirmed)),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (confirmed.length === 0) throw new Problem(totpProblems.totp_not_found)
  logEvent(call, event)
  sendFactorAddedNotice(call, account)
  return { recoveryCodes: shown, session: raised }
}

/**
 * Removes a TOTP factor of the caller. The recovery codes go with the confirmed one.
 * @throws Problem `totp_not_found`, `second_factor_mandatory`; `unauthenticated` if the session ended meanwhile
 */
export async function removeTotp(
  call: Call,
  { account, session }: Caller,
  id: string,
): Promise<void> {
  const { db, settings } = call
  const target = and(eq(totpFactors.id, id), eq(totpFactors.accountId, account.id))
  const [found] = await db.select().from(totpFactors).where(target)
  if (!found) throw new Problem(totpProblems.totp_not_found)
  const isConfirmed = found.confirmedAt !== null
  if (isConfirmed && mustHaveFactor(settings, account)) {
    throw new Problem(totpProblems.second_factor_mandatory)
  }
  // Another request can confirm it meanwhile.
  const { confirmedAt } = totpFactors
  const isSame = isConfirmed ? isNotNull(confirmedAt) : isNull(confirmedAt)
  const removable = and(target, isSame, isSignedIn(session))
  // The end of a setup is no event, and leaves the recovery codes of an older app.
  const removed = isConfirmed
    ? sql`exists (select 1 from ${totpFactors} where ${removable})`
    : sql`false`
  const event: AuditEvent = { event: 'authn_factor_removed', account: account.id, detail: 'totp' }
  const [own, , , deleted] = await db.batch([
    selectSession(call, session),
    auditRow(call, event, removed),
    deleteRecoveryCodes(call, account.id, removed),
    db.delete(totpFactors).where(removable).returning({ id: totpFactors.id }),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (deleted.length === 0) throw new Problem(totpProblems.totp_not_found)
  if (!isConfirmed) return
  logEvent(call, event)
  sendFactorRemovedNotice(call, account, false)
}

/**
 * Issues new recovery codes. The old ones are void.
 * @throws Problem `totp_not_found`; `unauthenticated` if the session ended meanwhile
 */
export async function renewRecoveryCodes(
  call: Call,
  { account, session }: Caller,
): Promise<string[]> {
  const { db, settings } = call
  const [row] = await selectFactor(call, account.id)
  const secret = row?.factor && (await decryptSecret(settings.keys, row.factor))
  if (!row?.factor || !secret) throw new Problem(totpProblems.totp_not_found)
  const shown = newRecoveryCodes()
  const rows = await recoveryCodeRows(call, account, secret, shown)
  const same = and(eq(totpFactors.id, row.factor.id), isNotNull(totpFactors.confirmedAt))
  const allowed = sql`exists (select 1 from ${totpFactors} where ${same}) and ${isSignedIn(session)}`
  const event: AuditEvent = { event: 'authn_recovery_codes_created', account: account.id }
  const [, inserted] = await db.batch([
    deleteRecoveryCodes(call, account.id, allowed),
    insertRecoveryCodes(db, rows, allowed),
    auditRow(call, event, allowed),
  ])
  if (inserted.length === 0) throw new Problem(problems.unauthenticated)
  logEvent(call, event)
  return shown
}

function deleteRecoveryCodes({ db }: Call, accountId: string, when: SQL) {
  return db.delete(recoveryCodes).where(and(eq(recoveryCodes.accountId, accountId), when))
}

function recoveryCodeRows(
  { now: createdAt }: Call,
  { id: accountId }: Account,
  secret: Uint8Array<ArrayBuffer>,
  codes: string[],
) {
  return Promise.all(
    codes.map(async (code) => ({
      accountId,
      codeHash: await hashRecoveryCode(secret, code),
      createdAt,
    })),
  )
}
