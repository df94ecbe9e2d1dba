import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { base64url } from 'jose'
import { accounts, identifiers, roles } from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import type { Call } from '../http/context.ts'

export interface Filter {
  /** The first characters of a username or an e-mail address, in any spelling; every character stands for itself. */
  search?: string | undefined
  role?: 'admin' | 'user' | undefined
  state?: 'active' | 'disabled' | undefined
}

/** Where a page ended in the order of creation. */
export interface Moment {
  createdAt: number
  id: string
}

/** Where a page ended, in one of the two orders; the other has no use for it. */
export type Cursor = Moment | { key: string }

export interface Found {
  accounts: Account[]
  /** Where the next page begins, when there is one. */
  next: string | null
}

/** Accounts: those that a prefix finds by their keys, or without one all, latest created first. */
export function findAccounts(
  call: Call,
  { search, ...filter }: Filter,
  limit: number,
  after?: Cursor,
): Promise<Found> {
  const prefix = prefixOf(search)
  return prefix === ''
    ? accountsByTime(call, filter, limit, after && 'id' in after ? after : endOfTime, 'latest')
    : accountsByKey(call, prefix, filter, limit, after && 'key' in after ? after.key : undefined)
}

/** All accounts, oldest first. */
export function listAccounts(call: Call, limit: number, after = beginning): Promise<Found> {
  return accountsByTime(call, {}, limit, after, 'oldest')
}

/** Whether a page of this search can have ended there. */
export function continues(search: string | undefined, cursor: Cursor): boolean {
  const prefix = prefixOf(search)
  return 'key' in cursor ? prefix !== '' && cursor.key.startsWith(prefix) : prefix === ''
}

function prefixOf(search = ''): string {
  return identifierKey(search)
}

/** A first page begins before or after all time, so that it is found as the others are. */
const beginning: Moment = { createdAt: 0, id: '' }
const endOfTime: Moment = { createdAt: Number.MAX_SAFE_INTEGER, id: '' }

/** A cursor is a time and an id, so a page stays right when the account it ended with is deleted meanwhile. */
async function accountsByTime(
  call: Call,
  filter: Omit<Filter, 'search'>,
  limit: number,
  { createdAt, id }: Moment,
  first: 'oldest' | 'latest',
): Promise<Found> {
  const [beyond, inOrder] = first === 'oldest' ? [sql`>`, asc] : [sql`<`, desc]
  const rows = await call.db
    .select(accountColumns)
    .from(accounts)
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(
      and(
        sql`(${accounts.createdAt}, ${accounts.id}) ${beyond} (${createdAt}, ${id})`,
        ...conditions(filter),
      ),
    )
    .orderBy(inOrder(accounts.createdAt), inOrder(accounts.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit).map(toAccount)
  const last = page.at(-1)
  return {
    accounts: page,
    next: rows.length > limit && last ? `t.${last.createdAt}.${last.id}` : null,
  }
}

/** Above every key that begins with the prefix: no key holds this noncharacter. */
const highest = '\u{10ffff}'

/** A range on the keys, so no character is a wildcard. An account is found once, by the first of its keys. */
async function accountsByKey(
  call: Call,
  prefix: string,
  filter: Omit<Filter, 'search'>,
  limit: number,
  after: string | undefined,
): Promise<Found> {
  const from =
    after === undefined ? sql`${identifiers.key} >= ${prefix}` : sql`${identifiers.key} > ${after}`
  const rows = await call.db
    .select({ key: identifiers.key, ...accountColumns })
    .from(identifiers)
    // Of a cross join SQLite keeps the order: else it may begin with a role, and sort all who have it.
    .crossJoin(accounts)
    .innerJoin(roles, eq(roles.id, accounts.roleId))
    .where(
      and(
        from,
        eq(accounts.id, identifiers.accountId),
        sql`${identifiers.key} < ${prefix + highest}`,
        sql`not exists (select 1 from identifiers as other
          where other.account_id = ${identifiers.accountId}
          and other.key >= ${prefix} and other.key < ${identifiers.key})`,
        ...conditions(filter),
      ),
    )
    .orderBy(asc(identifiers.key))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    accounts: page.map(toAccount),
    next: rows.length > limit && last ? `k.${base64url.encode(last.key)}` : null,
  }
}

function conditions({ role, state }: Omit<Filter, 'search'>) {
  return [
    role && eq(accounts.roleId, role),
    state && (state === 'active' ? isNull : isNotNull)(accounts.disabledAt),
  ]
}

/** The other way round of `Found.next`. */
export function parseCursor(text: string): Cursor | undefined {
  const key = /^k\.([\w-]{1,1024})$/.exec(text)?.[1]
  return key === undefined ? parseMoment(text) : keyOf(key)
}

/** The same of a list that has one order. */
export function parseMoment(text: string): Moment | undefined {
  const time = /^t\.(\d{1,15})\.([\w-]{1,64})$/.exec(text)
  return time?.[1] && time[2] ? { createdAt: Number(time[1]), id: time[2] } : undefined
}

function keyOf(encoded: string): Cursor | undefined {
  try {
    return { key: new TextDecoder().decode(base64url.decode(encoded)) }
  } catch {
    return undefined
  }
}
