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
  /** Which of the two the caller sent; clients match on the sentence of a refusal, which names it. */
  by: 'username' | 'email'
  identifier: string
  password: string
}

/**
 * Signs in by name or address and password. Two round trips with one hash between them: reserve a try and read
 * the account; then open the session and give the try back. Unknown, wrong, disabled and impossible differ in
 * nothing.
 * @throws Problem `invalid_credentials`, `too_many_attempts`
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
    reserveByName(db, { name: key, unknown, now: call.now, limit, window: LOGIN_WINDOW * 1000 }),
    findByKey(db, { key }),
  ])
  const found = row && toAccount(row)
  checkAttempt(call, attempt, found?.id ?? null, null)

  if (!found) {
    const giveBack = [refund(call, `sign-in:${unknown}`)]
    const entered = await firstUse(call, key, password, transport, giveBack)
    return entered ?? refuse(call, by, undefined)
  }
  const hash = found.disabledAt === null ? found.passwordHash : null
  const right = await verifyPassword(password, hash, settings)
  if (right === undefined) return refuse(call, by, found)
  const session = await openSession(call, found, transport, {
    extraStatements: [refund(call, signInCounter(found.id))],
  })
  if (!session) return refuse(call, by, found)
  rehash(call, found, right)
  return { account: found, session }
}

/** Counts on the account that goes by a name; on the name, hidden, where nobody does. */
const reserveByName = prepareOnce((db, places: Placeholders<Window & Name>) => {
  const owner = sql`(select ${identifiers.accountId} from ${identifiers} where ${identifiers.key} = ${places.name})`
  return reservation(db, sql`'sign-in:' || coalesce(${owner}, ${places.unknown})`, places)
})

interface Name {
  name: string
  /** What stands for it where nobody goes by it. */
  unknown: string
}

/** An unknown name: a default account at its first documented sign-in, or nobody. One hash either way. */
async function firstUse(
  call: Call,
  key: string,
  password: string,
  transport: Transport,
  extraStatements: Statement[],
): Promise<SignedIn<FullAccount> | undefined> {
  const candidate = defaultAccounts(call.settings).find((account) => account.key === key)
  const same = (a: string, b: string) => sameText(opaqueString(a), opaqueString(b))
  if (candidate && (await same(candidate.password, password))) {
    const created = await createDefaultAccount(call, candidate, transport, extraStatements)
    if (created) return created
    // A parallel request may have made it a moment ago; then the password that was right still is.
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

/** Brings a hash of another kind, cost or normal form to today's, after the answer, unless the password changed meanwhile. */
function rehash(call: Call, account: Account, password: string): void {
  const { id, passwordHash, credentialVersion } = account
  if (passwordHash === null || !isOutdated(passwordHash, password, call.settings)) return
  call.after(
    hashPassword(password, call.settings).then((fresh) =>
      call.db
        .update(accounts)
        .set({ passwordHash: fresh })
        .where(and(eq(accounts.id, id), eq(accounts.credentialVersion, credentialVersion))),
    ),
  )
}
