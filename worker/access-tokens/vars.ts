import { resourceList, type VarDefinitions, type VarsOf } from '../config/vars.ts'

/** Settings of access tokens. */
export const vars = {
  /** The audiences for which access tokens are issued: resource indicators (RFC 8707). */
  RESOURCES: ['plain', resourceList, []],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
