import { and, eq, sql } from 'drizzle-orm'
import { accounts, identifiers } from '../../schema/index.ts'
import { type Account, type FullAccount, findByKey, toAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { logEventLater } from '../audit/events.ts'
import { keyedHash, sameText } from '../config/keys.ts'
import { type Placeholders, prepareOnce, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { maxLength } from '../input/max-length.ts'
import { compared } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { refund, reservation, type Window } from '../limits/throttle.ts'
import { checkAttempt, signInCounter } from '../passwords/current-password.ts'
import { currentPassword } from '../passwords/fields.ts'
import { hashPassword, isOutdated, verifyPassword } from '../passwords/hashing/hash.ts'
import { opaqueString } from '../passwords/opaque-string.ts'
import { defaultAccounts } from '../setup/default-accounts.ts'
import { createDefaultAccount } from '../setup/setup.ts'
import { sessionProblems } from './problems.ts'
import { openSession, type SignedIn, type Transport } from './session.ts'

/** Any text but none. Text past its maximum length is answered like any wrong text. */
const identifier = compared(maxLength.identifier)

/** The body of a sign-in by username; the username may be an email address. */
export const credentialsByUsername = z.object({ username: identifier, password: currentPassword })

/** The body of a sign-in by email address. */
export const credentialsByEmail = z.object({ email: identifier, password: currentPassword })

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
 * A token would be valid for products that verify it themselves, so an account whose owner must choose a password gets a cookie
 * only.
 * @throws Problem `invalid_credentials`, `password_change_required`, `too_many_attempts`
 */
export async function signIn(
  call: Call,
  { by, identifier, password }: Credentials,
  transport: Transport = 'token',
): Promise<SignedIn<FullAccount>> {
  const { db, settings } = call
  const key = identifierKey(identifier)
  const unknown = await keyedHash(settings.keys[0], 'identifier', key)
  const { LOGIN_ATTEMPTS: limit, LOGIN_WINDOW } = settings
  const [[attempt], [row]] = await db.batch([
    reserveByIdentifier(db, { key, unknown, now: call.now, limit, window: LOGIN_WINDOW * 1000 }),
    findByKey(db, { key }),
  ])
  const found = row && toAccount(row)
  checkAttempt(call, attempt, found?.id ?? null, null)

  if (!found) {
    const refunds = [refund(call, `sign-in:${unknown}`)]
    const created = await signInFirst(call, key, password, transport, refunds)
    return created ?? refuse(call, by, undefined)
  }
  const hash = found.disabledAt === null ? found.passwordHash : null
  const verified = await verifyPassword(password, hash, settings)
  if (verified === undefined) return refuse(call, by, found)
  if (found.passwordChangeRequired && transport === 'token') return refuseToken(call, found)
  const session = await openSession(call, found, transport, {
    extraStatements: [refund(call, signInCounter(found.id))],
  })
  if (!session) return refuse(call, by, found)
  rehash(call, found, verified)
  return { account: found, session }
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
    const created = await createDefaultAccount(call, candidate, transport, extraStatements)
    if (created) return created
    // A parallel request may have created the account meanwhile, with the same password.
    const [row] = await findByKey(call.db, { key })
    if (!row?.account.defaultPassword) return undefined
    const account = toAccount(row)
    const session = await openSession(call, account, transport, { extraStatements })
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

/** Refuses a correct password, with the status that every document has for a failed sign-in. */
function refuseToken(call: Call, { id }: Account): never {
  call.after(refund(call, signInCounter(id)))
  const problem = sessionProblems.password_change_required
  logEventLater(call, {
    event: 'authn_login_fail',
    account: id,
    outcome: 'failure',
    detail: problem.code,
  })
  throw new Problem(problem, { status: 401 })
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
