import { list } from '../http/pagination.ts'
import { Problem, problems } from '../http/problem.ts'
import { json, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { sameOrigin } from '../http/same-origin.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { lookup } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { SecondFactorRequired } from '../second-factors/pending.ts'
import { signInBrowser, waitForSecondFactor } from '../sessions/browser.ts'
import { recentToSetUpFactor, signedInToSetUpFactor } from '../sessions/guards.ts'
import { CurrentSession } from '../sessions/session-body.ts'
import {
  AcceptedPasskeys,
  authenticationResponse,
  CreationOptions,
  label,
  Passkey,
  RequestOptions,
  registrationResponse,
  toPasskey,
} from './body.ts'
import { challengeLifetime, createChallenge } from './challenge.ts'
import { removePasskey, renamePasskey, selectPasskeys } from './passkeys.ts'
import { addPasskey, creationOptions } from './registration.ts'
import { signInWithPasskey } from './sign-in.ts'
import { relyingPartyOf, requireRelyingParty } from './vars.ts'

const params = once(() => z.object({ passkey_id: lookup(maxLength.credentialId) }))

export const listPasskeys = operation(
  'get',
  '/api/auth/passkeys',
  () => ({
    operationId: 'listPasskeys',
    tags: ['Latchkey'],
    guards: [signedInToSetUpFactor],
    security: sessionAuth,
    responses: { 200: response(() => list(Passkey())) },
  }),
  async (c) => {
    const found = await selectPasskeys(c.var.call, c.var.caller.account.id)
    return c.json({ items: found.map(toPasskey), next: null }, 200)
  },
)

export const createPasskeyOptions = operation(
  'post',
  '/api/auth/passkey/options',
  () => ({
    operationId: 'createPasskeyOptions',
    tags: ['Latchkey'],
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    request: { body: json(z.object({ conditional: z.boolean() })) },
    responses: { 200: response(CreationOptions) },
    problems: [429],
  }),
  async (c) => {
    const { conditional } = c.req.valid('json')
    return c.json(await creationOptions(c.var.call, c.var.caller, conditional), 200)
  },
)

export const createPasskey = operation(
  'post',
  '/api/auth/passkeys',
  () => ({
    operationId: 'createPasskey',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    request: {
      body: json(
        z.object({
          passkey: registrationResponse(),
          label: z._default(label(), ''),
          /** The browser created it on its own after a sign-in ("conditional create"). */
          conditional: z._default(z.boolean(), false),
        }),
      ),
    },
    responses: { 201: response(Passkey) },
    problems: [409],
  }),
  async (c) => {
    const { passkey, label, conditional } = c.req.valid('json')
    const details = { label, isConditional: conditional }
    return c.json(toPasskey(await addPasskey(c.var.call, c.var.caller, passkey, details)), 201)
  },
)

export const updatePasskey = operation(
  'patch',
  '/api/auth/passkeys/{passkey_id}',
  () => ({
    operationId: 'updatePasskey',
    tags: ['Latchkey'],
    guards: [signedInToSetUpFactor],
    security: sessionAuth,
    request: { params: params(), body: json(z.object({ label: label() })) },
    responses: { 200: response(Passkey) },
    problems: [404, 429],
  }),
  async (c) => {
    const { passkey_id } = c.req.valid('param')
    const { label } = c.req.valid('json')
    const { call, caller } = c.var
    return c.json(toPasskey(await renamePasskey(call, caller, passkey_id, label)), 200)
  },
)

export const deletePasskey = operation(
  'delete',
  '/api/auth/passkeys/{passkey_id}',
  () => ({
    operationId: 'deletePasskey',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    request: { params: params() },
    responses: { 200: response(AcceptedPasskeys) },
    problems: [404, 409],
  }),
  async (c) => {
    const { passkey_id } = c.req.valid('param')
    return c.json(await removePasskey(c.var.call, c.var.caller, passkey_id), 200)
  },
)

export const createPasskeyRequest = operation(
  'post',
  '/api/auth/session/passkey/options',
  () => ({
    operationId: 'createPasskeyRequest',
    tags: ['Latchkey'],
    expensive: true,
    guards: [sameOrigin],
    request: {
      body: json(z.object({ purpose: z.enum(['sign_in', 'second_step', 'proof']) })),
    },
    responses: { 200: response(RequestOptions) },
    problems: [403],
  }),
  async (c) => {
    const { call } = c.var
    const { purpose } = c.req.valid('json')
    const { id: rpId } = requireRelyingParty(call)
    const scope = { purpose, account: null, rpId }
    const userVerification: 'preferred' | 'required' =
      purpose === 'sign_in' ? 'preferred' : 'required'
    const challenge = await createChallenge(call.settings.keys, scope, call.now)
    return c.json({ challenge, rpId, timeout: challengeLifetime, userVerification }, 200)
  },
)

export const createSessionWithPasskey = operation(
  'post',
  '/api/auth/session/passkey',
  () => ({
    operationId: 'createSessionWithPasskey',
    tags: ['Latchkey'],
    expensive: true,
    guards: [sameOrigin],
    setsCookie: true,
    request: { body: json(z.object({ passkey: authenticationResponse() })) },
    responses: {
      201: response(CurrentSession),
      202: response(SecondFactorRequired, 'The account has a second factor'),
    },
    problems: [401, 403],
  }),
  async (c) => {
    const signedIn = await signInWithPasskey(c.var.call, c.req.valid('json').passkey)
    return 'session' in signedIn
      ? c.json(await signInBrowser(c, signedIn), 201)
      : c.json(waitForSecondFactor(c, signedIn), 202)
  },
)

export const getRelatedOrigins = operation(
  'get',
  '/.well-known/webauthn',
  () => ({
    operationId: 'getRelatedOrigins',
    tags: ['Service'],
    responses: { 200: response(() => z.object({ origins: z.array(z.string()) })) },
    problems: [404],
  }),
  (c) => {
    const relyingParty = relyingPartyOf(c.var.call.settings)
    if (!relyingParty) throw new Problem(problems.not_found)
    return c.json({ origins: relyingParty.origins }, 200)
  },
)

export const getPasskeyEndpoints = operation(
  'get',
  '/.well-known/passkey-endpoints',
  () => ({
    operationId: 'getPasskeyEndpoints',
    tags: ['Service'],
    responses: { 200: response(() => z.object({ enroll: z.string(), manage: z.string() })) },
    problems: [404],
  }),
  (c) => {
    const { PUBLIC_URL, PAGES } = c.var.call.settings
    if (!PUBLIC_URL || !PAGES) throw new Problem(problems.not_found)
    const page = `${PUBLIC_URL}/auth/account/security`
    return c.json({ enroll: page, manage: page }, 200)
  },
)
