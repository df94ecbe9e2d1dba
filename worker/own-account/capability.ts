import type { Capability } from '../http/capability.ts'
import { registrationProblems } from './problems.ts'
import * as routes from './routes.ts'
import { vars } from './vars.ts'

/** Registration, and what people do with their own account. */
export const ownAccountCapability = {
  routes: Object.values(routes),
  problems: registrationProblems,
  vars,
} satisfies Capability
