import { vi } from 'vitest'
import { type Dump, dump, restore } from '../database/snapshot.ts'
import type { Sent } from '../requests/client.ts'
import type { SentMail, Service } from '../requests/service.ts'

/** A request, and whether it contains a code that is valid for seconds only. */
export interface Made {
  sent: Sent
  isBrief: boolean
}

interface Prepared extends Made {
  rows: Dump
  mails: SentMail[]
  /** Of the clock (UNIX ms). */
  at: number
}

const known = new Map<string, Prepared>()

/** Milliseconds. Everything else that a state contains is valid for minutes. */
const longest = { brief: 10_000, usual: 120_000 }

/**
 * Creates a state in an empty database, or restores the rows that it had when it was created with the same settings a short time ago, which
 * takes a fifth of the time. A clock that a test has stopped goes on from the time of these rows.
 */
export async function prepareOnce(
  name: string,
  service: Service,
  create: () => Promise<Made>,
): Promise<Sent> {
  const isStopped = vi.isFakeTimers()
  const key = JSON.stringify([name, service.settings, isStopped])
  const before = known.get(key)
  if (before && (isStopped || isRecent(before))) {
    if (isStopped) vi.setSystemTime(before.at)
    await restore(before.rows)
    service.mails.push(...before.mails)
    return structuredClone(before.sent)
  }
  const earlier = service.mails.length
  const made = await create()
  const rows = await dump()
  known.set(key, { ...made, rows, mails: service.mails.slice(earlier), at: Date.now() })
  return structuredClone(made.sent)
}

function isRecent({ at, isBrief }: Prepared): boolean {
  const age = Date.now() - at
  return age >= 0 && age < (isBrief ? longest.brief : longest.usual)
}
