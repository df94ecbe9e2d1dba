import { devices } from '../../schema/index.ts'
import { walkAccounts } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'
import { lifetime } from './devices.ts'

/** Devices from which an account was used. */
export const devicesCapability = {
  sweep: (_, now) => [
    {
      table: devices,
      column: devices.usedAt,
      before: now - lifetime,
      walk: walkAccounts(devices.accountId, now),
    },
  ],
  personalData: {
    devices: { table: devices, account: devices.accountId, columns: ['usedAt'] },
  },
} satisfies Capability
