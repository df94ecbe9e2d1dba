import { defineProblems } from '../http/problem.ts'

/** Problems of mail. */
export const mailProblems = defineProblems({
  too_many_mails: [429, 'Too many requests: too many emails were requested. Try again later.'],
  mail_unavailable: [503, 'Mail is not configured on this service'],
})
