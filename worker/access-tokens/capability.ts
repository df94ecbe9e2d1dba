import { revocations } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { accessTokenProblems } from './problems.ts'
import { createAccessToken, getRevocations } from './routes.ts'
import { vars } from './vars.ts'

/** Access tokens that other services verify offline, and the list of those that were revoked. */
export const accessTokensCapability = {
  routes: [createAccessToken, getRevocations],
  isServed: ({ OAUTH }) => OAUTH,
  problems: accessTokenProblems,
  vars,
  sweep: (_, now) => [{ table: revocations, column: revocations.expiresAt, before: now }],
} satisfies Capability
