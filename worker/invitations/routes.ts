import { emailAddress, id } from '../accounts/fields.ts'
import { list } from '../http/pagination.ts'
import { Problem } from '../http/problem.ts'
import { json, noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { signedIn } from '../sessions/guards.ts'
import { invitationToken } from './fields.ts'
import * as stored from './invitation.ts'
import { invitationProblems } from './problems.ts'
import { inviteByEmail } from './send.ts'

const Invitation = z.component('Invitation', () =>
  z.object({
    id: z.string(),
    token: z.string(),
    /** The email address that it was sent to. */
    sent_to: z.nullable(z.string()),
    created_at: time(),
    expires_at: time(),
    /** The number of accounts that signed up with it. */
    uses: z.int(),
  }),
)

export const listInvitations = operation(
  'get',
  '/api/auth/invitations',
  () => ({
    operationId: 'listInvitations',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(() => list(Invitation())) },
  }),
  async (c) => {
    const invitations = await stored.listInvitations(c.var.call, c.var.caller)
    return c.json({ items: invitations.map(toBody), next: null }, 200)
  },
)

export const createInvitation = operation(
  'post',
  '/api/auth/invitations',
  () => ({
    operationId: 'createInvitation',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    responses: { 201: response(Invitation) },
    problems: [409, 429],
  }),
  async (c) => {
    const invitation = await stored.createInvitation(c.var.call, c.var.caller)
    return c.json(toBody(invitation), 201)
  },
)

export const sendInvitation = operation(
  'post',
  '/api/auth/invitation/email',
  () => ({
    operationId: 'sendInvitation',
    tags: ['Latchkey'],
    expensive: true,
    guards: [signedIn],
    security: sessionAuth,
    request: { body: json(z.object({ email: emailAddress() })) },
    responses: { 201: response(Invitation) },
    problems: [409],
  }),
  async (c) => {
    const { email } = c.req.valid('json')
    return c.json(toBody(await inviteByEmail(c.var.call, c.var.caller, email)), 201)
  },
)

export const verifyInvitation = operation(
  'post',
  '/api/auth/invitation/verify',
  () => ({
    operationId: 'verifyInvitation',
    tags: ['Latchkey'],
    expensive: true,
    request: { body: json(z.object({ token: invitationToken() })) },
    responses: {
      200: response(() => z.object({ inviter: z.nullable(z.string()), product: z.string() })),
    },
    problems: [403],
  }),
  async (c) => {
    const { call } = c.var
    const inviter = await stored.findInviter(call, c.req.valid('json').token)
    if (inviter === undefined) throw new Problem(invitationProblems.invitation_invalid)
    return c.json({ inviter, product: call.settings.PRODUCT_NAME }, 200)
  },
)

export const deleteInvitation = operation(
  'delete',
  '/api/auth/invitations/{invitation_id}',
  () => ({
    operationId: 'deleteInvitation',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    request: { params: z.object({ invitation_id: id() }) },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    await stored.deleteInvitation(c.var.call, c.var.caller, c.req.valid('param').invitation_id)
    return c.body(null, 204)
  },
)

function toBody({ id, token, sentTo, createdAt, expiresAt, uses }: stored.Invitation) {
  return {
    id,
    token,
    sent_to: sentTo,
    created_at: iso(createdAt),
    expires_at: iso(expiresAt),
    uses,
  }
}
