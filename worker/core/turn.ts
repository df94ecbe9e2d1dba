import { Problem } from '../problem.ts'

/*
 * What an isolate has once: its thread. Nothing here awaits another request, and every place in a line lapses: a
 * request can be cut off at any moment, and would leave the others waiting for ever.
 */

/**
 * Requests that may be at work on something dear in one isolate. Past it a caller is told to come back, before
 * anything is read or counted: 64 bcrypts of cost 12 are 20 seconds. No guard of an account hangs on this number;
 * those are counted in storage.
 */
const most = 64
/** Milliseconds after which a request that is still at work is taken for one that was cut off. */
const longest = 60_000

interface Place {
  /** UNIX ms when its holder last showed itself. */
  seen: number
}

const atWork = new Set<Place>()

/** @throws Problem `busy` when as many as may are at work */
export async function admit<T>(work: () => Promise<T>): Promise<T> {
  const place = { seen: Date.now() }
  if (atWork.size >= most) {
    for (const other of atWork) if (place.seen - other.seen > longest) atWork.delete(other)
    if (atWork.size >= most) throw new Problem('busy')
  }
  atWork.add(place)
  try {
    return await work()
  } finally {
    atWork.delete(place)
  }
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
