import { invitations } from '../../schema/index.ts'
import type { Capability } from '../http/capability.ts'
import { invitationProblems } from './problems.ts'
import {
  createInvitation,
  deleteInvitation,
  listInvitations,
  sendInvitation,
  verifyInvitation,
} from './routes.ts'
import { vars } from './vars.ts'

/** Invitations, with which accounts let other people sign up. */
export const invitationsCapability = {
  routes: [listInvitations, createInvitation, sendInvitation, verifyInvitation, deleteInvitation],
  problems: invitationProblems,
  vars,
  counters: ['invitation'],
  sweep: (_, now) => [{ table: invitations, column: invitations.expiresAt, before: now }],
  personalData: {
    invitations: {
      table: invitations,
      account: invitations.accountId,
      columns: ['id', 'sentTo', 'createdAt', 'expiresAt', 'uses'],
    },
  },
} satisfies Capability
