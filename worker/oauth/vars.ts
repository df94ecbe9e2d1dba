import { units } from '../config/duration.ts'
import type { SettingsIssue, Vars } from '../config/settings.ts'
import { duration, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of the OAuth provider. */
export const vars = {
  /** Seconds without use after which a grant ends. */
  REFRESH_IDLE: ['duration', z._default(duration(units.h, 400 * units.d), 30 * units.d)],
} as const satisfies VarDefinitions

/** People sign in and give their consent on the pages. */
export function checkVars({ OAUTH, PAGES }: Vars): SettingsIssue[] {
  return OAUTH && !PAGES ? [{ variable: 'OAUTH', message: 'requires PAGES' }] : []
}

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
