import { sessions } from '../../schema/index.ts'
import { walkAccounts } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { sessionProblems } from './problems.ts'
import {
  createSession,
  endOtherSessions,
  endSession,
  endSessionById,
  getSession,
  listSessions,
} from './routes.ts'
import { vars } from './vars.ts'

const events = [
  'authn_login_success',
  'authn_login_fail',
  'authn_login_lock',
  'authn_token_revoked',
  'authz_fail',
] as const

/** Sessions and sign-in. */
export const sessionsCapability = {
  routes: [createSession, getSession, endSession, listSessions, endSessionById, endOtherSessions],
  problems: sessionProblems,
  events,
  vars,
  sweep: (_, now) => [
    {
      table: sessions,
      column: sessions.expiresAt,
      before: now,
      walk: walkAccounts(sessions.accountId, now),
    },
  ],
  counters: ['sign-in', 'write', 'navigation', 'event:authz_fail'],
  personalData: {
    sessions: {
      table: sessions,
      account: sessions.accountId,
      columns: [
        'id',
        'createdAt',
        'expiresAt',
        'endsAt',
        'lastUsedAt',
        'userAgent',
        'country',
        'level',
        'amr',
        'provedAt',
      ],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
