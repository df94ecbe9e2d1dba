import type { Context } from 'hono'
import { readBody } from '../http/body.ts'
import { Problem } from '../http/problem.ts'
import { oauthProblems } from './problems.ts'

/** The parameters of a request to an OAuth endpoint. One without a value counts as omitted (RFC 6749 section 3.1). */
export interface Parameters {
  get(name: string): string | undefined
  /** `resource` may be repeated (RFC 8707 section 2). */
  resources: string[]
}

/** @throws Problem `invalid_request` for a repeated parameter, because two programs could read different values */
export function parametersOf(search: URLSearchParams): Parameters {
  const values = new Map<string, string>()
  for (const [name, value] of search) {
    if (name === 'resource' || value === '') continue
    if (values.has(name)) throw invalidRequest('A parameter was sent twice')
    values.set(name, value)
  }
  const resources = search.getAll('resource').filter(Boolean)
  return { get: (name) => values.get(name), resources: [...new Set(resources)] }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * The parameters of a form.
 * @throws Problem `invalid_request`; `body_too_large`, `request_timeout`
 */
export async function readFormParameters(c: Context): Promise<URLSearchParams> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') {
    throw invalidRequest('The body must be application/x-www-form-urlencoded')
  }
  try {
    return new URLSearchParams(utf8.decode(await readBody(c)))
  } catch (error) {
    throw error instanceof TypeError ? invalidRequest('The body is not UTF-8') : error
  }
}

/** @throws Problem `invalid_request` if the parameter is missing */
export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name)
  if (value === undefined) throw invalidRequest(`The parameter ${name} is missing`)
  return value
}

/** RFC 6749 allows no quotation mark and no backslash in the sentence. */
export function invalidRequest(detail: string): Problem {
  return new Problem(oauthProblems.invalid_request, { detail })
}
