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
import { deviceKey, upsertDevice } from '../devices/devices.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { isEmailAddress } from '../input/email-address.ts'
import { insertSession, newSession, type SignedIn, type Transport } from '../sessions/session.ts'
import { defaultAccounts, isNotReserved } from '../setup/default-accounts.ts'
import type { FullAccount } from './account.ts'
import { identifierKey } from './identifiers.ts'
import { accountProblems } from './problems.ts'

/** A new account, its password already hashed. Its identifiers are the ones that are given. */
export interface NewAccount {
  username?: string | undefined
  email?: string | undefined
  passwordHash: string
  roleId: 'admin' | 'user'
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  /** An SQL expression for the id of the account that invited it. */
  invitedBy?: SQL
  defaultOf?: Api
}

interface Creation {
  /** Only when this holds is anything written. */
  condition?: SQL
  /** Sign it in, in the same batch. */
  withSession?: Transport
  /** The administrator who creates it. */
  actor?: string
  /** More statements of the same batch, given the condition that the account was created. */
  extraStatements?: (created: SQL, id: string) => Statement[]
}

const insertAccount = insertInto(accounts, (db, rows) =>
  db.insert(accounts).select(rows).returning(),
)
export const insertIdentifiers = insertInto(identifiers, (db, rows) =>
  db.insert(identifiers).select(rows),
)
export const accountExists = rowExists(accounts)
const roleOf = prepareOnce((db, { id }: Placeholders<{ id: string }>) => askRole(db, id))

/** A role, and whether the names that are wanted are free. */
function askRole(db: Db, id: string | Placeholder, free = sql`1`) {
  return db
    .select({ ...getTableColumns(roles), free: sql<number>`${free}`.as('free') })
    .from(roles)
    .where(eq(roles.id, id))
}

/** The session is kept only when asked for. */
export type Created = SignedIn<FullAccount>

/**
 * Creates an account in one batch: either all of it exists afterwards, or nothing.
 * @returns undefined when the condition did not hold
 * @throws Problem `username_taken` or `email_taken`
 */
export async function createAccount(
  call: Call,
  facts: NewAccount,
  { condition, withSession, actor, extraStatements }: Creation = {},
): Promise<Created | undefined> {
  const { db, now } = call
  const id = crypto.randomUUID()
  const keys = identifierKeys(facts)
  const free =
    facts.defaultOf === undefined
      ? isNotReserved(
          call.settings,
          keys.map(({ key }) => key),
        )
      : undefined
  const created = accountExists({ id })
  const session = newSession(call, id, withSession ?? 'token')
  const device = await deviceKey(call)
  const happened: AuditEvent[] = [
    { event: 'user_created', account: id, ...(actor && { actor }), detail: facts.roleId },
    ...(withSession ? [{ event: 'authn_login_success', account: id } as const] : []),
  ]
  try {
    const [[account], [verdict]] = await db.batch([
      insertAccount(db, accountRow(id, facts, now), and(condition, free)),
      free ? askRole(db, facts.roleId, free) : roleOf(db, { id: facts.roleId }),
      insertIdentifiers(
        db,
        keys.map((key) => identifierRow(id, key)),
        created,
      ),
      ...(withSession
        ? [insertSession(db, session, created), upsertDevice(call, id, device, created)]
        : []),
      auditRow(call, happened, created),
      ...(extraStatements?.(created, id) ?? []),
    ])
    if (verdict?.free === 0) throw await taken(call, keys)
    if (!account || !verdict) return undefined
    for (const event of happened) logEvent(call, event)
    const { free: _, ...role } = verdict
    return { account: { ...account, role }, session }
  } catch (error) {
    if (violatesUnique(error, 'identifiers.key')) throw await taken(call, keys)
    throw error
  }
}

/** The row of a new account; an import starts from the same one. */
export function accountRow(id: string, facts: NewAccount, now: number) {
  return {
    id,
    username: facts.username ?? null,
    email: facts.email ?? null,
    passwordHash: facts.passwordHash,
    roleId: facts.roleId,
    firstName: facts.firstName ?? null,
    lastName: facts.lastName ?? null,
    defaultOf: facts.defaultOf ?? null,
    defaultPassword: facts.defaultOf !== undefined,
    invitedBy: facts.invitedBy ?? null,
    createdAt: now,
    updatedAt: now,
  }
}

export function identifierRow(accountId: string, { kind, key }: Key) {
  return { accountId, kind, key }
}

/** Says which name cannot be had; with one that is plain, with two it is looked up. */
async function taken(call: Call, keys: Key[]): Promise<Problem> {
  let [gone] = keys
  if (keys.length > 1) {
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
    gone = among(rows) ?? among(defaultAccounts(call.settings)) ?? gone
  }
  return new Problem(
    gone?.kind === 'email' ? accountProblems.email_taken : accountProblems.username_taken,
  )
}

interface Key {
  kind: 'username' | 'email'
  key: string
}

/** The identifiers that names and addresses stand for. */
export function identifierKeys(names: {
  username?: string | undefined
  email?: string | undefined
}): Key[] {
  return (['username', 'email'] as const).flatMap((kind) => {
    const text = names[kind]
    return text === undefined ? [] : [{ kind, key: identifierKey(text) }]
  })
}

/** What a registration names itself by: an address is kept as the address only, anything else is a username. */
export function parseLogin(text: string): { username: string } | { email: string } {
  return isEmailAddress(text) ? { email: text } : { username: text }
}
