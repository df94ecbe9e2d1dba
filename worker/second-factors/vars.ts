import { onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of second factors. */
export const vars = {
  /** Who must have a second factor. */
  SECOND_FACTOR: ['plain', z._default(z.enum(['optional', 'admins', 'all']), 'optional')],
  /** The second step of Open Archiver's own back end, in place of the code at the end of the password. */
  OPEN_ARCHIVER_MFA: ['plain', onOff('off')],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
