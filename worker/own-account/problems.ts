import { defineProblems } from '../http/problem.ts'

/** Problems of registration. */
export const registrationProblems = defineProblems({
  registration_closed: [403, 'Registration is not available'],
})
