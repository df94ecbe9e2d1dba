import type { Call } from '../../http/context.ts'
import { findAccountOfSession } from '../../sessions/authenticate.ts'
import { verifyJwt } from '../../signing/jwt.ts'
import { type Account, findGrant } from '../grant.ts'
import { scopesOf } from '../scope.ts'

/** What an access token allows its holder, now. */
export interface Access {
  account: Account
  clientId: string
  scopes: string[]
  /** How and when the person was authenticated, as the token states it. */
  acr: 'aal1' | 'aal2'
  amr: string[]
  /** Seconds. */
  authTime: number
}

/**
 * What an access token for an audience allows, or undefined if the token is not valid, or if the grant or the session that it came from
 * has ended. One D1 read.
 */
export async function findAccess(
  call: Call,
  token: string,
  audience: string,
): Promise<Access | undefined> {
  const claims = await verifyJwt(call, token, { typ: 'at+jwt', audience })
  // We sign no access token with other claims.
  const {
    sub,
    sid,
    grant_id,
    client_id,
    scope = '',
    acr,
    amr,
    auth_time,
  } = (claims ?? {}) as {
    [Name in 'sub' | 'sid' | 'grant_id' | 'client_id' | 'scope']?: string
  } & { acr: Access['acr']; amr: string[]; auth_time: number }
  if (!claims || !sub || !client_id) return undefined
  const account = grant_id
    ? (await findGrant(call, grant_id))?.account
    : sid && (await findAccountOfSession(call, { session: sid, account: sub }))
  if (!account) return undefined
  return {
    ...{ account, clientId: client_id, acr, amr, authTime: auth_time },
    scopes: scopesOf({ scope }),
  }
}
