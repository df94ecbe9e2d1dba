import { apiTokens } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { invitationProblems } from './problems.ts'
import * as routes from './routes.ts'
import { vars } from './vars.ts'

/** Invitations with which the owner of an account lets others sign up. */
export const invitationsCapability = {
  routes: Object.values(routes),
  problems: invitationProblems,
  vars,
  sweep: (_, now) => [{ table: apiTokens, column: apiTokens.expiresAt, before: now }],
  personalData: {
    api_tokens: {
      table: apiTokens,
      account: apiTokens.accountId,
      columns: ['id', 'createdAt', 'expiresAt', 'uses'],
    },
  },
} satisfies Capability
