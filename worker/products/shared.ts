import { createMiddleware } from 'hono/factory'
import type { Account } from '../accounts/account.ts'
import { parseLogin } from '../accounts/create.ts'
import { newIdentifier } from '../accounts/fields.ts'
import type { Settings } from '../config/settings.ts'
import type { App } from '../http/context.ts'
import { mapValues } from '../http/openapi.ts'
import { Problem, problems } from '../http/problem.ts'
import { json, pick, response, sessionAuth } from '../http/respond.ts'
import { type Operation, operation } from '../http/router.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { register as registerAccount, registrationOffered } from '../own-account/registration.ts'
import { newPassword } from '../passwords/fields.ts'
import { findByResetToken } from '../passwords/reset.ts'
import { authenticate } from '../sessions/authenticate.ts'
import { challenge, credentialOf } from '../sessions/credential.ts'
import { credentialsByEmail, credentialsByUsername, signIn } from '../sessions/sign-in.ts'
import { conflict } from './conflict.ts'
import type { Product } from './document.ts'
import { meFacts, signedInFacts, userFacts } from './facts.ts'

declare module 'hono' {
  interface ContextVariableMap {
    account: Account
  }
}

/**
 * The operations that several documents describe. A response contains what every enabled document promises and nothing
 * else: exactly the body of one document, or the union of several.
 */
export function sharedOperations(products: readonly Product[], settings: Settings): Operation[] {
  const logins = products.flatMap(({ login }) => login ?? [])
  const registers = products.flatMap(({ register }) => register ?? [])
  const mes = products.flatMap(({ me }) => me ?? [])
  return [
    ...(logins.length > 0 ? [login(logins)] : []),
    ...(registers.length > 0 ? [register(registers, settings)] : []),
    ...(mes.length > 0 ? [me(mes)] : []),
  ]
}

/** Accepts a request that any enabled document accepts. If it has both identifiers, `username` wins. */
function login(logins: NonNullable<Product['login']>[]): Operation {
  const body = merged(logins)
  return operation(
    'post',
    '/api/auth/login',
    () => ({
      operationId: 'signIn',
      tags: ['Shared'],
      expensive: true,
      password: true,
      request: { body: json(credentialsOf(logins)) },
      responses: { 200: response(body) },
      problems: [401],
    }),
    async (c) => {
      const { call } = c.var
      const sent: z.OutputOf<typeof credentialsByUsername | typeof credentialsByEmail> =
        c.req.valid('json')
      const signedIn = await signIn(
        call,
        'email' in sent
          ? { by: 'email', identifier: sent.email, password: sent.password }
          : { by: 'username', identifier: sent.username, password: sent.password },
      )
      return c.json(pick(body(), await signedInFacts(call, signedIn)), 200)
    },
  )
}

/** What any of the enabled documents sends. */
function credentialsOf(logins: NonNullable<Product['login']>[]) {
  const identifiers = new Set(logins.map(({ by }) => by))
  if (identifiers.size === 1) {
    return identifiers.has('email') ? credentialsByEmail() : credentialsByUsername()
  }
  return z.union([
    credentialsByUsername(),
    z.extend(credentialsByEmail(), { username: z.optional(z.null()) }),
  ])
}

/** Only a document that promises a token signs the new account in. */
function register(registers: NonNullable<Product['register']>[], { APIS }: Settings): Operation {
  const body = merged(registers)
  const taken = conflict(APIS.has('asta'))
  const signsIn = registers.some((each) => each.signsIn)
  return operation(
    'post',
    '/api/auth/register',
    (settings) => ({
      operationId: 'register',
      tags: ['Shared'],
      expensive: true,
      password: true,
      guards: [registrationOffered('register'), ...taken.guards],
      request: {
        body: json(
          z.object({ username: newIdentifier(settings), password: newPassword(settings) }),
        ),
      },
      responses: { 200: response(body) },
      problems: [403, ...taken.statuses],
    }),
    async (c) => {
      const { call } = c.var
      const { username, password } = c.req.valid('json')
      const transport = signsIn ? 'token' : undefined
      const registered = await registerAccount(call, parseLogin(username), { password }, transport)
      const facts = signsIn
        ? await signedInFacts(call, registered)
        : { user: userFacts(registered.account) }
      return c.json(pick(body(), facts), 200)
    },
  )
}

function me(mes: NonNullable<Product['me']>[]): Operation {
  const body = merged(mes)
  return operation(
    'get',
    '/api/auth/me',
    () => ({
      operationId: 'getMe',
      tags: ['Shared'],
      guards: [signedInOrResetting],
      security: sessionAuth,
      responses: { 200: response(body) },
    }),
    (c) => c.json(pick(body(), meFacts(c.var.account)), 200),
  )
}

/** Requires a session or the token of a reset link, whose page shows the account. Sets `account`. */
const signedInOrResetting = createMiddleware<App>(async function signedInOrResetting(c, next) {
  const { call } = c.var
  const credential = credentialOf(c.req.raw, call.settings.PUBLIC_URL)
  const { token } = credential
  const found =
    token && ((await authenticate(call, credential)) ?? (await findByResetToken(call, token)))
  if (!found) throw new Problem(problems.unauthenticated, challenge(token))
  c.set('account', found.account)
  await next()
})

/** One body with the members of all, and one object where several describe the same member; created when it is needed. */
function merged(bodies: { body: () => z.ZodMiniObject }[]): () => z.ZodMiniObject {
  return once(() => bodies.map(({ body }) => body()).reduce(merge))
}

function merge(one: z.ZodMiniObject, other: z.ZodMiniObject): z.ZodMiniObject {
  return z.extend(
    one,
    mapValues(other.shape, (schema, name) => {
      const known = one.shape[name]
      const areObjects = known instanceof z.ZodMiniObject && schema instanceof z.ZodMiniObject
      return areObjects ? merge(known, schema) : schema
    }),
  )
}
