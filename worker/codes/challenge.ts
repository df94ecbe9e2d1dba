import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { otpChallenges, throttles } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { hour, minute } from '../config/duration.ts'
import { type KeySet, keyedHash, randomText } from '../config/keys.ts'
import type { Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { isEmailAddress } from '../input/email-address.ts'
import { type Count, reserve, secondsUntil } from '../limits/throttle.ts'
import { sendVerificationCode } from '../mail/messages.ts'
import { mailProblems } from '../mail/problems.ts'
import { mailCounter, mailsPerHour, requireMail } from '../mail/transport.ts'
import {
  type Caller,
  isSignedIn,
  isUnchanged,
  type Session,
  selectSession,
} from '../sessions/session.ts'
import { codeProblems } from './problems.ts'

/** Milliseconds that a code is valid (NIST SP 800-63B section 3.1.3.2). */
export const codeLifetime = 10 * minute

/** Codes that one account can request per hour, for any addresses: an account must not become a mailer. */
const requestsPerHour = 10

/** The row of a verification code. An account has one at most. */
export type Challenge = typeof otpChallenges.$inferSelect

/**
 * Mails a six-digit code to the caller's own address. A new code voids the old one.
 * @throws Problem `email_missing`, `already_verified`, `too_many_mails`, `mail_unavailable`; `unauthenticated` if the
 * session ended meanwhile
 */
export async function sendCode(
  call: Call,
  caller: Caller,
): Promise<{ sentTo: string; challenge: Challenge }> {
  const email = unverifiedAddress(caller.account)
  requireMail(call)
  const { code, challenge } = await openChallenge(call, caller, email)
  sendVerificationCode(call, { email, locale: caller.account.locale }, code, codeLifetime)
  return { sentTo: email, challenge }
}

/**
 * The email address of an account, if a code can verify it.
 * @throws Problem `email_missing`, `already_verified`
 */
export function unverifiedAddress({ email, emailVerifiedAt }: Account): string {
  if (email === null || !isEmailAddress(email)) throw new Problem(codeProblems.email_missing)
  if (emailVerifiedAt !== null) throw new Problem(codeProblems.already_verified)
  return email
}

/** A code that no challenge has yet. */
export interface NewCode {
  code: string
  /** @param condition must be true when the challenge is stored; by default, that the session has not ended */
  open(
    accountId: string,
    session: Session,
    newEmail?: string | null,
    condition?: SQL,
  ): OpeningChallenge
}

/** A challenge, and the statements of the batch that opens it, in this order. */
interface OpeningChallenge {
  challenge: Challenge
  mail: ReturnType<typeof reserve>
  /** For an account that requests the code. */
  request: ReturnType<typeof reserve>
  /** Returns a row unless a limit is reached or the condition is false. */
  store: ReturnType<typeof insertChallenge>
}

/** A new code for an email to an address. */
export async function newCode(call: Call, address: string): Promise<NewCode> {
  const id = crypto.randomUUID()
  const code = randomText('0123456789', 6)
  const codeHash = await hashCode(call.settings.keys[0], id, code)
  const mailKey = await mailCounter(call, 'code', address)
  return {
    code,
    open(accountId, session, newEmail = null, condition = isSignedIn(session)) {
      const requestKey = `code-asked:${accountId}`
      const expiresAt = call.now + codeLifetime
      const challenge: Challenge = {
        ...{ accountId, id, codeHash, sessionId: session.id },
        ...{ tries: 0, expiresAt, newEmail },
      }
      return {
        challenge,
        mail: reserve(call, mailKey, mailsPerHour, hour),
        request: reserve(call, requestKey, requestsPerHour, hour),
        store: insertChallenge(
          call,
          challenge,
          sql`exists (select 1 from ${throttles}
            where ${throttles.key} = ${mailKey} and ${throttles.count} <= ${mailsPerHour})
            and not exists (select 1 from ${throttles}
            where ${throttles.key} = ${requestKey} and ${throttles.count} > ${requestsPerHour})
            and ${condition}`,
        ),
      }
    },
  }
}

function insertChallenge({ db }: Call, challenge: Challenge, when: SQL) {
  const { accountId, id, codeHash, sessionId, tries, expiresAt, newEmail } = challenge
  return db
    .insert(otpChallenges)
    .select(
      sql`select ${accountId}, ${id}, ${codeHash}, ${sessionId}, ${tries}, ${expiresAt}, ${newEmail} where ${when}`,
    )
    .onConflictDoUpdate({ target: otpChallenges.accountId, set: challenge })
    .returning({ id: otpChallenges.id })
}

/**
 * Opens the challenge of the caller's account and counts the mail, in one batch. The code proves the address that was read.
 * @param newEmail the email address that the account will have, if that is what the code proves
 * @throws Problem `too_many_mails`; `unauthenticated` if the session ended or the address or password changed meanwhile
 */
export async function openChallenge(
  call: Call,
  { account, session }: Caller,
  address: string,
  newEmail: string | null = null,
  extraStatements: Statement[] = [],
): Promise<{ code: string; challenge: Challenge }> {
  const { code, open } = await newCode(call, address)
  const unchanged = isUnchanged(account)
  const condition = sql`${unchanged} and ${isSignedIn(session)}`
  const { challenge, mail, request, store } = open(account.id, session, newEmail, condition)
  const [[mails], [requests], written, own] = await call.db.batch([
    mail,
    request,
    store,
    selectSession(call, session, unchanged),
    ...extraStatements,
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (written.length === 0) throw tooManyCodes(call, mails, requests)
  return { code, challenge }
}

/** The refusal of a code because of the counts of the address and of the account. */
export function tooManyCodes({ now }: Call, mails?: Count, requests?: Count): Problem {
  const full = requests && requests.count > requestsPerHour ? requests : mails
  const retryAfter = secondsUntil(full?.expiresAt ?? now, now)
  return new Problem(mailProblems.too_many_mails, { retryAfter })
}

/** The open challenge of an account, if there is one. */
export async function findChallenge(call: Call, accountId: string): Promise<Challenge | undefined> {
  const [challenge] = await call.db
    .select()
    .from(otpChallenges)
    .where(and(eq(otpChallenges.accountId, accountId), gt(otpChallenges.expiresAt, call.now)))
  return challenge
}

/** Selects a challenge. */
export function isChallenge({ id, accountId }: Pick<Challenge, 'id' | 'accountId'>): SQL {
  return sql`${otpChallenges.accountId} = ${accountId} and ${otpChallenges.id} = ${id}`
}

/** Keyed, because a million codes are quickly tried against a plain hash. */
export function hashCode(keys: KeySet, challenge: string, code: string): Promise<string> {
  return keyedHash(keys, 'otp', `${challenge}:${code}`)
}
