import { WorkerEntrypoint } from 'cloudflare:workers'

/** An account as shown to its owner. Times are ISO 8601. */
export interface Account {
  id: string
  username: string | null
  email: string | null
  email_verified: boolean
  first_name: string | null
  last_name: string | null
  role: 'admin' | 'user'
  /** The language of pages and emails (BCP 47). */
  locale: 'en' | 'de' | 'es' | 'fr' | 'pt-BR' | 'ja' | null
  created_at: string
  /** Someone else chose the password: the owner must choose another one first. */
  password_change_required: boolean
}

export interface Session {
  id: string
  created_at: string
  last_used_at: string
  expires_at: string
  user_agent: string | null
  country: string | null
  current: boolean
}

/** How and when the person of a session was authenticated, with the names of OpenID Connect. */
export interface Authentication {
  /** `aal1` with one factor, `aal2` with two. */
  acr: 'aal1' | 'aal2'
  /** The methods (RFC 8176). */
  amr: string[]
  /** ISO 8601. */
  auth_time: string
}

/** The account and session that a request belongs to. */
export interface Verified {
  account: Account
  session: Session
  authentication: Authentication
}

/** What an access token allows its holder. */
export interface VerifiedAccess {
  account: Account
  /** The OAuth client, or Latchkey's own origin for a token of `POST /api/auth/access-token`. */
  client_id: string
  scopes: string[]
  authentication: Authentication
}

/**
 * What other Workers of the same Cloudflare account call through a service binding with `entrypoint = "LatchkeyRpc"`:
 * `AUTH: Service<typeof LatchkeyRpc>`. Only a type: Latchkey's Worker contains the class.
 */
export declare class LatchkeyRpc extends WorkerEntrypoint {
  /**
   * The account and session of a request's session token or cookie. Send the request without its body.
   * @returns null without a valid credential
   * @throws Error if storage or settings fail
   */
  verify(request: Request): Promise<Verified | null>
  /**
   * What the access token of a request allows, for a Worker that is the resource server `audience`.
   * @returns null without a valid token for this audience
   * @throws Error if storage or settings fail
   */
  verifyAccess(request: Request, audience: string): Promise<VerifiedAccess | null>
  /**
   * An account by id.
   * @returns null if the account does not exist or is disabled
   * @throws Error if storage or settings fail
   */
  account(id: string): Promise<Account | null>
}
