import type { Capability } from '../http/capability.ts'
import * as routes from './routes.ts'

/** What this instance is, and how it is doing. */
export const instanceCapability = {
  routes: Object.values(routes),
} satisfies Capability
