import { sender, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of mail. */
export const vars = {
  MAIL_FROM: ['plain', z.optional(sender)],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
