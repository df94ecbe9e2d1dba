import { id } from '../accounts/fields.ts'
import { list } from '../http/pagination.ts'
import { noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { signedIn } from '../sessions/guards.ts'
import * as stored from './invitation.ts'

const Invitation = z
  .object({
    id: z.string(),
    token: z.string(),
    created_at: time,
    expires_at: time,
    /** The number of accounts that signed up with it. */
    uses: z.int(),
  })
  .register(z.globalRegistry, { id: 'Invitation' })

export const listInvitations = operation(
  {
    method: 'get',
    path: '/api/auth/invitations',
    operationId: 'listInvitations',
    tags: ['Latchkey'],
    summary: 'Your invitations, latest first, with the number of sign-ups with each',
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(list(Invitation)) },
    problems: [400, 401],
  },
  async (c) => {
    const invitations = await stored.listInvitations(c.var.call, c.var.caller)
    return c.json({ items: invitations.map(toBody), next: null }, 200)
  },
)

export const createInvitation = operation(
  {
    method: 'post',
    path: '/api/auth/invitations',
    operationId: 'createInvitation',
    tags: ['Latchkey'],
    summary: 'Create an invitation, with which other people can sign up',
    guards: [signedIn],
    security: sessionAuth,
    responses: { 201: response(Invitation) },
    problems: [400, 401, 403, 409, 429],
  },
  async (c) => {
    const invitation = await stored.createInvitation(c.var.call, c.var.caller)
    return c.json(toBody(invitation), 201)
  },
)

export const deleteInvitation = operation(
  {
    method: 'delete',
    path: '/api/auth/invitations/{invitation_id}',
    operationId: 'deleteInvitation',
    tags: ['Latchkey'],
    summary: 'Delete one of your invitations. No one can sign up with it any more.',
    guards: [signedIn],
    security: sessionAuth,
    request: { params: z.object({ invitation_id: id }) },
    responses: { 204: noContent },
    problems: [400, 401, 403, 404, 429],
  },
  async (c) => {
    await stored.deleteInvitation(c.var.call, c.var.caller, c.req.valid('param').invitation_id)
    return c.body(null, 204)
  },
)

function toBody({ id, token, createdAt, expiresAt, uses }: stored.Invitation) {
  return { id, token, created_at: iso(createdAt), expires_at: iso(expiresAt), uses }
}
