import { omittableEmailAddress, removableName } from '../accounts/fields.ts'
import type { Settings } from '../config/settings.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { Problem, problems } from '../http/problem.ts'
import { bearerAuth, json, optionalAuth, pick, response } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { changeOwnAccount } from '../own-account/change.ts'
import { registrationProblems } from '../own-account/problems.ts'
import { newPassword, omittablePassword } from '../passwords/fields.ts'
import { type Credential, credentialOf } from '../sessions/credential.ts'
import { recentlySignedIn } from '../sessions/guards.ts'
import { endSession } from '../sessions/session.ts'
import { defaultAccounts } from '../setup/default-accounts.ts'
import { setupProblems } from '../setup/problems.ts'
import { findDefaultAccount, refusal, setupState, signInToDefaultAccount } from '../setup/setup.ts'
import type { Product } from './document.ts'
import { signedInFacts } from './facts.ts'

const success = once(() => z.literal(true))
const User = z.component('AsyncatUser', () =>
  z.object({
    id: z.string(),
    email: z.nullable(z.string()),
    name: z.nullable(z.string()),
    profile_picture: z.nullable(z.string()),
  }),
)
const SignedIn = z.component('AsyncatSession', () =>
  z.object({ success: success(), token: z.string(), user: User() }),
)
const Done = z.component('AsyncatDone', () => z.object({ success: success(), message: z.string() }))

/** asyncat's Auth API. */
export const asyncat: Product = {
  api: 'asyncat',
  minPassword: 8,
  login: { by: 'email', body: SignedIn },
  me: { body: () => z.object({ success: success(), user: User() }) },
  operations: ({ APIS }) => [
    getStatus,
    signOut,
    updateLocalAccount,
    updatePassword,
    startFirstRun,
    ...(APIS.has('asta') || APIS.has('argon') ? [] : [register]),
  ],
}

const getStatus = operation(
  'get',
  '/api/auth/status',
  () => ({
    operationId: 'getStatus',
    tags: ['asyncat'],
    responses: {
      200: response(() =>
        z.object({
          success: success(),
          mode: z.enum(['local', 'server']),
          localEmail: z.nullable(z.string()),
          isFirstRun: z.boolean(),
        }),
      ),
    },
  }),
  async (c) => {
    const { call } = c.var
    const { APIS, REGISTRATION } = call.settings
    const mode: 'local' | 'server' =
      REGISTRATION === 'closed' || APIS.size === 1 ? 'local' : 'server'
    const local = localAccount(call.settings)
    if (!local) {
      return c.json({ success: true as const, mode, localEmail: null, isFirstRun: false }, 200)
    }
    const [state, account] = await Promise.all([
      setupState(call),
      findDefaultAccount(call, 'asyncat'),
    ])
    return c.json(
      {
        success: true as const,
        mode,
        localEmail: account ? account.email : local.email,
        isFirstRun: !state.isComplete,
      },
      200,
    )
  },
)

const signOut = operation(
  'post',
  '/api/auth/logout',
  () => ({
    operationId: 'signOut',
    tags: ['asyncat'],
    security: optionalAuth,
    responses: { 200: response(Done) },
  }),
  async (c) => {
    const { call } = c.var
    const { token, transport } = credentialOrNone(c.req.raw, call.settings)
    if (token) await endSession(call, token, transport)
    if (token && transport === 'cookie') clearSessionCookie(c)
    return c.json({ success: true as const, message: 'Logged out successfully' }, 200)
  },
)

const updateLocalAccount = operation(
  'put',
  '/api/auth/local-account',
  (settings) => ({
    operationId: 'updateLocalAccount',
    tags: ['asyncat'],
    expensive: true,
    guards: [recentlySignedIn],
    security: bearerAuth,
    request: {
      body: json(
        z.object({
          // As in its own back end: null and an empty password change nothing, an empty name removes the name.
          name: removableName(),
          email: omittableEmailAddress(),
          password: omittablePassword(settings),
        }),
      ),
    },
    responses: { 200: response(SignedIn) },
    problems: [403, 409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { name, email, password } = c.req.valid('json')
    if (name === undefined && email === undefined && password === undefined) {
      throw new Problem(problems.no_changes)
    }
    const names = name === undefined ? {} : { firstName: name, lastName: null }
    const changed = await changeOwnAccount(
      call,
      caller,
      { ...names, email },
      { newPassword: password, renews: true },
    )
    return c.json(pick(SignedIn(), await signedInFacts(call, changed)), 200)
  },
)

const updatePassword = operation(
  'post',
  '/api/auth/update-password',
  (settings) => ({
    operationId: 'updatePassword',
    tags: ['asyncat'],
    expensive: true,
    password: true,
    guards: [recentlySignedIn],
    security: bearerAuth,
    request: { body: json(z.object({ password: newPassword(settings) })) },
    responses: { 200: response(Done) },
    problems: [403],
  }),
  async (c) => {
    const { call, caller } = c.var
    await changeOwnAccount(call, caller, {}, { newPassword: c.req.valid('json').password })
    return c.json({ success: true as const, message: 'Password updated successfully' }, 200)
  },
)

const startFirstRun = operation(
  'post',
  '/api/auth/first-run',
  () => ({
    operationId: 'startFirstRun',
    tags: ['asyncat'],
    expensive: true,
    responses: { 200: response(SignedIn) },
    problems: [403, 404],
  }),
  async (c) => {
    const { call } = c.var
    const { isComplete } = await setupState(call)
    if (isComplete) throw refusal(call, setupProblems.already_set_up)
    const local = localAccount(call.settings)
    if (!local) throw new Problem(setupProblems.no_default_account)
    const login = await signInToDefaultAccount(call, local)
    if (!login) {
      // A parallel request may have completed setup.
      const { isComplete } = await setupState(call)
      throw isComplete
        ? refusal(call, setupProblems.already_set_up)
        : new Problem(setupProblems.no_default_account)
    }
    return c.json(pick(SignedIn(), await signedInFacts(call, login)), 200)
  },
)

const register = operation(
  'post',
  '/api/auth/register',
  () => ({
    operationId: 'register',
    tags: ['asyncat'],
    // OpenAPI wants a success in each operation.
    responses: { 200: { description: 'Never' } },
    problems: [403],
  }),
  () => {
    throw new Problem(registrationProblems.registration_closed, {
      detail: 'Registration is disabled — use the seeded local account.',
    })
  },
)

function localAccount(settings: Settings) {
  return defaultAccounts(settings).find(({ api }) => api === 'asyncat')
}

/** Signing out succeeds with any header. */
function credentialOrNone(request: Request, { PUBLIC_URL }: Settings): Credential {
  try {
    return credentialOf(request, PUBLIC_URL)
  } catch {
    return { token: undefined, transport: 'token' }
  }
}
