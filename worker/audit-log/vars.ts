import { type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'

/** Settings of the audit log. */
export const vars = {
  /** Days after which an audit event is deleted. */
  AUDIT_DAYS: ['plain', wholeNumber(1, 3650), 90],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
