import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { events } from '../../schema/index.ts'
import type { Call } from '../http/context.ts'

export interface Filter {
  /** The account that the event happened to. */
  account?: string | undefined
  event?: string | undefined
  /** UNIX ms, inclusive. */
  since?: number | undefined
  /** UNIX ms, exclusive. */
  until?: number | undefined
}

/** The end of a page: time and id of its last event. */
export interface Cursor {
  at: number
  id: number
}

export type StoredEvent = typeof events.$inferSelect

/** Audit events, latest first. */
export async function selectEvents(
  call: Call,
  { account, event, since, until }: Filter,
  limit: number,
  before?: Cursor,
): Promise<{ events: StoredEvent[]; next: string | null }> {
  const rows = await call.db
    .select()
    .from(events)
    .where(
      and(
        account === undefined ? undefined : eq(events.accountId, account),
        event === undefined ? undefined : eq(events.event, event),
        since === undefined ? undefined : gte(events.at, since),
        until === undefined ? undefined : lt(events.at, until),
        before && sql`(${events.at}, ${events.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(events.at), desc(events.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { events: page, next: rows.length > limit && last ? `${last.at}.${last.id}` : null }
}

/** The inverse of `next`. */
export function parseCursor(text: string): Cursor | undefined {
  const parts = /^(\d{1,15})\.(\d{1,15})$/.exec(text)
  return parts ? { at: Number(parts[1]), id: Number(parts[2]) } : undefined
}
