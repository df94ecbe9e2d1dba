import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { createMiddleware } from 'hono/factory'
import {
  accounts,
  identifiers,
  passkeys,
  resetLinks,
  roles,
  throttles,
} from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { auditRow, logEvent, logEventLater } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import { digest, randomToken } from '../config/keys.ts'
import type { App, Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { type Count, reserve } from '../limits/throttle.ts'
import { sendResetLink } from '../mail/messages.ts'
import { mailCounter, mailsPerHour, requireMail } from '../mail/transport.ts'
import type { Recipient } from '../mail/writer.ts'
import { bearerToken, challenge } from '../sessions/credential.ts'
import { type Factor, factorColumn } from '../totp/factor.ts'
import { passwordProblems } from './problems.ts'

/** A reset link is valid for an hour and works once (OWASP Forgot Password). */
export const resetLinkLifetime = hour

/**
 * Mails a reset link if an enabled account has the address. The batch is the same for every address and the mail is sent
 * after the response, so the response does not reveal whether the address is known. Past the hourly limit nothing is sent.
 * @throws Problem `mail_unavailable`
 */
export async function requestResetLink(call: Call, address: string): Promise<void> {
  requireMail(call)
  const { statements, send } = await newResetLink(call, address, null)
  const [counts, links] = await call.db.batch(statements)
  send(counts, links)
}

/**
 * A new reset link for an email to an address: the statements that count the email, open the link and record it, and what to do
 * with the rows of the first two.
 * @param actor the administrator who sends the link; null if no one is signed in
 * @param condition must be true as well
 */
export async function newResetLink(
  call: Call,
  address: string,
  actor: string | null,
  condition = sql`true`,
) {
  const { db, now } = call
  const key = identifierKey(address)
  const counter = await mailCounter(call, 'link', address)
  const token = randomToken()
  const expiresAt = now + resetLinkLifetime
  const tokenHash = await digest(token)
  const allowed = sql`exists (select 1 from ${throttles}
    where ${throttles.key} = ${counter} and ${throttles.count} <= ${mailsPerHour}) and ${condition}`
  const event = { event: 'authn_token_created', actor, detail: 'reset_link' } as const
  // Null for an unknown address: the request is still an audit event.
  const owner = sql`(select ${identifiers.accountId} from ${identifiers}
    where ${identifiers.key} = ${key} and ${identifiers.kind} = 'email')`
  const statements = [
    reserve(call, counter, mailsPerHour, hour),
    db
      .insert(resetLinks)
      .select(
        sql`select ${accounts.id}, ${tokenHash}, ${expiresAt} from ${identifiers}
          join ${accounts} on ${accounts.id} = ${identifiers.accountId}
          where ${identifiers.key} = ${key} and ${identifiers.kind} = 'email'
          and ${accounts.disabledAt} is null and ${allowed}`,
      )
      .onConflictDoUpdate({ target: resetLinks.accountId, set: { tokenHash, expiresAt } })
      .returning({
        accountId: resetLinks.accountId,
        // The stored address, never the one in the request.
        email: sql<string>`(select ${accounts.email} from ${accounts} where ${accounts.id} = account_id)`,
        locale: sql<
          string | null
        >`(select ${accounts.locale} from ${accounts} where ${accounts.id} = account_id)`,
      }),
    auditRow(call, { ...event, account: owner }, allowed),
  ] as const
  /** Logs the event, and sends the link if it was opened. Returns whether it was. */
  function send([mails]: Count[], [link]: (Recipient & { accountId: string })[]): boolean {
    if (mails && mails.count <= mailsPerHour) {
      logEvent(call, { ...event, account: link?.accountId ?? null })
    }
    if (link) sendResetLink(call, link, token, resetLinkLifetime, actor !== null)
    return link !== undefined
  }
  return { statements, send }
}

/** A reset link that is valid. */
export interface Reset {
  account: Account
  factor: Factor | null
  hasPasskey: boolean
  /** True while the link is valid. */
  isValid: SQL
}

/** 256 random bits in base64url. The last character has two bits that decoders ignore, which must be zero. */
const tokenForm = /^[\w-]{42}[AEIMQUYcgkosw048]$/

/**
 * The reset link of a token. One statement, and none for text that cannot be a token, such as a JWT.
 * @returns undefined if the token is unknown, used, voided or expired
 */
export async function findByResetToken(call: Call, token: string): Promise<Reset | undefined> {
  if (!tokenForm.test(token)) return undefined
  const open = and(
    eq(resetLinks.tokenHash, await digest(token)),
    gt(resetLinks.expiresAt, call.now),
  )
  const isValid = sql`exists (select 1 from ${resetLinks}
    where ${resetLinks.accountId} = ${accounts.id} and ${open})`
  const [row] = await call.db
    .select({
      ...accountColumns,
      factor: factorColumn,
      hasPasskey: sql<number>`exists (select 1 from ${passkeys} where ${passkeys.accountId} = ${accounts.id})`,
    })
    .from(accounts)
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(
      sql`${accounts.id} = (select ${resetLinks.accountId} from ${resetLinks} where ${open})
        and ${accounts.disabledAt} is null`,
    )
  if (!row) return undefined
  const { factor, hasPasskey } = row
  return { account: toAccount(row), factor, hasPasskey: hasPasskey === 1, isValid }
}

declare module 'hono' {
  interface ContextVariableMap {
    reset: Reset
  }
}

/** Requires the token of a reset link as the bearer token. Sets `reset`. */
export const requireResetToken = createMiddleware<App>(async function requireResetToken(c, next) {
  const { call } = c.var
  const token = bearerToken(c.req.raw)
  const reset = token && (await findByResetToken(call, token))
  if (!reset) {
    // Without a token there was no attempt.
    if (token) {
      logEventLater(call, {
        event: 'authn_password_change_fail',
        account: null,
        outcome: 'failure',
        detail: 'reset_token',
      })
    }
    throw new Problem(passwordProblems.reset_token_invalid, challenge(token))
  }
  c.set('reset', reset)
  await next()
})
