import { createMiddleware } from 'hono/factory'
import type { App } from '../http/context.ts'
import { Problem } from '../http/problem.ts'

/**
 * How an operation reports a conflict: 409, or 400 if no enabled document that describes the operation lists 409. The
 * problem code is the same.
 * @param isListed whether one of the documents lists 409
 */
export function conflict(isListed: boolean) {
  return {
    statuses: isListed ? ([409] as const) : [],
    guards: isListed ? [] : [conflictIs400],
  }
}

const conflictIs400 = createMiddleware<App>(async function conflictIs400(_, next) {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error
    throw new Problem(error.type, { ...error.details, status: 400 })
  }
})
