import { signingKeys } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { rotateKeys } from './rotation.ts'
import { getJwks } from './routes.ts'
import { reencryptKeys } from './sealing.ts'
import { checkVars, vars } from './vars.ts'

/** Written by `npm run keys`. */
const events = ['signing_keys_withdrawn'] as const

/** Keys and JWTs that other services verify with the published public keys. */
export const signingCapability = {
  routes: [getJwks],
  isServed: ({ OAUTH }) => OAUTH,
  vars,
  events,
  checkVars,
  sweep: (_, now) => [{ table: signingKeys, column: signingKeys.expiresAt, before: now }],
  rotate: reencryptKeys,
  schedule: rotateKeys,
} satisfies Capability

declare module '../audit/events.ts' {
  interface EventNames extends Record<(typeof events)[number], true> {}
}
