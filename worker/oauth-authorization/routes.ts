import { list } from '../http/pagination.ts'
import { Problem } from '../http/problem.ts'
import { cookieAuth, json, noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { clientId } from '../oauth-clients/body.ts'
import { signedIn, signedInByCookie } from '../sessions/guards.ts'
import { authorize } from './authorize.ts'
import { disconnectApp, listConnectedApps } from './grants.ts'
import { authorizationProblems } from './problems.ts'

const Grant = z.component('Grant', () =>
  z.object({
    client: z.object({ id: z.string(), name: z.string() }),
    scopes: z.array(z.string()),
    resources: z.array(z.string()),
    created_at: time(),
    last_used_at: time(),
  }),
)

export const listGrants = operation(
  'get',
  '/api/auth/grants',
  () => ({
    operationId: 'listGrants',
    tags: ['OAuth'],
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(() => list(Grant())) },
  }),
  async (c) => {
    const apps = await listConnectedApps(c.var.call, c.var.caller.account.id)
    const items = apps.map(({ clientId, name, scopes, resources, createdAt, lastUsedAt }) => ({
      client: { id: clientId, name },
      ...{ scopes, resources },
      created_at: iso(createdAt),
      last_used_at: iso(lastUsedAt),
    }))
    return c.json({ items, next: null }, 200)
  },
)

export const deleteGrant = operation(
  'delete',
  '/api/auth/grants/{client_id}',
  () => ({
    operationId: 'deleteGrant',
    tags: ['OAuth'],
    guards: [signedIn],
    security: sessionAuth,
    request: { params: z.object({ client_id: clientId() }) },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    await disconnectApp(c.var.call, c.var.caller, c.req.valid('param').client_id)
    return c.body(null, 204)
  },
)

export const answerAuthorization = operation(
  'post',
  '/api/auth/authorization',
  () => ({
    operationId: 'answerAuthorization',
    tags: ['OAuth'],
    guards: [signedInByCookie],
    security: cookieAuth,
    request: {
      body: json(
        z.object({
          /** The query of the authorization request. */
          request: text(maxLength.authorizationRequest),
          /** The account that the page was shown to. */
          account: text(maxLength.id),
          decision: z.enum(['allow', 'deny']),
        }),
      ),
    },
    responses: { 200: response(() => z.object({ redirect_to: z.string() })) },
    problems: [409, 429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { request, account, decision } = c.req.valid('json')
    // Another account may have signed in since, in another tab.
    const isSame = account === caller.account.id
    const outcome =
      isSame && (await authorize(call, new URLSearchParams(request), caller, decision))
    if (!outcome || !('redirect' in outcome)) {
      throw new Problem(authorizationProblems.request_changed)
    }
    return c.json({ redirect_to: outcome.redirect }, 200)
  },
)
