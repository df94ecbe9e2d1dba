import type { Context } from 'hono'
import { log } from '../config/log.ts'
import { causeOf } from '../db/database.ts'
import type { App } from '../http/context.ts'
import { Problem, type ProblemStatus, toProblem } from '../http/problem.ts'
import { issuerOf } from '../signing/vars.ts'

/** The errors of OAuth for problems that are not of OAuth, by status. */
const errors: Partial<Record<ProblemStatus, string>> = {
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
}

/** The error of OAuth that a problem is reported as. */
export function errorOf({ code, status }: Problem): string {
  return errors[status] ?? (status === 408 || status === 413 ? 'invalid_request' : code)
}

/**
 * A handler of an OAuth endpoint. Its failures have the body that OAuth defines (RFC 6749 section 5.2), from the same table of
 * problems as all others.
 */
export function oauthHandler(handle: (c: Context<App>) => Promise<Response>) {
  return async (c: Context<App>): Promise<Response> => {
    try {
      return await handle(c)
    } catch (error) {
      return refuse(c, error)
    }
  }
}

function refuse(c: Context<App>, error: unknown): Response {
  const { call } = c.var
  const problem = toProblem(error)
  if (problem.status >= 500) {
    const cause = error instanceof Problem ? undefined : causeOf(error).slice(0, 200)
    const request = { request_id: call.requestId, method: c.req.method, route: c.req.path }
    log('error', problem.code, { ...request, cause })
  }
  const { status, details, type } = problem
  // Retry-After and other headers of the same problem elsewhere.
  const { headers } = problem.toResponse()
  headers.set('Content-Type', 'application/json')
  const name = errorOf(problem)
  if (problem.code === 'invalid_client') {
    headers.set('WWW-Authenticate', `Basic realm="${issuerOf(call.settings)}"`)
  }
  if (problem.code === 'invalid_token' || problem.code === 'insufficient_scope') {
    headers.set('WWW-Authenticate', `Bearer error="${name}"`)
  }
  const body = { error: name, error_description: details.detail ?? type.detail }
  return new Response(JSON.stringify(body), { status, headers })
}
