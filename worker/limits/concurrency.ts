import { createMiddleware } from 'hono/factory'
import type { App } from '../http/context.ts'
import { Problem, problems } from '../http/problem.ts'
import { rateLimitKey } from './rate-limit.ts'

/*
 * State of one isolate. Never await another request: it may be cancelled. Every place therefore expires; otherwise a
 * cancelled request would block the others for good.
 */

/**
 * Expensive requests at a time in one isolate: 64 bcrypt hashes of cost 12 take 20 seconds. No guard of an account depends
 * on this number; those count in storage.
 */
const maxActive = 64
/** Of these, requests from one network, so that it takes several networks to keep all others out. */
const maxActivePerNetwork = 24
/** Requests that wait because their network has its maximum. */
const maxWaiting = 64
/** Milliseconds between two checks whether the network has room again. */
const pollInterval = 20
/** Milliseconds that a request waits at most. */
const maxWait = 15_000
/** Milliseconds after which an active request counts as cancelled. */
const maxDuration = 60_000

interface Place {
  /** UNIX ms of the last sign of life. */
  seen: number
}

/** The network of each active request. */
const active = new Map<Place, string>()
const waiting = new Set<Place>()

/** Caps concurrent expensive requests per isolate. */
export const concurrencyLimit = createMiddleware<App>(async function concurrencyLimit(c, next) {
  await withConcurrencyLimit(rateLimitKey(c.var.call.ip), next)
})

/**
 * Runs `work` once the isolate has room for the network.
 * @throws Problem `overloaded` when too many requests are active or waiting
 */
export async function withConcurrencyLimit<T>(network: string, work: () => Promise<T>): Promise<T> {
  const place = { seen: Date.now() }
  if (activeFrom(network) >= maxActivePerNetwork) await waitForRoom(network, place)
  dropExpired()
  if (active.size >= maxActive) throw new Problem(problems.overloaded)
  place.seen = Date.now()
  active.set(place, network)
  try {
    return await work()
  } finally {
    active.delete(place)
  }
}

async function waitForRoom(network: string, place: Place): Promise<void> {
  const deadline = place.seen + maxWait
  dropExpired()
  if (waiting.size >= maxWaiting) throw new Problem(problems.overloaded)
  waiting.add(place)
  try {
    while (activeFrom(network) >= maxActivePerNetwork) {
      await scheduler.wait(pollInterval)
      place.seen = Date.now()
      if (place.seen > deadline) throw new Problem(problems.overloaded)
      dropExpired()
    }
  } finally {
    waiting.delete(place)
  }
}

function activeFrom(network: string): number {
  return [...active.values()].filter((each) => each === network).length
}

/** Frees the places of cancelled requests. */
function dropExpired(): void {
  const now = Date.now()
  for (const place of active.keys()) if (now - place.seen > maxDuration) active.delete(place)
  for (const place of waiting) if (now - place.seen > maxWait) waiting.delete(place)
}
