import { location, onOff, type VarDefinitions, type VarsOf } from '../config/vars.ts'
import * as z from '../input/zod.ts'

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
  LOGO_URL: ['plain', z.optional(location)],
  TERMS_URL: ['plain', z.optional(location)],
} as const satisfies VarDefinitions

declare module '../config/settings.ts' {
  interface Vars extends VarsOf<typeof vars> {}
}
