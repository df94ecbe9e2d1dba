import { createMiddleware } from 'hono/factory'
import { namedBy } from '../accounts/create.ts'
import type { Settings } from '../config/settings.ts'
import { sized } from '../http/body.ts'
import { mapped } from '../http/openapi.ts'
import {
  type App,
  type Body,
  bearer,
  bodyFailures,
  type Document,
  gives,
  json,
  problems,
  take,
} from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import { byEmail, byUsername, newName, newPassword } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { checkRegistration, register } from '../own-account/registration.ts'
import { flood, signedInOrResetting } from '../sessions/guards.ts'
import { sessionToken } from '../sessions/session.ts'
import { signIn } from '../sessions/sign-in.ts'
import { conflict } from './conflict.ts'
import { meFacts, signInFacts } from './facts.ts'

/**
 * The paths that several documents describe. The reply carries what every enabled document promises, and
 * nothing else: one enabled, exactly its body; several, their union.
 */
export function mountShared(app: Router, settings: Settings, documents: readonly Document[]): void {
  const logins = documents.flatMap(({ login }) => login ?? [])
  const registers = documents.flatMap(({ register }) => register ?? [])
  const mes = documents.flatMap(({ me }) => me ?? [])
  if (logins.length > 0) mountLogin(app, logins)
  if (registers.length > 0) mountRegister(app, settings, registers)
  if (mes.length > 0) mountMe(app, mes)
}

/** Accepts a request that any enabled document accepts; where both names are sent, `username` counts. */
function mountLogin(app: Router, logins: NonNullable<Document['login']>[]): void {
  const ways = new Set(logins.map(({ by }) => by))
  const request =
    ways.size > 1
      ? z.union([byUsername, z.extend(byEmail, { username: z.optional(z.null()) })])
      : ways.has('email')
        ? byEmail
        : byUsername
  const reply = fold(logins)
  app.openapi(
    {
      method: 'post',
      path: '/api/auth/login',
      operationId: 'signIn',
      tags: ['Shared'],
      summary: 'Sign in with a username or e-mail address and a password',
      middleware: [sized, flood],
      request: { body: json(request) },
      responses: { 200: gives(reply), ...problems(...bodyFailures, 401, 429) },
    },
    async (c) => {
      const { call } = c.var
      const body: z.output<typeof byUsername> | z.output<typeof byEmail> = c.req.valid('json')
      const { account, session } = await signIn(
        call,
        'email' in body
          ? { by: 'email', identifier: body.email, password: body.password }
          : { by: 'username', identifier: body.username, password: body.password },
      )
      const token = await sessionToken(call, session, account)
      return c.json(take(reply, signInFacts(account, token)), 200)
    },
  )
}

/** Satisfies every enabled document that offers registration. Only a document that promises a token signs in. */
function mountRegister(
  app: Router,
  settings: Settings,
  registers: NonNullable<Document['register']>[],
): void {
  const reply = fold(registers)
  const taken = conflict(settings.APIS.has('asta'))
  const withSession = registers.some(({ signsIn }) => signsIn) ? 'token' : undefined
  app.openapi(
    {
      method: 'post',
      path: '/api/auth/register',
      operationId: 'register',
      tags: ['Shared'],
      summary: 'Create an account',
      middleware: [sized, flood, registrationOpen, ...taken.middleware],
      request: {
        body: json(z.object({ username: newName(settings), password: newPassword(settings) })),
      },
      responses: { 200: gives(reply), ...problems(...bodyFailures, 403, ...taken.statuses, 429) },
    },
    async (c) => {
      const { call } = c.var
      const { username, password } = c.req.valid('json')
      const { account, session } = await register(
        call,
        { ...namedBy(username), password },
        withSession,
      )
      const token = withSession ? await sessionToken(call, session, account) : ''
      return c.json(take(reply, signInFacts(account, token)), 200)
    },
  )
}

/** A closed registration is 403 whatever the body. */
const registrationOpen = createMiddleware<App>(async function registrationOpen(c, next) {
  checkRegistration(c.var.call, 'register')
  await next()
})

function mountMe(app: Router, mes: NonNullable<Document['me']>[]): void {
  const reply = fold(mes)
  app.openapi(
    {
      method: 'get',
      path: '/api/auth/me',
      operationId: 'getMe',
      tags: ['Shared'],
      summary: 'The account that is signed in',
      middleware: [signedInOrResetting],
      security: bearer,
      responses: { 200: gives(reply), ...problems(400, 401) },
    },
    (c) => c.json(take(reply, meFacts(c.var.account)), 200),
  )
}

/** One body that promises what all of them do, with one object where several describe it. */
function fold([first, ...others]: { body: Body }[]): Body {
  return others.reduce((all, { body }) => merge(all, body), first?.body ?? z.object({}))
}

function merge(one: Body, other: Body): Body {
  return z.extend(
    one,
    mapped(other.shape, (schema, name) => {
      const known = one.shape[name]
      const both = known instanceof z.ZodMiniObject && schema instanceof z.ZodMiniObject
      return both ? merge(known, schema) : schema
    }),
  )
}
