import type { Code } from './routes.ts'

/**
 * What Latchkey answers with; `unreachable`: no answer of Latchkey's came; `cookie_refused`, of Latchkey's own pages: the
 * sign-in succeeded, but the browser did not keep the session cookie. A closed set, to branch on.
 */
export type ProblemCode = Code | 'unreachable' | 'cookie_refused'

interface Body {
  code?: Code
  detail?: string
  errors?: { path: string; message: string }[]
}

interface Facts {
  detail?: string | undefined
  errors?: { path: string; message: string }[] | undefined
  retryAfter?: number | undefined
  requestId?: string | undefined
  cause?: unknown
}

/** A request that did not succeed (RFC 9457). */
export class ProblemError extends Error {
  readonly code: ProblemCode
  /** Of the answer; 0 when there was none. */
  readonly status: number
  /** A sentence for people, the same as `message`. */
  readonly detail: string
  /** What is wrong with which field of the body; empty when it is not about fields. */
  readonly errors: { path: string; message: string }[]
  /** Seconds to wait, where the answer says (429 and 503). */
  readonly retryAfter: number | undefined
  /** Names the request in the service's log. */
  readonly requestId: string | undefined

  constructor(code: ProblemCode, status: number, facts: Facts = {}) {
    const { detail = 'The service cannot be reached', errors = [], cause } = facts
    super(detail, { cause })
    this.name = 'ProblemError'
    this.code = code
    this.status = status
    this.detail = detail
    this.errors = errors
    this.retryAfter = facts.retryAfter
    this.requestId = facts.requestId
  }

  /** What is wrong with this field, to be shown beside it. */
  field(path: string): string | undefined {
    return this.errors.find((error) => error.path === path)?.message
  }
}

/** Reads the problem out of an answer, whose body is spent then. */
export async function problemOf(answer: Response): Promise<ProblemError> {
  const { status, headers } = answer
  // What stands between (a proxy, a development server) answers in forms of its own.
  const body = (await answer.json().catch(() => null)) as Body | null
  const seconds = headers.get('Retry-After')
  return new ProblemError(body?.code ?? 'unreachable', status, {
    detail: body?.detail,
    errors: body?.errors,
    retryAfter: seconds === null || Number.isNaN(Number(seconds)) ? undefined : Number(seconds),
    requestId: headers.get('X-Request-Id') ?? undefined,
  })
}
