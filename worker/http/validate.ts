import type * as z from '../input/zod.ts'
import { Problem } from './problem.ts'

/** The Problem of a body, query or path that its schema refuses: names each field that is wrong. */
export function invalidInput(error: { issues: z.core.$ZodIssue[] }): Problem {
  const errors = error.issues.flatMap(flatten)
  const [first] = errors
  return new Problem('invalid_input', {
    ...(first && { detail: `${first.path || 'The request body'} ${first.message}` }),
    errors,
  })
}

/**
 * Of a union, which itself has no path, the alternative that came closest: the one whose complaints are about
 * fields that were sent, and fewest.
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
