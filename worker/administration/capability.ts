import type { Capability } from '../http/capability.ts'
import { administrationProblems } from './problems.ts'
import * as routes from './routes.ts'

/** What administrators do with accounts. */
export const administrationCapability = {
  routes: Object.values(routes),
  problems: administrationProblems,
} satisfies Capability
