import type { VarDefinitions, VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of second factors. */
export const vars = {
  /** Who must have a second factor. */
  SECOND_FACTOR: ['plain', z._default(z.enum(['optional', 'admins', 'all']), 'optional')],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
