import { and, eq, gt, gte, inArray, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import { accounts, otpChallenges, sessions, throttles } from '../../schema/index.ts'
import { isAddress } from '../accounts/identifiers.ts'
import { announce, type Event, record, report } from '../audit/events.ts'
import { type KeySet, keyedHash, randomText } from '../config/keys.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { type Code, Problem } from '../http/problem.ts'
import { isCode } from '../input/typed-code.ts'
import {
  codesAskedBy,
  codesAskedPerHour,
  codesOf,
  codesPerHour,
  hour,
  mailsPerHour,
  reserve,
  secondsUntil,
} from '../limits/throttle.ts'
import { mailCounter, requireMail, sendVerificationCode } from '../mail/messages.ts'
import { askStillSignedIn, type Caller, stillSignedIn } from '../sessions/session.ts'
import { signToken, verifyToken } from '../sessions/token.ts'

/** A code lives ten minutes and five tries (NIST SP 800-63B section 3.1.3.2). */
const lifetime = 600_000
const triesPerChallenge = 5

/**
 * Mails a six-digit code to the caller's own address. A newer one voids the older.
 * @returns where it went, and the challenge; `otpToken` gives a caller without a session something to answer it with
 * @throws Problem `email_missing`, `already_verified`, `too_many_mails`, `mail_unavailable`, `not_signed_in` when the
 * session ended meanwhile
 */
export async function sendOtp(
  call: Call,
  caller: Caller,
): Promise<{ sentTo: string; challenge: Challenge }> {
  const { email, emailVerifiedAt } = caller.account
  if (email === null || !isAddress(email)) throw new Problem('email_missing')
  if (emailVerifiedAt !== null) throw new Problem('already_verified')
  requireMail(call)
  const { code, challenge } = await openChallenge(call, caller, email)
  sendVerificationCode(call, email, code)
  return { sentTo: email, challenge }
}

/** lncrawl's session token of a challenge: whoever enters the code sends it along. */
export function otpToken({ settings, now }: Call, challenge: Challenge): Promise<string> {
  const { id, accountId, expiresAt } = challenge
  const exp = Math.floor(expiresAt / 1000)
  return signToken(settings.keys, 'otp', { sub: accountId, jti: id, exp }, now)
}

export type Challenge = typeof otpChallenges.$inferSelect

/**
 * Opens the one challenge of the caller's account and counts the mail, all in one batch.
 * @param newEmail the address the account is to have, when that is what the code proves
 * @param alongside more statements of the same batch
 * @throws Problem `too_many_mails`, `not_signed_in` when the session ended meanwhile
 */
export async function openChallenge(
  call: Call,
  { account, session }: Caller,
  address: string,
  newEmail: string | null = null,
  alongside: Statement[] = [],
): Promise<{ code: string; challenge: Challenge }> {
  const { db, now, settings } = call
  const counter = await mailCounter(call, 'code', address)
  const id = crypto.randomUUID()
  const code = randomText('0123456789', 6)
  const challenge = {
    accountId: account.id,
    id,
    codeHash: await hashCode(settings.keys[0], id, code),
    sessionId: session.id,
    tries: 0,
    expiresAt: now + lifetime,
    newEmail,
  }
  const asked = codesAskedBy(account.id)
  const [[mails], [own], written, alive] = await db.batch([
    reserve(call, counter, mailsPerHour, hour),
    reserve(call, asked, codesAskedPerHour, hour),
    db
      .insert(otpChallenges)
      .select(
        sql`select ${account.id}, ${id}, ${challenge.codeHash}, ${session.id}, 0, ${challenge.expiresAt}, ${newEmail}
          from ${throttles} where ${throttles.key} = ${counter} and ${throttles.count} <= ${mailsPerHour}
          and exists (select 1 from throttles as own
            where own.key = ${asked} and own.count <= ${codesAskedPerHour})
          and ${stillSignedIn(session)}`,
      )
      .onConflictDoUpdate({ target: otpChallenges.accountId, set: challenge })
      .returning({ id: otpChallenges.id }),
    askStillSignedIn(call, session),
    ...alongside,
  ])
  if (alive.length === 0) throw new Problem('not_signed_in')
  if (written.length === 0) {
    const full = own && own.count > codesAskedPerHour ? own : mails
    throw new Problem('too_many_mails', { retryAfter: secondsUntil(full?.expiresAt ?? now, now) })
  }
  return { code, challenge }
}

/**
 * Checks a code; a right one proves the address and ends every session but the one that asked. The count, the
 * check and what follows are one batch, so of parallel tries no more than five are looked at and one wins.
 * @throws Problem `otp_token_invalid`, `otp_wrong`, `too_many_attempts`
 */
export async function verifyOtp(call: Call, token: string, code: string): Promise<void> {
  const { db, now, settings } = call
  const claims = await verifyToken(settings.keys, 'otp', token, now)
  if (!claims) throw new Problem('otp_token_invalid')
  const { sub, jti } = claims
  if (!isCode(code)) {
    const open = await findChallenge(call, sub)
    if (open?.id === jti && open.newEmail === null) refuseNoCode(open, 'otp_token_invalid')
    throw new Problem('otp_token_invalid')
  }
  const counter = codesOf(sub)
  const challenge = and(
    eq(otpChallenges.accountId, sub),
    eq(otpChallenges.id, jti),
    // A change of address is its owner's to complete, signed in.
    isNull(otpChallenges.newEmail),
    sql`${otpChallenges.expiresAt} > ${now}`,
    sql`exists (select 1 from ${accounts} where ${accounts.id} = ${sub} and ${accounts.disabledAt} is null)`,
  )
  const hashes = await Promise.all(settings.keys.map((keys) => hashCode(keys, jti, code)))
  const rightCode = sql`${otpChallenges.codeHash} in (${sql.join(
    hashes.map((hash) => sql`${hash}`),
    sql`, `,
  )})`
  const solved = and(
    challenge,
    rightCode,
    sql`${otpChallenges.tries} <= ${triesPerChallenge}`,
    sql`(select ${throttles.count} from ${throttles} where ${throttles.key} = ${counter}) <= ${codesPerHour}`,
  )
  const proven = sql`exists (select 1 from ${otpChallenges} where ${solved})`
  // Nobody is signed in: the token of the challenge and the code are all that was sent.
  const event: Event = {
    event: 'user_updated',
    account: sub,
    actor: null,
    detail: 'email_verified',
  }
  const [[hourly], [tried], , , , won] = await db.batch([
    reserve(call, counter, codesPerHour, hour),
    db
      .update(otpChallenges)
      .set({ tries: sql`${otpChallenges.tries} + 1` })
      .where(challenge)
      .returning({ tries: otpChallenges.tries }),
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(and(eq(accounts.id, sub), proven)),
    db
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, sub),
          proven,
          ne(
            sessions.id,
            sql`(select ${otpChallenges.sessionId} from ${otpChallenges} where ${challenge})`,
          ),
        ),
      ),
    record(call, event, proven),
    db.delete(otpChallenges).where(solved).returning({ id: otpChallenges.id }),
  ])
  if (won.length > 0) return announce(call, event)
  reportWrongCode(call, sub, null)
  if (!tried || tried.tries > triesPerChallenge) throw new Problem('otp_token_invalid')
  if (hourly && hourly.count > codesPerHour) {
    throw new Problem('too_many_attempts', { retryAfter: secondsUntil(hourly.expiresAt, now) })
  }
  throw new Problem('otp_wrong')
}

/**
 * Refuses what cannot be a code, in any spelling, as it would a wrong one. No try is made of it, and none is counted.
 * @throws Problem `otp_wrong`; `spent` once there are no tries left
 */
export function refuseNoCode({ tries }: Challenge, spent: Code): never {
  throw new Problem(tries < triesPerChallenge ? 'otp_wrong' : spent)
}

/** The open code of an account, if there is one. */
export async function findChallenge(call: Call, accountId: string): Promise<Challenge | undefined> {
  const [challenge] = await call.db
    .select()
    .from(otpChallenges)
    .where(and(eq(otpChallenges.accountId, accountId), gt(otpChallenges.expiresAt, call.now)))
  return challenge
}

/** Holds while this code answers the challenge, and there are tries left. */
export async function answers(
  { settings, now }: Call,
  { id, accountId }: Challenge,
  code: string,
): Promise<SQL> {
  const hashes = await Promise.all(settings.keys.map((keys) => hashCode(keys, id, code)))
  const open = and(
    eq(otpChallenges.id, id),
    inArray(otpChallenges.codeHash, hashes),
    lt(otpChallenges.tries, triesPerChallenge),
  )
  const spent = and(
    eq(throttles.key, codesOf(accountId)),
    gt(throttles.expiresAt, now),
    gte(throttles.count, codesPerHour),
  )
  return sql`(exists (select 1 from ${otpChallenges} where ${open})
    and not exists (select 1 from ${throttles} where ${spent}))`
}

/** Counts a try, in the batch that asked whether it `answers`: a batch is alone, so none is looked at uncounted. */
export function countTry(call: Call, { id, accountId }: Challenge): Statement[] {
  return [
    reserve(call, codesOf(accountId), codesPerHour, hour),
    call.db
      .update(otpChallenges)
      .set({ tries: sql`${otpChallenges.tries} + 1` })
      .where(eq(otpChallenges.id, id)),
  ]
}

/**
 * Says why a counted try did not answer.
 * @throws Problem `no_open_code`, `too_many_attempts`, `otp_wrong`
 */
export async function refuseCode(call: Call, { id, accountId }: Challenge): Promise<never> {
  const { db, now } = call
  const [[left], [hourly]] = await db.batch([
    db.select({ tries: otpChallenges.tries }).from(otpChallenges).where(eq(otpChallenges.id, id)),
    db
      .select()
      .from(throttles)
      .where(eq(throttles.key, codesOf(accountId))),
  ])
  reportWrongCode(call, accountId, accountId)
  if (!left || left.tries > triesPerChallenge) throw new Problem('no_open_code')
  if (hourly && hourly.count > codesPerHour) {
    throw new Problem('too_many_attempts', { retryAfter: secondsUntil(hourly.expiresAt, now) })
  }
  throw new Problem('otp_wrong')
}

function reportWrongCode(call: Call, account: string, actor: string | null): void {
  report(call, { event: 'authn_code_fail', account, actor, outcome: 'failure' })
}

/** Keyed, because a million codes are soon tried against a plain hash. */
function hashCode(keys: KeySet, challenge: string, code: string): Promise<string> {
  return keyedHash(keys, 'otp', `${challenge}:${code}`)
}
