import { recoveryCodes, totpFactors } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { totpProblems } from './problems.ts'
import { reencryptSecrets } from './rotation.ts'
import {
  confirmTotpFactor,
  createRecoveryCodes,
  createTotpFactor,
  listSecondFactors,
  removeTotpFactor,
} from './routes.ts'

const events = [
  'authn_factor_added',
  'authn_factor_removed',
  'authn_recovery_codes_created',
] as const

/** Authenticator apps (TOTP) and recovery codes. */
export const totpCapability = {
  routes: [
    listSecondFactors,
    createTotpFactor,
    confirmTotpFactor,
    removeTotpFactor,
    createRecoveryCodes,
  ],
  problems: totpProblems,
  events,
  sweep: (_, now) => [{ table: totpFactors, column: totpFactors.expiresAt, before: now }],
  rotate: reencryptSecrets,
  personalData: {
    totp_factors: {
      table: totpFactors,
      account: totpFactors.accountId,
      columns: ['id', 'label', 'createdAt', 'confirmedAt', 'expiresAt'],
    },
    recovery_codes: {
      table: recoveryCodes,
      account: recoveryCodes.accountId,
      columns: ['createdAt'],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
