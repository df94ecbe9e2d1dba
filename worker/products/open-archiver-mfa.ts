import type { Context } from 'hono'
import { mailedCode } from '../codes/fields.ts'
import type { App } from '../http/context.ts'
import { readCookie, setCookie } from '../http/cookie.ts'
import { Problem } from '../http/problem.ts'
import { json, pick, response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import * as z from '../input/zod.ts'
import type { PendingSignIn } from '../second-factors/pending.ts'
import { secondFactorProblems } from '../second-factors/problems.ts'
import { completeSignIn } from '../second-factors/second-step.ts'
import { credentialsByEmail, signIn } from '../sessions/sign-in.ts'
import { signToken, verifyToken } from '../sessions/token.ts'
import { archiverFacts } from './facts.ts'
import { SignedIn } from './open-archiver-bodies.ts'

/*
 * The second step of Open Archiver's own back end, which its document does not describe: a sign-in that waits is a token in a cookie
 * (`OPEN_ARCHIVER_MFA`).
 */

const cookie = 'mfaPending'

const MfaRequired = z.component('ArchiverMfaRequired', () =>
  z.object({ requiresMfa: z.literal(true), enrollmentRequired: z.boolean() }),
)

export const signInToArchiverInTwoSteps = (prefix: string, suffix: string) =>
  operation(
    'post',
    `${prefix}/login`,
    () => ({
      operationId: `signInToArchiver${suffix}`,
      tags: ['Open Archiver'],
      expensive: true,
      password: true,
      setsCookie: true,
      request: { body: json(credentialsByEmail()) },
      responses: { 200: response(() => z.union([SignedIn(), MfaRequired()])) },
      problems: [401],
    }),
    async (c) => {
      const { call } = c.var
      const { email, password } = c.req.valid('json')
      const credentials = { by: 'email', identifier: email, password } as const
      const login = await signIn(call, credentials, 'token', { mayWait: true })
      if ('session' in login) {
        return c.json(pick(SignedIn(), await archiverFacts(call, login)), 200)
      }
      await setPending(c, login)
      return c.json({ requiresMfa: true as const, enrollmentRequired: false }, 200)
    },
  )

export const completeArchiverSignIn = (prefix: string, suffix: string) =>
  operation(
    'post',
    `${prefix}/mfa/verify`,
    () => ({
      operationId: `completeArchiverSignIn${suffix}`,
      tags: ['Open Archiver'],
      expensive: true,
      setsCookie: true,
      request: { body: json(z.object({ code: mailedCode() })) },
      responses: { 200: response(SignedIn) },
      problems: [401, 403],
    }),
    async (c) => {
      const { call } = c.var
      const { code } = c.req.valid('json')
      const token = readCookie(c.req.raw.headers, cookie) ?? ''
      const claims = await verifyToken(call.settings.signing, 'mfa', token, call.now)
      if (!claims) throw new Problem(secondFactorProblems.sign_in_expired)
      const login = await completeSignIn(call, claims.jti, { code }, 'token')
      setCookie(c, cookie, '', 0, 'Strict')
      return c.json(pick(SignedIn(), await archiverFacts(call, login)), 200)
    },
  )

/** The cookie of Open Archiver, a JWT (HS256) with the token of the pending sign-in. */
async function setPending(c: Context<App>, { token, accountId, expiresAt }: PendingSignIn) {
  const { call } = c.var
  const claims = { sub: accountId, jti: token, exp: Math.floor(expiresAt / 1000) }
  const jwt = await signToken(call.settings.signing, 'mfa', claims, call.now)
  setCookie(c, cookie, jwt, Math.floor((expiresAt - call.now) / 1000), 'Strict')
}
