import { mailedCode } from '../codes/fields.ts'
import { pendingCookie } from '../http/cookie.ts'
import { Problem } from '../http/problem.ts'
import { json, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { sameOrigin } from '../http/same-origin.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { authenticationResponse } from '../passkeys/body.ts'
import { currentPassword } from '../passwords/fields.ts'
import { signInBrowser } from '../sessions/browser.ts'
import { signedInToSetUpFactor } from '../sessions/guards.ts'
import { CurrentSession, toCurrentSession } from '../sessions/session-body.ts'
import { secondFactorProblems } from './problems.ts'
import { proveAgain } from './proof.ts'
import { completeSignIn, completeSignInWithPasskey } from './second-step.ts'

const byCode = once(() => z.object({ code: mailedCode() }))
const byPasskey = once(() => z.object({ passkey: authenticationResponse() }))

export const completeSession = operation(
  'post',
  '/api/auth/session/second',
  () => ({
    operationId: 'completeSession',
    tags: ['Latchkey'],
    expensive: true,
    guards: [sameOrigin],
    setsCookie: true,
    request: {
      body: json(z.union([byCode(), byPasskey(), z.object({ recovery_code: mailedCode() })])),
    },
    responses: { 201: response(CurrentSession) },
    problems: [401, 403],
  }),
  async (c) => {
    const { call } = c.var
    const body = c.req.valid('json')
    const token = pendingCookie(c.req.raw.headers)
    if (token === undefined) throw new Problem(secondFactorProblems.sign_in_expired)
    const answer = 'recovery_code' in body ? { recoveryCode: body.recovery_code } : body
    const signedIn =
      'passkey' in answer
        ? await completeSignInWithPasskey(call, token, answer.passkey, 'cookie')
        : await completeSignIn(call, token, answer, 'cookie')
    return c.json(await signInBrowser(c, signedIn), 201)
  },
)

export const proveSession = operation(
  'post',
  '/api/auth/session/proof',
  () => ({
    operationId: 'proveSession',
    tags: ['Latchkey'],
    expensive: true,
    guards: [signedInToSetUpFactor],
    security: sessionAuth,
    request: {
      body: json(z.union([z.object({ password: currentPassword() }), byCode(), byPasskey()])),
    },
    responses: { 200: response(CurrentSession) },
    problems: [404],
  }),
  async (c) => {
    const { call, caller } = c.var
    const session = await proveAgain(call, caller, c.req.valid('json'))
    return c.json(toCurrentSession(call.settings, { account: caller.account, session }), 200)
  },
)
