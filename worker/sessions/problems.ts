import { defineProblems } from '../http/problem.ts'

/** Problems of sessions and sign-in. */
export const sessionProblems = defineProblems({
  invalid_credentials: [401, 'Invalid username or password'],
  reauthentication_required: [401, 'Sign in again to do this'],
  password_change_required: [403, 'Change your password first'],
  bearer_required: [403, 'This endpoint accepts a bearer token, not a cookie'],
  cookie_required: [403, 'This endpoint accepts the cookie of a browser, not a bearer token'],
  session_not_found: [404, 'Session not found'],
})
