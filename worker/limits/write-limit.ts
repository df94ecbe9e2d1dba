import { sql } from 'drizzle-orm'
import { sessions, throttles } from '../../schema/index.ts'
import { hour } from '../config/duration.ts'
import { type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { counted, increment } from './throttle.ts'

/**
 * Requests of one account that change something, per hour. Each may leave an audit event of 300 bytes for AUDIT_DAYS. A
 * person makes a few such requests, the script of an administrator many.
 */
const limits = { user: 120, admin: 3000 }

/** The write limit of a role. */
export function maxWritesPerHour(role: string): number {
  return role === 'admin' ? limits.admin : limits.user
}

/** Counts a request that changes something on the account of a session, if the session is valid. */
export function countWrite({ db }: Call, ids: { session: string; account: string; now: number }) {
  return insertWrite(db, ids)
}

const insertWrite = prepareOnce(
  (
    db,
    { session, account, now }: Placeholders<{ session: string; account: string; now: number }>,
  ) =>
    db
      .insert(throttles)
      .select(
        sql`select 'write:' || ${sessions.accountId}, 1, ${now} + ${hour} from ${sessions}
          where ${sessions.id} = ${session} and ${sessions.accountId} = ${account}
          and ${sessions.expiresAt} > ${now}`,
      )
      .onConflictDoUpdate(increment(now, limits.admin))
      .returning(counted),
)
