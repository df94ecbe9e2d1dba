import { oneOf, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'

/** Settings of second factors. */
export const vars = {
  /** Who must have a second factor. */
  SECOND_FACTOR: ['plain', oneOf('optional', 'admins', 'all'), 'optional'],
  /** The second step of Open Archiver's own back end, in place of the code at the end of the password. */
  OPEN_ARCHIVER_MFA: ['plain', onOff, false],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
