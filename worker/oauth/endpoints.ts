import type { Context } from 'hono'
import type { Settings } from '../config/settings.ts'
import type { App } from '../http/context.ts'
import { readableByAll } from '../http/headers.ts'
import { Problem } from '../http/problem.ts'
import type { Router } from '../http/router.ts'
import { bearerToken } from '../sessions/credential.ts'
import { signingKey } from '../signing/keys.ts'
import { issuerOf } from '../signing/vars.ts'
import { clientCredentialsOf } from './client-authentication.ts'
import { endpoints, metadataOf, metadataPaths } from './discovery.ts'
import { findGrant } from './grant.ts'
import { parametersOf, readFormParameters, required } from './parameters.ts'
import { oauthProblems } from './problems.ts'
import { oauthHandler } from './respond.ts'
import { claimsOf } from './tokens/claims.ts'
import { describeToken } from './tokens/introspect.ts'
import { parseAccessToken } from './tokens/issue.ts'
import { revokeToken } from './tokens/revoke.ts'
import { grantTypesOf } from './tokens/token-request.ts'
import { servesApps } from './vars.ts'

/** Seconds for which clients may cache the metadata. */
const metadataMaxAge = 3600

/** The paths that a page of any origin may call: they read no cookie. */
export function openPaths(settings: Settings): string[] {
  const { jwks_uri, token_endpoint, revocation_endpoint, userinfo_endpoint } = endpoints
  return [
    ...(settings.OAUTH ? [jwks_uri, '/.well-known/revocations'] : []),
    ...(servesApps(settings)
      ? [...metadataPaths, token_endpoint, revocation_endpoint, userinfo_endpoint]
      : []),
  ]
}

/** Answers the question of a browser whether a page of another origin may send a request. */
export function mountPreflight(app: Router, paths: string[]): void {
  if (paths.length > 0) app.on('OPTIONS', paths, readableByAll(), preflight)
}

/** Mounts the endpoints of the protocol that answer programs. The authorization endpoint and sign-out are pages. */
export function mountOAuth(app: Router, settings: Settings): void {
  const metadata = JSON.stringify(metadataOf(settings))
  for (const path of metadataPaths) {
    app.get(path, readableByAll({ maxAge: metadataMaxAge }), () => {
      return new Response(metadata, { headers: { 'Content-Type': 'application/json' } })
    })
  }
  app.post(endpoints.token_endpoint, readableByAll(), oauthHandler(token))
  app.post(endpoints.revocation_endpoint, readableByAll(), oauthHandler(revoke))
  app.on(['GET', 'POST'], [endpoints.userinfo_endpoint], readableByAll(), oauthHandler(userinfo))
  app.post(endpoints.introspection_endpoint, oauthHandler(introspect))
}

async function preflight(): Promise<Response> {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST',
      // Any header: the asterisk does not include Authorization (Fetch standard section 4.9).
      'Access-Control-Allow-Headers': 'Authorization, *',
      'Access-Control-Max-Age': '7200',
    },
  })
}

async function token(c: Context<App>): Promise<Response> {
  const parameters = parametersOf(await readFormParameters(c))
  const credentials = clientCredentialsOf(c.req.raw, parameters)
  const name = required(parameters, 'grant_type')
  const grantTypes = grantTypesOf(c.var.call.settings)
  const exchange = Object.hasOwn(grantTypes, name) ? grantTypes[name] : undefined
  if (!exchange) throw new Problem(oauthProblems.unsupported_grant_type)
  // Before the grant is read: its end is recorded only once there is a key.
  await signingKey(c.var.call, 'ES256')
  return Response.json(await exchange(c.var.call, credentials, parameters))
}

async function revoke(c: Context<App>): Promise<Response> {
  const parameters = parametersOf(await readFormParameters(c))
  const credentials = clientCredentialsOf(c.req.raw, parameters)
  await revokeToken(c.var.call, credentials, required(parameters, 'token'))
  return new Response(null)
}

async function introspect(c: Context<App>): Promise<Response> {
  const parameters = parametersOf(await readFormParameters(c))
  const credentials = clientCredentialsOf(c.req.raw, parameters)
  return Response.json(await describeToken(c.var.call, credentials, required(parameters, 'token')))
}

/** The claims about the person of an access token (OpenID Connect Core section 5.3). */
async function userinfo(c: Context<App>): Promise<Response> {
  const { call } = c.var
  const token = await accessTokenOf(c)
  const audience = issuerOf(call.settings)
  const parsed = token && (await parseAccessToken(call, token, { audience }))
  const found = parsed && (await findGrant(call, parsed.grantId))
  if (!found) throw new Problem(oauthProblems.invalid_token)
  if (!parsed.scopes.includes('openid')) throw new Problem(oauthProblems.insufficient_scope)
  return Response.json(claimsOf(found.account, parsed.scopes))
}

/** RFC 6750 section 2: in the header, or in a form. */
async function accessTokenOf(c: Context<App>): Promise<string | undefined> {
  if (c.req.method !== 'POST' || c.req.header('Authorization') !== undefined) {
    return bearerToken(c.req.raw)
  }
  if (!c.req.header('Content-Type')) return undefined
  return parametersOf(await readFormParameters(c)).get('access_token')
}
