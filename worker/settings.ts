import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import * as z from 'zod'
import { canonical, isAddress } from './core/identifiers.ts'
import { deriveKeys, type Keys } from './core/keys.ts'
import { StorageError } from './problem.ts'

/** The five documents, by the names `APIS` uses. */
export const apis = ['asta', 'asyncat', 'lncrawl', 'open-archiver', 'argon'] as const
export type Api = (typeof apis)[number]

export type Db = DrizzleD1Database

type Bindings = Pick<Env, 'DB' | 'FLOOD' | 'MAIL' | 'ASSETS'>

/** Bindings and variables, parsed and checked. */
export interface Settings extends Vars {
  db: Db
  flood: RateLimit
  mail: SendEmail | undefined
  /** The built pages. */
  assets: Fetcher | undefined
  keys: Keys
  /** Code points a new password must have at least. */
  passwordMinLength: number
  /** Characters a new username must have at least: Asta wants two, Argon one. */
  usernameMinLength: number
}

/** What is wrong with the environment; `variables` names the culprits, never their values. */
export class SettingsError extends Error {
  readonly variables: string[]

  constructor(issues: { variable: string; message: string }[]) {
    super(issues.map(({ variable, message }) => `${variable}: ${message}`).join('; '))
    this.name = 'SettingsError'
    this.variables = [...new Set(issues.map(({ variable }) => variable))]
  }
}

/**
 * Reads what `wrangler.toml`, secrets and `--var` provide.
 * @throws SettingsError when something is missing or weak
 */
export async function readSettings(env: object): Promise<Settings> {
  const parsed = Vars.safeParse(withoutEmpty(env))
  const issues = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message }))
  const { DB, FLOOD, MAIL, ASSETS } = env as Partial<Bindings>
  if (!DB) issues.push({ variable: 'DB', message: 'the D1 binding is missing' })
  if (!FLOOD) issues.push({ variable: 'FLOOD', message: 'the rate limit binding is missing' })
  if (!parsed.success || !DB || !FLOOD) throw new SettingsError(issues)
  const vars = parsed.data
  return {
    ...vars,
    db: openDatabase(DB),
    flood: FLOOD,
    mail: MAIL,
    assets: ASSETS,
    keys: await deriveKeys(vars.JWT_SECRET, vars.JWT_SECRET_PREVIOUS),
    passwordMinLength: Math.max(documentedMinimum(vars.APIS), vars.PASSWORD_MIN_LENGTH ?? 0),
    usernameMinLength: vars.APIS.has('asta') ? 2 : 1,
  }
}

/** Marks whatever the binding throws as a fault of storage; Drizzle itself does so for single statements only. */
function openDatabase(binding: D1Database): Db {
  const fail = (cause: unknown): never => {
    throw new StorageError(cause)
  }
  const marked = new Proxy(binding, {
    get(target, name) {
      return (...args: unknown[]) => {
        try {
          const member: (...args: unknown[]) => unknown = Reflect.get(target, name)
          const result: unknown = Reflect.apply(member, target, args)
          return result instanceof Promise ? result.catch(fail) : result
        } catch (cause) {
          return fail(cause)
        }
      }
    },
  })
  return drizzle(marked)
}

/**
 * Shortest password each document accepts, in code points; lncrawl and Open Archiver give none. NIST SP
 * 800-63B's 8 stands in where no enabled document speaks.
 */
const documented: Partial<Record<Api, number>> = { asta: 4, asyncat: 8, argon: 8 }

function documentedMinimum(enabled: ReadonlySet<Api>): number {
  const minima = [...enabled].flatMap((api) => documented[api] ?? [])
  return minima.length > 0 ? Math.max(...minima) : 8
}

/** A variable set to nothing is a variable not set. */
function withoutEmpty(env: object): object {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** "15m", "12h", "7d" -> seconds. A bare number is refused: products disagree on its unit. */
function duration(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,6}[smhdw]$/, 'must be a number and a unit, such as 7d, 12h or 15m')
    .transform((text) => Number.parseInt(text, 10) * units[text.slice(-1) as keyof typeof units])
    .refine((seconds) => seconds >= min && seconds <= max, `must be ${min} to ${max} seconds`)
}

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const onOff = (unset: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(unset)
    .transform((word) => word === 'on')

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** Words found in the secrets of examples and tutorials; none stands in a random secret but once in a billion. */
const placeholder =
  /secret|passw|change|example|placeholder|replace|insert|default|0123456789|abcdefgh/i

/** HS256 wants a key as long as its hash (RFC 7518 section 3.2): 32 bytes. */
const secret = z
  .string('is missing')
  .refine((text) => new TextEncoder().encode(text).length >= 32, 'must be at least 32 bytes')
  .refine((text) => !placeholder.test(text) && new Set(text).size >= 8, 'must be random')

/** An origin as browsers send it, of any scheme (desktop and mobile shells have their own). */
const origins = list.refine(
  (all) => all.every((origin) => /^[a-z][a-z0-9+.-]*:\/\/[^/*\s]+$/.test(origin)),
  'must be exact origins such as https://app.example.com, without a path or *',
)

const publicUrl = z
  .string()
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  }, 'must be an https URL (http only for localhost)')
  .transform((text) => text.replace(/\/+$/, ''))

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
}

/** `a@b.c` or `Name <a@b.c>`. */
const sender = z
  .string()
  .transform((text) => {
    const named = /^(.*?)\s*<([^<>]+)>$/.exec(text.trim())
    return { name: named?.[1]?.replaceAll('"', '') || undefined, email: named?.[2] ?? text.trim() }
  })
  .refine(({ email }) => isAddress(email), 'must be an address, or Name <address>')

const identifier = z.string().trim().min(1).max(254)

/** Where a page may lead or load from: https, or a path on our own host. */
const location = z
  .string()
  .trim()
  .max(500)
  .refine(
    (text) =>
      // A browser reads a backslash as a slash, and drops tabs and line breaks: `/\evil.test` leaves our host.
      /^[^\s\\]+$/.test(text) &&
      (/^\/(?!\/)/.test(text) || (/^https:\/\//i.test(text) && URL.canParse(text))),
    'must be an https URL, or a path that begins with /',
  )

const Vars = z
  .object({
    APIS: list
      .refine((names) => names.length > 0, 'must name at least one API')
      .refine(
        (names) => names.every((name) => (apis as readonly string[]).includes(name)),
        `must be some of ${apis.join(', ')}`,
      )
      .transform((names): ReadonlySet<Api> => new Set(names as Api[]))
      .default(new Set(apis)),
    REGISTRATION: z.enum(['open', 'referral', 'closed']).default('open'),
    ALLOWED_ORIGINS: origins.default([]),
    JWT_SECRET: secret,
    JWT_SECRET_PREVIOUS: secret.optional(),
    /** Seconds. */
    JWT_EXPIRES_IN: duration(60, 400 * units.d).default(7 * units.d),
    /** Seconds without use after which a browser's session ends. */
    SESSION_IDLE: duration(60, 400 * units.d).default(7 * units.d),
    /** Seconds after which a browser's session ends however much it is used. */
    SESSION_LIFETIME: duration(60, 400 * units.d).default(30 * units.d),
    PASSWORD_HASH: z.enum(['bcrypt', 'scrypt']).default('bcrypt'),
    BCRYPT_COST: wholeNumber(4, 15).default(12),
    PASSWORD_MIN_LENGTH: wholeNumber(1, 64).optional(),
    LOGIN_ATTEMPTS: wholeNumber(1, 1000).default(10),
    /** Seconds. */
    LOGIN_WINDOW: duration(1, units.w).default(15 * units.m),
    /** Minutes; without it any session may set a password. */
    SUDO_MINUTES: wholeNumber(1, 525_600).optional(),
    /** Ask Have I Been Pwned about new passwords. */
    PWNED_PASSWORDS: onOff('off'),
    /** Days the audit trail is kept. */
    AUDIT_DAYS: wholeNumber(1, 3650).default(90),
    USER_TOKEN_DAYS: wholeNumber(1, 3650).default(90),
    PUBLIC_URL: publicUrl.optional(),
    MAIL_FROM: sender.optional(),
    SETUP_TOKEN: z.string().min(16, 'must be at least 16 characters').optional(),
    DEFAULT_ACCOUNTS: onOff('off'),
    LOCAL_EMAIL: identifier.default('admin@local'),
    LOCAL_PASSWORD: z.string().default('changeme'),
    ADMIN_EMAIL: identifier.default('admin'),
    ADMIN_PASSWORD: z.string().default('admin'),
    /** Serve the pages beside the APIs. */
    PAGES: onOff('on'),
    PRODUCT_NAME: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .regex(/^\P{Cc}*$/u, 'must be one line')
      .default('Latchkey'),
    ACCENT_COLOR: z
      .string()
      .regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #0a58ca')
      .optional(),
    LOGO_URL: location.optional(),
    TERMS_URL: location.optional(),
  })
  .refine((vars) => canonical(vars.LOCAL_EMAIL) !== canonical(vars.ADMIN_EMAIL), {
    path: ['ADMIN_EMAIL'],
    message: 'must differ from LOCAL_EMAIL',
  })
/** What variables and secrets say. */
export type Vars = z.output<typeof Vars>
