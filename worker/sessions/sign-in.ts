import { and, eq, type SQL, sql } from 'drizzle-orm'
import { accounts, identifiers } from '../../schema/index.ts'
import { type Account, type FullAccount, findByKey, toAccount } from '../accounts/account.ts'
import { canonical } from '../accounts/identifiers.ts'
import { type EventName, report } from '../audit/events.ts'
import { keyedHash, sameText } from '../config/keys.ts'
import { type Placeholders, prepareOnce, type Statement } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import {
  attemptsOf,
  refund,
  reservation,
  reserve,
  secondsUntil,
  type Window,
} from '../limits/throttle.ts'
import { hashPassword, isOutdated, verifyPassword } from '../passwords/hashing/hash.ts'
import { opaqueString } from '../passwords/opaque-string.ts'
import { defaultAccounts } from '../setup/default-accounts.ts'
import { createDefaultAccount } from '../setup/setup.ts'
import { type Holder, openSession, type SignedIn } from './session.ts'

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
  holder: Holder = 'token',
): Promise<SignedIn<FullAccount>> {
  const { db, settings } = call
  const key = canonical(identifier)
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
    const entered = await firstUse(call, key, password, holder, giveBack)
    return entered ?? refuse(call, by, undefined)
  }
  const hash = found.disabledAt === null ? found.passwordHash : null
  const right = await verifyPassword(password, hash, settings)
  if (right === undefined) return refuse(call, by, found)
  const session = await openSession(call, found, holder, {
    alongside: [refund(call, attemptsOf(found.id))],
  })
  if (!session) return refuse(call, by, found)
  rehash(call, found, right)
  return { account: found, session }
}

/** Counts on the account that goes by a name; on the name, hidden, where nobody does. */
const reserveByName = prepareOnce((db, placeholders: Placeholders<Window & Name>) => {
  const owner = sql`(select ${identifiers.accountId} from ${identifiers} where ${identifiers.key} = ${placeholders.name})`
  return reservation(
    db,
    sql`'sign-in:' || coalesce(${owner}, ${placeholders.unknown})`,
    placeholders,
  )
})

interface Name {
  name: string
  /** What stands for it where nobody goes by it. */
  unknown: string
}

/**
 * Checks the password asked for inside a session, on the same counter as signing in; the batch that goes on gives
 * the try back.
 * @param failure the event a wrong one is
 * @throws Problem `wrong_password`, `too_many_attempts`
 */
export async function provePassword(
  call: Call,
  { id, passwordHash }: Account,
  password: string,
  failure: EventName,
): Promise<void> {
  const { LOGIN_ATTEMPTS, LOGIN_WINDOW } = call.settings
  const [attempt] = await reserve(call, attemptsOf(id), LOGIN_ATTEMPTS, LOGIN_WINDOW * 1000)
  checkAttempt(call, attempt, id, id)
  if ((await verifyPassword(password, passwordHash, call.settings)) === undefined) {
    report(call, { event: failure, account: id, outcome: 'failure' })
    throw new Problem('wrong_password')
  }
}

/** Holds while the account's password is the one it had when it was read, whatever hash it is kept as. */
export function samePassword({ credentialVersion }: Account): SQL {
  return eq(accounts.credentialVersion, credentialVersion)
}

function checkAttempt(
  call: Call,
  attempt: { count: number; expiresAt: number } | undefined,
  account: string | null,
  actor: string | null,
): void {
  if (!attempt) throw new Problem('storage_unavailable')
  if (attempt.count <= call.settings.LOGIN_ATTEMPTS) return
  // Once per window: a blocked attacker must not be able to fill the audit table.
  if (attempt.count === call.settings.LOGIN_ATTEMPTS + 1) {
    report(call, { event: 'authn_login_lock', account, actor, outcome: 'failure' })
  }
  throw new Problem('too_many_attempts', {
    retryAfter: secondsUntil(attempt.expiresAt, call.now),
  })
}

/** An unknown name: a default account at its first documented sign-in, or nobody. One hash either way. */
async function firstUse(
  call: Call,
  key: string,
  password: string,
  holder: Holder,
  alongside: Statement[],
): Promise<SignedIn<FullAccount> | undefined> {
  const candidate = defaultAccounts(call.settings).find((account) => account.key === key)
  const same = (a: string, b: string) => sameText(opaqueString(a), opaqueString(b))
  if (candidate && (await same(candidate.password, password))) {
    const created = await createDefaultAccount(call, candidate, holder, alongside)
    if (created) return created
    // A parallel request may have made it a moment ago; then the password that was right still is.
    const [row] = await findByKey(call.db, { key })
    if (!row?.account.defaultPassword) return undefined
    const account = toAccount(row)
    const session = await openSession(call, account, holder, { alongside })
    return session && { account, session }
  }
  await verifyPassword(password, undefined, call.settings)
  return undefined
}

function refuse(call: Call, by: Credentials['by'], account: Account | undefined): never {
  report(call, {
    event: 'authn_login_fail',
    account: account?.id ?? null,
    actor: null,
    outcome: 'failure',
  })
  throw new Problem('invalid_credentials', { detail: `Invalid ${by} or password` })
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
