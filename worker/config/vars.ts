import { languageTags } from '../../web/text/languages.ts'
import { isEmailAddress } from '../input/email-address.ts'
import * as z from '../input/zod.ts'
import { units } from './duration.ts'

/** The documented APIs, by their names in `APIS`. */
export const apis = ['asta', 'asyncat', 'lncrawl', 'open-archiver', 'argon'] as const
export type Api = (typeof apis)[number]

/** "15m", "12h", "7d" -> seconds. A number without a unit is refused: products disagree on the unit. */
export function duration(min: number, max: number) {
  return () =>
    z
      .pipe(
        z
          .string()
          .check(
            z.regex(/^\d{1,6}[smhdw]$/, 'must be a number and a unit, such as 7d, 12h or 15m'),
          ),
        z.transform(
          (text) => Number.parseInt(text, 10) * units[text.slice(-1) as keyof typeof units],
        ),
      )
      .check(
        z.refine((seconds) => seconds >= min && seconds <= max, `must be ${min} to ${max} seconds`),
      )
}

export const wholeNumber = (min: number, max: number) => () =>
  z.coerce.number().check(z.int(), z.gte(min), z.lte(max))

export const onOff = () =>
  z.pipe(
    z.enum(['on', 'off']),
    z.transform((word) => word === 'on'),
  )

export const oneOf =
  <const W extends string>(...words: W[]) =>
  () =>
    z.enum(words)

/** Separated by commas. */
export const list = () =>
  z.pipe(
    z.string(),
    z.transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  )

/** Words in the secrets of examples and tutorials. About one of six million random secrets contains one, too. */
const placeholder =
  /secret|passwor|change|example|placeholder|replace|insert|default|0123456789|abcdefgh/i

/** A text that does not look like the secret of an example, or like one that a person made up. */
export function looksRandom(text: string): boolean {
  return !placeholder.test(text) && new Set(text).size >= 8
}

/** HS256 requires a key of at least 32 bytes, the size of the hash (RFC 7518 section 3.2). */
const secret = () =>
  z.string('is missing').check(
    z.refine((text) => new TextEncoder().encode(text).length >= 32, 'must be at least 32 bytes'),
    z.refine(looksRandom, 'must be random'),
  )

/** A former root secret. The text "JWT_SECRET" means the value of JWT_SECRET, which was the root before. */
const previousRoot = () =>
  z
    .string()
    .check(
      z.refine(
        (text) => text === 'JWT_SECRET' || secret().safeParse(text).success,
        'must be JWT_SECRET, or random and at least 32 bytes',
      ),
    )

/** Origins as browsers send them, of any scheme (desktop and mobile shells have their own). */
export const origins = () =>
  z.pipe(
    list().check(
      z.refine(
        (all) => all.every((origin) => originOf(origin) !== undefined),
        'must be exact origins such as https://app.example.com, without a path or *',
      ),
    ),
    z.transform((all) => all.map((origin) => originOf(origin) ?? origin)),
  )

/** Resource indicators: absolute URIs without a fragment (RFC 8707 section 2). */
export const resourceList = () =>
  list().check(
    z.refine(
      (all) => all.every((uri) => URL.canParse(uri) && !/[#\s]/.test(uri) && uri.length <= 500),
      'must be absolute URIs such as https://api.example.com, without a fragment',
    ),
  )

/** The serialized origin (RFC 6454 section 6.2). Undefined for an origin that no browser sends. */
function originOf(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/\\*?#@\s]+$/i.test(text)) return undefined
  // A page from a file has the origin "null"; the other schemes have no pages.
  if (/^(file|ftp|wss?):/i.test(text)) return undefined
  if (!/^https?:/i.test(text)) return text.toLowerCase()
  return URL.canParse(text) ? new URL(text).origin : undefined
}

const publicUrl = () =>
  z.pipe(
    z.string().check(
      z.refine((text) => {
        // Links and the issuer begin with the text.
        const url = URL.canParse(text) && !/[\s\\?#@]/.test(text) ? new URL(text) : undefined
        return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
      }, 'must be an https URL (http only for localhost) without user name or query'),
    ),
    z.transform((text) => text.replace(/\/+$/, '')),
  )

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
}

/** A mail sender: `a@b.c` or `Name <a@b.c>`. */
export const sender = () =>
  z
    .pipe(
      z.string(),
      z.transform((text) => {
        const named = /^(.*?)\s*<([^<>]+)>$/.exec(text.trim())
        return {
          name: named?.[1]?.replaceAll('"', '') || undefined,
          email: named?.[2] ?? text.trim(),
        }
      }),
    )
    .check(z.refine(({ email }) => isEmailAddress(email), 'must be an address, or Name <address>'))

export const identifierVar = () => z.string().check(z.trim(), z.minLength(1), z.maxLength(254))

/** The target of a link or an image of the pages: an https URL, or a path on our own host. */
export const location = () =>
  z.string().check(
    z.trim(),
    z.maxLength(500),
    z.refine(
      (text) =>
        // Browsers read a backslash as a slash, and drop tabs and line breaks: `/\evil.test` leaves our host.
        /^[^\s\\]+$/.test(text) &&
        (/^\/(?!\/)/.test(text) || (/^https:\/\//i.test(text) && URL.canParse(text))),
      'must be an https URL, or a path that begins with /',
    ),
  )

/** How administrators see a setting: its value, a duration, or only whether a secret is set. */
export type Display = 'plain' | 'duration' | 'secret'

/** How a variable is displayed, the schema of its text, and its value if it is not set. Without the last, it must be set. */
type VarDefinition = readonly [Display, () => z.ZodMiniType, unset?: unknown]

/** Variables and secrets of one capability. */
export type VarDefinitions = Record<string, VarDefinition>

/** The values of defined variables. */
export type VarsOf<D extends VarDefinitions> = { [Name in keyof D]: ValueOf<D[Name]> }
type ValueOf<D extends VarDefinition> =
  | z.output<ReturnType<D[1]>>
  | (D extends readonly [Display, unknown, undefined] ? undefined : never)

/** Variables that concern every capability. */
export const vars = {
  APIS: [
    'plain',
    () =>
      z.pipe(
        list().check(
          z.refine((names) => names.length > 0, 'must name at least one API'),
          z.refine(
            (names) => names.every((name) => (apis as readonly string[]).includes(name)),
            `must be some of ${apis.join(', ')}`,
          ),
        ),
        z.transform((names): ReadonlySet<Api> => new Set(names as Api[])),
      ),
    new Set(apis),
  ],
  ALLOWED_ORIGINS: ['plain', origins, []],
  JWT_SECRET: ['secret', secret],
  JWT_SECRET_PREVIOUS: ['secret', secret, undefined],
  ROOT_SECRET: ['secret', secret],
  ROOT_SECRET_PREVIOUS: ['secret', previousRoot, undefined],
  PUBLIC_URL: ['plain', publicUrl, undefined],
  PRODUCT_NAME: [
    'plain',
    () =>
      z
        .string()
        .check(
          z.trim(),
          z.minLength(1),
          z.maxLength(60),
          z.regex(/^\P{Cc}*$/u, 'must be one line'),
        ),
    'Latchkey',
  ],
  /** The language of pages and emails for a user whose languages are not available. */
  DEFAULT_LANGUAGE: ['plain', oneOf(...languageTags), 'en'],
} as const satisfies VarDefinitions
