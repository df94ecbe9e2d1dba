import { list } from '../http/pagination.ts'
import { Problem, problems } from '../http/problem.ts'
import { json, noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { admin, recentAdmin } from '../sessions/guards.ts'
import { Client, ClientWithSecret, clientChanges, clientId, newClient, toClient } from './body.ts'
import {
  createClient,
  deleteClient,
  listClients,
  requireClient,
  rotateSecret,
  updateClient,
} from './clients.ts'

const params = once(() => z.object({ client_id: clientId() }))

export const listOAuthClients = operation(
  'get',
  '/api/auth/clients',
  () => ({
    operationId: 'listOAuthClients',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    responses: { 200: response(() => list(Client())) },
  }),
  async (c) => {
    const found = await listClients(c.var.call)
    return c.json({ items: found.map(toClient), next: null }, 200)
  },
)

export const createOAuthClient = operation(
  'post',
  '/api/auth/clients',
  (settings) => ({
    operationId: 'createOAuthClient',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { body: json(newClient(settings)) },
    responses: { 201: response(ClientWithSecret) },
    problems: [409, 429],
  }),
  async (c) => {
    const body = c.req.valid('json')
    const { client, secret } = await createClient(c.var.call, c.var.caller, {
      name: body.name,
      isPublic: body.public,
      redirectUris: body.redirect_uris,
      postLogoutRedirectUris: body.post_logout_redirect_uris,
      resources: body.resources,
      idTokenAlg: body.id_token_alg,
      deviceGrant: body.device_grant,
    })
    return c.json({ client: toClient(client), client_secret: secret }, 201)
  },
)

export const getOAuthClient = operation(
  'get',
  '/api/auth/clients/{client_id}',
  () => ({
    operationId: 'getOAuthClient',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    request: { params: params() },
    responses: { 200: response(() => z.object({ client: Client() })) },
    problems: [404],
  }),
  async (c) => {
    const client = await requireClient(c.var.call, c.req.valid('param').client_id)
    return c.json({ client: toClient(client) }, 200)
  },
)

export const updateOAuthClient = operation(
  'patch',
  '/api/auth/clients/{client_id}',
  (settings) => ({
    operationId: 'updateOAuthClient',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: params(), body: json(clientChanges(settings)) },
    responses: { 200: response(() => z.object({ client: Client() })) },
    problems: [404, 409, 429],
  }),
  async (c) => {
    const body = c.req.valid('json')
    const changes = {
      name: body.name,
      redirectUris: body.redirect_uris,
      postLogoutRedirectUris: body.post_logout_redirect_uris,
      resources: body.resources,
      idTokenAlg: body.id_token_alg,
      isDisabled: body.disabled,
      deviceGrant: body.device_grant,
    }
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new Problem(problems.no_changes)
    }
    const { client_id } = c.req.valid('param')
    const client = await updateClient(c.var.call, c.var.caller, client_id, changes)
    return c.json({ client: toClient(client) }, 200)
  },
)

export const rotateOAuthClientSecret = operation(
  'post',
  '/api/auth/clients/{client_id}/secret',
  () => ({
    operationId: 'rotateOAuthClientSecret',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: params() },
    responses: { 200: response(ClientWithSecret) },
    problems: [404, 409, 429],
  }),
  async (c) => {
    const { client_id } = c.req.valid('param')
    const { client, secret } = await rotateSecret(c.var.call, c.var.caller, client_id)
    return c.json({ client: toClient(client), client_secret: secret }, 200)
  },
)

export const deleteOAuthClient = operation(
  'delete',
  '/api/auth/clients/{client_id}',
  () => ({
    operationId: 'deleteOAuthClient',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: params() },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    const { client_id } = c.req.valid('param')
    await deleteClient(c.var.call, c.var.caller, client_id)
    return c.body(null, 204)
  },
)
