import { units } from '../config/duration.ts'
import { duration, type VarDefinitions, type VarsOf, wholeNumber } from '../config/vars.ts'
import * as z from '../input/zod.ts'

/** Settings of sessions and sign-in. */
export const vars = {
  /** Seconds. */
  JWT_EXPIRES_IN: ['duration', z._default(duration(60, 400 * units.d), 7 * units.d)],
  /** Seconds without use after which the session of a browser ends. */
  SESSION_IDLE: ['duration', z._default(duration(60, 400 * units.d), 7 * units.d)],
  /** Seconds after which the session of a browser ends even if it is used. */
  SESSION_LIFETIME: ['duration', z._default(duration(60, 400 * units.d), 30 * units.d)],
  LOGIN_ATTEMPTS: ['plain', z._default(wholeNumber(1, 1000), 10)],
  /** Seconds. */
  LOGIN_WINDOW: ['duration', z._default(duration(1, units.w), 15 * units.m)],
  /** Minutes. Without it any session may set a password. */
  SUDO_MINUTES: ['plain', z.optional(wholeNumber(1, 525_600))],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
