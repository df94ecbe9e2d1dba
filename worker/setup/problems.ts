import { defineProblems } from '../http/problem.ts'

/** Problems of setup and default accounts. */
export const setupProblems = defineProblems({
  setup_token_invalid: [401, 'The setup token is missing or wrong'],
  already_set_up: [403, 'This service is already set up'],
  no_default_account: [404, 'There is no local default account'],
})
