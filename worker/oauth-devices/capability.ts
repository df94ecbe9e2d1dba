import { deviceCodes } from '../../schema/index.ts'
import { hour } from '../config/duration.ts'
import type { Capability } from '../http/capability.ts'
import { servesDevices } from '../oauth/vars.ts'
import { deviceProblems } from './problems.ts'
import { answerDeviceRequest, openDeviceRequest } from './routes.ts'

const events = ['device_denied', 'user_code_fail'] as const

/** The device authorization grant (RFC 8628): requests of devices without a browser, and the answers of people. */
export const oauthDevicesCapability = {
  routes: [openDeviceRequest, answerDeviceRequest],
  isServed: servesDevices,
  problems: deviceProblems,
  events,
  // A late token request then still gets the error expired_token.
  sweep: (_, now) => [{ table: deviceCodes, column: deviceCodes.expiresAt, before: now - hour }],
  counters: ['user-code'],
  personalData: {
    device_codes: {
      table: deviceCodes,
      account: deviceCodes.accountId,
      columns: [
        'clientId',
        'sessionId',
        'scope',
        'resources',
        'network',
        'country',
        'denied',
        'grantId',
        'createdAt',
        'expiresAt',
      ],
    },
  },
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
