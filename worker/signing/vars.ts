import { units } from '../config/duration.ts'
import type { Settings, SettingsIssue, Vars } from '../config/settings.ts'
import { duration, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'

/** Settings of tokens for other services. */
export const vars = {
  /** Signs tokens that other services verify with public keys. */
  OAUTH: ['plain', onOff, false],
  /** Seconds. */
  ACCESS_TOKEN_LIFE: ['duration', duration(60, units.h), 10 * units.m],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}

/** The issuer of every token is the origin of PUBLIC_URL: a header of a request must not name it. */
export function checkVars({ OAUTH, PUBLIC_URL }: Vars): SettingsIssue[] {
  return OAUTH && PUBLIC_URL === undefined
    ? [{ variable: 'OAUTH', message: 'requires PUBLIC_URL' }]
    : []
}

/** The issuer identifier (RFC 8414 section 2). */
export function issuerOf({ PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>): string {
  if (PUBLIC_URL === undefined) throw new Error('OAUTH requires PUBLIC_URL')
  return new URL(PUBLIC_URL).origin
}
