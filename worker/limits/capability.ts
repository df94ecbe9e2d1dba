import { throttles } from '../../schema/index.ts'
import { walkAll } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { limitProblems } from './problems.ts'

/** Attempt counters, the rate limit and the concurrency limit. */
export const limitsCapability = {
  problems: limitProblems,
  sweep: (_, now) => [walkAll(throttles, throttles.key, now)],
} satisfies Capability
