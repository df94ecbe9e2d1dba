import type { Capability } from '../http/capability.ts'
import { administrationProblems } from './problems.ts'
import * as routes from './routes.ts'

/** The administration of accounts. */
export const administrationCapability = {
  routes: Object.values(routes),
  problems: administrationProblems,
} satisfies Capability
