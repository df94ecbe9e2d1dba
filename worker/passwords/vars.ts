import { oneOf, onOff, type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'

/** Settings of passwords. */
export const vars = {
  /** Off: no one signs in with a password, and none can be set. */
  PASSWORDS: ['plain', onOff, true],
  PASSWORD_HASH: ['plain', oneOf('bcrypt', 'scrypt'), 'bcrypt'],
  BCRYPT_COST: ['plain', wholeNumber(4, 15), 12],
  PASSWORD_MIN_LENGTH: ['plain', wholeNumber(1, 64), undefined],
  /** Looks new passwords up at Have I Been Pwned. */
  PWNED_PASSWORDS: ['plain', onOff, false],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
