import type { Capability } from '../http/capability.ts'
import { mailProblems } from './problems.ts'
import { vars } from './vars.ts'

/** Mail to the owners of accounts. */
export const mailCapability = {
  problems: mailProblems,
  vars,
} satisfies Capability
