import { and, eq, type SQL, sql } from 'drizzle-orm'
import { base64url } from 'jose'
import { accounts, identifiers, resetLinks, throttles } from '../../schema/index.ts'
import { type Account, findAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { auditRow, logEvent } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import { digest } from '../config/keys.ts'
import type { Call } from '../http/context.ts'
import { reserve } from '../limits/throttle.ts'
import { mailCounter, mailsPerHour, requireMail, sendResetLink } from '../mail/messages.ts'
import { signToken, verifyToken } from '../sessions/token.ts'

/** A reset link lives an hour (OWASP Forgot Password: short, single use). */
const lifetime = hour

/**
 * Mails a reset link to an address that some active account has. One batch whatever the address, the mail after
 * the answer, so nothing tells a known address from an unknown one; past the hourly number nothing is sent.
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
  // Null for an address that nobody has: that somebody asked is worth knowing, too.
  const whose = sql`(select ${identifiers.accountId} from ${identifiers}
    where ${identifiers.key} = ${key} and ${identifiers.kind} = 'email')`
  const [[asked], [link]] = await db.batch([
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
        // The stored address, never the one typed.
        email: sql<string>`(select ${accounts.email} from ${accounts} where ${accounts.id} = account_id)`,
      }),
    auditRow(call, { ...event, account: whose }, allowed),
  ])
  if (asked && asked.count <= mailsPerHour) {
    logEvent(call, { ...event, account: link?.accountId ?? null })
  }
  if (!link) return
  const claims = { sub: link.accountId, jti: id, exp: Math.floor(expiresAt / 1000) }
  // Signed after the answer too: the time it takes would tell that the address is known.
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
