import type { Context } from 'hono'
import { causeOf, isStorageError } from '../db/database.ts'
import type { App } from './respond.ts'

/**
 * Every failure this Worker can answer with: code -> status and the sentence a person reads. The codes are a
 * closed set; clients branch on them, never on the sentences.
 */
const table = {
  malformed_body: [400, 'The request body is malformed'],
  invalid_input: [400, 'The request is invalid'],
  nothing_to_change: [400, 'Nothing to change was given'],
  cannot_delete_self: [400, 'You cannot delete yourself'],
  cannot_reset_self: [400, 'Change your own password with your current one'],
  password_refused: [400, 'This password cannot be used'],
  email_missing: [400, 'The account has no e-mail address'],
  not_signed_in: [401, 'Not authenticated'],
  invalid_credentials: [401, 'Invalid username or password'],
  wrong_password: [401, 'Current password is incorrect'],
  recent_sign_in_required: [401, 'Sign in again to do this'],
  setup_token_invalid: [401, 'The set-up token is missing or wrong'],
  reset_token_invalid: [401, 'The reset link is invalid, used or expired'],
  otp_token_invalid: [401, 'The verification session is invalid, used or expired'],
  bearer_required: [403, 'This endpoint takes a bearer token, not a cookie'],
  cross_site_request: [403, 'This request came from another site'],
  admin_required: [403, 'Administrator rights are required'],
  registration_closed: [403, 'Registration is not available'],
  referrer_invalid: [403, 'The referrer token is unknown or expired'],
  already_set_up: [403, 'This service is already set up'],
  otp_wrong: [403, 'The code is wrong'],
  not_found: [404, 'There is nothing here'],
  session_not_found: [404, 'There is no such session'],
  token_not_found: [404, 'There is no such token'],
  user_not_found: [404, 'User not found'],
  no_default_account: [404, 'There is no local default account'],
  method_not_allowed: [405, 'This method is not allowed here'],
  request_timeout: [408, 'The request body did not arrive in time'],
  username_taken: [409, 'Username already exists'],
  email_taken: [409, 'Email already in use'],
  last_admin: [409, 'The last administrator cannot be removed'],
  default_password: [409, 'This account still has its documented password; set another first'],
  already_verified: [409, 'The e-mail address is already verified'],
  no_open_code: [409, 'There is no open code; ask for a new one'],
  too_many_tokens: [409, 'This account has as many tokens as it may have'],
  body_too_large: [413, 'The request body is larger than 64 KiB'],
  unsupported_media_type: [415, 'This content type is not supported here'],
  // asyncat's pages look for the first three words.
  too_many_requests: [429, 'Too many requests. Try again later.'],
  too_many_attempts: [429, 'Too many requests: too many failed attempts. Try again later.'],
  too_many_mails: [429, 'Too many requests: too many emails were requested. Try again later.'],
  internal_error: [500, 'Something went wrong'],
  misconfigured: [503, 'This service is not configured correctly'],
  busy: [503, 'Too many are signing in at this moment, try again shortly'],
  limiter_unavailable: [503, 'The service is unavailable, try again shortly'],
  storage_unavailable: [503, 'Storage is unavailable, try again shortly'],
  mail_unavailable: [503, 'Mail is not configured on this service'],
} as const

export type Code = keyof typeof table
export const codes = Object.keys(table) as [Code, ...Code[]]

/** Reason phrases of RFC 9110, which are the titles of `about:blank` problems (RFC 9457 section 4.2.1). */
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

/** Seconds a client waits where nothing better is known: the flood window, and a storage hiccup. */
const retryAfter = { 429: 60, 503: 5 } as const

interface Details {
  /** Replaces the table's status, for an operation whose document lists another one. */
  status?: 400
  /** Replaces the table's sentence; never holds anything the caller did not send or may not know. */
  detail?: string
  errors?: { path: string; message: string }[]
  /** Seconds, for 429 and 503. */
  retryAfter?: number
  headers?: Record<string, string>
  /** Told to the log only. */
  log?: Record<string, unknown>
}

/** Thrown anywhere; `onError` turns it into an answer. */
export class Problem extends Error {
  readonly code: Code
  readonly details: Details

  constructor(code: Code, details: Details = {}) {
    super(code)
    this.name = 'Problem'
    this.code = code
    this.details = details
  }

  get status() {
    return this.details.status ?? table[this.code][0]
  }

  /** RFC 9457 members, and `error`, `message` and `success`, which clients of the five products read. */
  toResponse(): Response {
    const sentence = this.details.detail ?? table[this.code][1]
    const headers = new Headers(this.details.headers)
    headers.set('Content-Type', 'application/problem+json')
    if (this.status === 401 && !headers.has('WWW-Authenticate')) {
      headers.set('WWW-Authenticate', 'Bearer')
    }
    if (this.status === 429 || this.status === 503) {
      headers.set('Retry-After', String(this.details.retryAfter ?? retryAfter[this.status]))
    }
    const body = {
      type: 'about:blank',
      title: titles[this.status],
      status: this.status,
      detail: sentence,
      code: this.code,
      error: sentence,
      message: sentence,
      success: false,
      ...(this.details.errors && { errors: this.details.errors }),
    }
    return new Response(JSON.stringify(body), { status: this.status, headers })
  }
}

/** The one place where a thrown thing becomes an answer: a documented shape, and nothing of the inside. */
export function onError(error: Error, c: Context<App>): Response {
  const problem = toProblem(error)
  if (problem.status >= 500) {
    console.error(
      JSON.stringify({
        level: 'error',
        event: problem.code,
        request_id: c.var.call?.requestId,
        method: c.req.method,
        route: c.req.path,
        ...(error instanceof Problem ? error.details.log : { cause: causeOf(error).slice(0, 200) }),
      }),
    )
  }
  return problem.toResponse()
}

function toProblem(error: Error): Problem {
  if (error instanceof Problem) return error
  if (isStorageError(error)) return new Problem('storage_unavailable')
  return new Problem('internal_error')
}
