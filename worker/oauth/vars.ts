import { units } from '../config/duration.ts'
import type { Settings } from '../config/settings.ts'
import { duration, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of the OAuth provider. */
export const vars = {
  /** Seconds without use after which a grant ends. */
  REFRESH_IDLE: ['duration', z._default(duration(units.h, 400 * units.d), 30 * units.d)],
} as const satisfies VarDefinitions

/** Whether apps can sign people in, who give their consent on the pages. */
export function servesApps({ OAUTH, PAGES }: Pick<Settings, 'OAUTH' | 'PAGES'>): boolean {
  return OAUTH && PAGES
}

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
