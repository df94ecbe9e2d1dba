import type { Call } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { invalidRequest, type Parameters, required } from '../oauth/parameters.ts'
import { oauthProblems } from '../oauth/problems.ts'
import { type Prompt, promptValues } from '../oauth/prompts.ts'
import { knownScopes, type Scope } from '../oauth/scope.ts'
import { namedResources, resourcesOf } from '../oauth/tokens/resources.ts'
import { isDocumentUrl } from '../oauth-clients/client-id.ts'
import type { Client } from '../oauth-clients/clients.ts'

/** What a client requests, once its redirect URI is known to be its own. */
export interface AuthorizationRequest {
  scopes: Scope[]
  resources: string[]
  codeChallenge: string
  nonce: string | null
  prompts: Prompt[]
  /** The person must have proved who they are at this time or later (UNIX ms). */
  provedSince: number
  /** Two factors are required. */
  requiresFactor: boolean
  idTokenHint: string | undefined
}

/**
 * When the person must have proved who they are, in place of `max_age` and `prompt=login`: those would ask again each time that the
 * browser returns to the request.
 */
export const provedSinceName = 'latchkey_proved_since'

/**
 * Validates an authorization request.
 * @throws Problem of OAuth, to be sent to the redirect URI
 */
export function authorizationRequest(
  call: Call,
  client: Client,
  parameters: Parameters,
): AuthorizationRequest {
  const { get } = parameters
  if (get('request') !== undefined) throw new Problem(oauthProblems.request_not_supported)
  if (get('request_uri') !== undefined) throw new Problem(oauthProblems.request_uri_not_supported)
  if (required(parameters, 'response_type') !== 'code') {
    throw new Problem(oauthProblems.unsupported_response_type)
  }
  if ((get('response_mode') ?? 'query') !== 'query') {
    throw invalidRequest('The response mode must be query')
  }
  const codeChallenge = get('code_challenge')
  if (get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge ?? '')) {
    throw invalidRequest('PKCE with S256 is required')
  }
  return {
    scopes: knownScopes(get('scope')),
    resources: requestedResources(call, client, parameters),
    codeChallenge: codeChallenge ?? '',
    nonce: nonceOf(get('nonce')),
    prompts: promptsOf(get('prompt')),
    provedSince: provedSinceOf(call, parameters),
    requiresFactor: get('acr_values')?.split(' ')[0] === 'aal2',
    idTokenHint: get('id_token_hint'),
  }
}

/**
 * The resources of a request or, without any, the only one that the client is registered for.
 * @throws Problem `invalid_target`
 */
export function requestedResources(
  { settings }: Call,
  client: Client,
  { resources: requested }: Parameters,
): string[] {
  const allowed = resourcesOf(settings, client)
  if (requested.length > 0) return namedResources(allowed, requested)
  return client.resources.length === 1 && !isDocumentUrl(client.id) ? allowed : []
}

/** Characters. It is stored, and part of the ID token. */
const maxNonce = 512

function nonceOf(nonce: string | undefined): string | null {
  if (nonce !== undefined && nonce.length > maxNonce) throw invalidRequest('The nonce is too long')
  return nonce ?? null
}

/** An unknown value is an error, and so is `none` with another one (OpenID Connect Core section 3.1.2.1). */
function promptsOf(text: string | undefined): Prompt[] {
  const names = text?.split(' ') ?? []
  const prompts = promptValues.filter((each) => names.includes(each))
  const isKnown = names.every((name) => prompts.some((each) => each === name))
  if (!isKnown || (prompts.includes('none') && prompts.length > 1)) {
    throw invalidRequest('The prompt is not supported')
  }
  return prompts
}

function provedSinceOf({ now }: Call, { get }: Parameters): number {
  const text = get(provedSinceName)
  // A time in the future could never be met.
  return text !== undefined && /^\d{1,15}$/.test(text) ? Math.min(Number(text), now) : 0
}

/**
 * The same request with a fixed time in place of `max_age`, `prompt=login` and `prompt=select_account`. Undefined if it has none of
 * these.
 * @throws Problem `invalid_request` for a `max_age` that is no number
 */
export function withFixedProof(
  { now }: Call,
  search: URLSearchParams,
  prompts: readonly Prompt[],
): URLSearchParams | undefined {
  const maxAge = search.get('max_age') || undefined
  if (maxAge !== undefined && !/^\d{1,10}$/.test(maxAge)) throw invalidRequest('max_age is invalid')
  const asks = prompts.some((each) => each === 'login' || each === 'select_account')
  if (!asks && maxAge === undefined) return undefined
  const fixed = new URLSearchParams(search)
  fixed.delete('max_age')
  const others = prompts.filter((each) => each !== 'login' && each !== 'select_account')
  if (others.length > 0) fixed.set('prompt', others.join(' '))
  else fixed.delete('prompt')
  const since = asks ? now : now - Number(maxAge) * 1000
  fixed.set(provedSinceName, String(Math.max(0, since)))
  return fixed
}
