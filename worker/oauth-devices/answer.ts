import {
  and,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNull,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from 'drizzle-orm'
import { clients, deviceCodes, throttles } from '../../schema/index.ts'
import { type AuditEvent, auditRow, logEvent, logEventLater } from '../audit/events.ts'
import { hour } from '../config/duration.ts'
import { keyedHash } from '../config/keys.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { limitProblems } from '../limits/problems.ts'
import { rateLimitKey } from '../limits/rate-limit.ts'
import { type Count, reserve, secondsUntil } from '../limits/throttle.ts'
import { createGrant } from '../oauth-authorization/new-grant.ts'
import { type Caller, isSignedIn } from '../sessions/session.ts'
import { deviceProblems } from './problems.ts'
import { hasUserCode } from './user-code.ts'

/** Wrong codes per hour from one account, and from one network: among 25,600,000,000 codes. */
const limits = { account: 10, network: 50 }

/** The request of a device, with facts about the client that it is for. */
type DeviceRequest = typeof deviceCodes.$inferSelect & { client: string; redirectUris: string[] }

/**
 * Opens the request of a device by its user code, for this session alone: another account or session that enters the same code later is
 * refused. Every attempt is counted before the code is compared, and taken back if it was right. One batch.
 * @throws Problem `user_code_invalid`, `too_many_attempts`
 */
export async function openRequest(
  call: Call,
  { account, session }: Caller,
  userCode: string,
): Promise<DeviceRequest> {
  const { db, now, settings } = call
  const hasCode = await hasUserCode(settings.keys, userCode)
  const network = await keyedHash(settings.keys[0], 'network', rateLimitKey(call.ip))
  const keys = { account: `user-code:${account.id}`, network: `user-code-network:${network}` }
  const mayTry = and(isUnder(keys.account, limits.account), isUnder(keys.network, limits.network))
  const own = eq(deviceCodes.sessionId, session.id)
  const isOpened = and(hasCode, isOpen(now), own, mayTry)
  const [[ofAccount], [ofNetwork], [request]] = await db.batch([
    reserve(call, keys.account, limits.account, hour),
    reserve(call, keys.network, limits.network, hour),
    db
      .update(deviceCodes)
      .set({ accountId: account.id, sessionId: session.id })
      .where(
        and(
          hasCode,
          isOpen(now),
          or(isNull(deviceCodes.sessionId), own),
          mayTry,
          isSignedIn(session),
        ),
      )
      .returning({
        ...getTableColumns(deviceCodes),
        client: ofClient<string>(clients.name),
        redirectUris: ofClient<string[]>(clients.redirectUris).mapWith(clients.redirectUris),
      }),
    db
      .update(throttles)
      .set({ count: sql`max(${throttles.count} - 1, 0)` })
      .where(and(inArray(throttles.key, Object.values(keys)), exists(isOpened))),
  ])
  if (request) return request
  const full = [isPast(ofAccount, limits.account), isPast(ofNetwork, limits.network)].find(Boolean)
  if (full) {
    throw new Problem(limitProblems.too_many_attempts, {
      retryAfter: secondsUntil(full.expiresAt, now),
    })
  }
  logEventLater(call, { event: 'user_code_fail', account: account.id, outcome: 'failure' })
  throw new Problem(deviceProblems.user_code_invalid)
}

/**
 * Allows or denies the request that the session opened. The same answer once more changes nothing.
 * @throws Problem `user_code_invalid`
 */
export async function answerRequest(
  call: Call,
  caller: Caller,
  userCode: string,
  decision: 'allow' | 'deny',
): Promise<void> {
  const { db, now } = call
  const { account, session } = caller
  const own = and(
    await hasUserCode(call.settings.keys, userCode),
    eq(deviceCodes.sessionId, session.id),
    gt(deviceCodes.expiresAt, now),
  )
  const [device] = await db.select().from(deviceCodes).where(own)
  if (!device) throw new Problem(deviceProblems.user_code_invalid)
  if (decision === 'allow' ? device.grantId !== null : device.denied) return
  const target = and(own, isOpen(now), isSignedIn(session))
  const { clientId, scope, resources, expiresAt } = device
  if (decision === 'allow') {
    const facts = { clientId, scope, resources, remembered: false, expiresAt }
    const isAllowed = await createGrant(call, caller, facts, {
      condition: exists(target),
      extraStatements: (grantId, created) => [
        db
          .update(deviceCodes)
          .set({ grantId })
          .where(and(eq(deviceCodes.id, device.id), created)),
      ],
    })
    if (!isAllowed) throw new Problem(deviceProblems.user_code_invalid)
    return
  }
  const event: AuditEvent = { event: 'device_denied', account: account.id, detail: clientId }
  const [, denied] = await db.batch([
    auditRow(call, event, exists(target)),
    db.update(deviceCodes).set({ denied: true }).where(target).returning({ id: deviceCodes.id }),
  ])
  if (denied.length === 0) throw new Problem(deviceProblems.user_code_invalid)
  logEvent(call, event)
}

function isPast(counted: Count | undefined, limit: number): Count | undefined {
  return counted && counted.count > limit ? counted : undefined
}

/** A column of the client of a device code, which RETURNING reads. */
function ofClient<T>(column: SQLWrapper): SQL<T> {
  return sql<T>`(select ${column} from ${clients} where ${clients.id} = ${deviceCodes.clientId})`
}

/** No one has answered the request yet, it has not expired, and its client is not disabled. */
function isOpen(now: number) {
  return and(
    gt(deviceCodes.expiresAt, now),
    isNull(deviceCodes.grantId),
    eq(deviceCodes.denied, false),
    sql`${deviceCodes.clientId} in (select ${clients.id} from ${clients} where ${clients.disabledAt} is null)`,
  )
}

function exists(condition: SQL | undefined): SQL {
  return sql`exists (select 1 from ${deviceCodes} where ${condition})`
}

/** An attempt that has just been counted is within the limit. */
function isUnder(key: string, limit: number): SQL {
  return sql`exists (select 1 from ${throttles} where ${throttles.key} = ${key} and ${throttles.count} <= ${limit})`
}
