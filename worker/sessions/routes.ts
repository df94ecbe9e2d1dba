import { id } from '../accounts/fields.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { list } from '../http/pagination.ts'
import { json, noContent, optionalAuth, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { sameOrigin } from '../http/same-origin.ts'
import * as z from '../input/zod.ts'
import { SecondFactorRequired } from '../second-factors/pending.ts'
import { signInBrowser, waitForSecondFactor } from './browser.ts'
import { findCaller, signedIn, signedInToChangePassword } from './guards.ts'
import { endAllOtherSessions, endOneSession, selectSessions } from './session.ts'
import { CurrentSession, Session, toCurrentSession, toSession } from './session-body.ts'
import { credentialsByUsername, signIn } from './sign-in.ts'

export const createSession = operation(
  'post',
  '/api/auth/session',
  () => ({
    operationId: 'createSession',
    tags: ['Latchkey'],
    expensive: true,
    password: true,
    guards: [sameOrigin],
    setsCookie: true,
    request: { body: json(credentialsByUsername()) },
    responses: {
      201: response(CurrentSession),
      202: response(SecondFactorRequired, 'The account has a second factor'),
    },
    problems: [401, 403],
  }),
  async (c) => {
    const { call } = c.var
    const { username, password } = c.req.valid('json')
    const login = await signIn(call, { by: 'username', identifier: username, password }, 'cookie')
    return 'session' in login
      ? c.json(await signInBrowser(c, login), 201)
      : c.json(waitForSecondFactor(c, login), 202)
  },
)

export const getSession = operation(
  'get',
  '/api/auth/session',
  () => ({
    operationId: 'getSession',
    tags: ['Latchkey'],
    security: optionalAuth,
    responses: { 200: response(() => z.nullable(CurrentSession())) },
    problems: [400, 401],
  }),
  // Not a 401: a browser logs every failed request, and every visit of a guest would be one.
  async (c) => {
    const caller = await findCaller(c)
    return c.json(caller ? toCurrentSession(c.var.call.settings, caller) : null, 200)
  },
)

export const endSession = operation(
  'delete',
  '/api/auth/session',
  () => ({
    operationId: 'endSession',
    tags: ['Latchkey'],
    guards: [signedInToChangePassword],
    security: sessionAuth,
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    const { call, caller } = c.var
    await endOneSession(call, caller, caller.session.id)
    if (caller.transport === 'cookie') clearSessionCookie(c)
    return c.body(null, 204)
  },
)

export const listSessions = operation(
  'get',
  '/api/auth/sessions',
  () => ({
    operationId: 'listSessions',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(() => list(Session())) },
  }),
  async (c) => {
    const { call, caller } = c.var
    const sessions = await selectSessions(call, caller.account.id)
    const { id } = caller.session
    return c.json({ items: sessions.map((session) => toSession(session, id)), next: null }, 200)
  },
)

export const endSessionById = operation(
  'delete',
  '/api/auth/sessions/{session_id}',
  () => ({
    operationId: 'endSessionById',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    request: { params: z.object({ session_id: id() }) },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { session_id } = c.req.valid('param')
    await endOneSession(call, caller, session_id)
    if (caller.transport === 'cookie' && session_id === caller.session.id) clearSessionCookie(c)
    return c.body(null, 204)
  },
)

export const endOtherSessions = operation(
  'delete',
  '/api/auth/sessions',
  () => ({
    operationId: 'endOtherSessions',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    responses: { 204: noContent },
    problems: [429],
  }),
  async (c) => {
    await endAllOtherSessions(c.var.call, c.var.caller)
    return c.body(null, 204)
  },
)
