/*
 * State of one isolate, which has one thread. Never await another request: it may be cancelled at any moment. Every place
 * in the queue expires instead.
 */

interface Place {
  /** UNIX ms when the waiting request last polled. */
  seen: number
}

/** Milliseconds between polls, and therefore between two hashes: short requests run in the gap. */
const pollInterval = 5
/** Milliseconds without a poll after which a place expires: several times the most expensive hash. */
const timeout = 15_000

const queue: Place[] = []

/**
 * Runs long computations one after another, in the order of the calls, and returns the result. Started together, they
 * would block all other requests until the last one ends. An empty queue costs nothing.
 */
export async function enqueueHash<T>(compute: () => Promise<T>): Promise<T> {
  const place = { seen: Date.now() }
  queue.push(place)
  try {
    while (front() !== place) {
      await scheduler.wait(pollInterval)
      place.seen = Date.now()
      if (!queue.includes(place)) queue.push(place)
    }
    return await compute()
  } finally {
    const at = queue.indexOf(place)
    if (at >= 0) queue.splice(at, 1)
  }
}

function front(): Place | undefined {
  const now = Date.now()
  while (queue[0] && now - queue[0].seen > timeout) queue.shift()
  return queue[0]
}
