import { type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'

/** Settings of invitations. */
export const vars = {
  INVITATION_DAYS: ['plain', wholeNumber(1, 3650), 90],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
