import { createMiddleware } from 'hono/factory'
import { Problem } from '../http/problem.ts'
import type { App } from '../http/respond.ts'
import { network } from './throttle.ts'

/*
 * State of one isolate, which has one thread. Never await another request: it may be cancelled at any moment. Every place
 * expires instead.
 */

/**
 * Requests that may be at work on something expensive in one isolate: 64 bcrypts of cost 12 are 20 seconds. No guard of
 * an account depends on this number; those are counted in storage.
 */
const most = 64
/** Of them from one network, so that it takes several to keep everybody else out. */
const mostOfNetwork = 24
/** Requests that wait because their network has its share. */
const mostWaiting = 64
/** Milliseconds between two looks whether the network has room again. */
const look = 20
/** Milliseconds after which a request that is still at work is taken for one that was cut off. */
const longest = 60_000

interface Place {
  /** UNIX ms when its holder last showed itself. */
  seen: number
}

const atWork = new Map<Place, string>()
const waiting = new Set<Place>()

/**
 * Lets a request through if the isolate has room, and holds its place until it is answered. It comes once the request
 * is read, so that no place is held while a caller is still sending, and before anything is counted.
 */
export const admitted = createMiddleware<App>(async function admitted(c, next) {
  await admit(network(c.var.call.ip), next)
})

/**
 * @param from the network that asks; past its share it waits for itself
 * @throws Problem `busy` when as many as may are at work, or wait
 */
export async function admit<T>(from: string, work: () => Promise<T>): Promise<T> {
  const place = { seen: Date.now() }
  if (shareOf(from) >= mostOfNetwork) await roomFor(from, place)
  dropLapsed()
  if (atWork.size >= most) throw new Problem('busy')
  place.seen = Date.now()
  atWork.set(place, from)
  try {
    return await work()
  } finally {
    atWork.delete(place)
  }
}

async function roomFor(from: string, place: Place): Promise<void> {
  const until = place.seen + patience
  dropLapsed()
  if (waiting.size >= mostWaiting) throw new Problem('busy')
  waiting.add(place)
  try {
    while (shareOf(from) >= mostOfNetwork) {
      await scheduler.wait(look)
      place.seen = Date.now()
      if (place.seen > until) throw new Problem('busy')
      dropLapsed()
    }
  } finally {
    waiting.delete(place)
  }
}

function shareOf(from: string): number {
  return [...atWork.values()].filter((network) => network === from).length
}

/** A request that was cut off leaves its place to nobody. */
function dropLapsed(): void {
  const now = Date.now()
  for (const place of atWork.keys()) if (now - place.seen > longest) atWork.delete(place)
  for (const place of waiting) if (now - place.seen > patience) waiting.delete(place)
}

/** Milliseconds without a sign after which a waiting place is free: several of the most expensive hashes. */
const patience = 15_000
