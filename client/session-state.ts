import type { ProblemError } from './problem-error.ts'
import type { Current } from './types.ts'

/** What a page knows about the session. A new object after each change. */
export type SessionState = {
  /** Why the last check failed. The session may still be known from an earlier one. */
  readonly error: ProblemError | undefined
  /** Checks the session again. `status` is `loading` meanwhile, unless the session is known. */
  readonly retry: () => void
} & (
  | { readonly status: 'signed-in'; readonly session: Current }
  /** `loading`: before the first response. `unavailable`: no check has succeeded yet, and the last one failed. */
  | { readonly status: 'loading' | 'signed-out' | 'unavailable'; readonly session: null }
)

/** @param current null if signed out, undefined before the first response */
export function toState(
  current: Current | null | undefined,
  error: ProblemError | undefined,
  retry: () => void,
): SessionState {
  if (current) return { status: 'signed-in', session: current, error, retry }
  const unknown = error ? 'unavailable' : 'loading'
  return { status: current === null ? 'signed-out' : unknown, session: null, error, retry }
}
