import { and, count, eq, sql } from 'drizzle-orm'
import { passkeys } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import { violatesUnique } from '../db/database.ts'
import { insertInto, rowExists } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import type * as z from '../input/zod.ts'
import { sendPasskeyAddedNotice } from '../mail/messages.ts'
import { type Caller, isSignedIn, selectSession } from '../sessions/session.ts'
import { type CreationOptions, toTransports } from './body.ts'
import {
  type ChallengePurpose,
  challengeLifetime,
  createChallenge,
  openChallenge,
} from './challenge.ts'
import { algorithms } from './encoding/cose.ts'
import { passkeyProblems } from './problems.ts'
import { isUnspent, spendChallenge, userHandleOf } from './proof.ts'
import { Refusal } from './refusal.ts'
import { requireRelyingParty } from './vars.ts'
import { type RegistrationJson, verifyRegistration } from './web-authn.ts'

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
): Promise<z.output<typeof CreationOptions>> {
  const { db, now, settings } = call
  const { id: rpId } = requireRelyingParty(call)
  const scope = { purpose: purposeOf(isConditional), account: account.id, rpId }
  const existing = await db
    .select({ id: passkeys.id, transports: passkeys.transports })
    .from(passkeys)
    .where(and(eq(passkeys.accountId, account.id), eq(passkeys.rpId, rpId)))
  const name = account.email ?? account.username ?? account.id
  const names = [account.firstName, account.lastName].filter((each) => each !== null)
  return {
    rp: { id: rpId, name: settings.PRODUCT_NAME },
    user: { id: userHandleOf(account), name, displayName: names.join(' ') || name },
    challenge: await createChallenge(settings.keys, scope, now),
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
      userVerification: 'preferred',
    },
    attestation: 'none',
  }
}

/** What the owner says about a new passkey. */
interface Details {
  label: string
  transports: string[]
  isConditional: boolean
}

/**
 * Adds a passkey to the account of the caller, and notifies the owner. Sessions go on.
 * @throws Problem `passkey_invalid`, `passkey_exists`, `too_many_passkeys`; `unauthenticated` if the session ended meanwhile
 */
export async function addPasskey(
  call: Call,
  { account, session }: Caller,
  credential: RegistrationJson,
  { label, transports, isConditional }: Details,
): Promise<typeof passkeys.$inferSelect> {
  const { db, now, settings } = call
  const { id: rpId, origins } = requireRelyingParty(call)
  const scope = { purpose: purposeOf(isConditional), account: account.id, rpId }
  const { registered, challenge } = await verifyRegistration(credential, {
    rpId,
    origins,
    openChallenge: (text) => openChallenge(settings.keys, scope, text, now),
    requiresVerification: false,
    isConditional,
  }).catch((error: unknown) => {
    throw error instanceof Refusal ? invalid(error) : error
  })
  const { credentialId: id, ...facts } = registered
  const row = {
    ...facts,
    id,
    accountId: account.id,
    rpId,
    userHandle: null,
    transports: transports.join(' '),
    label,
    createdAt: now,
    lastUsedAt: null,
  }
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

/** The caller is signed in, so it is no 401. */
function invalid({ reason }: Refusal): Problem {
  return new Problem(passkeyProblems.passkey_invalid, { status: 400, log: { reason } })
}

const insertPasskey = insertInto(passkeys, (db, rows) =>
  db.insert(passkeys).select(rows).returning({ id: passkeys.id }),
)
const passkeyExists = rowExists(passkeys)
