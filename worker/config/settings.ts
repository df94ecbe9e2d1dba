import { type Db, openDatabase } from '../db/database.ts'
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
  const { values, issues } = readVars(env, vars)
  if (issues.length === 0) {
    issues.push(...[checkSecrets, ...checks].flatMap((check) => check(values)))
  }
  const { DB, RATE_LIMIT, RATE_LIMIT_WIDE, MAIL, ASSETS } = env as Partial<Bindings>
  if (!DB) issues.push({ variable: 'DB', message: 'the D1 binding is missing' })
  if (!RATE_LIMIT)
    issues.push({ variable: 'RATE_LIMIT', message: 'the rate limit binding is missing' })
  if (!DB || !RATE_LIMIT || issues.length > 0) throw new SettingsError(issues)
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

/** The values of the variables, and what is wrong with them. Only the schema of a variable that is set is created. */
function readVars(env: object, definitions: VarDefinitions) {
  const issues: SettingsIssue[] = []
  const entries = Object.entries(definitions).map(([variable, definition]) => {
    const [, form, unset] = definition
    // A variable set to nothing is a variable that is not set.
    const text = Reflect.get(env, variable)
    const given = text === '' ? undefined : text
    if (given === undefined && definition.length > 2) return [variable, unset]
    const { data, error } = form().safeParse(given)
    issues.push(...(error?.issues ?? []).map(({ message }) => ({ variable, message })))
    return [variable, data]
  })
  // The declared types of the variables match their schemas.
  return { values: Object.fromEntries(entries) as Vars, issues }
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
