import { eq, type SQL, sql } from 'drizzle-orm'
import { devices } from '../../schema/index.ts'
import { day, hour } from '../config/duration.ts'
import { digest } from '../config/keys.ts'
import { insertInto, type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'

/** Milliseconds between two writes of a device: only the sweep needs its last use. */
const writeInterval = day
/** Notices about new devices to one account per hour: many sign-ins must not fill a mailbox. */
const noticesPerHour = 5

/** The kind of a device: browser and system without versions, which change by themselves, and the country. */
export function deviceKey({ userAgent, country }: Call): Promise<string> {
  const kind = userAgent?.replace(/\d[\d._]*/g, '') ?? ''
  return digest(`${kind}\0${country ?? ''}`)
}

const selectByAccount = prepareOnce(
  (db, { account, key, since }: Placeholders<{ account: string; key: string; since: number }>) =>
    db
      .select({
        total: sql<number>`count(*)`,
        known: sql<number>`coalesce(sum(${devices.key} = ${key}), 0)`,
        recent: sql<number>`coalesce(sum(${devices.usedAt} > ${since}), 0)`,
      })
      .from(devices)
      .where(eq(devices.accountId, account)),
)

/** The devices of an account, counted. In a batch it comes before `upsertDevice`. */
export function selectDevices(call: Call, account: string, key: string) {
  return selectByAccount(call.db, { account, key, since: call.now - hour })
}

type Devices = Awaited<ReturnType<typeof selectDevices>>[number]

/** True if the owner is notified of the sign-in. The first device of an account is not new. */
export function isNewDevice({ total, known, recent }: Devices): boolean {
  return total > 0 && known === 0 && recent < noticesPerHour
}

const insertOrUpdate = insertInto(devices, (db, rows) =>
  db
    .insert(devices)
    .select(rows)
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
