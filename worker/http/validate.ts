import type { Context, MiddlewareHandler } from 'hono'
import type * as z from '../input/zod.ts'
import { readBody, readForm, readJson } from './body.ts'
import type { DescribedRequest } from './openapi.ts'
import { Problem, problems } from './problem.ts'

/** Media types of request bodies. RFC 6839 makes any `+json` type JSON. */
const mediaTypes = {
  json: /^application\/([\w.-]+\+)?json$/i,
  form: /^(multipart\/form-data|application\/x-www-form-urlencoded)$/i,
}

/** How each part of a request is read. */
const parts = {
  // Repeated parameters: the last one wins.
  query: (c: Context) => Object.fromEntries(new URL(c.req.url).searchParams),
  param: (c: Context) => c.req.param(),
  json: readJson,
  form: readForm,
}

/** Middleware that validates a request against the schemas of its contract. Headers are documented but not validated. */
export function validators({ query, params, body }: DescribedRequest = {}): MiddlewareHandler[] {
  // JSON, or a form in either of its two encodings.
  const [first] = Object.entries(body?.content ?? {})
  const kind = first && mediaTypes.json.test(first[0]) ? 'json' : 'form'
  return [
    ...(query ? [validate('query', query)] : []),
    ...(params ? [validate('param', params)] : []),
    ...(first ? [requireMediaType(kind), validate(kind, first[1].schema)] : []),
  ]
}

function validate(part: keyof typeof parts, schema: z.ZodMiniType): MiddlewareHandler {
  return async (c, next) => {
    const { success, error, data } = await schema.safeParseAsync(await parts[part](c))
    if (!success) throw invalidInput(error)
    c.req.addValidatedData(part, data as object)
    await next()
  }
}

/** An empty body passes: the schema decides whether a body is required. */
function requireMediaType(kind: keyof typeof mediaTypes): MiddlewareHandler {
  return async (c, next) => {
    const [type] = c.req.header('Content-Type')?.split(';') ?? []
    const isSupported = type
      ? mediaTypes[kind].test(type.trim())
      : (await readBody(c)).byteLength === 0
    if (!isSupported) throw new Problem(problems.unsupported_media_type)
    await next()
  }
}

/** One invalid field of a request, named by its path. */
export function invalidField(path: string, message: string): Problem {
  return new Problem(problems.invalid_input, {
    detail: `${path || 'The request body'} ${message}`,
    errors: [{ path, message }],
  })
}

/** The Problem of a part of a request that its schema refuses: names each invalid field. */
function invalidInput(error: { issues: z.core.$ZodIssue[] }): Problem {
  const errors = error.issues.flatMap(flatten)
  const [first] = errors
  return new Problem(problems.invalid_input, {
    ...(first && { detail: `${first.path || 'The request body'} ${first.message}` }),
    errors,
  })
}

/**
 * A union has no path. Reports the issues of the alternative that came closest: the one with the fewest missing fields,
 * then with the fewest issues.
 */
function flatten(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
    return [{ path: issue.path.join('.'), message: issue.message }]
  }
  const missing = (issues: z.core.$ZodIssue[]) =>
    issues.filter(({ message }) => message === 'is required').length
  const [closest = []] = issue.errors.toSorted(
    (a, b) => missing(a) - missing(b) || a.length - b.length,
  )
  return closest.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }))
}
