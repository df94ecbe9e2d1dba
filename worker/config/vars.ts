import { canonical, isAddress } from '../accounts/identifiers.ts'
import * as z from '../input/zod.ts'

/** The five documents, by the names `APIS` uses. */
export const apis = ['asta', 'asyncat', 'lncrawl', 'open-archiver', 'argon'] as const
export type Api = (typeof apis)[number]

const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** "15m", "12h", "7d" -> seconds. A bare number is refused: products disagree on its unit. */
function duration(min: number, max: number) {
  return z
    .pipe(
      z
        .string()
        .check(z.regex(/^\d{1,6}[smhdw]$/, 'must be a number and a unit, such as 7d, 12h or 15m')),
      z.transform(
        (text) => Number.parseInt(text, 10) * units[text.slice(-1) as keyof typeof units],
      ),
    )
    .check(
      z.refine((seconds) => seconds >= min && seconds <= max, `must be ${min} to ${max} seconds`),
    )
}

const wholeNumber = (min: number, max: number) =>
  z.coerce.number().check(z.int(), z.gte(min), z.lte(max))

const onOff = (unset: 'on' | 'off') =>
  z.pipe(
    z._default(z.enum(['on', 'off']), unset),
    z.transform((word) => word === 'on'),
  )

const list = z.pipe(
  z.string(),
  z.transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
)

/** Words found in the secrets of examples and tutorials; none stands in a random secret but once in a billion. */
const placeholder =
  /secret|passw|change|example|placeholder|replace|insert|default|0123456789|abcdefgh/i

/** HS256 wants a key as long as its hash (RFC 7518 section 3.2): 32 bytes. */
const secret = z.string('is missing').check(
  z.refine((text) => new TextEncoder().encode(text).length >= 32, 'must be at least 32 bytes'),
  z.refine((text) => !placeholder.test(text) && new Set(text).size >= 8, 'must be random'),
)

/** Origins as browsers send them, of any scheme (desktop and mobile shells have their own). */
const origins = z.pipe(
  list.check(
    z.refine(
      (all) => all.every((origin) => originOf(origin) !== undefined),
      'must be exact origins such as https://app.example.com, without a path or *',
    ),
  ),
  z.transform((all) => all.map((origin) => originOf(origin) ?? origin)),
)

/** As `Origin` has it (RFC 6454 section 6.2); undefined for what no browser sends. */
function originOf(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/\\*?#@\s]+$/i.test(text)) return undefined
  // A page of a file has the origin "null", and the others have no pages.
  if (/^(file|ftp|wss?):/i.test(text)) return undefined
  if (!/^https?:/i.test(text)) return text.toLowerCase()
  return URL.canParse(text) ? new URL(text).origin : undefined
}

const publicUrl = z.pipe(
  z.string().check(
    z.refine((text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined
      return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
    }, 'must be an https URL (http only for localhost)'),
  ),
  z.transform((text) => text.replace(/\/+$/, '')),
)

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
}

/** `a@b.c` or `Name <a@b.c>`. */
const sender = z
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
  .check(z.refine(({ email }) => isAddress(email), 'must be an address, or Name <address>'))

const identifier = z.string().check(z.trim(), z.minLength(1), z.maxLength(254))

/** Where a page may lead or load from: https, or a path on our own host. */
const location = z.string().check(
  z.trim(),
  z.maxLength(500),
  z.refine(
    (text) =>
      // A browser reads a backslash as a slash, and drops tabs and line breaks: `/\evil.test` leaves our host.
      /^[^\s\\]+$/.test(text) &&
      (/^\/(?!\/)/.test(text) || (/^https:\/\//i.test(text) && URL.canParse(text))),
    'must be an https URL, or a path that begins with /',
  ),
)

/** Every variable and secret: its form, its limits, its default. */
export const Vars = z
  .object({
    APIS: z._default(
      z.pipe(
        list.check(
          z.refine((names) => names.length > 0, 'must name at least one API'),
          z.refine(
            (names) => names.every((name) => (apis as readonly string[]).includes(name)),
            `must be some of ${apis.join(', ')}`,
          ),
        ),
        z.transform((names): ReadonlySet<Api> => new Set(names as Api[])),
      ),
      new Set(apis),
    ),
    REGISTRATION: z._default(z.enum(['open', 'referral', 'closed']), 'open'),
    ALLOWED_ORIGINS: z._default(origins, []),
    JWT_SECRET: secret,
    JWT_SECRET_PREVIOUS: z.optional(secret),
    /** Seconds. */
    JWT_EXPIRES_IN: z._default(duration(60, 400 * units.d), 7 * units.d),
    /** Seconds without use after which a browser's session ends. */
    SESSION_IDLE: z._default(duration(60, 400 * units.d), 7 * units.d),
    /** Seconds after which a browser's session ends however much it is used. */
    SESSION_LIFETIME: z._default(duration(60, 400 * units.d), 30 * units.d),
    PASSWORD_HASH: z._default(z.enum(['bcrypt', 'scrypt']), 'bcrypt'),
    BCRYPT_COST: z._default(wholeNumber(4, 15), 12),
    PASSWORD_MIN_LENGTH: z.optional(wholeNumber(1, 64)),
    LOGIN_ATTEMPTS: z._default(wholeNumber(1, 1000), 10),
    /** Seconds. */
    LOGIN_WINDOW: z._default(duration(1, units.w), 15 * units.m),
    /** Minutes; without it any session may set a password. */
    SUDO_MINUTES: z.optional(wholeNumber(1, 525_600)),
    /** Ask Have I Been Pwned about new passwords. */
    PWNED_PASSWORDS: onOff('off'),
    /** Days the audit trail is kept. */
    AUDIT_DAYS: z._default(wholeNumber(1, 3650), 90),
    USER_TOKEN_DAYS: z._default(wholeNumber(1, 3650), 90),
    PUBLIC_URL: z.optional(publicUrl),
    MAIL_FROM: z.optional(sender),
    SETUP_TOKEN: z.optional(z.string().check(z.minLength(16, 'must be at least 16 characters'))),
    DEFAULT_ACCOUNTS: onOff('off'),
    LOCAL_EMAIL: z._default(identifier, 'admin@local'),
    LOCAL_PASSWORD: z._default(z.string(), 'changeme'),
    ADMIN_EMAIL: z._default(identifier, 'admin'),
    ADMIN_PASSWORD: z._default(z.string(), 'admin'),
    /** Serve the pages beside the APIs. */
    PAGES: onOff('on'),
    PRODUCT_NAME: z._default(
      z
        .string()
        .check(
          z.trim(),
          z.minLength(1),
          z.maxLength(60),
          z.regex(/^\P{Cc}*$/u, 'must be one line'),
        ),
      'Latchkey',
    ),
    ACCENT_COLOR: z.optional(
      z
        .string()
        .check(z.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #0a58ca')),
    ),
    LOGO_URL: z.optional(location),
    TERMS_URL: z.optional(location),
  })
  .check(
    z.refine((vars) => canonical(vars.LOCAL_EMAIL) !== canonical(vars.ADMIN_EMAIL), {
      path: ['ADMIN_EMAIL'],
      message: 'must differ from LOCAL_EMAIL',
    }),
  )
/** What variables and secrets say. */
export type Vars = z.output<typeof Vars>
