import { and, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import { accounts, pendingSignIns, roles, throttles } from '../../schema/index.ts'
import { type Account, type FullAccount, fullColumns, toAccount } from '../accounts/account.ts'
import { hour, minute } from '../config/duration.ts'
import { digest, randomToken } from '../config/keys.ts'
import { insertInto, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { counted, increment } from '../limits/throttle.ts'
import { type Factor, factorColumn } from '../totp/factor.ts'
import { answerCounter, answersPerHour, requireAnswerLeft } from './answers.ts'
import type { Method } from './authentication.ts'
import { secondFactorProblems } from './problems.ts'

/** Milliseconds that a sign-in waits for its second factor. */
export const pendingLifetime = 5 * minute
/** Answers that one sign-in may try. Then it starts again with the password. */
const maxTries = 5

/** A sign-in whose first factor was correct, and which waits for the second. */
export interface PendingSignIn {
  /** 256 random bits in base64url, for the cookie. */
  token: string
  accountId: string
  /** UNIX ms. */
  expiresAt: number
  methods: FactorMethod[]
}

/** What a person can use as the second factor. */
const factorMethods = ['totp', 'passkey', 'recovery_code'] as const
export type FactorMethod = (typeof factorMethods)[number]

/** A sign-in that waits for its second factor. */
export const SecondFactorRequired = z.component('SecondFactorRequired', () =>
  z.object({
    second_factor: z.object({ methods: z.array(z.enum(factorMethods)), expires_at: time() }),
  }),
)

export function toSecondFactorRequired({
  methods,
  expiresAt,
}: PendingSignIn): z.OutputOf<typeof SecondFactorRequired> {
  return { second_factor: { methods, expires_at: iso(expiresAt) } }
}

/** The methods of an account. */
export function methodsOf({ passkeys, recoveryCodes }: Factor): FactorMethod[] {
  return [
    'totp',
    ...(passkeys > 0 ? ['passkey' as const] : []),
    ...(recoveryCodes.length > 0 ? ['recovery_code' as const] : []),
  ]
}

/** A pending sign-in that is still to be stored. */
interface NewPendingSignIn {
  pending: PendingSignIn
  /** Stores it, if the condition is true. */
  store(when: SQL): ReturnType<typeof insertPending>
  isStored: SQL
}

/**
 * Creates a pending sign-in.
 * @param amr the method of the first step
 */
export async function newPendingSignIn(
  call: Call,
  { id: accountId, credentialVersion }: Pick<Account, 'id' | 'credentialVersion'>,
  methods: FactorMethod[],
  amr: Method = 'pwd',
): Promise<NewPendingSignIn> {
  const token = randomToken()
  const expiresAt = call.now + pendingLifetime
  const facts = { accountId, credentialVersion, amr, tries: 0, expiresAt }
  const row = { id: await digest(token), ...facts }
  return {
    pending: { token, accountId, expiresAt, methods },
    store: (when) => insertPending(call.db, row, when),
    isStored: sql`exists (select 1 from ${pendingSignIns} where ${pendingSignIns.id} = ${row.id})`,
  }
}

const insertPending = insertInto(pendingSignIns, (db, rows) =>
  db.insert(pendingSignIns).select(rows).returning({ id: pendingSignIns.id }),
)

/** A pending sign-in that is still open, with its account as it is now. */
export interface OpenSignIn {
  /** The methods so far (RFC 8176). */
  amr: string
  account: FullAccount
  factor: Factor
  /** True while it is open and the account still has the password that was checked. */
  isOpen: SQL
  /** Deletes it, if the condition is true. */
  close(when: SQL): Statement
}

/**
 * Finds the pending sign-in of a token, and counts a try of it and an answer of its account. One round trip.
 * @throws Problem `sign_in_expired` if it is unknown, expired, used, or out of tries; `too_many_attempts`
 */
export async function findPendingSignIn(call: Call, token: string): Promise<OpenSignIn> {
  const { db, now } = call
  const id = await digest(token)
  const open = and(
    eq(pendingSignIns.id, id),
    gt(pendingSignIns.expiresAt, now),
    lt(pendingSignIns.tries, maxTries),
  )
  const [[count], [pending], [row]] = await db.batch([
    db
      .insert(throttles)
      .select(
        sql`select ${answerCounter('')} || ${pendingSignIns.accountId}, 1, ${now + hour} from ${pendingSignIns} where ${open}`,
      )
      .onConflictDoUpdate(increment(now, answersPerHour))
      .returning(counted),
    db
      .update(pendingSignIns)
      .set({ tries: sql`${pendingSignIns.tries} + 1` })
      .where(open)
      .returning({ amr: pendingSignIns.amr }),
    db
      .select({ ...fullColumns, factor: factorColumn })
      .from(pendingSignIns)
      .innerJoin(
        accounts,
        and(
          eq(accounts.id, pendingSignIns.accountId),
          eq(accounts.credentialVersion, pendingSignIns.credentialVersion),
        ),
      )
      .innerJoin(roles, eq(roles.id, accounts.roleId))
      .where(eq(pendingSignIns.id, id)),
  ])
  if (!pending || !row?.factor) throw new Problem(secondFactorProblems.sign_in_expired)
  const account = toAccount(row)
  requireAnswerLeft(call, account.id, count)
  return {
    amr: pending.amr,
    account,
    factor: row.factor,
    isOpen: sql`exists (select 1 from ${pendingSignIns} where ${pendingSignIns.id} = ${id})`,
    close: (when) => db.delete(pendingSignIns).where(and(eq(pendingSignIns.id, id), when)),
  }
}
