import { location, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import { isEmailAddress } from '../input/email-address.ts'
import * as z from '../input/zod.ts'

/** A path on the same host: the content security policy allows no styles of other hosts. */
const path = location.check(
  z.refine((text) => text.startsWith('/'), 'must be a path that begins with /'),
)

/** Settings of the pages. */
export const vars = {
  /** Serves the pages in addition to the APIs. */
  PAGES: ['plain', onOff('on')],
  ACCENT_COLOR: [
    'plain',
    z.optional(
      z.string().check(z.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a color such as #0a58ca')),
    ),
  ],
  COLOR_SCHEME: ['plain', z._default(z.enum(['auto', 'light', 'dark']), 'auto')],
  LOGO_URL: ['plain', z.optional(location)],
  LOGO_DARK_URL: ['plain', z.optional(location)],
  ICON_URL: ['plain', z.optional(location)],
  STYLESHEET_URL: ['plain', z.optional(path)],
  APP_URL: ['plain', z.optional(location)],
  PRIVACY_URL: ['plain', z.optional(location)],
  TERMS_URL: ['plain', z.optional(location)],
  SUPPORT_EMAIL: [
    'plain',
    z.optional(z.string().check(z.trim(), z.refine(isEmailAddress, 'must be an email address'))),
  ],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
