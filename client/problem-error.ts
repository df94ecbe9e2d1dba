import type { Code } from './routes.ts'
import type { FactorMethod } from './types.ts'

/**
 * A closed set of codes to branch on: the codes of Latchkey's API; `unreachable` if no response came from Latchkey;
 * `passkey_canceled` if the person closed the browser's dialog for passkeys, or the dialog timed out; and, on Latchkey's own
 * pages, `cookie_refused` if sign-in succeeded but the browser did not keep the session cookie.
 */
export type ProblemCode = Code | 'unreachable' | 'passkey_canceled' | 'cookie_refused'

interface Body {
  code?: Code
  detail?: string
  errors?: { path: string; message: string }[]
}

interface Options {
  detail?: string | undefined
  errors?: { path: string; message: string }[] | undefined
  retryAfter?: number | undefined
  requestId?: string | undefined
  methods?: FactorMethod[]
  cause?: unknown
}

/** A request that failed (RFC 9457). */
export class ProblemError extends Error {
  readonly code: ProblemCode
  /** The response's status; 0 without a response. */
  readonly status: number
  /** A sentence for people; the same as `message`. */
  readonly detail: string
  /** Errors in fields of the body; empty if the problem concerns no field. */
  readonly errors: { path: string; message: string }[]
  /** Seconds to wait, if the response has Retry-After (429 and 503). */
  readonly retryAfter: number | undefined
  /** Identifies the request in the service's log. */
  readonly requestId: string | undefined

  /** What the person can use, if the code is `second_factor_required`. */
  readonly methods: FactorMethod[]

  constructor(code: ProblemCode, status: number, options: Options = {}) {
    const { detail = 'The service cannot be reached', errors = [], cause } = options
    super(detail, { cause })
    this.name = 'ProblemError'
    this.code = code
    this.status = status
    this.detail = detail
    this.errors = errors
    this.retryAfter = options.retryAfter
    this.requestId = options.requestId
    this.methods = options.methods ?? []
  }

  /** The error message of this field, to show next to the field. */
  field(path: string): string | undefined {
    return this.errors.find((error) => error.path === path)?.message
  }
}

/** Reads the problem from a failed response; consumes the response's body. */
export async function readProblem(response: Response): Promise<ProblemError> {
  const { status, headers } = response
  // A proxy or a development server in between may respond in another format.
  const body = (await response.json().catch(() => null)) as Body | null
  const seconds = headers.get('Retry-After')
  return new ProblemError(body?.code ?? 'unreachable', status, {
    detail: body?.detail,
    errors: body?.errors,
    retryAfter: seconds === null || Number.isNaN(Number(seconds)) ? undefined : Number(seconds),
    requestId: headers.get('X-Request-Id') ?? undefined,
  })
}
