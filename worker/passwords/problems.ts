import { defineProblems } from '../http/problem.ts'

/** Problems of passwords and reset links. */
export const passwordProblems = defineProblems({
  password_not_allowed: [400, 'This password is not allowed'],
  current_password_incorrect: [401, 'Current password is incorrect'],
  passwords_off: [403, 'This service has no passwords. Sign in with a passkey.'],
  reset_token_invalid: [401, 'The reset link is invalid, used or expired'],
})
