import { defineProblems } from '../http/problem.ts'

/** Problems of the administration of accounts. */
export const administrationProblems = defineProblems({
  cannot_delete_self: [400, 'You cannot delete yourself'],
  cannot_change_own_email: [400, 'Change your own email address with your password'],
  cannot_disable_self: [400, 'You cannot disable yourself'],
  cannot_reset_self: [400, 'Change your own password with your current one'],
  cannot_remove_own_factor: [400, 'Remove your own second factor on your security page'],
  account_disabled: [409, 'This account is disabled'],
  default_password: [409, 'This account still has its documented password. Set another one first.'],
})
