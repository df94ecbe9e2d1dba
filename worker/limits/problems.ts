import { defineProblems } from '../http/problem.ts'

/** Problems of attempt counters. */
export const limitProblems = defineProblems({
  too_many_attempts: [429, 'Too many requests: too many failed attempts. Try again later.'],
})
