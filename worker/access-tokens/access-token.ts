import { and, eq, max } from 'drizzle-orm'
import { revocations } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { minute } from '../config/duration.ts'
import type { Call } from '../http/context.ts'
import { acrOf, provedAt } from '../second-factors/authentication.ts'
import type { Session } from '../sessions/session.ts'
import { signJwt } from '../signing/jwt.ts'

/** What an access token is issued for. */
export interface Grant {
  account: Account
  session: Session
  /** The resource that accepts it (RFC 8707). */
  audience: string
  /** The client that uses it. */
  clientId: string
  /** More claims, such as `scope` and `grant_id`. */
  claims?: Record<string, unknown>
}

export interface AccessToken {
  token: string
  /** Seconds. */
  expiresIn: number
}

/**
 * Signs an access token (RFC 9068) that others verify without asking Latchkey. It ends with its session at the latest. The session must
 * have been read after there was a signing key, and after `issueDelay`: then the list of revocations has every later end of it.
 */
export async function signAccessToken(
  call: Call,
  { account, session, audience, clientId, claims }: Grant,
): Promise<AccessToken> {
  const iat = Math.floor(call.now / 1000)
  const life = call.settings.ACCESS_TOKEN_LIFE
  const exp = Math.min(iat + life, Math.floor(session.expiresAt / 1000))
  const token = await signJwt(call, {
    use: 'access',
    typ: 'at+jwt',
    claims: {
      ...claims,
      aud: audience,
      sub: account.id,
      client_id: clientId,
      sid: session.id,
      role: account.roleId,
      auth_time: Math.floor(provedAt(session) / 1000),
      acr: acrOf(session),
      amr: session.amr.split(' '),
      email_verified: account.email !== null && account.emailVerifiedAt !== null,
      iat,
      exp,
      jti: crypto.randomUUID(),
    },
  })
  return { token, expiresIn: exp - iat }
}

/** Milliseconds after a change of an account in which its last revocation is read. */
const recently = minute

/**
 * Milliseconds to wait before a token of the account is issued, after which the account must be read again; usually 0, without a query.
 * `iat` counts seconds, and a revocation ends every token of its second: a token of later in the same second would be refused, too.
 */
export async function issueDelay(
  call: Call,
  { id, updatedAt }: Pick<Account, 'id' | 'updatedAt'>,
): Promise<number> {
  if (call.now - updatedAt > recently) return 0
  const [row] = await call.db
    .select({ at: max(revocations.revokedAt) })
    .from(revocations)
    .where(and(eq(revocations.subject, id), eq(revocations.kind, 'account')))
  return delayAfter(call, row?.at ?? null)
}

/** The same, given when the tokens of the account were last revoked (UNIX ms). */
export function delayAfter({ now }: Pick<Call, 'now'>, revokedAt: number | null): number {
  const next = (Math.floor((revokedAt ?? 0) / 1000) + 1) * 1000
  return Math.max(0, next - now)
}
