import { and, eq, type SQL, sql } from 'drizzle-orm'
import { createMiddleware } from 'hono/factory'
import { base64url } from 'jose'
import { accounts, identifiers, resetLinks, throttles } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { auditRow, logEvent, logEventLater } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import { digest } from '../config/keys.ts'
import type { App, Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { reserve } from '../limits/throttle.ts'
import { sendResetLink } from '../mail/messages.ts'
import { mailCounter, mailsPerHour, requireMail } from '../mail/transport.ts'
import { bearerToken, challenge } from '../sessions/credential.ts'
import { signToken, verifyToken } from '../sessions/token.ts'
import { passwordProblems } from './problems.ts'

/** A reset link is valid for an hour and works once (OWASP Forgot Password). */
const lifetime = hour

/**
 * Mails a reset link if an enabled account has the address. The batch is the same for every address and the mail is sent
 * after the response, so the response does not reveal whether the address is known. Past the hourly limit nothing is sent.
 * @throws Problem `mail_unavailable`
 */
export async function requestResetLink(call: Call, address: string): Promise<void> {
  const { db, now, settings } = call
  requireMail(call)
  const key = identifierKey(address)
  const counter = await mailCounter(call, 'link', address)
  const id = base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
  const expiresAt = now + lifetime
  const tokenHash = await digest(id)
  const allowed = sql`exists (select 1 from ${throttles}
    where ${throttles.key} = ${counter} and ${throttles.count} <= ${mailsPerHour})`
  const event = { event: 'authn_token_created', actor: null, detail: 'reset_link' } as const
  // Null for an unknown address: the request is still an audit event.
  const owner = sql`(select ${identifiers.accountId} from ${identifiers}
    where ${identifiers.key} = ${key} and ${identifiers.kind} = 'email')`
  const [[mails], [link]] = await db.batch([
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
      }),
    auditRow(call, { ...event, account: owner }, allowed),
  ])
  if (mails && mails.count <= mailsPerHour) {
    logEvent(call, { ...event, account: link?.accountId ?? null })
  }
  if (!link) return
  const claims = { sub: link.accountId, jti: id, exp: Math.floor(expiresAt / 1000) }
  // Signed after the response: the time to sign would reveal that the address is known.
  call.after(
    signToken(settings.keys, 'reset', claims, now).then((token) =>
      sendResetLink(call, link.email, token),
    ),
  )
}

/** A reset link that is valid. */
export interface Reset {
  account: Account
  /** True while the link is valid. */
  isValid: SQL
}

/**
 * The reset link of a token. One statement.
 * @returns undefined if the token is altered, of another purpose, used, voided or expired
 */
export async function findByResetToken(call: Call, token: string): Promise<Reset | undefined> {
  const claims = await verifyToken(call.settings.keys, 'reset', token, call.now)
  if (!claims) return undefined
  const isValid = sql`exists (select 1 from ${resetLinks} where ${and(
    eq(resetLinks.accountId, claims.sub),
    eq(resetLinks.tokenHash, await digest(claims.jti)),
    sql`${resetLinks.expiresAt} > ${call.now}`,
  )})`
  const account = await findAccount(
    call,
    sql`${accounts.id} = ${claims.sub} and ${accounts.disabledAt} is null and ${isValid}`,
  )
  return account && { account, isValid }
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
