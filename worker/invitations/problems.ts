import { defineProblems } from '../http/problem.ts'

/** Problems of invitations. */
export const invitationProblems = defineProblems({
  invitation_invalid: [403, 'The invitation is invalid or expired'],
  invitations_closed: [403, 'No one can sign up, not even with an invitation'],
  invitation_not_found: [404, 'Invitation not found'],
  too_many_invitations: [409, 'This account has the maximum number of invitations'],
})
