import { and, count, eq, sql } from 'drizzle-orm'
import { passkeys } from '../../schema/index.ts'
import type { Account } from '../accounts/account.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { violatesUnique } from '../db/database.ts'
import { insertInto, rowExists } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import type * as z from '../input/zod.ts'
import { sendPasskeyAddedNotice } from '../mail/messages.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import { type CreationOptions, type registrationResponse, toTransports } from './body.ts'
import {
  accountIdOf,
  type ChallengePurpose,
  type ChallengeScope,
  challengeLifetime,
  createChallenge,
  openChallenge,
  type PasskeyChallenge,
} from './challenge.ts'
import { algorithms } from './encoding/cose.ts'
import { Refusal } from './encoding/refusal.ts'
import { passkeyProblems } from './problems.ts'
import { isUnspent, spendChallenge, userHandleOf } from './proof.ts'
import { requireRelyingParty } from './vars.ts'
import { verifyRegistration } from './web-authn.ts'

/** More passkeys than a person has devices. */
const maxPerAccount = 50

/**
 * The options with which the browser of the caller creates a passkey.
 * @param isConditional the browser may create it on its own after a sign-in, without asking the user
 */
export async function creationOptions(
  call: Call,
  { account }: Caller,
  isConditional: boolean,
): Promise<z.OutputOf<typeof CreationOptions>> {
  const { db, now, settings } = call
  const { id: rpId } = requireRelyingParty(call)
  const scope = { purpose: purposeOf(isConditional), account: account.id, rpId }
  const existing = await db
    .select({ id: passkeys.id, transports: passkeys.transports })
    .from(passkeys)
    .where(and(eq(passkeys.accountId, account.id), eq(passkeys.rpId, rpId)))
  const challenge = await createChallenge(settings.keys, scope, now)
  return describeCreation(call, account, { challenge, existing, userVerification: 'preferred' })
}

interface Creation {
  challenge: string
  /** The passkeys that the account has. */
  existing: { id: string; transports: string }[]
  userVerification: 'preferred' | 'required'
}

/** The names of an account, and of one that does not exist yet. */
type Names = {
  [K in 'username' | 'email' | 'firstName' | 'lastName']?: Account[K] | undefined
}

/** The options of a new passkey for an account. */
export function describeCreation(
  call: Call,
  account: Names & Pick<Account, 'id'>,
  { challenge, existing, userVerification }: Creation,
): z.OutputOf<typeof CreationOptions> {
  const name = account.email ?? account.username ?? account.id
  const names = [account.firstName, account.lastName].filter(Boolean)
  return {
    rp: { id: requireRelyingParty(call).id, name: call.settings.PRODUCT_NAME },
    user: { id: userHandleOf(account), name, displayName: names.join(' ') || name },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: challengeLifetime,
    excludeCredentials: existing.map((each) => ({
      type: 'public-key',
      id: each.id,
      transports: toTransports(each),
    })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification,
    },
    attestation: 'none',
  }
}

/** A correct new passkey: its row, and the challenge that the batch spends which adds it. */
interface NewPasskey {
  row: typeof passkeys.$inferSelect
  challenge: PasskeyChallenge
}

/**
 * Verifies a new passkey.
 * @param scope.account null for an account that is created with the passkey: its challenge determines the id
 * @throws Problem `passkey_invalid`
 */
export async function verifyNewPasskey(
  call: Call,
  credential: z.OutputOf<typeof registrationResponse>,
  label: string,
  { purpose, account }: Pick<ChallengeScope, 'purpose' | 'account'>,
): Promise<NewPasskey> {
  const { now, settings } = call
  const { id: rpId, origins } = requireRelyingParty(call)
  const { registered, challenge } = await verifyRegistration(credential, {
    rpId,
    origins,
    openChallenge: (text) => openChallenge(settings.keys, { purpose, account, rpId }, text, now),
    requiresVerification: purpose === 'new_account',
    isConditional: purpose === 'conditional_registration',
  }).catch((error: unknown) => {
    throw error instanceof Refusal ? invalid(error) : error
  })
  const { credentialId: id, ...facts } = registered
  const row = {
    ...facts,
    id,
    accountId: account ?? accountIdOf(challenge.id),
    rpId,
    userHandle: null,
    transports: credential.response.transports.join(' '),
    label,
    createdAt: now,
    lastUsedAt: null,
  }
  return { row, challenge }
}

/**
 * Adds a passkey to the account of the caller, and notifies the owner. Sessions go on.
 * @throws Problem `passkey_invalid`, `passkey_exists`, `too_many_passkeys`; `unauthenticated` if the session ended meanwhile
 */
export async function addPasskey(
  call: Call,
  { account, session }: Caller,
  credential: z.OutputOf<typeof registrationResponse>,
  { label, isConditional }: { label: string; isConditional: boolean },
): Promise<typeof passkeys.$inferSelect> {
  const { db } = call
  const scope = { purpose: purposeOf(isConditional), account: account.id }
  const { row, challenge } = await verifyNewPasskey(call, credential, label, scope)
  const { id } = row
  const counted = db
    .select({ count: count() })
    .from(passkeys)
    .where(eq(passkeys.accountId, account.id))
  const unspent = isUnspent(challenge)
  const allowed = sql`${unspent} and ${isSignedIn(session)} and ${counted} < ${maxPerAccount}`
  const event: AuditEvent = { event: 'authn_factor_added', account: account.id, detail: 'passkey' }
  try {
    const [own, [before], , inserted] = await db.batch([
      selectSession(call, session),
      counted,
      auditRow(call, event, allowed),
      insertPasskey(db, row, allowed),
      spendChallenge(call, challenge, sql`${unspent} and ${passkeyExists({ id })}`),
    ])
    if (own.length === 0) throw new Problem(problems.unauthenticated)
    if (inserted.length === 0) {
      const isFull = before && before.count >= maxPerAccount
      throw isFull
        ? new Problem(passkeyProblems.too_many_passkeys)
        : invalid(new Refusal('challenge'))
    }
  } catch (error) {
    if (violatesUnique(error, 'passkeys.id')) throw new Problem(passkeyProblems.passkey_exists)
    throw error
  }
  logEvent(call, event)
  sendPasskeyAddedNotice(call, account)
  return row
}

function purposeOf(isConditional: boolean): ChallengePurpose {
  return isConditional ? 'conditional_registration' : 'registration'
}

/** A passkey that is not accepted. It is no credential of the request, so it is no 401. */
function invalid({ reason }: Refusal): Problem {
  return new Problem(passkeyProblems.passkey_invalid, { status: 400, log: { reason } })
}

/** Inserts a passkey, under a condition. */
export const insertPasskey = insertInto(passkeys, (db, rows) =>
  db.insert(passkeys).select(rows).returning({ id: passkeys.id }),
)
const passkeyExists = rowExists(passkeys)
