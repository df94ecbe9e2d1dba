import { resetLinks } from '../../schema/index.ts'
import { walkAll } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { passwordProblems } from './problems.ts'
import { completePasswordReset, getPasswordReset, requestPasswordReset } from './routes.ts'
import { vars } from './vars.ts'

const events = [
  'authn_password_change',
  'authn_password_change_fail',
  'authn_token_created',
] as const

/** Passwords and reset links. */
export const passwordsCapability = {
  routes: [requestPasswordReset, getPasswordReset, completePasswordReset],
  problems: passwordProblems,
  events,
  vars,
  sweep: (_, now) => [walkAll(resetLinks, resetLinks.accountId, now)],
  personalData: {
    reset_link: {
      table: resetLinks,
      account: resetLinks.accountId,
      isSingle: true,
      columns: ['expiresAt'],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
