import { eq, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { sessions, throttles } from '../../schema/index.ts'
import type { Db } from '../db/database.ts'
import { type Placeholders, prepareOnce } from '../db/statements.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'

/**
 * Mails of each kind to one address in an hour. Kinds have counters of their own: links are asked for by strangers, and
 * must keep no owner from a code or a notice.
 */
export const mailsPerHour = 5
/** Codes tried per account in an hour, over all challenges: a guess of 10 in 1,000,000 an hour. */
export const codesPerHour = 10
/** Codes one account has mailed in an hour, to whatever addresses: it must not become a mailer. */
export const codesAskedPerHour = 10
export const hour = 3_600_000
/**
 * Requests that change something, by one account in an hour. Each may leave an event of 300 bytes for AUDIT_DAYS: a person
 * makes a few of them, an administrator's script many.
 */
const writesPerHour = { user: 120, admin: 3000 }

/** How tries are counted. */
export interface Window {
  /** UNIX ms. */
  now: number
  limit: number
  /** Milliseconds. */
  window: number
}

/**
 * Counts one more try under `key` and gives the count, this one included, and when the window ends. One atomic
 * statement, run before the work it guards, so parallel tries cannot all see the same count.
 */
export function reserve(call: Call, key: string, limit: number, window: number) {
  return reserveByKey(call.db, { key, now: call.now, limit, window })
}

const reserveByKey = prepareOnce((db, placeholders: Placeholders<Window & { key: string }>) =>
  reservation(db, placeholders.key, placeholders),
)

/** The statement of `reserve`, also for a key that it works out itself. */
export function reservation(
  db: Db,
  key: Placeholder | SQL,
  { now, limit, window }: Placeholders<Window>,
) {
  return db
    .insert(throttles)
    .values({ key, count: 1, expiresAt: sql`${now} + ${window}` })
    .onConflictDoUpdate(oneMore(now, limit))
    .returning(counted)
}

function oneMore(now: Placeholder, limit: Placeholder | number) {
  const ended = sql`${throttles.expiresAt} <= ${now}`
  return {
    target: throttles.key,
    set: {
      // Held just past the limit: blocked tries must not bury the refund of one that got through and succeeds.
      // limit + 1 comes out once, which tells the moment of locking.
      count: sql`case when ${ended} then 1 else min(${throttles.count} + 1, ${limit} + 2) end`,
      expiresAt: sql`case when ${ended} then excluded.expires_at else ${throttles.expiresAt} end`,
    },
  }
}

const counted = { count: throttles.count, expiresAt: throttles.expiresAt }

/** Counts a request that changes something on the account of a session, if that lives. */
export function countWrite(
  { db }: Call,
  values: { session: string; account: string; now: number },
) {
  return writeCount(db, values)
}

const writeCount = prepareOnce(
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
      .onConflictDoUpdate(oneMore(now, writesPerHour.admin))
      .returning(counted),
)

/** @throws Problem `too_many_requests` when the account has made as many changes as it may */
export function checkWrites(
  { now }: Call,
  role: string,
  write: { count: number; expiresAt: number } | undefined,
): void {
  const limit = role === 'admin' ? writesPerHour.admin : writesPerHour.user
  if (!write || write.count <= limit) return
  throw new Problem('too_many_requests', { retryAfter: secondsUntil(write.expiresAt, now) })
}

/** What counts as tries on one account: failed sign-ins and wrong current passwords alike. */
export function attemptsOf(accountId: string): string {
  return `sign-in:${accountId}`
}

/** What counts as codes tried on one account. */
export function codesOf(accountId: string): string {
  return `code:${accountId}`
}

/** What counts as codes an account has mailed. */
export function codesAskedBy(accountId: string): string {
  return `code-asked:${accountId}`
}

/** What counts as audit rows of one kind about one account or network. */
export function eventsOf(event: string, subject: string): string {
  return `event:${event}:${subject}`
}

/** Every counter that is an account's: they go with it. */
export function countersOf(accountId: string): string[] {
  return [
    attemptsOf(accountId),
    codesOf(accountId),
    codesAskedBy(accountId),
    `write:${accountId}`,
    eventsOf('authz_fail', accountId),
  ]
}

/** Takes a reserved try back: it was no failure. */
export function refund(call: Call, key: string) {
  return refunded(call.db, { key })
}

const refunded = prepareOnce((db, { key }: Placeholders<{ key: string }>) =>
  db
    .update(throttles)
    .set({ count: sql`max(${throttles.count} - 1, 0)` })
    .where(eq(throttles.key, key)),
)

export function clear(call: Call, key: string) {
  return call.db.delete(throttles).where(eq(throttles.key, key))
}

/** Whole seconds until `time`, at least one. */
export function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000))
}

/** The rate limit: requests a minute per network address, and of IPv6 per site, counted by the platform before anything is hashed. */
export async function refuseFlood(call: Call): Promise<void> {
  if (!(await isUnderFloodLimit(call))) throw new Problem('too_many_requests')
}

/** Fails closed, like every guard: without a limit the hash behind it would be free for all. */
async function isUnderFloodLimit({ settings, ip }: Call): Promise<boolean> {
  try {
    const wide = wideNetwork(ip)
    const [near, far] = await Promise.all([
      settings.flood.limit({ key: network(ip) }),
      wide === undefined ? undefined : settings.floodWide?.limit({ key: wide }),
    ])
    return near.success && far?.success !== false
  } catch (cause) {
    throw new Problem('limiter_unavailable', { log: { cause: String(cause).slice(0, 200) } })
  }
}

/** An IPv4 address, or the /64 of an IPv6 one: what one customer of a network holds. */
export function network(ip: string | null): string {
  if (ip === null) return 'unknown'
  return ip.includes(':') ? prefixOf(ip, 64) : ip
}

/** The /48 of an IPv6 address: what a provider gives one site, which holds 65,536 of the other kind. */
function wideNetwork(ip: string | null): string | undefined {
  return ip?.includes(':') ? prefixOf(ip, 48) : undefined
}

function prefixOf(ip: string, bits: 48 | 64): string {
  const [head = '', tail = ''] = ip.toLowerCase().split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = ip.includes('::')
    ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : []
  const groups = [...left, ...zeros, ...right].slice(0, bits / 16)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/${bits}`
}
