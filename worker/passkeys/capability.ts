import { passkeys, spentPasskeyChallenges } from '../../schema/index.ts'
import { walkAll } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { passkeyProblems } from './problems.ts'
import {
  createPasskey,
  createPasskeyOptions,
  createPasskeyRequest,
  createSessionWithPasskey,
  deletePasskey,
  getPasskeyEndpoints,
  getRelatedOrigins,
  listPasskeys,
  updatePasskey,
} from './routes.ts'
import { checkVars, vars } from './vars.ts'

/** Passkeys (WebAuthn). */
export const passkeysCapability = {
  routes: [
    listPasskeys,
    createPasskeyOptions,
    createPasskey,
    updatePasskey,
    deletePasskey,
    createPasskeyRequest,
    createSessionWithPasskey,
    getRelatedOrigins,
    getPasskeyEndpoints,
  ],
  problems: passkeyProblems,
  vars,
  checkVars,
  sweep: (_, now) => [walkAll(spentPasskeyChallenges, spentPasskeyChallenges.id, now)],
  personalData: {
    passkeys: {
      table: passkeys,
      account: passkeys.accountId,
      columns: [
        'id',
        'rpId',
        'userHandle',
        'label',
        'aaguid',
        'transports',
        'backupEligible',
        'backedUp',
        'userVerified',
        'createdAt',
        'lastUsedAt',
      ],
    },
  },
} satisfies Capability
