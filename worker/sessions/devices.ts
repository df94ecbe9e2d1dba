import { eq, type SQL, sql } from 'drizzle-orm'
import { devices } from '../../schema/index.ts'
import { digest } from '../config/keys.ts'
import { insertInto, type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { hour } from '../limits/throttle.ts'
import { countryName, deviceName } from './device-names.ts'

/** A device is written at most daily: its last use matters to the sweep alone. */
const writtenEvery = 24 * hour
/** Mails of new devices to one account in an hour; signing in from a hundred must not fill a mailbox. */
const toldPerHour = 5

/**
 * What tells one kind of device from another: browser and system without their versions, which change by
 * themselves, and the country.
 */
export function deviceKey({ userAgent, country }: Call): Promise<string> {
  const kind = userAgent?.replace(/\d[\d._]*/g, '') ?? ''
  return digest(`${kind}\0${country ?? ''}`)
}

const devicesOf = prepareOnce(
  (db, { account, key, since }: Placeholders<{ account: string; key: string; since: number }>) =>
    db
      .select({
        used: sql<number>`count(*)`,
        known: sql<number>`coalesce(sum(${devices.key} = ${key}), 0)`,
        lately: sql<number>`coalesce(sum(${devices.usedAt} > ${since}), 0)`,
      })
      .from(devices)
      .where(eq(devices.accountId, account)),
)

/** What the account has been used from; before `keepDevice` in one batch. */
export function askDevices(call: Call, account: string, key: string) {
  return devicesOf(call.db, { account, key, since: call.now - hour })
}

type Devices = Awaited<ReturnType<typeof askDevices>>[number]

/** True when the owner should hear of a sign-in from this one. The first ever is no news. */
export function isNews({ used, known, lately }: Devices): boolean {
  return used > 0 && known === 0 && lately < toldPerHour
}

const upsertDevice = insertInto(devices, (db, rows) =>
  db
    .insert(devices)
    .select(rows)
    .onConflictDoUpdate({
      target: [devices.accountId, devices.key],
      set: { usedAt: sql`excluded.used_at` },
      setWhere: sql`${devices.usedAt} < excluded.used_at - ${sql.raw(String(writtenEvery))}`,
    }),
)

/** Writes down that the account is used from this device, if the condition holds. */
export function keepDevice(call: Call, accountId: string, key: string, when: SQL) {
  return upsertDevice(call.db, { accountId, key, usedAt: call.now }, when)
}

/** The device in words of a closed set. */
export function deviceInWords({ userAgent, country }: Call): string {
  const device = deviceName(userAgent, 'An unknown browser')
  return `${device}, ${countryName(country) ?? 'an unknown country'}`
}
