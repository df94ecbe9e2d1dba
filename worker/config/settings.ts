import { type Db, openDatabase } from '../db/database.ts'
import { deriveKeys, type Keys } from './keys.ts'
import { type Api, Vars } from './vars.ts'

type Bindings = Pick<Env, 'DB' | 'FLOOD' | 'FLOOD_WIDE' | 'MAIL' | 'ASSETS'>

/** Bindings and variables, parsed and checked. */
export interface Settings extends Vars {
  db: Db
  flood: RateLimit
  /** The same for a larger network. */
  floodWide: RateLimit | undefined
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
  const { DB, FLOOD, FLOOD_WIDE, MAIL, ASSETS } = env as Partial<Bindings>
  if (!DB) issues.push({ variable: 'DB', message: 'the D1 binding is missing' })
  if (!FLOOD) issues.push({ variable: 'FLOOD', message: 'the rate limit binding is missing' })
  if (!parsed.success || !DB || !FLOOD) throw new SettingsError(issues)
  const vars = parsed.data
  return {
    ...vars,
    db: openDatabase(DB),
    flood: FLOOD,
    floodWide: FLOOD_WIDE,
    mail: MAIL,
    assets: ASSETS,
    keys: await deriveKeys(vars.JWT_SECRET, vars.JWT_SECRET_PREVIOUS),
    passwordMinLength: Math.max(documentedMinimum(vars.APIS), vars.PASSWORD_MIN_LENGTH ?? 0),
    usernameMinLength: vars.APIS.has('asta') ? 2 : 1,
  }
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
