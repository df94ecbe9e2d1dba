import { eq } from 'drizzle-orm'
import { clients } from '../../schema/index.ts'
import type { Call } from '../http/context.ts'
import { parametersOf } from '../oauth/parameters.ts'
import { isRegistered } from '../oauth-clients/redirect-uri.ts'
import { type Caller, endOneSession } from '../sessions/session.ts'
import { verifyJwt } from '../signing/jwt.ts'

/** The page on which a person confirms a sign-out. */
export interface SignOutPage {
  step: 'sign_out'
  client: string | null
  /** The address to open after it, if the client registered one. */
  returnTo: string | null
}

/** Where the browser goes next and whether the session has ended, or the page that asks. */
export type SignOut = { redirect: string; ended: boolean } | { page: SignOutPage }

/**
 * Handles a sign-out that a client requests (OpenID Connect RP-Initiated Logout). The session ends at once only if the client shows an
 * ID token of it: otherwise any page could sign people out, so the person confirms on a page. The browser is only sent to an address
 * that the client registered.
 */
export async function endSessionOf(
  call: Call,
  search: URLSearchParams,
  caller: Caller | undefined,
): Promise<SignOut> {
  const { get } = parametersOf(search)
  const hint = get('id_token_hint')
  const claims = hint && (await verifyJwt(call, hint, { typ: 'JWT', mayBeExpired: true }))
  const clientId = claims && typeof claims.aud === 'string' ? claims.aud : get('client_id')
  const [client] = clientId
    ? await call.db.select().from(clients).where(eq(clients.id, clientId))
    : []
  const uri = get('post_logout_redirect_uri')
  const isClear = (get('client_id') ?? clientId) === clientId
  const isUsable = isClear && client?.disabledAt === null
  const isKnown = isUsable && uri && isRegistered(uri, client.postLogoutRedirectUris)
  const returnTo = isKnown ? withState(uri, get('state')) : null
  if (!caller) return { redirect: returnTo ?? '/auth/sign-in?notice=signed_out', ended: false }
  const { account, session } = caller
  if (claims && claims.sub === account.id && claims.sid === session.id) {
    await endOneSession(call, caller, session.id)
    return { redirect: returnTo ?? '/auth/sign-in?notice=signed_out', ended: true }
  }
  return { page: { step: 'sign_out', client: client?.name ?? null, returnTo } }
}

function withState(uri: string, state: string | undefined): string {
  if (state === undefined) return uri
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`
}
