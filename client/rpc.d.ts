import { WorkerEntrypoint } from 'cloudflare:workers'

/** An account as its owner sees it. Times are ISO 8601. */
export interface Account {
  id: string
  username: string | null
  email: string | null
  email_verified: boolean
  first_name: string | null
  last_name: string | null
  role: 'admin' | 'user'
  created_at: string
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

/** Who a request is from. */
export interface Verified {
  account: Account
  session: Session
}

/**
 * What other Workers of the same Cloudflare account call through a service binding with `entrypoint = "LatchkeyRpc"`:
 * `AUTH: Service<typeof LatchkeyRpc>`. A type only: the class is in Latchkey's Worker.
 */
export declare class LatchkeyRpc extends WorkerEntrypoint {
  /**
   * Who a request is from, by its session token or cookie. Send the request without its body.
   * @returns null for nobody, whatever is wrong with the credential
   * @throws Error when it cannot be known: storage or settings are at fault
   */
  verify(request: Request): Promise<Verified | null>
  /**
   * An account by its id.
   * @returns null for one that does not exist or is disabled
   * @throws Error when it cannot be known
   */
  account(id: string): Promise<Account | null>
}
