import type { Api } from '../../../worker/config/vars.ts'
import type { AuthenticationJson } from '../../../worker/passkeys/web-authn.ts'
import type { Authenticator } from '../accounts/second-factor.ts'
import type { assertion, FirstNames } from '../passkeys/ceremonies.ts'
import type { Client } from '../requests/client.ts'

/** The credential of the caller that an operation is for. */
export type Caller =
  | 'anyone'
  | 'optional session'
  | 'session'
  /** A session of a browser: no bearer token. */
  | 'browser'
  | 'administrator'
  | 'reset link'
  | 'session or reset link'

/** Facts about one operation that tests use and /openapi.json does not contain. */
export interface Entry extends Example {
  /** Products whose documents have the operation; none for Latchkey's own API. */
  products?: Api[]
  caller: Caller
  /** An addition to its line in the README. */
  note?: string
  /** Other states of the database, the settings or the request in which the work differs. */
  states?: (Example & { title: string })[]
  /** States in which the response differs, but not the work. */
  responses?: (Example & { title: string })[]
}

/** A request, by default one that succeeds, and what exists before it. */
export interface Example {
  title?: string
  caller?: Caller
  json?: Part<object>
  form?: Part<Record<string, string>>
  query?: Part<Record<string, string>>
  headers?: Record<string, string> | ((stage: Stage) => Promise<Record<string, string>>)
  /** An administrator's request is about the administrator's own account. */
  isAboutCaller?: boolean
  /** Settings. */
  vars?: Record<string, string>
  /** Runs before the request. */
  before?: (stage: Stage) => Promise<unknown>
  /** The bearer token, if `caller` does not determine it. */
  token?: (stage: Stage) => Promise<string>
  /** The email address of the account is verified, so notices go there. */
  isVerified?: boolean
  /** Of the response; 2xx unless given. */
  status?: number
  /** Of the response to the same request once more; the same unless given. */
  again?: number
  /** An isolate remembers the result, so each request of the suites that repeat it goes to a new one. */
  isRemembered?: true
  /** A part of the state is in the memory of the isolate, so rows alone do not restore it. */
  isInMemory?: true
  /** Columns that are written after the response, and may stay behind. */
  late?: string[]
}

/** A part of a request, or how to build one. */
export type Part<T> = T | ((facts: Facts) => T | Promise<T>)

/** Values that requests need. Each suite has its own. */
export interface Facts {
  /** The email address of an account. */
  address: string
  /** The id of the same account. */
  id: string
  /** Names that no account has. */
  other: { username: string; email: string }
  /** New names of the account. */
  renamed: { username: string; email: string }
  invitation(): Promise<string>
  /** The authenticator app that the owner of the account sets up; with its recovery codes once it is confirmed. */
  app(): Promise<Authenticator>
  /** What a browser sends to add a passkey to the account. */
  newPasskey(): Promise<object>
  /** What a browser sends to create an account with a passkey. */
  firstPasskey(names: FirstNames): Promise<object>
  /** The passkey of the account, and what a browser sends to use it. */
  passkey(): Promise<{ id: string; use(change?: Use): Promise<{ passkey: AuthenticationJson }> }>
  challenge(): Promise<{ otp: string; token: string }>
  /** A code for the verification or the change of the account's address. */
  code(): Promise<string>
}

/** What a test changes in the use of a passkey. */
export type Use = Parameters<typeof assertion>[2]

/** A database that is being prepared for a request. */
export interface Stage extends Facts {
  /** An instance with the settings of the state. */
  client: Client
  /** An instance with other settings and the same database. */
  with(vars: Record<string, string>): Client
  /** Changes rows. */
  write(query: string, ...values: unknown[]): Promise<unknown>
  account: { id: string; token: string }
  /** The headers with which a page of the account sends a request, always with the same cookie. */
  byCookie(): Promise<Record<string, string>>
  /** Creates the first administrator. */
  administrator(): Promise<{ token: string }>
  /** Sets up another app. */
  enroll(): Promise<unknown>
  /** Confirms the app: from now on the account has a second factor. */
  protect(): Promise<unknown>
}

/** A password that no account has yet. */
export const newPassword = 'correct horse battery, the second'
