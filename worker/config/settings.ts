import { type Db, openDatabase } from '../db/database.ts'
import * as z from '../input/zod.ts'
import { type Keys, keysOf, type SigningKeys } from './keys.ts'
import type { Api, Display, VarDefinitions, VarsOf, vars } from './vars.ts'

type Bindings = Pick<Env, 'DB' | 'RATE_LIMIT' | 'RATE_LIMIT_WIDE' | 'MAIL' | 'ASSETS'>

/** The values of variables and secrets. Each capability adds its own by declaration merging. */
export interface Vars extends VarsOf<typeof vars> {}

/** Bindings and variables, parsed and checked. */
export interface Settings extends Vars {
  db: Db
  rateLimiter: RateLimit
  /** The same for a larger network. */
  wideRateLimiter: RateLimit | undefined
  mail: SendEmail | undefined
  /** The built pages. */
  assets: Fetcher | undefined
  /** Keys of stored data. */
  keys: Keys
  /** Keys of JWTs. */
  signing: SigningKeys
  /** Minimum length of a new password, in code points. */
  passwordMinLength: number
  /** Minimum length of a new username, in code points. */
  usernameMinLength: number
  /** Whether an enabled API signs in with usernames. The others have email addresses only. */
  usernames: boolean
  declared: Declared
}

/** What capabilities declare and others list. */
export interface Declared {
  /** Kinds of counters that belong to an account, and are deleted with the account. */
  accountCounters: readonly string[]
  eventNames: readonly string[]
  problemCodes: readonly string[]
  /** How administrators see each variable. */
  displays: Readonly<Record<string, Display>>
}

/** What is wrong with a variable, as the end of a sentence that begins with its name. */
export interface SettingsIssue {
  variable: string
  message: string
}

interface Declarations {
  vars: VarDefinitions
  /** Checks across variables. */
  checks: readonly ((vars: Vars) => SettingsIssue[])[]
  declared: Omit<Declared, 'displays'>
  /** What each product documents about usernames and passwords. */
  products: readonly {
    api: Api
    minPassword?: number
    minUsername?: number
    login?: { by: 'username' | 'email' }
  }[]
}

/** The environment is invalid. `variables` names the variables at fault; the message never contains their values. */
export class SettingsError extends Error {
  readonly variables: string[]

  constructor(issues: SettingsIssue[]) {
    super(issues.map(({ variable, message }) => `${variable}: ${message}`).join('; '))
    this.name = 'SettingsError'
    this.variables = [...new Set(issues.map(({ variable }) => variable))]
  }
}

/**
 * Reads bindings, variables and secrets.
 * @throws SettingsError when something is missing or weak
 */
export async function readSettings(
  env: object,
  { vars, checks, declared, products }: Declarations,
): Promise<Settings> {
  const schema = z.object(
    Object.fromEntries(Object.entries(vars).map(([name, [, schema]]) => [name, schema])),
  )
  const parsed = schema.safeParse(withoutEmpty(env))
  // The declared types of the variables match their schemas.
  const values = parsed.data as Vars | undefined
  const issues = values
    ? [checkSecrets, ...checks].flatMap((check) => check(values))
    : (parsed.error?.issues ?? []).map(({ path, message }) => ({
        variable: String(path[0]),
        message,
      }))
  const { DB, RATE_LIMIT, RATE_LIMIT_WIDE, MAIL, ASSETS } = env as Partial<Bindings>
  if (!DB) issues.push({ variable: 'DB', message: 'the D1 binding is missing' })
  if (!RATE_LIMIT)
    issues.push({ variable: 'RATE_LIMIT', message: 'the rate limit binding is missing' })
  if (!values || !DB || !RATE_LIMIT || issues.length > 0) throw new SettingsError(issues)
  const enabled = products.filter(({ api }) => values.APIS.has(api))
  return {
    ...values,
    declared: {
      ...declared,
      displays: Object.fromEntries(
        Object.entries(vars).map(([name, [display]]) => [name, display]),
      ),
    },
    passwordMinLength: Math.max(
      longest(enabled.map(({ minPassword }) => minPassword)) ?? recommendedMinimum,
      values.PASSWORD_MIN_LENGTH ?? 0,
    ),
    usernameMinLength: longest(enabled.map(({ minUsername }) => minUsername)) ?? 1,
    usernames: enabled.some(({ login }) => login?.by === 'username'),
    db: openDatabase(DB),
    rateLimiter: RATE_LIMIT,
    wideRateLimiter: RATE_LIMIT_WIDE,
    mail: MAIL,
    assets: ASSETS,
    ...(await keysOf(values)),
  }
}

/** Services that verify session tokens know JWT_SECRET. They must not know the root of everything else. */
function checkSecrets(vars: Vars): SettingsIssue[] {
  const { JWT_SECRET, JWT_SECRET_PREVIOUS, ROOT_SECRET } = vars
  if (ROOT_SECRET !== JWT_SECRET && ROOT_SECRET !== JWT_SECRET_PREVIOUS) return []
  return [{ variable: 'ROOT_SECRET', message: 'must differ from JWT_SECRET' }]
}

/** NIST SP 800-63B's minimum, if no enabled document states one. */
const recommendedMinimum = 8

function longest(lengths: (number | undefined)[]): number | undefined {
  const stated = lengths.filter((length) => length !== undefined)
  return stated.length > 0 ? Math.max(...stated) : undefined
}

/** A variable set to nothing is a variable that is not set. */
function withoutEmpty(env: object): object {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}
