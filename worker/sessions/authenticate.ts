import { and, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm'
import { accounts, roles, sessions } from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import type { Settings } from '../config/settings.ts'
import { type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { secondsUntil } from '../limits/throttle.ts'
import { countWrite, maxWritesPerHour, type WriteKind } from '../limits/write-limit.ts'
import { lacksFactor } from '../second-factors/policy.ts'
import { secondFactorProblems } from '../second-factors/problems.ts'
import type { Credential } from './credential.ts'
import { sessionProblems } from './problems.ts'
import { type Caller, recordUse, type Session, type Transport } from './session.ts'
import { verifyToken } from './token.ts'

/** What the owner of an account must do before anything else: choose a password, or set up a second factor. */
export type Owed = 'password' | 'second_factor'

/**
 * The caller of a credential. One statement reads session, account and role, so a revocation, a deactivation, a deletion
 * and a role change take effect at once. A session of the other transport is refused: a script must not be able to use a
 * token that it should never have read.
 * @param counts the request may change something, so it is counted, in the same round trip
 * @param mayOwe what the owner may still have to do
 * @returns undefined if the credential is missing, invalid, expired or revoked
 * @throws Problem `password_change_required`, `second_factor_missing`; `too_many_requests` past the write limit of the account
 */
export async function authenticate(
  call: Call,
  { token, transport }: Credential,
  { counts, mayOwe = [] }: { counts?: WriteKind | undefined; mayOwe?: readonly Owed[] } = {},
): Promise<Caller | undefined> {
  const claims = token && (await verifyToken(call.settings.signing, 'session', token, call.now))
  if (!claims) return undefined
  const ids = { session: claims.jti, account: claims.sub, now: call.now }
  const selected = selectCaller(call.db, ids)
  const [[row], [written]] = counts
    ? await call.db.batch([selected, countWrite(call, counts, ids)])
    : [await selected, []]
  if (!row || transportOf(row.session) !== transport) return undefined
  const account = toAccount(row)
  if (written && written.count > maxWritesPerHour(account.roleId)) {
    const retryAfter = secondsUntil(written.expiresAt, call.now)
    throw new Problem(problems.too_many_requests, { retryAfter })
  }
  const [owed] = owedBy(call.settings, account, row.session).filter(
    (each) => !mayOwe.includes(each),
  )
  if (owed) throw new Problem(owedProblems[owed])
  recordUse(call, row.session)
  return { account, session: row.session, transport }
}

const owedProblems = {
  password: sessionProblems.password_change_required,
  second_factor: secondFactorProblems.second_factor_missing,
} as const

function owedBy(
  settings: Settings,
  account: Pick<Account, 'roleId' | 'passwordChangeRequired'>,
  session: Session,
): Owed[] {
  return [
    ...(settings.PASSWORDS && account.passwordChangeRequired ? (['password'] as const) : []),
    ...(lacksFactor(settings, account, session) ? (['second_factor'] as const) : []),
  ]
}

/**
 * The account of a valid session, by their ids, if its owner owes nothing. For a credential that was derived from the session.
 */
export async function findAccountOfSession(
  { db, settings, now }: Call,
  ids: { session: string; account: string },
): Promise<Account | undefined> {
  const [row] = await selectCaller(db, { ...ids, now })
  const isAllowed = row && owedBy(settings, row.account, row.session).length === 0
  return isAllowed ? toAccount(row) : undefined
}

/** Only the session of a browser has an end that use does not move. */
function transportOf({ endsAt }: Session): Transport {
  return endsAt === null ? 'token' : 'cookie'
}

/**
 * The columns of a session under unique names: inside a batch D1 returns rows as objects by column name, and an account
 * also has an id and times. The columns hold text and numbers, which need no decoding.
 */
const sessionColumns = Object.fromEntries(
  Object.entries(getTableColumns(sessions)).map(([name, column]) => [
    name,
    sql`${column}`.as(`session_${column.name}`),
  ]),
) as { [K in keyof Session]: SQL.Aliased<Session[K]> }

/** Prepared, because nearly every request runs it and building it takes longer than running it. */
const selectCaller = prepareOnce(
  (db, places: Placeholders<{ session: string; account: string; now: number }>) =>
    db
      .select({ session: sessionColumns, ...accountColumns })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .innerJoin(roles, eq(roles.id, accounts.roleId))
      .where(
        and(
          eq(sessions.id, places.session),
          eq(sessions.accountId, places.account),
          gt(sessions.expiresAt, places.now),
          sql`${accounts.disabledAt} is null`,
        ),
      ),
)
