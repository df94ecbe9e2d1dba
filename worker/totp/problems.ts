import { defineProblems } from '../http/problem.ts'

/** Problems of TOTP factors. */
export const totpProblems = defineProblems({
  totp_not_found: [404, 'Authenticator app not found'],
  totp_expired: [409, 'This setup has expired. Start again.'],
  second_factor_mandatory: [409, 'Your account must have a second factor'],
})
