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

/**
 * The counter of a request. A navigation is a GET request that may change something. Any site can make a browser send it, so it must
 * not use up the requests that a person makes here.
 */
export type WriteKind = 'write' | 'navigation'

interface Ids {
  session: string
  account: string
  now: number
}

/** Counts a request on the account of a session, if the session is valid. */
export function countWrite({ db }: Call, kind: WriteKind, ids: Ids) {
  return inserts[kind](db, ids)
}

const inserts = { write: insertOf('write'), navigation: insertOf('navigation') }

function insertOf(kind: WriteKind) {
  return prepareOnce((db, { session, account, now }: Placeholders<Ids>) =>
    db
      .insert(throttles)
      .select(
        sql`select ${sql.raw(`'${kind}:'`)} || ${sessions.accountId}, 1, ${now} + ${hour} from ${sessions}
          where ${sessions.id} = ${session} and ${sessions.accountId} = ${account}
          and ${sessions.expiresAt} > ${now}`,
      )
      .onConflictDoUpdate(increment(now, limits.admin))
      .returning(counted),
  )
}
