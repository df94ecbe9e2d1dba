import { units } from '../config/duration.ts'
import { duration, type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'

/** Settings of sessions and sign-in. */
export const vars = {
  /** Seconds. */
  JWT_EXPIRES_IN: ['duration', duration(60, 400 * units.d), 7 * units.d],
  /** Seconds without use after which the session of a browser ends. */
  SESSION_IDLE: ['duration', duration(60, 400 * units.d), 7 * units.d],
  /** Seconds after which the session of a browser ends even if it is used. */
  SESSION_LIFETIME: ['duration', duration(60, 400 * units.d), 30 * units.d],
  LOGIN_ATTEMPTS: ['plain', wholeNumber(1, 1000), 10],
  /** Seconds. */
  LOGIN_WINDOW: ['duration', duration(1, units.w), 15 * units.m],
  /** Minutes. Without it any session may set a password. */
  SUDO_MINUTES: ['plain', wholeNumber(1, 525_600), undefined],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
