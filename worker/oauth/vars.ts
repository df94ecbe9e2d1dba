import { units } from '../config/duration.ts'
import type { Settings } from '../config/settings.ts'
import { duration, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'

/** Settings of the OAuth provider. */
export const vars = {
  /** Seconds without use after which a grant ends. */
  REFRESH_IDLE: ['duration', duration(units.h, 400 * units.d), 30 * units.d],
  /** Lets devices without a browser sign in (RFC 8628). */
  DEVICE: ['plain', onOff, false],
} as const satisfies VarDefinitions

/** Whether apps can sign people in, who give their consent on the pages. */
export function servesApps({ OAUTH, PAGES }: Pick<Settings, 'OAUTH' | 'PAGES'>): boolean {
  return OAUTH && PAGES
}

/** Whether devices without a browser can sign in to apps. */
export function servesDevices(settings: Pick<Settings, 'OAUTH' | 'PAGES' | 'DEVICE'>): boolean {
  return settings.DEVICE && servesApps(settings)
}

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
