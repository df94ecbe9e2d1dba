import { createMiddleware } from 'hono/factory'
import { logEventLater } from '../audit/events.ts'
import type { App } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { bearerToken, challenge } from '../sessions/credential.ts'
import { passwordProblems } from './problems.ts'
import { findByResetToken, type Reset } from './reset.ts'

declare module 'hono' {
  interface ContextVariableMap {
    reset: Reset
  }
}

/** Requires the token of a reset link as the bearer token. Sets `reset`. */
export const resetting = createMiddleware<App>(async function resetting(c, next) {
  const { call } = c.var
  const token = bearerToken(c.req.raw)
  const reset = token && (await findByResetToken(call, token))
  if (!reset) {
    // Without a token there was no attempt.
    if (token) {
      logEventLater(call, {
        event: 'authn_password_change_fail',
        account: null,
        outcome: 'failure',
        detail: 'reset_token',
      })
    }
    throw new Problem(passwordProblems.reset_token_invalid, challenge(token))
  }
  c.set('reset', reset)
  await next()
})
