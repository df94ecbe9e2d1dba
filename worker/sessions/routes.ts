import { Current, current, listedSession, Session } from '../accounts/account-body.ts'
import { sized } from '../http/body.ts'
import { clearSessionCookie, fromOurPages } from '../http/cookie.ts'
import { bearer, bodyFailures, gives, json, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import { byUsername, id } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { enterBrowser } from './browser.ts'
import { flood, signedIn } from './guards.ts'
import { endOtherSessions, endOwnSession, listSessions } from './session.ts'
import { signIn } from './sign-in.ts'

/** Sessions as a resource. A browser's is kept in a cookie that no script can read; no body holds its token. */
export function mountSessions(app: Router) {
  return app
    .openapi(
      {
        method: 'post',
        path: '/api/auth/session',
        operationId: 'createSession',
        tags: ['Latchkey'],
        summary: 'Sign a browser in: the session is kept in an HttpOnly cookie',
        middleware: [sized, flood, fromOurPages],
        request: { body: json(byUsername) },
        responses: { 200: gives(Current), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const { call } = c.var
        const { username, password } = c.req.valid('json')
        const entered = await signIn(
          call,
          { by: 'username', identifier: username, password },
          'cookie',
        )
        return c.json(await enterBrowser(c, entered), 200)
      },
    )
    .openapi(
      {
        method: 'get',
        path: '/api/auth/session',
        operationId: 'getSession',
        tags: ['Latchkey'],
        summary: 'The session of this request, and whose it is',
        middleware: [signedIn],
        security: bearer,
        responses: { 200: gives(Current), ...problems(400, 401) },
      },
      (c) => c.json(current(c.var.caller), 200),
    )
    .openapi(
      {
        method: 'delete',
        path: '/api/auth/session',
        operationId: 'endSession',
        tags: ['Latchkey'],
        summary: 'Sign out',
        middleware: [signedIn],
        security: bearer,
        responses: {
          200: gives(z.object({ ended: z.literal(1) })),
          ...problems(400, 401, 403, 404, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        await endOwnSession(call, caller, caller.session.id)
        if (caller.holder === 'cookie') clearSessionCookie(c)
        return c.json({ ended: 1 as const }, 200)
      },
    )
    .openapi(
      {
        method: 'get',
        path: '/api/auth/sessions',
        operationId: 'listSessions',
        tags: ['Latchkey'],
        summary: 'Where this account is signed in, latest used first',
        middleware: [signedIn],
        security: bearer,
        responses: {
          200: gives(z.object({ sessions: z.array(Session) })),
          ...problems(400, 401),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const sessions = await listSessions(call, caller.account.id)
        const { id } = caller.session
        return c.json({ sessions: sessions.map((session) => listedSession(session, id)) }, 200)
      },
    )
    .openapi(
      {
        method: 'delete',
        path: '/api/auth/sessions/{session_id}',
        operationId: 'endSessionById',
        tags: ['Latchkey'],
        summary: 'End one session of this account',
        middleware: [signedIn],
        security: bearer,
        request: { params: z.object({ session_id: id }) },
        responses: {
          200: gives(z.object({ ended: z.literal(1) })),
          ...problems(400, 401, 403, 404, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const { session_id } = c.req.valid('param')
        await endOwnSession(call, caller, session_id)
        if (caller.holder === 'cookie' && session_id === caller.session.id) clearSessionCookie(c)
        return c.json({ ended: 1 as const }, 200)
      },
    )
    .openapi(
      {
        method: 'delete',
        path: '/api/auth/sessions',
        operationId: 'endOtherSessions',
        tags: ['Latchkey'],
        summary: 'End every other session of this account',
        middleware: [signedIn],
        security: bearer,
        responses: { 200: gives(z.object({ ended: z.int() })), ...problems(400, 401, 403, 429) },
      },
      async (c) => c.json({ ended: await endOtherSessions(c.var.call, c.var.caller) }, 200),
    )
}
