import { createMiddleware } from 'hono/factory'
import { Problem } from '../http/problem.ts'
import type { App } from '../http/respond.ts'
import { network } from './throttle.ts'

/*
 * What an isolate has once: its thread. Nothing here awaits another request, and every place in a line lapses: a
 * request can be cut off at any moment, and would leave the others waiting for ever.
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

/** Milliseconds between looks at the line, and so between hashes: a short request comes through meanwhile. */
const gap = 5
/** Milliseconds without a sign after which a place is free: several of the dearest hashes. */
const patience = 15_000

const line: Place[] = []

/**
 * Runs long computations one after another, in order. All that start together would hold up everything else until
 * the last is done. Costs nothing where nobody is before.
 */
export async function inTurn<T>(compute: () => Promise<T>): Promise<T> {
  const place = { seen: Date.now() }
  line.push(place)
  try {
    while (front() !== place) {
      await scheduler.wait(gap)
      place.seen = Date.now()
      if (!line.includes(place)) line.push(place)
    }
    return await compute()
  } finally {
    const at = line.indexOf(place)
    if (at >= 0) line.splice(at, 1)
  }
}

function front(): Place | undefined {
  const now = Date.now()
  while (line[0] && now - line[0].seen > patience) line.shift()
  return line[0]
}
