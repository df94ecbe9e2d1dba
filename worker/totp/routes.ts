import { id } from '../accounts/fields.ts'
import { mailedCode } from '../codes/fields.ts'
import { json, noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { oneLine, text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { nextSessionId } from '../own-account/change.ts'
import { mustHaveFactor } from '../second-factors/policy.ts'
import { refreshCookie } from '../sessions/browser.ts'
import { recentToSetUpFactor, signedInToSetUpFactor } from '../sessions/guards.ts'
import {
  confirmTotp,
  createTotp,
  removeTotp,
  renewRecoveryCodes,
  selectFactors,
} from './enrollment.ts'

const Totp = z.component('Totp', () =>
  z.object({ id: z.string(), label: z.string(), created_at: time() }),
)

const RecoveryCodes = z.component('RecoveryCodes', () =>
  z.object({ recovery_codes: z.array(z.string()) }),
)

export const listSecondFactors = operation(
  'get',
  '/api/auth/second-factors',
  () => ({
    operationId: 'listSecondFactors',
    tags: ['Latchkey'],
    guards: [signedInToSetUpFactor],
    security: sessionAuth,
    responses: {
      200: response(() =>
        z.object({
          /** The account must have a second factor. */
          required: z.boolean(),
          totp: z.array(Totp()),
          recovery_codes_left: z.number(),
        }),
      ),
    },
  }),
  async (c) => {
    const { call, caller } = c.var
    const { totp, recoveryCodesLeft } = await selectFactors(call, caller.account.id)
    return c.json(
      {
        required: mustHaveFactor(call.settings, caller.account),
        totp: totp.map((each) => ({
          id: each.id,
          label: each.label,
          created_at: iso(each.createdAt),
        })),
        recovery_codes_left: recoveryCodesLeft,
      },
      200,
    )
  },
)

export const createTotpFactor = operation(
  'post',
  '/api/auth/totp',
  () => ({
    operationId: 'createTotpFactor',
    tags: ['Latchkey'],
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    request: {
      body: json(
        z.object({
          label: text(maxLength.displayName).check(z.trim(), oneLine),
        }),
      ),
    },
    responses: {
      201: response(() =>
        z.object({
          id: z.string(),
          label: z.string(),
          /** Base32. */
          secret: z.string(),
          /** For a QR code. */
          uri: z.string(),
          expires_at: time(),
        }),
      ),
    },
    problems: [429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { expiresAt, ...created } = await createTotp(call, caller, c.req.valid('json').label)
    return c.json({ ...created, expires_at: iso(expiresAt) }, 201)
  },
)

export const confirmTotpFactor = operation(
  'post',
  '/api/auth/totp/{totp_id}/confirm',
  () => ({
    operationId: 'confirmTotpFactor',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    setsCookie: true,
    request: { params: z.object({ totp_id: id() }), body: json(z.object({ code: mailedCode() })) },
    responses: { 200: response(RecoveryCodes) },
    problems: [404, 409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { totp_id } = c.req.valid('param')
    const { code } = c.req.valid('json')
    const confirmed = await confirmTotp(call, caller, totp_id, code, nextSessionId(caller))
    await refreshCookie(c, caller, { account: caller.account, session: confirmed.session })
    return c.json({ recovery_codes: confirmed.recoveryCodes }, 200)
  },
)

export const removeTotpFactor = operation(
  'delete',
  '/api/auth/totp/{totp_id}',
  () => ({
    operationId: 'removeTotpFactor',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    request: { params: z.object({ totp_id: id() }) },
    responses: { 204: noContent },
    problems: [404, 409],
  }),
  async (c) => {
    await removeTotp(c.var.call, c.var.caller, c.req.valid('param').totp_id)
    return c.body(null, 204)
  },
)

export const createRecoveryCodes = operation(
  'post',
  '/api/auth/recovery-codes',
  () => ({
    operationId: 'createRecoveryCodes',
    tags: ['Latchkey'],
    guards: [recentToSetUpFactor],
    security: sessionAuth,
    responses: { 200: response(RecoveryCodes) },
    problems: [404, 429],
  }),
  async (c) => {
    const recovery_codes = await renewRecoveryCodes(c.var.call, c.var.caller)
    return c.json({ recovery_codes }, 200)
  },
)
