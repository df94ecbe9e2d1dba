import type { Sent } from './http.ts'
import type { World } from './identities.ts'
import { password, someAddress, someName } from './service.ts'

/** A request that would succeed if the right one made it; the path stands in the table's key. */
export type Request = (world: World) => Sent

const fresh = 'another horse'
const names = { first_name: 'Ada', last_name: 'Lovelace' }

/**
 * Every operation without `security` in /openapi.json, and what it answers to this request, whoever asks. An
 * operation that is missing here or in `guarded` fails the suite: decide who may use it, then write it down.
 */
export const open: Record<string, { request: Request; status: number }> = {
  'POST /api/auth/login': {
    request: ({ target: { username } }) => ({ json: { username, password } }),
    status: 200,
  },
  'POST /api/auth/register': {
    request: () => ({ json: { username: someName(), password, role: 'admin' } }),
    status: 200,
  },
  'POST /api/auth/signup': {
    request: ({ tokens }) => ({
      json: { referrer: tokens.invitation, email: someAddress(), password, role: 'admin' },
    }),
    status: 200,
  },
  'POST /api/auth/session': {
    request: ({ target: { username } }) => ({ json: { username, password } }),
    status: 200,
  },
  'GET /api/auth/instance': { request: () => ({}), status: 200 },
  'POST /api/auth/setup': {
    request: ({ setupToken }) => ({
      json: { email: someAddress(), password, ...names },
      headers: { 'X-Setup-Token': setupToken },
    }),
    status: 403,
  },
  'POST /api/auth/account': {
    request: () => ({ json: { username: someName(), password, role: 'admin' } }),
    status: 200,
  },
  'POST /api/auth/password-reset': {
    request: () => ({ json: { email: someAddress() } }),
    status: 200,
  },
  'GET /api/auth/status': { request: () => ({}), status: 200 },
  'POST /api/auth/logout': { request: () => ({}), status: 200 },
  'POST /api/auth/first-run': { request: () => ({}), status: 403 },
  'POST /api/auth/send-password-reset-link': {
    request: () => ({ json: { email: someAddress() } }),
    status: 200,
  },
  'POST /api/auth/verify-otp': {
    request: () => ({ form: { otp: '000000', token: 'x' } }),
    status: 401,
  },
  'GET /api/auth/verify-token': { request: () => ({}), status: 400 },
  'POST /v1/auth/setup': {
    request: ({ setupToken }) => ({
      json: { email: someAddress(), password, ...names },
      headers: { 'X-Setup-Token': setupToken },
    }),
    status: 403,
  },
  'POST /api/v1/auth/setup': {
    request: ({ setupToken }) => ({
      json: { email: someAddress(), password, ...names },
      headers: { 'X-Setup-Token': setupToken },
    }),
    status: 403,
  },
  'POST /v1/auth/login': {
    request: ({ target: { username } }) => ({ json: { email: username, password } }),
    status: 200,
  },
  'POST /api/v1/auth/login': {
    request: ({ target: { username } }) => ({ json: { email: username, password } }),
    status: 200,
  },
  'GET /v1/auth/status': { request: () => ({}), status: 200 },
  'GET /api/v1/auth/status': { request: () => ({}), status: 200 },
  'GET /health': { request: () => ({}), status: 200 },
  'GET /openapi.json': { request: () => ({}), status: 200 },
}

/** Every operation with `security`, and a request that succeeds with 200 for whoever may make it. */
export const guarded: Record<string, Request> = {
  'GET /api/auth/me': () => ({}),
  'GET /api/auth/state': () => ({}),
  'POST /api/auth/change-password': () => ({
    json: { current_password: password, new_password: fresh },
  }),
  'PUT /api/auth/me/password': () => ({ json: { old_password: password, new_password: fresh } }),
  'PUT /api/auth/profile': () => ({ json: { newUsername: someName() } }),
  'POST /api/auth/update-password': () => ({ json: { password: fresh } }),
  'PUT /api/auth/local-account': () => ({ json: { name: 'Ada', email: someAddress() } }),
  'DELETE /api/auth/me': () => ({}),
  'PUT /api/auth/me/name': () => ({ json: { name: 'Ada' } }),
  'POST /api/auth/me/send-otp': () => ({}),
  'POST /api/auth/me/create-token': () => ({}),
  'POST /api/auth/me/tokens': () => ({}),
  'POST /api/auth/reset-password-with-token': () => ({ json: { password: fresh } }),
  'GET /api/auth/session': () => ({}),
  'DELETE /api/auth/session': () => ({}),
  'GET /api/auth/sessions': () => ({}),
  'DELETE /api/auth/sessions': () => ({}),
  'DELETE /api/auth/sessions/{session_id}': () => ({}),
  'PATCH /api/auth/account': () => ({ json: { first_name: 'Ada', role: 'admin' } }),
  'PUT /api/auth/account/password': () => ({
    json: { current_password: password, new_password: fresh },
  }),
  'PUT /api/auth/account/email': () => ({ json: { email: someAddress(), password } }),
  'POST /api/auth/account/email/code': () => ({}),
  'POST /api/auth/account/email/verify': () => ({ json: { code: '000000' } }),
  'POST /api/auth/account/delete': () => ({ json: { password } }),
  'GET /api/auth/tokens': () => ({}),
  'POST /api/auth/tokens': () => ({}),
  'DELETE /api/auth/tokens/{token_id}': () => ({}),
  'GET /api/auth/password-reset': () => ({}),
  'PUT /api/auth/password-reset': () => ({ json: { password: fresh } }),
  'GET /api/auth/users': () => ({}),
  'POST /api/auth/users': () => ({ json: { username: someName(), password, role: 'admin' } }),
  'DELETE /api/auth/users/{user_id}': () => ({}),
  'PUT /api/auth/users/{user_id}/reset-password': () => ({ json: { new_password: fresh } }),
  'GET /api/auth/audit': () => ({}),

  'GET /api/auth/accounts': () => ({}),
  'POST /api/auth/accounts': () => ({
    json: { username: someName(), email: someAddress(), password, role: 'admin' },
  }),
  'GET /api/auth/accounts/{account_id}': () => ({}),
  'PATCH /api/auth/accounts/{account_id}': () => ({ json: { role: 'admin', disabled: true } }),
  'DELETE /api/auth/accounts/{account_id}': () => ({}),
  'PUT /api/auth/accounts/{account_id}/password': () => ({ json: { password: fresh } }),
  'GET /api/auth/accounts/{account_id}/sessions': () => ({}),
  'DELETE /api/auth/accounts/{account_id}/sessions': () => ({}),
  'GET /api/auth/settings': () => ({}),
}

/** What of them is answered otherwise than with 200 once let in: nobody there has an open code. */
export const letIn: Record<string, number> = { 'POST /api/auth/account/email/verify': 409 }

/** Those of them that only administrators may use. */
export const adminOperations = new Set([
  'GET /api/auth/users',
  'POST /api/auth/users',
  'DELETE /api/auth/users/{user_id}',
  'PUT /api/auth/users/{user_id}/reset-password',
  'GET /api/auth/audit',

  'GET /api/auth/accounts',
  'POST /api/auth/accounts',
  'GET /api/auth/accounts/{account_id}',
  'PATCH /api/auth/accounts/{account_id}',
  'DELETE /api/auth/accounts/{account_id}',
  'PUT /api/auth/accounts/{account_id}/password',
  'GET /api/auth/accounts/{account_id}/sessions',
  'DELETE /api/auth/accounts/{account_id}/sessions',
  'GET /api/auth/settings',
])

/** Those of them that a reset link opens, and whether a session does too. */
export const resetOperations = new Map([
  ['GET /api/auth/me', { sessionsToo: true }],
  ['POST /api/auth/reset-password-with-token', { sessionsToo: false }],
  ['GET /api/auth/password-reset', { sessionsToo: false }],
  ['PUT /api/auth/password-reset', { sessionsToo: false }],
])
