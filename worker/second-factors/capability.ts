import { pendingSignIns } from '../../schema/index.ts'
import { walkAll } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { secondFactorProblems } from './problems.ts'
import { completeSession, proveSession } from './routes.ts'
import { vars } from './vars.ts'

const events = ['authn_factor_fail', 'authn_reauthentication'] as const

/** Sign-ins in two steps, and step-up authentication. */
export const secondFactorsCapability = {
  routes: [completeSession, proveSession],
  problems: secondFactorProblems,
  events,
  vars,
  sweep: (_, now) => [walkAll(pendingSignIns, pendingSignIns.id, now)],
  counters: ['second-factor'],
  personalData: {
    pending_sign_ins: {
      table: pendingSignIns,
      account: pendingSignIns.accountId,
      columns: ['amr', 'tries', 'expiresAt'],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
