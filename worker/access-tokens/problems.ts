import { defineProblems } from '../http/problem.ts'

/** Problems of access tokens. */
export const accessTokenProblems = defineProblems({
  // The code of RFC 8707 section 2.
  invalid_target: [400, 'Access tokens are not issued for this audience'],
})
