import { location, oneOf, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import { isEmailAddress } from '../input/email-address.ts'
import * as z from '../input/zod.ts'

/** A path on the same host: the content security policy allows no styles of other hosts. */
const path = () =>
  location().check(z.refine((text) => text.startsWith('/'), 'must be a path that begins with /'))

/** Settings of the pages. */
export const vars = {
  /** Serves the pages in addition to the APIs. */
  PAGES: ['plain', onOff, true],
  ACCENT_COLOR: [
    'plain',
    () =>
      z.string().check(z.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a color such as #0a58ca')),
    undefined,
  ],
  COLOR_SCHEME: ['plain', oneOf('auto', 'light', 'dark'), 'auto'],
  LOGO_URL: ['plain', location, undefined],
  LOGO_DARK_URL: ['plain', location, undefined],
  ICON_URL: ['plain', location, undefined],
  STYLESHEET_URL: ['plain', path, undefined],
  APP_URL: ['plain', location, undefined],
  PRIVACY_URL: ['plain', location, undefined],
  TERMS_URL: ['plain', location, undefined],
  SUPPORT_EMAIL: [
    'plain',
    () => z.string().check(z.trim(), z.refine(isEmailAddress, 'must be an email address')),
    undefined,
  ],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
