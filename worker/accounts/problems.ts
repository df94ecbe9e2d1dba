import { defineProblems } from '../http/problem.ts'

/** Problems of accounts and their identifiers. */
export const accountProblems = defineProblems({
  account_not_found: [404, 'User not found'],
  username_taken: [409, 'Username already exists'],
  email_taken: [409, 'Email already in use'],
  last_admin: [409, 'The last administrator cannot be removed'],
})
