import type { Capability } from '../http/capability.ts'
import { getHealth, getInstance, getLiveness, listSettings } from './routes.ts'

/** What this instance is, and how it is doing. */
export const instanceCapability = {
  routes: [getInstance, listSettings, getHealth, getLiveness],
} satisfies Capability
