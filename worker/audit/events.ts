import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { accounts, events, throttles } from '../../schema/index.ts'
import { hour } from '../config/duration.ts'
import { keyedHash } from '../config/keys.ts'
import { log } from '../config/log.ts'
import { insertInto, preparedCondition, storedValue } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { rateLimitKey } from '../limits/rate-limit.ts'
import { reserve } from '../limits/throttle.ts'

/** Names of audit events, from OWASP's logging vocabulary. Each capability adds its own by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: capabilities add its members.
export interface EventNames {}
export type EventName = keyof EventNames

export interface AuditEvent {
  event: EventName
  /** The account that the event happened to; an expression may look it up. */
  account: string | null | SQL
  /** Who caused it, if that is not the account; null if no one is signed in. */
  actor?: string | null
  outcome?: 'success' | 'failure'
  /** A word or two from a closed set. Never text that a client sent. */
  detail?: string
}

const insertEvents = insertInto(events, (db, rows) => db.insert(events).select(rows))

/** The audit rows of events, for the batch of the change; with a condition, only if the condition is true. */
export function auditRow(call: Call, list: AuditEvent | AuditEvent[], condition?: SQL) {
  const rows = [list].flat().map((event) => eventRow(call, event))
  return insertEvents(
    call.db,
    rows.map((row) => ({ ...row, id: nextId() })),
    condition,
  )
}

let sequence: number | undefined

/** Starts with 36 random bits, so that ids of two isolates in one millisecond differ. */
function nextId(): number {
  sequence ??= Math.floor(Math.random() * 2 ** 36)
  return sequence++
}

/** The audit rows of an event of each account for which the condition is true. */
export function auditRowsOf(call: Call, event: Omit<AuditEvent, 'account'>, condition: SQL) {
  const row: Record<string, unknown> = eventRow(call, { ...event, account: sql`${accounts.id}` })
  const values = Object.entries(getTableColumns(events)).map(
    ([name, column]) => sql`${storedValue(column, row[name])}`,
  )
  return call.db
    .insert(events)
    .select(sql`select ${sql.join(values, sql`, `)} from ${accounts} where ${condition}`)
}

/** The part of a request that an audit row stores. */
type Origin = 'now' | 'ip' | 'requestId' | 'userAgent' | 'country'

/** The audit row of an event. Without an id, it gets a random one. */
export function eventRow(call: Pick<Call, Origin>, event: AuditEvent) {
  return {
    at: call.now,
    event: event.event,
    accountId: event.account,
    actorId: actorOf(event),
    outcome: event.outcome ?? 'success',
    detail: event.detail ?? null,
    ip: call.ip,
    requestId: call.requestId,
    userAgent: call.userAgent,
    country: call.country,
  }
}

function actorOf({ account, actor }: AuditEvent) {
  return actor === undefined ? account : actor
}

/** Writes an event to the log. Call it once the change has been committed. */
export function logEvent(call: Call, event: AuditEvent): void {
  const outcome = event.outcome ?? 'success'
  log(outcome === 'failure' ? 'warn' : 'info', event.event, {
    at: new Date(call.now).toISOString(),
    account: event.account,
    actor: actorOf(event),
    outcome,
    detail: event.detail,
    ip: call.ip,
    request_id: call.requestId,
  })
}

/** Audit rows per hour of one kind of failure, from one network or about one account. */
const maxRowsPerHour = 60

/**
 * For an event without another change, such as a failed sign-in: logs it now and writes its audit row after the response.
 * The log has every event; the audit log has a bounded number of rows.
 * @param perHour maximum number of rows
 * @param subject whose events are counted together; the client's network by default
 */
export function logEventLater(
  call: Call,
  event: AuditEvent,
  { perHour = maxRowsPerHour, subject }: { perHour?: number; subject?: string } = {},
): void {
  logEvent(call, event)
  call.after(insertUpTo(perHour, call, event, subject))
}

async function insertUpTo(limit: number, call: Call, event: AuditEvent, subject?: string) {
  const { db, settings, ip } = call
  const from = subject ?? (await keyedHash(settings.keys[0], 'network', rateLimitKey(ip)))
  const key = `event:${event.event}:${from}`
  await db.batch([
    reserve(call, key, limit, hour),
    auditRow(call, event, isCountedUpTo({ key, limit })),
  ])
}

const isCountedUpTo = preparedCondition<{ key: string; limit: number }>(
  ({ key, limit }) =>
    sql`exists (select 1 from ${throttles} where ${throttles.key} = ${key} and ${throttles.count} <= ${limit})`,
)
