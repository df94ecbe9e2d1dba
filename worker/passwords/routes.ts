import { emailAddress } from '../accounts/fields.ts'
import type { Settings } from '../config/settings.ts'
import { Problem, problems } from '../http/problem.ts'
import { bearerAuth, json, response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { isSameOrigin } from '../http/same-origin.ts'
import * as z from '../input/zod.ts'
import { SecondFactorRequired } from '../second-factors/pending.ts'
import { signInBrowser, waitForSecondFactor } from '../sessions/browser.ts'
import { CurrentSession } from '../sessions/session-body.ts'
import { newPassword } from './fields.ts'
import { requestResetLink, requireResetToken } from './reset.ts'
import { resetPassword } from './reset-password.ts'

const path = '/api/auth/password-reset'

/** Left out if there are no passwords. The types of the client do not depend on settings. */
function resetPasswordField(settings: Settings) {
  const optional = z.optional(newPassword(settings))
  return settings.PASSWORDS ? (newPassword(settings) as unknown as typeof optional) : optional
}

export const requestPasswordReset = operation(
  'post',
  path,
  () => ({
    operationId: 'requestPasswordReset',
    tags: ['Latchkey'],
    expensive: true,
    request: { body: json(z.object({ email: emailAddress() })) },
    responses: {
      200: response(() => z.object({ sent: z.literal(true) })),
    },
  }),
  async (c) => {
    await requestResetLink(c.var.call, c.req.valid('json').email)
    return c.json({ sent: true as const }, 200)
  },
)

export const getPasswordReset = operation(
  'get',
  path,
  () => ({
    operationId: 'getPasswordReset',
    tags: ['Latchkey'],
    guards: [requireResetToken],
    security: bearerAuth,
    responses: {
      200: response(() =>
        z.object({
          account: z.object({
            username: z.nullable(z.string()),
            email: z.nullable(z.string()),
          }),
        }),
      ),
    },
  }),
  (c) => {
    const { username, email } = c.var.reset.account
    return c.json({ account: { username, email } }, 200)
  },
)

export const completePasswordReset = operation(
  'put',
  path,
  (settings) => ({
    operationId: 'completePasswordReset',
    tags: ['Latchkey'],
    expensive: true,
    guards: [requireResetToken],
    security: bearerAuth,
    setsCookie: true,
    request: { body: json(z.object({ password: resetPasswordField(settings) })) },
    // Null for a page on another origin, which has no cookie: it signs in with the new password.
    responses: {
      200: response(() => z.nullable(CurrentSession())),
      202: response(SecondFactorRequired, 'The password is set; the account has a second factor'),
    },
    problems: [403],
  }),
  async (c) => {
    const { call, reset } = c.var
    // Another site must not sign a browser in to an account that the other site chose (login CSRF).
    const signsIn = isSameOrigin(c.req.raw, call.settings.PUBLIC_URL) !== false
    const { password } = c.req.valid('json')
    // The link would be used up for nothing.
    if (!signsIn && password === undefined) throw new Problem(problems.cross_site_request)
    const signedIn = await resetPassword(call, reset, password, signsIn ? 'cookie' : undefined)
    if (!signedIn) return c.json(null, 200)
    return 'session' in signedIn
      ? c.json(await signInBrowser(c, signedIn), 200)
      : c.json(waitForSecondFactor(c, signedIn), 202)
  },
)
