import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { base64url } from 'jose'
import { accounts, passkeys, roles, spentPasskeyChallenges } from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import { type EventName, logEventLater } from '../audit/events.ts'
import { insertInto, type Placeholders, prepareOnce, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { type Factor, factorColumn } from '../totp/factor.ts'
import { type ChallengePurpose, openChallenge, type PasskeyChallenge } from './challenge.ts'
import { Refusal, type RefusalReason } from './encoding/refusal.ts'
import { passkeyProblems } from './problems.ts'
import { requireRelyingParty } from './vars.ts'
import { type AuthenticationJson, verifyAuthentication } from './web-authn.ts'

/** A correct use of a passkey. It counts if it is still unused in the batch that uses it. */
export interface PasskeyProof {
  account: Account
  /** The second factor of the account. */
  factor: Factor | null
  /** Whether the authenticator verified the user: then the passkey is two factors. */
  userVerified: boolean
  /** True until the challenge is spent, the passkey is removed or, if it counts, used again. */
  isUnused: SQL
  /** Spends the challenge and records the use, if the condition is true. */
  use(when: SQL): Statement[]
  /** The problem if it was used by another request meanwhile. */
  refuse(): Problem
}

interface Terms {
  purpose: Extract<ChallengePurpose, 'sign_in' | 'second_step' | 'proof'>
  /** The account, if it is known. */
  account?: string
  /** The event of a failure. */
  failure: EventName
}

/**
 * Checks the use of a passkey. One round trip. To complete a sign-in and to prove again who one is, the authenticator must
 * verify the user.
 * @throws Problem `passkey_unknown`, `passkey_invalid`
 */
export async function checkPasskey(
  call: Call,
  credential: AuthenticationJson,
  { purpose, account, failure }: Terms,
): Promise<PasskeyProof> {
  const { db, now, settings } = call
  const { id: rpId, origins } = requireRelyingParty(call)
  const [row] = await findPasskey(db, { id: credential.id, rpId })
  const logFailure = (detail: string, account: string | null) =>
    logEventLater(call, { event: failure, account, actor: null, outcome: 'failure', detail })
  if (!row) {
    logFailure('passkey_unknown', account ?? null)
    throw new Problem(passkeyProblems.passkey_unknown)
  }
  const { passkey } = row
  const owner = toAccount(row)
  const refuse = (detail: RefusalReason | 'disabled') => {
    logFailure(detail, owner.id)
    return new Problem(passkeyProblems.passkey_invalid)
  }
  if (owner.disabledAt !== null) throw refuse('disabled')
  if (account !== undefined && account !== owner.id) throw refuse('user_handle')
  const scope = { purpose, account: null, rpId }
  const isFirst = passkey.userHandle === ''
  const userHandle = handleOf(passkey, owner, credential)
  const { used, challenge } = await verifyAuthentication(
    credential,
    { ...passkey, credentialId: passkey.id, userHandle },
    {
      rpId,
      origins,
      openChallenge: (text) => openChallenge(settings.keys, scope, text, now),
      requiresVerification: purpose !== 'sign_in',
      isDiscovered: true,
    },
  ).catch((error: unknown) => {
    throw error instanceof Refusal ? refuse(error.reason) : error
  })
  const { counter, backedUp, userVerified } = used
  const isSame = and(
    eq(passkeys.id, passkey.id),
    // Someone else may have registered it, after its owner removed it.
    eq(passkeys.accountId, owner.id),
    // Parallel uses of a passkey that can be synced have no order.
    passkey.backupEligible ? undefined : eq(passkeys.counter, passkey.counter),
    isFirst ? isFree(userHandle, owner) : undefined,
  )
  return {
    account: owner,
    factor: row.factor,
    userVerified,
    isUnused: sql`exists (select 1 from ${passkeys} where ${isSame}) and ${isUnspent(challenge)}`,
    use: (when) => [
      spendChallenge(call, challenge, when),
      db
        .update(passkeys)
        .set({
          counter,
          backedUp,
          ...(userVerified && { userVerified }),
          ...(isFirst && { userHandle }),
          lastUsedAt: now,
        })
        .where(and(eq(passkeys.id, passkey.id), when)),
    ],
    refuse: () => refuse(isFirst ? 'user_handle' : 'challenge'),
  }
}

/** A passkey of this relying party, with its account and the second factor of that. */
const findPasskey = prepareOnce((db, places: Placeholders<{ id: string; rpId: string }>) =>
  db
    .select({ passkey: passkeys, ...accountColumns, factor: factorColumn })
    .from(passkeys)
    .innerJoin(accounts, eq(accounts.id, passkeys.accountId))
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(and(eq(passkeys.id, places.id), eq(passkeys.rpId, places.rpId))),
)

/** The user handle that a passkey must have. For an imported one, its first use here shows which. */
function handleOf(
  { userHandle }: typeof passkeys.$inferSelect,
  owner: Account,
  { response }: AuthenticationJson,
): string {
  const own = userHandleOf(owner)
  return userHandle === '' ? (response.userHandle ?? own) : (userHandle ?? own)
}

/** True for a passkey without a user handle or with this one, unless the user handle is of another account. */
function isFree(userHandle: string, { id }: Account): SQL | undefined {
  const others = alias(passkeys, 'others')
  const isOfOther = and(
    eq(others.userHandle, userHandle),
    sql`${others.userHandle} <> ''`,
    ne(others.accountId, id),
  )
  return and(
    inArray(passkeys.userHandle, ['', userHandle]),
    sql`not exists (select 1 from ${passkeys} as ${others} where ${isOfOther})`,
    sql`not exists (select 1 from ${accounts} where ${and(eq(accounts.id, ownerOf(userHandle)), ne(accounts.id, id))})`,
  )
}

/** The id of the account whose own user handle this is. */
function ownerOf(userHandle: string): string {
  try {
    return new TextDecoder().decode(base64url.decode(userHandle))
  } catch {
    return ''
  }
}

/** The user handle of an account, which authenticators store and show to no one. */
export function userHandleOf({ id }: Pick<Account, 'id'>): string {
  return base64url.encode(id)
}

/** True until a challenge is spent. */
export function isUnspent({ id }: PasskeyChallenge): SQL {
  return sql`not exists (select 1 from ${spentPasskeyChallenges} where ${spentPasskeyChallenges.id} = ${id})`
}

/** Spends a challenge, if the condition is true. */
export function spendChallenge({ db }: Call, challenge: PasskeyChallenge, when: SQL) {
  return insertSpent(db, challenge, when)
}

const insertSpent = insertInto(spentPasskeyChallenges, (db, rows) =>
  db.insert(spentPasskeyChallenges).select(rows),
)
