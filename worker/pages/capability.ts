import type { Capability } from '../http/capability.ts'
import { vars } from './vars.ts'

/** The pages. */
export const pagesCapability = {
  vars,
} satisfies Capability
