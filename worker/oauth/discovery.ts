import { languageTags } from '../../web/text/languages.ts'
import type { Settings } from '../config/settings.ts'
import { issuerOf } from '../signing/vars.ts'
import { authenticationMethods } from './client-authentication.ts'
import { promptValues } from './prompts.ts'
import { scopes } from './scope.ts'
import { accountClaims } from './tokens/claims.ts'
import { grantTypesOf } from './tokens/token-request.ts'
import { servesDevices } from './vars.ts'

/** The endpoints, by their names in the metadata. */
export const endpoints = {
  authorization_endpoint: '/oauth/authorize',
  token_endpoint: '/oauth/token',
  revocation_endpoint: '/oauth/revoke',
  introspection_endpoint: '/oauth/introspect',
  userinfo_endpoint: '/oauth/userinfo',
  end_session_endpoint: '/oauth/end-session',
  jwks_uri: '/.well-known/jwks.json',
} as const

/** The device authorization endpoint (RFC 8628 section 3.1). */
export const devicePath = '/oauth/device'

/** The paths of the metadata: some clients request only one of them. */
export const metadataPaths = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
] as const

/** The metadata of this authorization server (RFC 8414, OpenID Connect Discovery section 3). */
export function metadataOf(settings: Settings): object {
  const issuer = issuerOf(settings)
  const urls = Object.entries(endpoints).map(([name, path]) => [name, issuer + path])
  return {
    issuer,
    ...Object.fromEntries(urls),
    ...(servesDevices(settings) && { device_authorization_endpoint: issuer + devicePath }),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: Object.keys(grantTypesOf(settings)),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    introspection_endpoint_auth_methods_supported: authenticationMethods.filter(
      (method) => method !== 'none',
    ),
    scopes_supported: scopes,
    claims_supported: [
      ...accountClaims,
      ...['iss', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'sid', 'nonce'],
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    acr_values_supported: ['aal1', 'aal2'],
    prompt_values_supported: promptValues,
    ui_locales_supported: languageTags,
    authorization_response_iss_parameter_supported: true,
    ...(settings.CIMD !== 'off' && { client_id_metadata_document_supported: true }),
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  }
}
