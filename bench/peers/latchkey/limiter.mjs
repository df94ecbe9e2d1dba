import { WorkerEntrypoint } from 'cloudflare:workers'

/** Out of reach of any load this machine can make. */
const limit = 1_000_000_000

const counts = new Map()

/**
 * Stands where the platform's rate limiter does, and like it counts in memory beside the Worker that asks. The one
 * of Miniflare writes every count to disk, which would be measured instead.
 */
export default class Limiter extends WorkerEntrypoint {
  limit({ key }) {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return { success: count <= limit }
  }
}
