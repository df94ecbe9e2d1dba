import { and, eq, getTableColumns, inArray, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { accounts, identifiers, roles } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent } from '../audit/events.ts'
import type { Api } from '../config/vars.ts'
import { type Db, violatesUnique } from '../db/database.ts'
import {
  insertInto,
  type Placeholders,
  prepareOnce,
  rowExists,
  type Statement,
} from '../db/statements.ts'
import { deviceKey } from '../devices/devices.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { isEmailAddress } from '../input/email-address.ts'
import { passkeyProblems } from '../passkeys/problems.ts'
import type { Authentication } from '../second-factors/authentication.ts'
import {
  insertSession,
  newSession,
  type Session,
  type SignedIn,
  type Transport,
} from '../sessions/session.ts'
import { defaultAccounts, isNotReserved } from '../setup/default-accounts.ts'
import type { FullAccount } from './account.ts'
import { identifierKey } from './identifiers.ts'
import { accountProblems } from './problems.ts'

/** The facts of a new account. The password is already hashed. */
export interface NewAccount {
  /** Default: a random UUID. */
  id?: string | undefined
  username?: string | undefined
  email?: string | undefined
  /** Null: no sign-in with a password. */
  passwordHash: string | null
  passwordChangeRequired?: boolean | undefined
  roleId: 'admin' | 'user'
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  /** BCP 47. */
  locale?: string | null | undefined
  /** An SQL expression for the id of the account that invited it. */
  invitedBy?: SQL
  defaultOf?: Api
}

interface Creation {
  /** Must be true when the account is written; otherwise nothing is written. */
  condition?: SQL | undefined
  /**
   * Also opens a session with this transport, in the same batch. The event `user_created` also records this sign-in, and the row of the
   * account records the device.
   */
  withSession?: Transport
  /** Detail of the event `user_created`. Default: the role. */
  detail?: string | undefined
  /** How its person was authenticated; with a password by default. */
  authentication?: Authentication | undefined
  /** The administrator who creates the account. */
  actor?: string | null
  /** More statements of the same batch, given the condition that the account was created. */
  extraStatements?: (created: SQL, id: string, session: Session) => Statement[]
}

const insertAccount = insertInto(accounts, (db, rows) =>
  db.insert(accounts).select(rows).returning(),
)
/** Inserts identifiers, under a condition. */
export const insertIdentifiers = insertInto(identifiers, (db, rows) =>
  db.insert(identifiers).select(rows),
)
/** The condition that an account with this id exists. */
export const accountExists = rowExists(accounts)
/** The role alone. Default accounts check no reserved identifiers. */
const roleById = prepareOnce((db, { id }: Placeholders<{ id: string }>) => selectRole(db, id))

/** A role, and whether the identifiers of the new account are free. */
function selectRole(db: Db, id: string | Placeholder, free = sql`1`) {
  return db
    .select({ ...getTableColumns(roles), free: sql<number>`${free}`.as('free') })
    .from(roles)
    .where(eq(roles.id, id))
}

/** A new account. Its session is stored only if `withSession` is set. */
export interface Created extends SignedIn<FullAccount> {
  /** The rows that each of the extra statements returned. */
  extraRows: unknown[][]
}

/**
 * Creates an account in one batch: either everything is written or nothing.
 * @returns undefined if the condition was false
 * @throws Problem `second_factor_missing`, `username_taken` or `email_taken`; `passkey_exists` if an extra statement adds a passkey
 * that exists
 */
export async function createAccount(
  call: Call,
  facts: NewAccount,
  { condition, withSession, authentication, actor = null, detail, extraStatements }: Creation = {},
): Promise<Created | undefined> {
  const { db, now } = call
  const id = facts.id ?? crypto.randomUUID()
  const keys = identifierKeys(facts)
  const free =
    facts.defaultOf === undefined
      ? isNotReserved(
          call.settings,
          keys.map(({ key }) => key),
        )
      : undefined
  // Another request may have created an account with a given id; a random id is ours alone.
  const revision = facts.id === undefined ? null : crypto.randomUUID()
  const created =
    revision === null
      ? accountExists({ id })
      : sql`exists (select 1 from ${accounts} where ${eq(accounts.id, id)} and ${eq(accounts.revision, revision)})`
  const { roleId } = facts
  const session = newSession(call, { id, roleId }, withSession ?? 'cookie', authentication)
  const device = withSession && { firstDevice: await deviceKey(call) }
  const event: AuditEvent = {
    event: 'user_created',
    account: id,
    actor,
    detail: detail ?? roleId,
  }
  // Before the extra statements, whose events come later.
  const audit = auditRow(call, event, created)
  const extra = extraStatements?.(created, id, session) ?? []
  try {
    const [[account], [found], ...others] = await db.batch([
      insertAccount(
        db,
        { ...accountRow(id, facts, now), ...keyColumns(keys), ...device, revision },
        and(condition, free),
      ),
      free ? selectRole(db, roleId, free) : roleById(db, { id: roleId }),
      insertIdentifiers(
        db,
        keys.map((key) => identifierRow(id, key)),
        created,
      ),
      ...(withSession ? [insertSession(db, session, created)] : []),
      audit,
      ...extra,
    ])
    if (found?.free === 0) throw await takenProblem(call, keys)
    if (!account || !found) return undefined
    logEvent(call, event)
    const { free: _, ...role } = found
    const extraRows = others.slice(others.length - extra.length) as unknown[][]
    return { account: { ...account, role }, session, extraRows }
  } catch (error) {
    if (violatesUnique(error, 'identifiers.key')) throw await takenProblem(call, keys)
    if (violatesUnique(error, 'passkeys.id')) throw new Problem(passkeyProblems.passkey_exists)
    throw error
  }
}

/** The row of a new account. The import uses it too. */
export function accountRow(id: string, facts: NewAccount, now: number) {
  return {
    ...facts,
    id,
    defaultPassword: facts.defaultOf !== undefined,
    createdAt: now,
    updatedAt: now,
  }
}

/** The columns of an account that have its identifier keys. */
export function keyColumns(keys: Key[]): { usernameKey?: string; emailKey?: string } {
  return Object.fromEntries(keys.map(({ kind, key }) => [`${kind}Key`, key]))
}

/** The row of an identifier. */
export function identifierRow(accountId: string, key: Key) {
  return { accountId, ...key }
}

/**
 * Requires that no account has these names. The statement that creates the account checks it again.
 * @throws Problem `username_taken`, `email_taken`
 */
export async function requireFreeNames(call: Call, names: Names): Promise<void> {
  const keys = identifierKeys(names)
  const taken = await findTaken(call, keys)
  if (taken) throw problemOf(taken)
}

/** The problem that names the taken identifier. If there are two, a query finds out which one is taken. */
async function takenProblem(call: Call, keys: Key[]): Promise<Problem> {
  const [first] = keys
  return problemOf((keys.length > 1 ? await findTaken(call, keys) : undefined) ?? first)
}

async function findTaken(call: Call, keys: Key[]): Promise<Key | undefined> {
  const rows = await call.db
    .select({ key: identifiers.key })
    .from(identifiers)
    .where(
      inArray(
        identifiers.key,
        keys.map(({ key }) => key),
      ),
    )
  const among = (names: { key: string }[]) =>
    keys.find(({ key }) => names.some((name) => name.key === key))
  return among(rows) ?? among(defaultAccounts(call.settings))
}

function problemOf(taken: Key | undefined): Problem {
  return new Problem(
    taken?.kind === 'email' ? accountProblems.email_taken : accountProblems.username_taken,
  )
}

interface Key {
  kind: 'username' | 'email'
  key: string
}

interface Names {
  username?: string | undefined
  email?: string | undefined
}

/** The identifier keys of a username and an email address. */
export function identifierKeys(names: Names): Key[] {
  return (['username', 'email'] as const).flatMap((kind) => {
    const text = names[kind]
    return text === undefined ? [] : [{ kind, key: identifierKey(text) }]
  })
}

/** The identifier in a registration: an email address is stored as the email address only; other text is a username. */
export function parseLogin(text: string): { username: string } | { email: string } {
  return isEmailAddress(text) ? { email: text } : { username: text }
}
