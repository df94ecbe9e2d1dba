import { Problem } from '../problem.ts'

/**
 * Requests that may be at work on something dear in one isolate. Past it a caller is told to come back, before
 * anything is read or counted: 64 bcrypts of cost 12 are 20 seconds. No guard of an account hangs on this number;
 * those are counted in storage.
 */
const most = 64

let inside = 0

/** @throws Problem `busy` when as many as may are at work */
export async function admit<T>(work: () => Promise<T>): Promise<T> {
  if (inside >= most) throw new Problem('busy')
  inside++
  try {
    return await work()
  } finally {
    inside--
  }
}

/** Milliseconds between two hashes for which somebody waits: time for a short request to read what it needs. */
const gap = 5

let last: Promise<unknown> = Promise.resolve()
let waiting = 0

/**
 * Runs long computations one after another. An isolate has one thread: all that start together hold up everything
 * else until the last is done, while between two turns a short request comes through.
 */
export async function inTurn<T>(compute: () => Promise<T>): Promise<T> {
  const before = last
  const turn = Promise.withResolvers<void>()
  last = turn.promise
  waiting++
  try {
    await before
    if (waiting > 1) await scheduler.wait(gap)
    return await compute()
  } finally {
    waiting--
    turn.resolve()
  }
}
