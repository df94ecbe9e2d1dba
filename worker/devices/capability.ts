import { devices } from '../../schema/index.ts'
import { day } from '../config/duration.ts'
import { walkAccounts } from '../db/sweep.ts'
import type { Capability } from '../http/capability.ts'

/** Days after the last use of a device. No one stays away longer from a device that is still theirs. */
const keptDays = 400

/** Devices from which an account was used. */
export const devicesCapability = {
  sweep: (_, now) => [
    {
      table: devices,
      column: devices.usedAt,
      before: now - keptDays * day,
      walk: walkAccounts(devices.accountId, now),
    },
  ],
  personalData: {
    devices: { table: devices, account: devices.accountId, columns: ['usedAt'] },
  },
} satisfies Capability
