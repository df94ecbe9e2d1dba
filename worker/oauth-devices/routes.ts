import { cookieAuth, json, noContent, response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { notEmpty, text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { rateLimitKey } from '../limits/rate-limit.ts'
import { scopesOf } from '../oauth/scope.ts'
import { signedInByCookie } from '../sessions/guards.ts'
import { answerRequest, openRequest } from './answer.ts'

/** The code that the device shows. */
const userCode = once(() => text(maxLength.code).check(notEmpty))

const DeviceRequest = z.component('DeviceRequest', () =>
  z.object({
    client: z.string(),
    /** Where the app has pages, if it has any. */
    hosts: z.array(z.string()),
    scopes: z.array(z.string()),
    resources: z.array(z.string()),
    requested_at: time(),
    /** The network of the device, and the country if it is known. */
    network: z.string(),
    country: z.nullable(z.string()),
    /** Whether this browser is on the same network. */
    same_network: z.boolean(),
  }),
)

export const openDeviceRequest = operation(
  'post',
  '/api/auth/device-authorization',
  () => ({
    operationId: 'openDeviceRequest',
    tags: ['OAuth'],
    guards: [signedInByCookie],
    security: cookieAuth,
    request: { body: json(z.object({ user_code: userCode() })) },
    responses: { 200: response(DeviceRequest) },
    problems: [404, 429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const request = await openRequest(call, caller, c.req.valid('json').user_code)
    const { client, redirectUris, resources, createdAt, network, country } = request
    return c.json(
      {
        hosts: [...new Set(redirectUris.map((uri) => new URL(uri).host))],
        scopes: scopesOf(request),
        requested_at: iso(createdAt),
        same_network: network === rateLimitKey(call.ip),
        ...{ client, resources, network, country },
      },
      200,
    )
  },
)

export const answerDeviceRequest = operation(
  'put',
  '/api/auth/device-authorization',
  () => ({
    operationId: 'answerDeviceRequest',
    tags: ['OAuth'],
    guards: [signedInByCookie],
    security: cookieAuth,
    request: {
      body: json(z.object({ user_code: userCode(), decision: z.enum(['allow', 'deny']) })),
    },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    const { user_code, decision } = c.req.valid('json')
    await answerRequest(c.var.call, c.var.caller, user_code, decision)
    return c.body(null, 204)
  },
)
