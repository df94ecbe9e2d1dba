import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { accounts, grants, passkeys } from '../../schema/index.ts'
import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { endpoints } from '../oauth/discovery.ts'
import { grantExists } from '../oauth/grant.ts'
import { parametersOf } from '../oauth/parameters.ts'
import { oauthProblems } from '../oauth/problems.ts'
import { errorOf } from '../oauth/respond.ts'
import { includesAll, scopesOf } from '../oauth/scope.ts'
import { isDocumentUrl } from '../oauth-clients/client-id.ts'
import type { Client } from '../oauth-clients/clients.ts'
import { findClient } from '../oauth-clients/described-clients.ts'
import { isLoopback, isRegistered } from '../oauth-clients/redirect-uri.ts'
import { provedAt } from '../second-factors/authentication.ts'
import { lacksFactor } from '../second-factors/policy.ts'
import type { Caller } from '../sessions/session.ts'
import { verifyJwt } from '../signing/jwt.ts'
import { issuerOf } from '../signing/vars.ts'
import { hasFactor } from '../totp/factor.ts'
import { issueCode } from './code.ts'
import { type AuthorizationRequest, authorizationRequest, withFixedProof } from './request.ts'

/** What the page of an authorization request asks the person. */
export type AuthorizationPage =
  /** The app cannot be returned to. With a fault, the document at its client ID cannot be used. */
  | { step: 'error'; code: string; host?: string; fault?: string }
  /** A password or a second factor that the account must have first, which every page asks for. */
  | { step: 'account' }
  | { step: 'proof'; client: string }
  | {
      step: 'consent'
      client: string
      /** The host of the document that describes the app; null if an administrator registered it. */
      document: string | null
      /** Where the person returns to. */
      host: string
      scopes: string[]
      resources: string[]
    }

/** Where the browser goes next, or what the page asks. */
export type Outcome = { redirect: string } | { page: AuthorizationPage }

/** What the person decided on the page. */
export type Decision = 'allow' | 'deny'

/**
 * Handles an authorization request of a browser (OAuth 2.1 section 4.1.1, OpenID Connect Core section 3.1.2). An unknown client or
 * redirect URI is an error on a page: the browser never leaves to an address that is not registered. Any other error is sent to the
 * redirect URI.
 * @param caller whose browser it is, if it is signed in
 */
export async function authorize(
  call: Call,
  search: URLSearchParams,
  caller: Caller | undefined,
  decision?: Decision,
): Promise<Outcome> {
  // Repeated parameters are reported to the redirect URI, unless that itself is repeated.
  const [clientId, another] = search.getAll('client_id')
  const [redirectUri, second] = search.getAll('redirect_uri')
  if (!clientId || another !== undefined) return failure('unknown_client')
  if (isDocumentUrl(clientId) && !caller) {
    // Only someone who is signed in can make this service request a document.
    const mayAsk = search.get('prompt') !== 'none'
    return mayAsk ? { redirect: signInUrl(search) } : failure('unknown_client')
  }
  const client = await findClient(call, clientId)
  if (!client) return failure('unknown_client')
  if (typeof client === 'string') {
    const { host } = new URL(clientId)
    return { page: { step: 'error', code: 'unknown_client', host, fault: client } }
  }
  const isKnown =
    redirectUri && second === undefined && isRegistered(redirectUri, client.redirectUris)
  if (!isKnown) return failure('unknown_redirect_uri')
  const back = { redirectUri, state: search.get('state') }
  try {
    const request = authorizationRequest(call, client, parametersOf(search))
    return await answer(call, { search, request, client, back, caller, decision })
  } catch (error) {
    const isOAuth = error instanceof Problem && Object.hasOwn(oauthProblems, error.code)
    if (!isOAuth) throw error
    const { details, type } = error
    const answer = { error: errorOf(error), error_description: details.detail ?? type.detail }
    return respond(call, back, answer)
  }
}

function failure(code: 'unknown_client' | 'unknown_redirect_uri'): Outcome {
  return { page: { step: 'error', code } }
}

interface Back {
  redirectUri: string
  state: string | null
}

/** Sends the answer to the redirect URI, with the issuer (RFC 9207). The text of the URI stays as registered. */
function respond(
  { settings }: Call,
  { redirectUri, state }: Back,
  answer: Record<string, string>,
): Outcome {
  const query = new URLSearchParams({
    ...answer,
    ...(state !== null && { state }),
    iss: issuerOf(settings),
  })
  return { redirect: `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}` }
}

interface Facts {
  search: URLSearchParams
  request: AuthorizationRequest
  client: Client
  back: Back
  caller: Caller | undefined
  decision: Decision | undefined
}

async function answer(call: Call, facts: Facts): Promise<Outcome> {
  const { search, request, client, back, caller, decision } = facts
  const mayAsk = !request.prompts.includes('none')
  const fixed = withFixedProof(call, search, request.prompts)
  if (fixed && mayAsk) return { redirect: `${endpoints.authorization_endpoint}?${fixed}` }
  if (!caller) {
    if (!mayAsk) throw new Problem(oauthProblems.login_required)
    return { redirect: signInUrl(search) }
  }
  await requireHintedAccount(call, request, caller)
  const { account, session } = caller
  if (account.passwordChangeRequired || lacksFactor(call.settings, account, session)) {
    if (!mayAsk) throw new Problem(oauthProblems.interaction_required)
    return { page: { step: 'account' } }
  }
  const since = Number(fixed?.get('latchkey_proved_since') ?? request.provedSince)
  if (provedAt(session) < since) {
    if (!mayAsk) throw new Problem(oauthProblems.login_required)
    return { page: { step: 'proof', client: client.name } }
  }
  if (request.requiresFactor && session.level < 2) {
    const canProve = mayAsk && (await hasSecondMethod(call, account.id))
    if (!canProve) throw new Problem(oauthProblems.unmet_authentication_requirements)
    return { page: { step: 'proof', client: client.name } }
  }
  if (decision === 'deny') throw new Problem(oauthProblems.access_denied)
  const asks = request.prompts.includes('consent') || !mayRemember(facts)
  const consent = decision || asks ? undefined : await findConsent(call, facts, account)
  if (decision !== 'allow' && !consent) {
    if (!mayAsk) throw new Problem(oauthProblems.consent_required)
    return {
      page: {
        step: 'consent',
        client: client.name,
        document: isDocumentUrl(client.id) ? new URL(client.id).host : null,
        host: new URL(back.redirectUri).host,
        scopes: request.scopes,
        resources: request.resources,
      },
    }
  }
  const grant = { redirectUri: back.redirectUri, remembered: mayRemember(facts) }
  const condition = consent && grantExists(consent)
  const code = await issueCode(call, caller, client, request, grant, condition)
  return respond(call, back, { code })
}

/** The sign-in page, which returns to the request. */
function signInUrl(search: URLSearchParams): string {
  const query = new URLSearchParams({ next: `${endpoints.authorization_endpoint}?${search}` })
  for (const name of ['login_hint', 'ui_locales']) {
    const value = search.get(name)
    if (value) query.set(name, value)
  }
  return `/auth/sign-in?${query}`
}

/**
 * The account of an ID token that the client got before.
 * @throws Problem `login_required` if another account is signed in
 */
async function requireHintedAccount(
  call: Call,
  { idTokenHint }: AuthorizationRequest,
  { account }: Caller,
): Promise<void> {
  if (idTokenHint === undefined) return
  const claims = await verifyJwt(call, idTokenHint, { typ: 'JWT', mayBeExpired: true })
  if (claims?.sub !== account.id) throw new Problem(oauthProblems.login_required)
}

/** Whether the account can prove a second factor: a code or a passkey. */
async function hasSecondMethod({ db }: Call, accountId: string): Promise<boolean> {
  const hasPasskey = sql`exists (select 1 from ${passkeys} where ${passkeys.accountId} = ${accountId})`
  const [row] = await db
    .select({ has: sql<number>`${hasFactor(accountId)} or ${hasPasskey}` })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  return row?.has === 1
}

/** Grants of one account to one client that are compared with a request. */
const maxCompared = 20

/**
 * Any program of a device may listen on the loopback interface, so consent for it is never remembered (RFC 8252 section 8.6). A document
 * may name another redirect URI any time, so consent is remembered only for its own host.
 */
function mayRemember({ client, back }: Facts): boolean {
  const isOwn =
    !isDocumentUrl(client.id) || new URL(client.id).host === new URL(back.redirectUri).host
  return isOwn && !isLoopback(back.redirectUri)
}

/** A grant with which the person allowed the client all of this before, but not before the last new password: someone else may have. */
async function findConsent(
  { db, now }: Call,
  { client, request }: Facts,
  { id, credentialVersion }: Caller['account'],
) {
  const given = await db
    .select({ id: grants.id, scope: grants.scope, resources: grants.resources })
    .from(grants)
    .where(
      and(
        eq(grants.accountId, id),
        eq(grants.clientId, client.id),
        eq(grants.remembered, true),
        eq(grants.credentialVersion, credentialVersion),
        gt(grants.expiresAt, now),
      ),
    )
    .orderBy(desc(grants.createdAt))
    .limit(maxCompared)
  return given.find(
    (each) =>
      includesAll(scopesOf(each), request.scopes) && includesAll(each.resources, request.resources),
  )
}
