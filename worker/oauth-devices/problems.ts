import { defineProblems } from '../http/problem.ts'

/** Problems of the page on which people enter the code of a device. */
export const deviceProblems = defineProblems({
  user_code_invalid: [
    404,
    'This code is wrong, has expired or was used elsewhere. Get a new code on the device.',
  ],
})
