import { defineProblems } from '../http/problem.ts'

/** Problems of consent and of the list of connected apps. */
export const authorizationProblems = defineProblems({
  grant_not_found: [404, 'This app has no access to your account'],
  request_changed: [409, 'This request can no longer be answered. Open it again in the app.'],
})
