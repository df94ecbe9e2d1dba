import { type SQL, sql } from 'drizzle-orm'
import { accounts, devices } from '../../schema/index.ts'
import { day, hour } from '../config/duration.ts'
import { digest } from '../config/keys.ts'
import { insertInto, type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'

/** Milliseconds after the last use of a device, after which it is forgotten. No one stays away longer from a device that is still theirs. */
export const lifetime = 400 * day
/** Milliseconds between two writes of a device: only the sweep needs its last use. */
const writeInterval = day
/** Notices about new devices to one account per hour: many sign-ins must not fill a mailbox. */
const noticesPerHour = 5

/** The kind of a device: browser and system without versions, which change by themselves, and the country. */
export function deviceKey({ userAgent, country }: Call): Promise<string> {
  const kind = userAgent?.replace(/\d[\d._]*/g, '') ?? ''
  return digest(`${kind}\0${country ?? ''}`)
}

const selectNew = prepareOnce(
  (db, { account, key, now }: Placeholders<{ account: string; key: string; now: number }>) =>
    db
      .select({
        isNew: sql<number>`count(*) > 0 and not max(key = ${key}) and sum(used_at > ${now} - ${hour}) < ${noticesPerHour}`,
      })
      .from(
        // The device that registered the account has no row until it is used on another day.
        sql`(select key, used_at from ${devices} where account_id = ${account} union all select first_device, created_at from ${accounts} where id = ${account} and first_device is not null and created_at > ${now} - ${lifetime})`,
      ),
)

/** Selects whether the owner is notified of the sign-in. The first device of an account is not new. In a batch it comes before `upsertDevice`. */
export function selectIsNew(call: Call, account: string, key: string) {
  return selectNew(call.db, { account, key, now: call.now })
}

const insertOrUpdate = insertInto(devices, (db, rows) =>
  db
    .insert(devices)
    .select(
      // The row of the account records the registration, like a row of its device that is written once a day.
      sql`select * from (${rows}) where not exists (select 1 from ${accounts} where id = column1 and first_device = column2 and created_at >= column3 - ${writeInterval})`,
    )
    .onConflictDoUpdate({
      target: [devices.accountId, devices.key],
      set: { usedAt: sql`excluded.used_at` },
      setWhere: sql`${devices.usedAt} < excluded.used_at - ${sql.raw(String(writeInterval))}`,
    }),
)

/** Records the use of a device, if the condition is true. */
export function upsertDevice(call: Call, accountId: string, key: string, when: SQL) {
  return insertOrUpdate(call.db, { accountId, key, usedAt: call.now }, when)
}
