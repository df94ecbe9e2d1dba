import { defineProblems } from '../http/problem.ts'

/**
 * Problems of OAuth, which only the endpoints of the protocol return, in the body that OAuth defines. Their codes are the registered errors (RFC 6749, RFC 6750, RFC 8628, RFC 8707, RFC 9470, OpenID Connect Core).
 */
export const oauthProblems = defineProblems({
  invalid_request: [400, 'The request is malformed'],
  invalid_grant: [400, 'The code or token is invalid, has expired or was used'],
  invalid_scope: [400, 'The grant does not include this scope'],
  invalid_target: [400, 'Tokens for this resource are not allowed'],
  unauthorized_client: [400, 'The app may not use this grant type'],
  authorization_pending: [400, 'The user has not answered yet'],
  slow_down: [400, 'Wait five seconds longer between token requests'],
  expired_token: [400, 'The device code has expired'],
  unsupported_grant_type: [400, 'This grant type is not supported'],
  unsupported_response_type: [400, 'The response type must be code'],
  request_not_supported: [400, 'Request objects are not supported'],
  request_uri_not_supported: [400, 'Request objects are not supported'],
  unmet_authentication_requirements: [400, 'The account has no second factor'],
  unknown_client: [400, 'This app is not registered here'],
  unknown_redirect_uri: [400, 'The app did not register the address to return to'],
  invalid_client: [401, 'The client is unknown or could not be authenticated'],
  invalid_token: [401, 'The token is invalid or has expired'],
  login_required: [401, 'The user is not signed in'],
  access_denied: [403, 'The user did not allow it'],
  consent_required: [403, 'The user has not allowed it yet'],
  interaction_required: [403, 'The user must do something first'],
  insufficient_scope: [403, 'The token does not have the required scope'],
})
