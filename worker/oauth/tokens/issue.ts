import type { Call } from '../../http/context.ts'
import type { Client } from '../../oauth-clients/clients.ts'
import { acrOf } from '../../second-factors/authentication.ts'
import { signJwt, verifyJwt } from '../../signing/jwt.ts'
import { issuerOf } from '../../signing/vars.ts'
import type { FoundGrant } from '../grant.ts'
import { scopesOf } from '../scope.ts'
import { claimsOf } from './claims.ts'
import { refreshTokenOf } from './refresh-token.ts'

/** The response to a token request (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3). */
export interface TokenResponse {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  scope: string
  refresh_token: string
  id_token?: string
}

interface Issue extends FoundGrant {
  client: Client
  /** Of the refresh token. */
  generation: number
  /** Of the access token: as many as the grant has, or fewer. */
  scopes: readonly string[]
  resources: readonly string[]
  /** Of the authorization request. */
  nonce?: string | null
}

/** Issues the tokens of a grant. Reads and writes no row. */
export async function issueTokens(call: Call, issue: Issue): Promise<TokenResponse> {
  const { client, grant, account, generation, scopes, nonce } = issue
  const now = Math.floor(call.now / 1000)
  const end = Math.floor((issue.sessionEnd ?? Number.POSITIVE_INFINITY) / 1000)
  const exp = Math.min(now + call.settings.ACCESS_TOKEN_LIFE, end)
  const authentication = {
    sub: account.id,
    exp,
    auth_time: Math.floor(grant.authTime / 1000),
    acr: acrOf(grant),
    amr: grant.amr.split(' '),
  }
  const access = signJwt(call, {
    use: 'access',
    typ: 'at+jwt',
    claims: {
      ...authentication,
      // A grant that outlives its session is not revoked with it.
      ...(issue.sessionEnd !== null && { sid: grant.sessionId }),
      aud: audienceOf(call, issue),
      client_id: client.id,
      scope: scopes.join(' '),
      email_verified: account.emailVerifiedAt !== null,
      ...(scopes.includes('role') && { role: account.roleId }),
      grant_id: grant.id,
      jti: crypto.randomUUID(),
    },
  })
  const id = scopesOf(grant).includes('openid')
    ? signJwt(call, {
        use: 'id',
        alg: client.idTokenAlg,
        typ: 'JWT',
        claims: {
          ...claimsOf(account, scopesOf(grant)),
          ...authentication,
          sid: grant.sessionId,
          aud: client.id,
          ...(nonce && { nonce }),
        },
      })
    : undefined
  return {
    access_token: await access,
    token_type: 'Bearer',
    expires_in: exp - now,
    scope: scopes.join(' '),
    refresh_token: await refreshTokenOf(call.settings.keys, { grantId: grant.id, generation }),
    ...(id && { id_token: await id }),
  }
}

/** The resource servers, and this service itself for its userinfo endpoint. */
function audienceOf({ settings }: Call, { resources, scopes }: Issue): string | string[] {
  const all =
    resources.length === 0 || scopes.includes('openid')
      ? [...resources, issuerOf(settings)]
      : [...resources]
  return all.length === 1 && all[0] !== undefined ? all[0] : all
}

/** An access token of a grant. */
export interface AccessToken {
  grantId: string
  clientId: string
  scopes: string[]
  /** All claims. */
  claims: Record<string, unknown>
}

/** What an access token of a grant is, or undefined if it is not valid. The grant must still be read. */
export async function parseAccessToken(
  call: Call,
  token: string,
  { audience }: { audience?: string } = {},
): Promise<AccessToken | undefined> {
  const claims = await verifyJwt(call, token, { typ: 'at+jwt', ...(audience && { audience }) })
  const { grant_id: grantId, client_id: clientId, scope } = claims ?? {}
  if (!claims || typeof grantId !== 'string' || typeof clientId !== 'string') return undefined
  return {
    grantId,
    clientId,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    claims,
  }
}
