import { type SQL, sql } from 'drizzle-orm'
import { events, throttles } from '../../schema/index.ts'
import { keyedHash } from '../config/keys.ts'
import { insertInto, preparedCondition } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { eventsOf, hour, network, reserve } from '../limits/throttle.ts'

/** Names of OWASP's logging vocabulary, and of ours where it has none: `authn_code_fail`. */
export const eventNames = [
  'authn_login_success',
  'authn_login_fail',
  'authn_login_lock',
  'authn_code_fail',
  'authn_password_change',
  'authn_password_change_fail',
  'authn_token_created',
  'authn_token_revoked',
  'authz_fail',
  'user_created',
  'user_updated',
  'user_deleted',
  'privilege_permissions_changed',
  'sys_setup_complete',
] as const
export type EventName = (typeof eventNames)[number]

export interface Event {
  event: EventName
  /** Whom it happened to; an expression may find out. */
  account: string | null | SQL
  /** Who did it, if that is somebody else; null when nobody is signed in. */
  actor?: string | null
  outcome?: 'success' | 'failure'
  /** A word or two from a closed set; never anything a caller typed. */
  detail?: string
}

const insertEvents = insertInto(events, (db, rows) => db.insert(events).select(rows))

/**
 * The audit row of an event, or of several, for the batch of the change they tell of; with a condition, only if that
 * holds.
 */
export function record(call: Call, happened: Event | Event[], condition?: SQL) {
  const rows = [happened].flat().map((event) => eventRow(call, event))
  return insertEvents(call.db, rows, condition)
}

/** The audit row of an event. Without an id it gets the next one. */
export function eventRow(call: Pick<Call, 'now' | 'ip' | 'requestId'>, event: Event) {
  return {
    at: call.now,
    event: event.event,
    accountId: event.account,
    actorId: actorOf(event),
    outcome: event.outcome ?? 'success',
    detail: event.detail ?? null,
    ip: call.ip,
    requestId: call.requestId,
  }
}

function actorOf({ account, actor }: Event) {
  return actor === undefined ? account : actor
}

/** The same event as one structured log line; called once it has happened. */
export function announce(call: Call, event: Event): void {
  console.log(
    JSON.stringify({
      level: event.outcome === 'failure' ? 'warn' : 'info',
      event: event.event,
      at: new Date(call.now).toISOString(),
      account: event.account,
      actor: actorOf(event),
      outcome: event.outcome ?? 'success',
      detail: event.detail,
      ip: call.ip,
      request_id: call.requestId,
    }),
  )
}

/** Audit rows of one kind of failure from one network, or about one account, in an hour. */
const failuresPerHour = 60

/**
 * For what changes nothing else, such as a failed sign-in: the line now, the row after the answer. Whoever fails over and
 * over leaves a bounded number of rows; the log has every line.
 * @param perHour how many rows
 * @param subject whose failures are counted together; without it those of the caller's network
 */
export function report(
  call: Call,
  event: Event,
  { perHour = failuresPerHour, subject }: { perHour?: number; subject?: string } = {},
): void {
  announce(call, event)
  call.after(recordSome(call, event, perHour, subject))
}

async function recordSome(call: Call, event: Event, perHour: number, subject?: string) {
  const { db, settings, ip } = call
  const from = subject ?? (await keyedHash(settings.keys[0], 'network', network(ip)))
  const key = eventsOf(event.event, from)
  await db.batch([
    reserve(call, key, perHour, hour),
    record(call, event, countedUpTo({ key, limit: perHour })),
  ])
}

const countedUpTo = preparedCondition<{ key: string; limit: number }>(
  ({ key, limit }) =>
    sql`exists (select 1 from ${throttles} where ${throttles.key} = ${key} and ${throttles.count} <= ${limit})`,
)
