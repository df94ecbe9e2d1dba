import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { accountNameKey, isAdministrator } from '../../schema/accounts.ts'
import { accounts, identifiers } from '../../schema/index.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import { fold } from '../input/text.ts'

/** Which accounts a list contains. */
export interface Filter {
  /** Three characters or more: anywhere in the names, the username, the email address or the id. Fewer: the start of one. */
  search?: string | undefined
  role?: 'admin' | 'user' | undefined
  state?: 'active' | 'disabled' | undefined
  /** Whether the email address is verified. */
  verified?: boolean | undefined
}

/** The most accounts that a search or a count examines, the latest ones: its cost must not grow with the database. */
export const maxExamined = 10_000

/** Whether the filter has a search text. */
export function isSearch({ search = '' }: Filter): boolean {
  return fold(search) !== ''
}

/** Administrators have an index. */
function hasRole(role: 'admin' | 'user'): SQL {
  return role === 'admin' ? isAdministrator : eq(accounts.roleId, role)
}

/** The condition of the filter, without its search. */
export function conditionsOf({ role, state, verified }: Filter): SQL | undefined {
  return and(
    role && hasRole(role),
    state && (state === 'active' ? isNull : isNotNull)(accounts.disabledAt),
    verified === undefined ? undefined : (verified ? isNotNull : isNull)(accounts.emailVerifiedAt),
  )
}

/** The rowids of the latest accounts that a search finds or the most selective filter selects, by an index. */
export function candidatesOf(filter: Filter, limit = maxExamined): SQL {
  const { search = '', role, state } = filter
  if (!isSearch(filter)) {
    const condition = state === 'disabled' ? isNotNull(accounts.disabledAt) : role && hasRole(role)
    const all = rowids(sql`${accounts} where ${condition ?? sql`true`}`)
    return sql`${all} order by created_at desc, id desc limit ${limit}`
  }
  const text = fold(search)
  const found = [
    // An email address in another spelling of its domain, for example.
    rowids(sql`${identifiers} cross join ${accounts} on ${accounts.id} = ${identifiers.accountId}
      where ${startsWith(sql`${identifiers.key}`, identifierKey(search))}`),
    ...([...text].length < 3
      ? [accountNameKey, sql`${accounts.id}`].map((column) =>
          rowids(sql`${accounts} where ${startsWith(column, text)}`),
        )
      : [
          // A phrase in quotes, in which nothing but a quote is special.
          sql`select rowid as at from accounts_search
            where accounts_search match ${`"${text.replaceAll('"', '""')}"`} order by rowid desc`,
        ]),
  ].map((each) => sql`select * from (${each} limit ${limit})`)
  return sql`select at from (${sql.join(found, sql` union `)}) order by at desc limit ${limit}`
}

function rowids(source: SQL): SQL {
  return sql`select accounts.rowid as at from ${source}`
}

/** A range, so no character is a wildcard. No text contains the noncharacter at its end. */
function startsWith(column: SQL, prefix: string): SQL {
  return sql`${column} >= ${prefix} and ${column} < ${`${prefix}\u{10ffff}`}`
}
