import type { SQL } from 'drizzle-orm'
import { events } from '../../schema/index.ts'
import type { Call } from '../call.ts'
import { insertInto } from './statements.ts'

/** Names of OWASP's logging vocabulary. */
export const eventNames = [
  'authn_login_success',
  'authn_login_fail',
  'authn_login_lock',
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
  /** Whom it happened to. */
  account: string | null
  /** Who did it, where that is somebody else. */
  actor?: string
  outcome?: 'success' | 'failure'
  /** A word or two from a closed set; never anything a caller typed. */
  detail?: string
}

const insertEvents = insertInto(events, (insert) => insert)

/**
 * The audit row of an event, or of several, for the batch of the change they tell of; with a condition, only if that
 * holds.
 */
export function record(call: Call, happened: Event | Event[], condition?: SQL) {
  const rows = [happened].flat().map((event) => ({
    // Without an id it gets the next one.
    at: call.now,
    event: event.event,
    accountId: event.account,
    actorId: event.actor ?? event.account,
    outcome: event.outcome ?? 'success',
    detail: event.detail ?? null,
    ip: call.ip,
    requestId: call.requestId,
  }))
  return insertEvents(call.db, rows, condition)
}

/** The same event as one structured log line; called once it has happened. */
export function announce(call: Call, event: Event): void {
  console.log(
    JSON.stringify({
      level: event.outcome === 'failure' ? 'warn' : 'info',
      event: event.event,
      at: new Date(call.now).toISOString(),
      account: event.account,
      actor: event.actor ?? event.account,
      outcome: event.outcome ?? 'success',
      detail: event.detail,
      ip: call.ip,
      request_id: call.requestId,
    }),
  )
}

/** For what changes nothing else, such as a failed sign-in: the line now, the row after the answer. */
export function report(call: Call, event: Event): void {
  announce(call, event)
  call.after(record(call, event).execute())
}
