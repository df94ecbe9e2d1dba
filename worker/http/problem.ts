import type { Context } from 'hono'
import { log } from '../config/log.ts'
import { causeOf, isStorageError } from '../db/database.ts'

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
export type ProblemStatus = keyof typeof titles

/** One kind of failure. Clients branch on `code`; people read `detail`. */
export interface ProblemType<Code extends string = string> {
  readonly code: Code
  readonly status: ProblemStatus
  readonly detail: string
}

/** The problems of one capability: code -> status and the sentence a person reads. */
export function defineProblems<
  const Table extends Record<string, readonly [ProblemStatus, string]>,
>(table: Table): { readonly [Code in keyof Table & string]: ProblemType<Code> } {
  const types = Object.entries(table).map(([code, [status, detail]]) => [
    code,
    { code, status, detail },
  ])
  // Object.fromEntries loses the names of the keys.
  return Object.fromEntries(types)
}

/** Problems that any endpoint can return. */
export const problems = defineProblems({
  malformed_body: [400, 'The request body is malformed'],
  invalid_input: [400, 'The request is invalid'],
  no_changes: [400, 'The request contains no changes'],
  unauthenticated: [401, 'Not authenticated'],
  forbidden: [403, 'Administrator rights are required'],
  cross_site_request: [403, 'This request came from another site'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'This method is not allowed here'],
  request_timeout: [408, 'The request body did not arrive in time'],
  body_too_large: [413, 'The request body is larger than 64 KiB'],
  unsupported_media_type: [415, 'This content type is not supported'],
  // asyncat's pages look for the words "Too many requests".
  too_many_requests: [429, 'Too many requests. Try again later.'],
  internal_error: [500, 'Something went wrong'],
  misconfigured: [503, 'This service is not configured correctly'],
  overloaded: [503, 'The service is busy. Try again shortly.'],
  rate_limiter_unavailable: [503, 'The service is unavailable. Try again shortly.'],
  storage_unavailable: [503, 'Storage is unavailable. Try again shortly.'],
})

/** Seconds a client waits if nothing better is known: the window of the rate limit, and a short storage outage. */
const retryAfter = { 429: 60, 503: 5 } as const

interface Details {
  /** Replaces the status, for an operation whose document lists another one. */
  status?: 400 | 401
  /** Replaces the sentence. Never contains anything that the caller did not send or may not know. */
  detail?: string
  errors?: { path: string; message: string }[]
  /** Seconds, for 429 and 503. */
  retryAfter?: number
  headers?: Record<string, string>
  /** Written to the log only. */
  log?: Record<string, unknown>
}

/** Throw it anywhere; `onError` turns it into a response. */
export class Problem extends Error {
  readonly type: ProblemType
  readonly details: Details

  constructor(type: ProblemType, details: Details = {}) {
    super(type.code)
    this.name = 'Problem'
    this.type = type
    this.details = details
  }

  get code(): string {
    return this.type.code
  }

  get status(): ProblemStatus {
    return this.details.status ?? this.type.status
  }

  /** The members of RFC 9457, and `error`, `message` and `success`, which clients of the five products read. */
  toResponse(): Response {
    const { code, status, details } = this
    const detail = details.detail ?? this.type.detail
    const headers = new Headers(details.headers)
    headers.set('Content-Type', 'application/problem+json')
    if (status === 401 && !headers.has('WWW-Authenticate')) {
      headers.set('WWW-Authenticate', 'Bearer')
    }
    if (status === 429 || status === 503) {
      headers.set('Retry-After', String(details.retryAfter ?? retryAfter[status]))
    }
    const body = {
      type: 'about:blank',
      title: titles[status],
      status,
      detail,
      code,
      error: detail,
      message: detail,
      success: false,
      ...(details.errors && { errors: details.errors }),
    }
    return new Response(JSON.stringify(body), { status, headers })
  }
}

/** The one place that turns an error into a response: in the documented shape, without internal details. */
export function onError(error: Error, c: Context): Response {
  const problem = toProblem(error)
  if (problem.status >= 500) {
    log('error', problem.code, {
      request_id: c.var.call?.requestId,
      method: c.req.method,
      route: c.req.path,
      ...(error instanceof Problem ? error.details.log : { cause: causeOf(error).slice(0, 200) }),
    })
  }
  return problem.toResponse()
}

/** The Problem that an error is reported as. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(isStorageError(error) ? problems.storage_unavailable : problems.internal_error)
}
