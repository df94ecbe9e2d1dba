import type { VarDefinitions, VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of registration. */
export const vars = {
  REGISTRATION: ['plain', z._default(z.enum(['open', 'invitation', 'closed']), 'open')],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
