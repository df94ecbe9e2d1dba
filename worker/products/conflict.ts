import { createMiddleware } from 'hono/factory'
import { Problem } from '../http/problem.ts'
import type { App } from '../http/respond.ts'

/**
 * How an operation answers a conflict with what exists: 409, or 400 if the enabled documents describe the operation and
 * list no 409 for it. The code is the same.
 * @param listed whether one of them lists 409
 */
export function conflict(listed: boolean) {
  return {
    statuses: listed ? [409 as const] : [],
    middleware: listed ? [] : [conflictIs400],
  }
}

const conflictIs400 = createMiddleware<App>(async function conflictIs400(c, next) {
  await next()
  const { error } = c
  if (!(error instanceof Problem) || error.status !== 409) return
  c.res = new Problem(error.code, { ...error.details, status: 400 }).toResponse()
})
