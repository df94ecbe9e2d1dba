import { defineProblems } from '../http/problem.ts'

/** Problems of verification codes. */
export const codeProblems = defineProblems({
  email_missing: [400, 'The account has no email address'],
  otp_token_invalid: [401, 'The verification session is invalid, used or expired'],
  invalid_code: [403, 'The code is incorrect'],
  already_verified: [409, 'The email address is already verified'],
  code_expired: [409, 'The code is used or expired. Request a new one.'],
})
