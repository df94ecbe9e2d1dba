import type { DatabaseSync } from 'node:sqlite'
import type { HttpRequest, HttpResponse } from '../measure/load.ts'
import type { Verifier } from '../verifiers/verifier.ts'
import type { Passkey, Site } from './passkey.ts'

/** A Worker that the benchmark measures. */
export interface Peer {
  /** Its name in the report. */
  name: string
  /** Path of its wrangler.toml. */
  config: string
  /** Paths of the wrangler.toml of each Worker that is bound to it, by the name of the binding. */
  services?: Record<string, string>
  /** Whether it has a `MAIL` binding. */
  sendsMail?: boolean
  /** The text that it reads from its assets, if it has any. */
  asset?: () => string
  /** Its variables, with this bcrypt cost. */
  variables: (cost: number) => Record<string, string>
  /** SQL scripts that create its tables. */
  schema: () => string[]
  /** Inserts accounts that share one password hash. */
  insertAccounts: (db: DatabaseSync, accounts: Account[], passwordHash: string) => void

  /** Returns the account of a session token. */
  checkSession: (token: string) => HttpRequest
  /** The Workers that verify without D1 what the peer issues, if there are any. */
  verifiers?: Verifier[]
  /** Variables to add so that it issues what they verify. */
  tokenSettings?: Record<string, string>
  signIn: (email: string) => HttpRequest
  register: (email: string) => HttpRequest
  /** Ends a session, so that a list of revocations is not empty. */
  signOut?: (token: string) => HttpRequest
  /** Undefined if the peer has no passkeys. */
  passkeys?: PasskeyPeer
  health: () => HttpRequest
  /** The session token in the response to a sign-in. */
  tokenOf: (signedIn: HttpResponse) => string
}

/** How a peer signs in with a passkey. */
export interface PasskeyPeer extends Site {
  insert: (db: DatabaseSync, passkeys: Passkey[]) => void
  /** Returns a challenge. */
  options: () => HttpRequest
  /** Signs in. `options` is the response with the challenge. */
  signIn: (response: object, options: HttpResponse) => HttpRequest
}

/** An account to insert. */
export interface Account {
  id: string
  email: string
}
