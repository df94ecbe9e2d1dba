import { authorizationCodes, grants } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { vars } from './vars.ts'

const events = ['grant_created', 'grant_revoked', 'grant_reused'] as const

/** The endpoints of OAuth 2.1 and OpenID Connect. endpoints.ts mounts them. */
export const oauthCapability = {
  events,
  vars,
  sweep: (_, now) => [
    { table: authorizationCodes, column: authorizationCodes.expiresAt, before: now },
    { table: grants, column: grants.expiresAt, before: now },
  ],
  personalData: {
    grants: {
      table: grants,
      account: grants.accountId,
      columns: [
        'id',
        'clientId',
        'sessionId',
        'scope',
        'resources',
        'remembered',
        'level',
        'amr',
        'authTime',
        'createdAt',
        'lastUsedAt',
        'expiresAt',
      ],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
