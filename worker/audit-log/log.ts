import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { accountName } from '../../schema/accounts.ts'
import { frequentEvents, isRareEvent } from '../../schema/events.ts'
import { accounts, events } from '../../schema/index.ts'
import { candidatesOf } from '../administration/search.ts'
import type { Call } from '../http/context.ts'

export interface Filter {
  /** The account that the event happened to. */
  account?: string | undefined
  /** A name, username, email address or id of the account that the event happened to, or that caused it. */
  search?: string | undefined
  event?: string | undefined
  /** UNIX ms, inclusive. */
  since?: number | undefined
  /** UNIX ms, exclusive. */
  until?: number | undefined
  before?: Cursor | undefined
}

/** The end of a page: time and id of its last event. */
export interface Cursor {
  at: number
  id: number
}

/** The accounts that a search selects events of: the latest ones. */
const maxAccounts = 20

const nameOf = (id: SQL) =>
  sql<string | null>`(select ${accountName} from accounts where id = ${id})`

const columns = {
  id: events.id,
  at: events.at,
  event: events.event,
  account: events.accountId,
  accountName: nameOf(sql`events.account_id`).as('account_name'),
  actor: events.actorId,
  actorName: nameOf(sql`events.actor_id`).as('actor_name'),
  outcome: events.outcome,
  detail: events.detail,
  ip: events.ip,
  userAgent: events.userAgent,
  country: events.country,
  requestId: events.requestId,
}

/** Audit events with the present names of their accounts, latest first, and one more than `limit`. One statement. */
export function selectEvents({ db }: Call, filter: Filter, limit: number) {
  const { account, search, event, since, until, before } = filter
  const conditions = and(
    account === undefined ? undefined : eq(events.accountId, account),
    event === undefined ? undefined : eq(events.event, event),
    // The condition of the index by name, without which SQLite does not use it.
    event === undefined || frequentEvents.includes(event) ? undefined : isRareEvent,
    since === undefined ? undefined : gte(events.at, since),
    until === undefined ? undefined : lt(events.at, until),
    before && sql`(${events.at}, ${events.id}) < (${before.at}, ${before.id})`,
  )
  const order = [desc(events.at), desc(events.id)]
  const query = db.select(columns)
  if (!search)
    return query
      .from(events)
      .where(conditions)
      .orderBy(...order)
      .limit(limit + 1)
  // Each account has its own indexes of events, in which the latest are found.
  const eventsOf = (
    condition: SQL,
  ) => sql`select latest.at, latest.id from account cross join events as latest
    on (latest.at, latest.id) in (select at, id from ${events} where ${condition} and ${conditions ?? sql`true`}
      order by at desc, id desc limit ${limit + 1})`
  const found = sql`with account as (
      select ${search} as id union select * from (select ${accounts.id} from (${candidatesOf({ search }, maxAccounts)}) as candidate
        cross join ${accounts} on accounts.rowid = candidate.at))
    ${eventsOf(sql`${events.accountId} = account.id`)}
    union ${eventsOf(sql`${events.actorId} = account.id and actor_id <> account_id`)}`
  return query
    .from(sql`(${found}) as found`)
    .crossJoin(events)
    .where(sql`(${events.at}, ${events.id}) = (found.at, found.id)`)
    .orderBy(...order)
    .limit(limit + 1)
}

export type FoundEvent = Awaited<ReturnType<typeof selectEvents>>[number]

/** The events of a page, and the cursor of the next page. */
export function pageOf(rows: FoundEvent[], limit: number) {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { events: page, next: rows.length > limit && last ? `${last.at}.${last.id}` : null }
}

/** The inverse of `next`. */
export function parseCursor(text: string): Cursor | undefined {
  const parts = /^(\d{1,15})\.(\d{1,15})$/.exec(text)
  return parts ? { at: Number(parts[1]), id: Number(parts[2]) } : undefined
}
