import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm'
import { accountNameKey } from '../../schema/accounts.ts'
import { accounts, devices, passkeys, roles } from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import type { Call } from '../http/context.ts'
import { hasFactor } from '../totp/factor.ts'
import { type Cursor, parseCursor, type Sort, toCursor } from './cursor.ts'
import { candidatesOf, conditionsOf, type Filter, isSearch, maxExamined } from './search.ts'

interface Page {
  sort: Sort
  limit: number
  after?: Cursor | undefined
  before?: Cursor | undefined
}

/** An account in a list. `lastSignIn` is in UNIX milliseconds, and 0 if no sign-in is known. */
export type FoundAccount = Account & { lastSignIn: number; hasFactor: boolean }

export interface Found {
  accounts: FoundAccount[]
  /** Cursors of the next and the previous page; null if there is none. */
  next: string | null
  previous: string | null
  /** How many accounts match; at least so many unless it is exact. */
  total: number
  isExact: boolean
}

/** A registration signs in, and writes no row of a device. */
const lastSignIn = sql<number>`coalesce((select max(used_at) from ${devices} where account_id = ${accounts.id}), iif(first_device is null, 0, ${accounts.createdAt}))`
/** 1 if the account has an authenticator app or a passkey. */
const secondFactor = sql<number>`(${hasFactor(accounts.id)}
  or exists (select 1 from ${passkeys} where ${passkeys.accountId} = ${accounts.id}))`
const keys = { newest: sql`${accounts.createdAt}`, last_sign_in: lastSignIn, name: accountNameKey }

/** A page of accounts and their number, in one round trip. */
export async function findAccounts(
  { db }: Call,
  filter: Filter,
  { sort, limit, after, before }: Page,
): Promise<Found> {
  // Names begin with A, times with the latest. The page before a cursor is read backwards.
  const order = orderOf((sort === 'name') === (before !== undefined))
  const conditions = conditionsOf(filter)
  const candidates = candidatesOf(filter)
  const isSelective = filter.role === 'admin' || filter.state === 'disabled'
  // No index has the order of the last sign-in: each sign-in from a new device would write one row more.
  const isSorted = sort === 'last_sign_in' || isSearch(filter) || (isSelective && sort !== 'newest')
  const positions = isSorted ? sortedPositions : positionsByIndex
  const page = positions({ candidates, conditions, order, sort, cursor: before ?? after, limit })
  const [rows, [count]] = await db.batch([
    db
      .select({
        ...accountColumns,
        lastSignIn: lastSignIn.as('last_sign_in'),
        secondFactor: secondFactor.as('second_factor'),
        key: sql<string | number>`page.key`.as('key'),
      })
      .from(sql`(${page}) as page`)
      .crossJoin(accounts)
      .innerJoin(roles, eq(roles.id, accounts.roleId))
      .where(sql`${accounts.id} = page.id`)
      .orderBy(order.by(sql`page.key`), order.by(sql`page.id`)),
    db
      .select({
        total: sql<number>`coalesce(sum(${conditions ?? sql`1`}), 0)`.as('total'),
        examined: sql<number>`count(*)`.as('examined'),
      })
      // Without a condition, the index alone is read.
      .from(
        sql`(${candidates}) as candidate ${conditions ? sql`cross join ${accounts} on accounts.rowid = candidate.at` : sql``}`,
      ),
  ])
  const shown = rows.slice(0, limit)
  if (before) shown.reverse()
  const isMore = rows.length > limit
  const cursorOf = (row = shown[0]) =>
    row ? toCursor({ sort, key: row.key, id: row.account.id }) : null
  return {
    accounts: shown.map((row) => toFound(toAccount(row), row)),
    next: isMore || before ? cursorOf(shown.at(-1)) : null,
    previous: (before ? isMore : after) ? cursorOf() : null,
    total: count?.total ?? 0,
    isExact: (count?.examined ?? 0) < maxExamined,
  }
}

/** An account with its last sign-in, and whether it has a second factor. */
export async function findDetail({ db }: Call, id: string): Promise<FoundAccount | undefined> {
  const [row] = await db
    .select({ ...accountColumns, lastSignIn, secondFactor })
    .from(accounts)
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(eq(accounts.id, id))
  return row && toFound(toAccount(row), row)
}

function toFound(
  account: Account,
  { lastSignIn, secondFactor }: { lastSignIn: number; secondFactor: number },
): FoundAccount {
  return { ...account, lastSignIn, hasFactor: secondFactor === 1 }
}

type Order = ReturnType<typeof orderOf>

function orderOf(descends: boolean) {
  return descends ? { by: desc, beyond: sql.raw('<') } : { by: asc, beyond: sql.raw('>') }
}

interface Positions {
  candidates: SQL
  conditions: SQL | undefined
  order: Order
  sort: Sort
  cursor: Cursor | undefined
  limit: number
}

/** The id and the key of each account of a page, and of one more. Sorts the candidates. */
function sortedPositions({ candidates, ...positions }: Positions): SQL {
  const source = sql`(${candidates}) as candidate cross join ${accounts} on accounts.rowid = candidate.at`
  return positionsIn(source, keys[positions.sort], positions)
}

/** The same without candidates. Reads an index in its order until the page is full. */
function positionsByIndex({ candidates: _, ...positions }: Positions): SQL {
  if (positions.sort === 'newest') return positionsIn(sql`${accounts}`, keys.newest, positions)
  return positionsIn(ordered('accounts_by_name'), keys.name, positions)
}

/** The accounts in the order of an index. Otherwise SQLite may begin with a filter and sort all that it selects. */
function ordered(index: string): SQL {
  return sql`${accounts} indexed by ${sql.raw(index)}`
}

function positionsIn(
  source: SQL,
  key: SQL,
  { conditions, order, cursor, limit }: Omit<Positions, 'candidates' | 'sort'>,
): SQL {
  const { id } = accounts
  const beyond = cursor && sql`(${key}, ${id}) ${order.beyond} (${cursor.key}, ${cursor.id})`
  return sql`select ${id} as id, ${key} as key from ${source} where ${and(beyond, conditions) ?? sql`true`}
    order by ${order.by(sql`key`)}, ${order.by(sql`id`)} limit ${limit + 1}`
}

/** The position of an account in the order of creation. */
export interface Moment {
  createdAt: number
  id: string
}

/** A page of all accounts, oldest first. */
export async function listAccounts(
  call: Call,
  limit: number,
  after: Moment = { createdAt: 0, id: '' },
): Promise<{ accounts: Account[]; next: string | null }> {
  const rows = await call.db
    .select(accountColumns)
    .from(accounts)
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(sql`(${accounts.createdAt}, ${accounts.id}) > (${after.createdAt}, ${after.id})`)
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit).map(toAccount)
  const last = page.at(-1)
  return {
    accounts: page,
    next:
      rows.length > limit && last
        ? toCursor({ sort: 'newest', key: last.createdAt, id: last.id })
        : null,
  }
}

/** Parses a cursor of `listAccounts`. */
export function parseMoment(text: string): Moment | undefined {
  const cursor = parseCursor(text)
  return cursor?.sort === 'newest' ? { createdAt: Number(cursor.key), id: cursor.id } : undefined
}
