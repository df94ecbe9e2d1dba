import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { base64url } from 'jose'
import { accounts, identifiers, roles } from '../../schema/index.ts'
import { type Account, accountColumns, toAccount } from '../accounts/account.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import type { Call } from '../http/context.ts'

export interface Filter {
  /** The first characters of a username or an email address, in any spelling. No character is a wildcard. */
  search?: string | undefined
  role?: 'admin' | 'user' | undefined
  state?: 'active' | 'disabled' | undefined
}

/** The position of an account in the order of creation. */
export interface Moment {
  createdAt: number
  id: string
}

/** The last position of a page, in the order of creation or of identifier keys. */
export type Cursor = Moment | { key: string }

export interface Found {
  accounts: Account[]
  /** The cursor of the next page; null on the last page. */
  next: string | null
}

/** A page of accounts: with a search text in the order of identifier keys, without it latest created first. */
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

/** A page of all accounts, oldest first. */
export function listAccounts(call: Call, limit: number, after = beginning): Promise<Found> {
  return accountsByTime(call, {}, limit, after, 'oldest')
}

/** Whether the cursor belongs to this search. */
export function continues(search: string | undefined, cursor: Cursor): boolean {
  const prefix = prefixOf(search)
  return 'key' in cursor ? prefix !== '' && cursor.key.startsWith(prefix) : prefix === ''
}

function prefixOf(search = ''): string {
  return identifierKey(search)
}

/** The first page begins before or after every account, so that one statement finds every page. */
const beginning: Moment = { createdAt: 0, id: '' }
const endOfTime: Moment = { createdAt: Number.MAX_SAFE_INTEGER, id: '' }

/** A cursor is a time and an id, so it stays valid when its account is deleted. */
async function accountsByTime(
  call: Call,
  filter: Omit<Filter, 'search'>,
  limit: number,
  { createdAt, id }: Moment,
  order: 'oldest' | 'latest',
): Promise<Found> {
  const [beyond, direction] = order === 'oldest' ? [sql`>`, asc] : [sql`<`, desc]
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
    .orderBy(direction(accounts.createdAt), direction(accounts.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit).map(toAccount)
  const last = page.at(-1)
  return {
    accounts: page,
    next: rows.length > limit && last ? `t.${last.createdAt}.${last.id}` : null,
  }
}

/** Sorts after every key that begins with the prefix: no key contains this noncharacter. */
const highest = '\u{10ffff}'

/** A range of keys, so no character is a wildcard. An account with two matching keys is found by the first. */
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
    // CROSS JOIN fixes SQLite's join order. Otherwise SQLite may begin with a role and sort all of its accounts.
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

/** Parses `Found.next` of `findAccounts`. */
export function parseCursor(text: string): Cursor | undefined {
  const key = /^k\.([\w-]{1,1024})$/.exec(text)?.[1]
  return key === undefined ? parseMoment(text) : keyOf(key)
}

/** Parses `Found.next` of `listAccounts`. */
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
