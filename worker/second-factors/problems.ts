import { defineProblems } from '../http/problem.ts'

/** Problems of second factors. */
export const secondFactorProblems = defineProblems({
  second_factor_required: [
    401,
    'This account has a second factor. Add the code of your authenticator app to your password, such as "password 123456".',
  ],
  sign_in_expired: [401, 'This sign-in has expired. Sign in again.'],
  second_factor_missing: [403, 'Set up a second factor first'],
  invalid_second_factor: [403, 'The code is incorrect or was already used'],
  factor_not_found: [404, 'The account has no second factor'],
})
