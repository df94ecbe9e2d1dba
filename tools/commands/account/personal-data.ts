import { and, asc, eq, getTableColumns, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import {
  accounts,
  events,
  identifiers,
  passkeys,
  throttles,
  totpFactors,
} from '../../../schema/index.ts'
import { isNotLastAdmin } from '../../../worker/accounts/delete.ts'
import { identifierKey } from '../../../worker/accounts/identifiers.ts'
import { auditRow } from '../../../worker/audit/events.ts'
import { capabilities } from '../../../worker/capabilities.ts'
import type { Statement } from '../../../worker/db/statements.ts'
import type { PersonalData as Declaration } from '../../../worker/http/capability.ts'
import type { Call } from '../../../worker/http/context.ts'
import { removeFactorsStatements } from '../../../worker/totp/remove.ts'
import type { Database, Row } from '../../lib/database.ts'
import { recordedCall } from '../../lib/recorded-call.ts'

/** The personal data of an account, by section. Names of columns are the names in the database; times are ISO 8601. */
export interface PersonalData {
  account: Row | null
  events: Row[]
  [section: string]: Row | Row[] | null
}

/** The request id of the one event that `erase` leaves, by which a restored account can be recognized. */
const eraseRequestId = 'erase'

interface Section {
  table: SQLiteTable
  /** Exported columns. */
  columns: readonly string[]
  /** There is at most one row. */
  isSingle?: boolean
  /** The condition of the rows of an account. */
  of: (id: string) => SQL | undefined
}

/** The exported columns of each table: what the capabilities declare, and the counters of the account. */
export const sections: Record<string, Section> = {
  ...Object.fromEntries(
    capabilities.flatMap(({ personalData = {} }) =>
      Object.entries(personalData).map(([name, data]) => [name, sectionOf(data)]),
    ),
  ),
  throttles: { table: throttles, columns: ['key', 'count', 'expiresAt'], of: countersOf },
}

function sectionOf({ table, account, columns, isSingle }: Declaration): Section {
  // An audit event is also about the account that caused it.
  const of = table === events ? eventsAbout : (id: string) => eq(account, id)
  return { table, columns, isSingle: isSingle === true, of }
}

function countersOf(id: string): SQL {
  const kinds = capabilities.flatMap(({ counters = [] }) => counters)
  return inArray(
    throttles.key,
    kinds.map((kind) => `${kind}:${id}`),
  )
}

/**
 * Finds the id of an account by username or email address, in any spelling. Text in the form of an id is always an id: a
 * username can have that form, and must not select another account.
 * @returns undefined for an unknown name; an id unchanged, known or not
 */
export async function findAccountId(database: Database, text: string): Promise<string | undefined> {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return text.toLowerCase()
  const [statement = ''] = await recordStatements(({ db }) => [
    db
      .select({ accountId: identifiers.accountId })
      .from(identifiers)
      .where(eq(identifiers.key, identifierKey(text))),
  ])
  const [row] = await database.select<{ account_id: string }>(statement)
  return row?.account_id
}

/**
 * Selects the personal data of an account. For a deleted account, that is what the audit log still contains.
 * @returns undefined if only the event of an erasure is left
 */
export async function selectPersonalData(
  database: Database,
  id: string,
): Promise<PersonalData | undefined> {
  const statements = await recordStatements(({ db }) =>
    Object.values(sections).map(({ table, of, columns }) =>
      db
        .select(pickColumns(table, columns))
        .from(table)
        .where(of(id))
        .orderBy(...orderOf(table)),
    ),
  )
  const results = await database.selectEach(statements)
  const data: PersonalData = { account: null, events: [] }
  for (const [index, [name, { isSingle }]] of Object.entries(sections).entries()) {
    const rows = (results[index] ?? []).map(withIsoTimes)
    data[name] = isSingle ? (rows[0] ?? null) : rows
  }
  const isKnown = data.account || data.events.some((event) => event.request_id !== eraseRequestId)
  return isKnown ? data : undefined
}

/** By time, and rows of the same time by their key. */
function orderOf(table: SQLiteTable): SQL[] {
  const { columns, primaryKeys } = getTableConfig(table)
  const key = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)
  return [...columns.filter(({ name }) => name === 'created_at'), ...key].map((each) => asc(each))
}

/**
 * Deletes an account, its rows, and every audit event about it, as one change. One event without a network address remains
 * and records the erasure. For an account that was deleted before, deletes the audit events.
 * @returns false if the account is the last administrator; then nothing is deleted
 */
export async function erase(database: Database, id: string): Promise<boolean> {
  const account = eq(accounts.id, id)
  const gone = sql`not exists (select 1 from ${accounts} where ${account})`
  const deletable = and(account, isNotLastAdmin(id))
  const statements = await recordStatements((call) => [
    auditRow(
      call,
      { event: 'user_deleted', account: id, actor: null },
      sql`exists (select 1 from ${accounts} where ${deletable}) or (${gone}
        and exists (select 1 from ${events} where ${eventsAbout(id)} and ${ne(events.requestId, eraseRequestId)})
        and not exists (select 1 from ${events} where ${eventsAbout(id)} and ${eq(events.requestId, eraseRequestId)}))`,
    ),
    call.db.delete(accounts).where(deletable),
    call.db.delete(throttles).where(and(countersOf(id), gone)),
    call.db.delete(events).where(and(eventsAbout(id), ne(events.requestId, eraseRequestId), gone)),
  ])
  await database.change(statements)
  const [remaining = ''] = await recordStatements(({ db }) => [
    db.select({ id: accounts.id }).from(accounts).where(account),
  ])
  return (await database.select(remaining)).length === 0
}

/**
 * Removes the second factors and the passkeys of an account and ends its sessions: the last way back in.
 * @returns false if it has none
 */
export async function removeFactors(database: Database, id: string): Promise<boolean> {
  const [found = ''] = await recordStatements(({ db }) => [
    db
      .select({ id: totpFactors.id })
      .from(totpFactors)
      .where(eq(totpFactors.accountId, id))
      .unionAll(db.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.accountId, id))),
  ])
  if ((await database.select(found)).length === 0) return false
  const statements = await recordStatements(
    (call) => [
      ...removeFactorsStatements(
        call,
        id,
        { event: 'authn_factor_removed', account: id, actor: null, detail: 'all' },
        sql`true`,
      ),
    ],
    'remove-factors',
  )
  await database.change(statements)
  return true
}

function eventsAbout(id: string): SQL | undefined {
  return or(eq(events.accountId, id), eq(events.actorId, id))
}

function pickColumns(table: SQLiteTable, names: readonly string[]) {
  const columns = Object.entries(getTableColumns(table))
  return Object.fromEntries(columns.filter(([name]) => names.includes(name)))
}

/** Returns the SQL of the statements that `build` returns, with their values. */
async function recordStatements(
  build: (call: Call) => Statement[],
  requestId = eraseRequestId,
): Promise<string[]> {
  const { call, statements } = await recordedCall({}, requestId)
  const [first, ...others] = build(call)
  if (first) await call.db.batch([first, ...others])
  return statements
}

function withIsoTimes(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      /(^|_)at$/.test(name) && typeof value === 'number' ? new Date(value).toISOString() : value,
    ]),
  )
}
