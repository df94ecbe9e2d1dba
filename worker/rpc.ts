import { WorkerEntrypoint } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { accounts } from '../schema/index.ts'
import { findAccount } from './accounts/account.ts'
import { type Account as AccountBody, toOwnAccount } from './accounts/account-body.ts'
import { settingsOf } from './capabilities.ts'
import type { Settings } from './config/settings.ts'
import { type Call, createCall } from './http/context.ts'
import { toProblem } from './http/problem.ts'
import { iso } from './input/time.ts'
import type * as z from './input/zod.ts'
import { findAccess } from './oauth/tokens/access.ts'
import { authenticate } from './sessions/authenticate.ts'
import { bearerToken, credentialOf } from './sessions/credential.ts'
import {
  type CurrentSession,
  type Session,
  toCurrentSession,
  toSession,
} from './sessions/session-body.ts'

/** An account as its owner sees it. */
export type Account = z.OutputOf<typeof AccountBody>

/** Who makes a request. */
export interface Verified {
  account: Account
  session: z.OutputOf<typeof Session>
  /** How and when the person was authenticated, with the names of OpenID Connect. */
  authentication: Pick<z.OutputOf<typeof CurrentSession>, 'acr' | 'amr' | 'auth_time'>
}

/** What an access token allows its holder. */
export interface VerifiedAccess {
  account: Account
  /** The OAuth client, or our own origin for a token of `POST /api/auth/access-token`. */
  client_id: string
  scopes: string[]
  authentication: Verified['authentication']
}

/**
 * What other Workers of the same Cloudflare account can call through a service binding with
 * `entrypoint = "LatchkeyRpc"`. One D1 round trip each.
 */
export class LatchkeyRpc extends WorkerEntrypoint<Env> {
  /**
   * Who makes a request, by its session token or cookie, under the same rules as over HTTP: a request with an
   * Authorization header has no cookie, and a cookie changes something only from a page of the request's own origin. Send
   * the request without its body.
   * @returns null if the credential is missing or invalid
   * @throws Error if storage or settings fail
   */
  verify(request: Request): Promise<Verified | null> {
    return this.#attempt(request, async (call) => {
      // The calling product has another origin, so PUBLIC_URL is not one of the allowed origins.
      const caller = await authenticate(call, credentialOf(request, undefined))
      if (!caller) return null
      const { account, session } = caller
      const { acr, amr, auth_time } = toCurrentSession(call.settings, caller)
      return {
        account: toOwnAccount(account),
        session: toSession(session, session.id),
        authentication: { acr, amr, auth_time },
      }
    })
  }

  /**
   * What the access token of a request allows, for a Worker that is the resource server `audience`. Unlike a check of the token alone,
   * it sees at once that the session or the grant ended, and what the account is now.
   * @returns null if the token is missing, invalid or for another audience, or if what it came from ended
   * @throws Error if storage or settings fail
   */
  verifyAccess(request: Request, audience: string): Promise<VerifiedAccess | null> {
    return this.#attempt(request, async (call) => {
      const token = call.settings.OAUTH ? bearerToken(request) : undefined
      const found = token && (await findAccess(call, token, String(audience)))
      if (!found) return null
      const { account, clientId, scopes, acr, amr, authTime } = found
      return {
        ...{ account: toOwnAccount(account), client_id: clientId, scopes },
        authentication: { acr, amr, auth_time: iso(authTime * 1000) },
      }
    })
  }

  /**
   * An account by its id.
   * @returns null if the account does not exist or is disabled
   * @throws Error if storage or settings fail
   */
  async account(id: string): Promise<Account | null> {
    const settings = await cachedSettings(this.env)
    const found = await findAccount(settings, eq(accounts.id, String(id))).catch(() => {
      throw new Error('Latchkey cannot look up: storage_unavailable')
    })
    return found && found.disabledAt === null ? toOwnAccount(found) : null
  }

  /** The answer about a request. A request that HTTP would refuse has none. */
  async #attempt<T>(
    request: Request,
    answer: (call: Call) => Promise<T | null>,
  ): Promise<T | null> {
    const settings = await cachedSettings(this.env)
    try {
      return await answer(createCall(settings, request, this.ctx))
    } catch (error) {
      const problem = toProblem(error)
      if (problem.status < 500) return null
      // The driver's own message contains bound parameters.
      throw new Error(`Latchkey cannot verify: ${problem.code}`)
    }
  }
}

/** Settings are parsed once per isolate. */
const known = new WeakMap<object, Settings>()

/** Its error names the variables at fault, never their values. */
async function cachedSettings(env: object): Promise<Settings> {
  const settings = known.get(env) ?? (await settingsOf(env))
  known.set(env, settings)
  return settings
}
