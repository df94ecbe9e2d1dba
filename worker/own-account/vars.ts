import { oneOf, type VarDefinitions, type VarsOf } from '../config/vars.ts'

/** Settings of registration. */
export const vars = {
  REGISTRATION: ['plain', oneOf('open', 'invitation', 'closed'), 'open'],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
