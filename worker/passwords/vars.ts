import { onOff, type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of passwords. */
export const vars = {
  /** Off: no one signs in with a password, and none can be set. */
  PASSWORDS: ['plain', onOff('on')],
  PASSWORD_HASH: ['plain', z._default(z.enum(['bcrypt', 'scrypt']), 'bcrypt')],
  BCRYPT_COST: ['plain', z._default(wholeNumber(4, 15), 12)],
  PASSWORD_MIN_LENGTH: ['plain', z.optional(wholeNumber(1, 64))],
  /** Looks new passwords up at Have I Been Pwned. */
  PWNED_PASSWORDS: ['plain', onOff('off')],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
