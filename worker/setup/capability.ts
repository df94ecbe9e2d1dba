import type { Capability } from '../http/capability.ts'
import { setupProblems } from './problems.ts'
import { setUpInstance } from './routes.ts'
import { checkVars, vars } from './vars.ts'

const events = ['sys_setup_complete'] as const

/** The first administrator, and the default accounts of two products. */
export const setupCapability = {
  routes: [setUpInstance],
  problems: setupProblems,
  events,
  vars,
  checkVars,
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
