import { and, eq, sql } from 'drizzle-orm'
import { accounts, identifiers, roles } from '../../schema/index.ts'
import { type Account, type FullAccount, fullColumns, toAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { logEventLater } from '../audit/events.ts'
import { keyedHash, sameText } from '../config/keys.ts'
import { type Placeholders, prepareOnce, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, type ProblemType } from '../http/problem.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { compared } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { refund, reservation, type Window } from '../limits/throttle.ts'
import { checkAttempt, signInCounter } from '../passwords/current-password.ts'
import { currentPassword } from '../passwords/fields.ts'
import { hashPassword, isOutdated, verifyPassword } from '../passwords/hashing/hash.ts'
import { opaqueString } from '../passwords/opaque-string.ts'
import { requireAnswerLeft, reserveAnswer } from '../second-factors/answers.ts'
import { splitPassword } from '../second-factors/appended.ts'
import { methodsOf, newPendingSignIn, type PendingSignIn } from '../second-factors/pending.ts'
import { mustHaveFactor } from '../second-factors/policy.ts'
import { secondFactorProblems } from '../second-factors/problems.ts'
import { openWithSecondFactor } from '../second-factors/second-step.ts'
import { defaultAccounts } from '../setup/default-accounts.ts'
import { createDefaultAccount } from '../setup/setup.ts'
import { type Factor, factorColumn } from '../totp/factor.ts'
import { sessionProblems } from './problems.ts'
import { isUnchanged, openSession, type SignedIn, type Transport } from './session.ts'

/** Any text but none. Text past its maximum length is answered like any wrong text. */
const identifier = once(() => compared(maxLength.identifier))

/** The body of a sign-in by username; the username may be an email address. */
export const credentialsByUsername = once(() =>
  z.object({ username: identifier(), password: currentPassword() }),
)

/** The body of a sign-in by email address. */
export const credentialsByEmail = once(() =>
  z.object({ email: identifier(), password: currentPassword() }),
)

export interface Credentials {
  /** The kind of identifier that the client sent. Clients match on the sentence of the problem, which names it. */
  by: 'username' | 'email'
  identifier: string
  password: string
}

/**
 * Signs in with an identifier and a password. Two round trips with one hash between them: reserve an attempt and read the
 * account; then open the session and refund the attempt. An unknown identifier, a wrong password, a disabled account and an
 * impossible password are answered alike, in response and in time.
 *
 * The sign-in of a browser waits for the second factor. A sign-in for a token has it appended to the password, and fails without it: its
 * documents know no second step. An answer takes one more round trip: it is counted before it is compared.
 * A token would be valid for products that verify it themselves, so an account whose owner must choose a password or set up a second
 * factor gets a cookie only.
 * @throws Problem `invalid_credentials`, `second_factor_required`, `invalid_second_factor`, `password_change_required`,
 * `second_factor_missing`, `too_many_attempts`
 */
export async function signIn(call: Call, credentials: Credentials): Promise<SignedIn<FullAccount>>
export async function signIn(
  call: Call,
  credentials: Credentials,
  transport: Transport,
  options?: { mayWait?: boolean },
): Promise<SignedIn<FullAccount> | PendingSignIn>
export async function signIn(
  call: Call,
  { by, identifier, password: typedPassword }: Credentials,
  transport: Transport = 'token',
  { mayWait = transport === 'cookie' }: { mayWait?: boolean } = {},
): Promise<SignedIn<FullAccount> | PendingSignIn> {
  const { db, settings } = call
  const key = identifierKey(identifier)
  const unknown = await keyedHash(settings.keys[0], 'identifier', key)
  const { LOGIN_ATTEMPTS: limit, LOGIN_WINDOW } = settings
  const [[attempt], [row]] = await db.batch([
    reserveByIdentifier(db, { key, unknown, now: call.now, limit, window: LOGIN_WINDOW * 1000 }),
    findWithFactor(db, { key }),
  ])
  const found = row && toAccount(row)
  checkAttempt(call, attempt, found?.id ?? null, null)

  if (!found) {
    const refunds = [refund(call, `sign-in:${unknown}`)]
    const created = await signInFirst(call, key, typedPassword, transport, refunds)
    return created ?? refuse(call, by, undefined)
  }
  const { factor } = row
  const { password, answer } =
    factor && transport === 'token'
      ? await splitPassword(call, factor, typedPassword)
      : { password: typedPassword }
  const hash = found.disabledAt === null ? found.passwordHash : null
  const verified = await verifyPassword(password, hash, settings)
  if (verified === undefined) return refuse(call, by, found)
  if (transport === 'token') refuseTokenOfUnready(call, found, factor)

  if (factor && answer) {
    const [count] = await reserveAnswer(call, found.id)
    requireAnswerLeft(call, found.id, count)
    const first = { account: found, factor, amr: 'pwd' }
    const signedIn = await openWithSecondFactor(call, first, answer, transport, { status: 401 })
    rehash(call, found, verified)
    return signedIn
  }
  if (factor && !mayWait) return refuseWithoutFactor(call, found)
  if (factor) return (await waitForFactor(call, found, factor)) ?? refuse(call, by, found)
  const session = await openSession(call, found, transport, {
    extraStatements: () => [refund(call, signInCounter(found.id))],
  })
  if (!session) return refuse(call, by, found)
  rehash(call, found, verified)
  return { account: found, session }
}

/** The account with an identifier key, with its complete role and its second factor. */
const findWithFactor = prepareOnce((db, { key }: Placeholders<{ key: string }>) =>
  db
    .select({ ...fullColumns, factor: factorColumn })
    .from(identifiers)
    .innerJoin(accounts, eq(accounts.id, identifiers.accountId))
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(eq(identifiers.key, key)),
)

/**
 * Lets the sign-in of a browser wait for the second factor. The attempt is taken back when the sign-in is complete.
 * @returns undefined if the account was disabled or its password or email address changed since it was read
 */
async function waitForFactor(
  call: Call,
  account: Account,
  factor: Factor,
): Promise<PendingSignIn | undefined> {
  const { pending, store } = await newPendingSignIn(call, account, methodsOf(factor))
  const [stored] = await store(isUnchanged(account))
  return stored && pending
}

/** Counts the attempt on the account of an identifier, or on the hashed identifier if it has no account. */
const reserveByIdentifier = prepareOnce((db, places: Placeholders<Window & Identifier>) => {
  const owner = sql`(select ${identifiers.accountId} from ${identifiers} where ${identifiers.key} = ${places.key})`
  return reservation(db, sql`'sign-in:' || coalesce(${owner}, ${places.unknown})`, places)
})

interface Identifier {
  key: string
  /** The hash of the key, for an identifier without an account. */
  unknown: string
}

/** The first sign-in to a default account creates it. Any other unknown identifier fails. One hash in either case. */
async function signInFirst(
  call: Call,
  key: string,
  password: string,
  transport: Transport,
  extraStatements: Statement[],
): Promise<SignedIn<FullAccount> | undefined> {
  const candidate = defaultAccounts(call.settings).find((account) => account.key === key)
  const isSame = (a: string, b: string) => sameText(opaqueString(a), opaqueString(b))
  if (candidate && (await isSame(candidate.password, password))) {
    if (transport === 'token' && mustHaveFactor(call.settings, { roleId: 'admin' })) {
      logRefusal(call, null, secondFactorProblems.second_factor_missing)
      throw new Problem(secondFactorProblems.second_factor_missing, { status: 401 })
    }
    const created = await createDefaultAccount(call, candidate, transport, extraStatements)
    if (created) return created
    // A parallel request may have created the account meanwhile, with the same password.
    const [row] = await findWithFactor(call.db, { key })
    if (!row?.account.defaultPassword) return undefined
    const account = toAccount(row)
    const session = await openSession(call, account, transport, {
      extraStatements: () => extraStatements,
    })
    return session && { account, session }
  }
  await verifyPassword(password, undefined, call.settings)
  return undefined
}

function refuse(call: Call, by: Credentials['by'], account: Account | undefined): never {
  logEventLater(call, {
    event: 'authn_login_fail',
    account: account?.id ?? null,
    actor: null,
    outcome: 'failure',
  })
  throw new Problem(sessionProblems.invalid_credentials, { detail: `Invalid ${by} or password` })
}

/** Refuses a token to an account whose owner must do something first, which only a browser can. */
function refuseTokenOfUnready(call: Call, account: Account, factor: Factor | null): void {
  if (account.passwordChangeRequired) {
    throw refusal(call, account, sessionProblems.password_change_required)
  }
  if (!factor && mustHaveFactor(call.settings, account)) {
    throw refusal(call, account, secondFactorProblems.second_factor_missing)
  }
}

/** Refuses a correct password, with the status that every document has for a failed sign-in, and takes the attempt back. */
function refusal(call: Call, { id }: Account, problem: ProblemType): Problem {
  call.after(refund(call, signInCounter(id)))
  logRefusal(call, id, problem)
  return new Problem(problem, { status: 401 })
}

/** Refuses a correct password without the second factor. The attempt counts. */
function refuseWithoutFactor(call: Call, { id }: Account): never {
  logRefusal(call, id, secondFactorProblems.second_factor_required)
  throw new Problem(secondFactorProblems.second_factor_required)
}

function logRefusal(call: Call, account: string | null, { code: detail }: ProblemType): void {
  logEventLater(call, { event: 'authn_login_fail', account, outcome: 'failure', detail })
}

/** Replaces a hash of another kind, cost or normal form after the response, unless the password changed meanwhile. */
function rehash(call: Call, account: Account, password: string): void {
  const { id, passwordHash, credentialVersion } = account
  if (passwordHash === null || !isOutdated(passwordHash, password, call.settings)) return
  call.after(
    hashPassword(password, call.settings).then((hash) =>
      call.db
        .update(accounts)
        .set({ passwordHash: hash })
        .where(and(eq(accounts.id, id), eq(accounts.credentialVersion, credentialVersion))),
    ),
  )
}
