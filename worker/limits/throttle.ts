import { eq, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { throttles } from '../../schema/index.ts'
import type { Db } from '../db/database.ts'
import { type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'

/** A fixed window in which attempts are counted. */
export interface Window {
  /** UNIX ms. */
  now: number
  limit: number
  /** Milliseconds. */
  window: number
}

/** A counter after an attempt: the count, this attempt included, and the end of the window in UNIX ms. */
export interface Count {
  count: number
  expiresAt: number
}

/**
 * Counts an attempt under `key`. One atomic statement that runs before the work it guards, so parallel attempts cannot all
 * see the same count.
 */
export function reserve(call: Call, key: string, limit: number, window: number) {
  return reserveByKey(call.db, { key, now: call.now, limit, window })
}

const reserveByKey = prepareOnce((db, places: Placeholders<Window & { key: string }>) =>
  reservation(db, places.key, places),
)

/** The statement of `reserve`, also for a key that is an expression. */
export function reservation(
  db: Db,
  key: Placeholder | SQL,
  { now, limit, window }: Placeholders<Window>,
) {
  return db
    .insert(throttles)
    .values({ key, count: 1, expiresAt: sql`${now} + ${window}` })
    .onConflictDoUpdate(increment(now, limit))
    .returning(counted)
}

/** The ON CONFLICT clause that counts an attempt. */
export function increment(now: Placeholder | number, limit: Placeholder | number) {
  const ended = sql`${throttles.expiresAt} <= ${now}`
  return {
    target: throttles.key,
    set: {
      // Stops just past the limit: blocked attempts must not cancel the refund of an attempt that passed and succeeds.
      // limit + 1 occurs once, which marks the moment of locking.
      count: sql`case when ${ended} then 1 else min(${throttles.count} + 1, ${limit} + 2) end`,
      expiresAt: sql`case when ${ended} then excluded.expires_at else ${throttles.expiresAt} end`,
    },
  }
}

export const counted = { count: throttles.count, expiresAt: throttles.expiresAt }

/** Takes a reserved attempt back: it was not a failure. */
export function refund(call: Call, key: string) {
  return decrement(call.db, { key })
}

const decrement = prepareOnce((db, { key }: Placeholders<{ key: string }>) =>
  db
    .update(throttles)
    .set({ count: sql`max(${throttles.count} - 1, 0)` })
    .where(eq(throttles.key, key)),
)

/** Deletes a counter. */
export function clear(call: Call, key: string) {
  return call.db.delete(throttles).where(eq(throttles.key, key))
}

/** Whole seconds until `time`, at least one: the value of Retry-After. */
export function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000))
}
