import { throttles } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { limitProblems } from './problems.ts'

/** Attempt counters, the rate limit and the concurrency limit. */
export const limitsCapability = {
  problems: limitProblems,
  sweep: (_, now) => [
    {
      table: throttles,
      column: throttles.expiresAt,
      before: now,
      walk: { by: throttles.key, start: '', rows: Number.POSITIVE_INFINITY },
    },
  ],
} satisfies Capability
