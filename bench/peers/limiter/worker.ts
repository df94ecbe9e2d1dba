import { WorkerEntrypoint } from 'cloudflare:workers'

/** Out of reach of any load that one machine can generate. */
const limit = 1_000_000_000

const counts = new Map<string, number>()

/**
 * Replaces the platform's rate limiter and, like the platform, counts in memory. Miniflare's own rate limiter writes every
 * count to disk, so the benchmark would measure the disk.
 */
export default class Limiter extends WorkerEntrypoint {
  limit({ key }: RateLimitOptions): RateLimitOutcome {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return { success: count <= limit }
  }
}
