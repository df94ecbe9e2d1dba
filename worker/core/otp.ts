import { and, eq, ne, sql } from 'drizzle-orm'
import { accounts, otpChallenges, sessions, throttles } from '../../schema/index.ts'
import type { Call } from '../call.ts'
import { Problem } from '../problem.ts'
import { announce, type Event, record } from './events.ts'
import { canonical, isAddress } from './identifiers.ts'
import { type KeySet, keyedHash, randomText } from './keys.ts'
import { requireMail, sendCode } from './mail.ts'
import { mailCounter } from './reset-links.ts'
import { askStillSignedIn, type Caller, stillSignedIn } from './sessions.ts'
import { codesOf, codesPerHour, hour, mailsPerHour, reserve, secondsUntil } from './throttle.ts'
import { signToken, verifyToken } from './tokens.ts'

/** A code lives ten minutes and five tries (NIST SP 800-63B section 3.1.3.2). */
const lifetime = 600_000
const triesPerChallenge = 5

/**
 * Mails a six-digit code to the caller's address and gives the token of the challenge. A newer one voids the
 * older.
 * @throws Problem `email_missing`, `already_verified`, `too_many_mails`, `mail_unavailable`, `not_signed_in` when the
 * session ended meanwhile
 */
export async function sendOtp(call: Call, { account, session }: Caller): Promise<string> {
  const { db, now, settings } = call
  const { email } = account
  if (email === null || !isAddress(email)) throw new Problem('email_missing')
  if (account.emailVerifiedAt !== null) throw new Problem('already_verified')
  requireMail(call)
  const counter = await mailCounter(call, canonical(email))
  const id = crypto.randomUUID()
  const code = randomText('0123456789', 6)
  const challenge = {
    id,
    codeHash: await hashCode(settings.keys[0], id, code),
    sessionId: session.id,
    tries: 0,
    expiresAt: now + lifetime,
    newEmail: null,
  }
  const [[mails], written, alive] = await db.batch([
    reserve(call, counter, mailsPerHour, hour),
    db
      .insert(otpChallenges)
      .select(
        sql`select ${account.id}, ${id}, ${challenge.codeHash}, ${session.id}, 0, ${challenge.expiresAt}, null
          from ${throttles} where ${throttles.key} = ${counter} and ${throttles.count} <= ${mailsPerHour}
          and ${stillSignedIn(session)}`,
      )
      .onConflictDoUpdate({ target: otpChallenges.accountId, set: challenge })
      .returning({ id: otpChallenges.id }),
    askStillSignedIn(call, session),
  ])
  if (alive.length === 0) throw new Problem('not_signed_in')
  if (written.length === 0) {
    throw new Problem('too_many_mails', {
      retryAfter: secondsUntil(mails?.expiresAt ?? now, now),
    })
  }
  sendCode(call, email, code)
  const exp = Math.floor(challenge.expiresAt / 1000)
  return signToken(settings.keys, 'otp', { sub: account.id, jti: id, exp }, now)
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
  const counter = codesOf(sub)
  const challenge = and(
    eq(otpChallenges.accountId, sub),
    eq(otpChallenges.id, jti),
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
  const event: Event = { event: 'user_updated', account: sub, detail: 'email_verified' }
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
  if (!tried || tried.tries > triesPerChallenge) throw new Problem('otp_token_invalid')
  if (hourly && hourly.count > codesPerHour) {
    throw new Problem('too_many_attempts', { retryAfter: secondsUntil(hourly.expiresAt, now) })
  }
  throw new Problem('otp_wrong')
}

/** Keyed, because a million codes are soon tried against a plain hash. */
function hashCode(keys: KeySet, challenge: string, code: string): Promise<string> {
  return keyedHash(keys, 'otp', `${challenge}:${code}`)
}
