import { and, asc, eq, isNotNull, ne, or, sql } from 'drizzle-orm'
import { accounts, passkeys } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import type * as z from '../input/zod.ts'
import { sendPasskeyRemovedNotice } from '../mail/messages.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import type { AcceptedPasskeys } from './body.ts'
import { passkeyProblems } from './problems.ts'
import { userHandleOf } from './proof.ts'
import { relyingPartyOf } from './vars.ts'

/** The passkeys of an account, oldest first. */
export function selectPasskeys({ db }: Call, accountId: string) {
  return db
    .select()
    .from(passkeys)
    .where(eq(passkeys.accountId, accountId))
    .orderBy(asc(passkeys.createdAt))
}

/**
 * Names a passkey of the caller.
 * @throws Problem `passkey_not_found`; `unauthenticated` if the session ended meanwhile
 */
export async function renamePasskey(
  call: Call,
  { account, session }: Caller,
  id: string,
  label: string,
): Promise<typeof passkeys.$inferSelect> {
  const [own, [renamed]] = await call.db.batch([
    selectSession(call, session),
    call.db
      .update(passkeys)
      .set({ label })
      .where(and(eq(passkeys.id, id), eq(passkeys.accountId, account.id), isSignedIn(session)))
      .returning(),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (!renamed) throw new Problem(passkeyProblems.passkey_not_found)
  return renamed
}

/**
 * Removes a passkey of the caller, and notifies the owner.
 * @returns the others, for the Signal API
 * @throws Problem `passkey_not_found`; `last_passkey` if the account has no other way to sign in; `unauthenticated` if the
 * session ended meanwhile
 */
export async function removePasskey(
  call: Call,
  { account, session }: Caller,
  id: string,
): Promise<z.OutputOf<typeof AcceptedPasskeys>> {
  const { db, settings } = call
  const rpId = relyingPartyOf(settings)?.id ?? ''
  const hasPassword = and(eq(accounts.id, account.id), isNotNull(accounts.passwordHash))
  const isOther = and(
    eq(passkeys.accountId, account.id),
    eq(passkeys.rpId, rpId),
    ne(passkeys.id, id),
  )
  const removable = and(
    eq(passkeys.id, id),
    eq(passkeys.accountId, account.id),
    isSignedIn(session),
    or(
      settings.PASSWORDS ? sql`exists (select 1 from ${accounts} where ${hasPassword})` : undefined,
      sql`exists (select 1 from ${passkeys} where ${isOther})`,
    ),
  )
  const event: AuditEvent = {
    event: 'authn_factor_removed',
    account: account.id,
    detail: 'passkey',
  }
  const [own, before, , removed] = await db.batch([
    selectSession(call, session),
    selectPasskeys(call, account.id),
    auditRow(call, event, sql`exists (select 1 from ${passkeys} where ${removable})`),
    db.delete(passkeys).where(removable).returning({ id: passkeys.id }),
  ])
  if (own.length === 0) throw new Problem(problems.unauthenticated)
  if (!before.some((each) => each.id === id)) throw new Problem(passkeyProblems.passkey_not_found)
  if (removed.length === 0) throw new Problem(passkeyProblems.last_passkey)
  logEvent(call, event)
  sendPasskeyRemovedNotice(call, account, false)
  const others = before.filter((each) => each.id !== id && each.rpId === rpId)
  return { rp_id: rpId, user_id: userHandleOf(account), accepted: others.map((each) => each.id) }
}
