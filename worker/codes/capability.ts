import { otpChallenges } from '../../schema/index.ts'
import { walkAll } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { codeProblems } from './problems.ts'

const events = ['authn_code_fail'] as const

/** Verification codes that are mailed to an account. */
export const codesCapability = {
  problems: codeProblems,
  events,
  sweep: (_, now) => [walkAll(otpChallenges, otpChallenges.accountId, now)],
  counters: ['code', 'code-asked'],
  personalData: {
    otp_challenge: {
      table: otpChallenges,
      account: otpChallenges.accountId,
      isSingle: true,
      columns: ['tries', 'expiresAt', 'newEmail'],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
