import { sized } from '../http/body.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { Problem } from '../http/problem.ts'
import {
  bearer,
  bodyFailures,
  type Document,
  gives,
  json,
  optionalBearer,
  problems,
} from '../http/respond.ts'
import { givenAddress, givenName, givenPassword, newPassword } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { changeOwnAccount } from '../own-account/change.ts'
import { credential, flood, recentlySignedIn } from '../sessions/guards.ts'
import { endSession, sessionToken } from '../sessions/session.ts'
import { defaultAccounts } from '../setup/default-accounts.ts'
import {
  enterDefaultAccount,
  findDefaultAccount,
  refuseStranger,
  setupState,
} from '../setup/setup.ts'
import { signInFacts } from './facts.ts'

const success = z.literal(true)
const User = z
  .object({
    id: z.string(),
    email: z.nullable(z.string()),
    name: z.nullable(z.string()),
    profile_picture: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'AsyncatUser' })
const SignedIn = z
  .object({ success, token: z.string(), user: User })
  .register(z.globalRegistry, { id: 'AsyncatSession' })
const Done = z
  .object({ success, message: z.string() })
  .register(z.globalRegistry, { id: 'AsyncatDone' })

/** asyncat's Auth API. */
export const asyncat: Document = {
  login: { by: 'email', body: SignedIn },
  me: { body: z.object({ success, user: User }) },

  mount(app, settings) {
    const { APIS, REGISTRATION } = settings
    const mode: 'local' | 'server' =
      REGISTRATION === 'closed' || APIS.size === 1 ? 'local' : 'server'

    app.openapi(
      {
        method: 'get',
        path: '/api/auth/status',
        operationId: 'getStatus',
        tags: ['asyncat'],
        summary: 'How this service runs, and whether first-run set-up is still to be done',
        responses: {
          200: gives(
            z.object({
              success,
              mode: z.enum(['local', 'server']),
              localEmail: z.nullable(z.string()),
              isFirstRun: z.boolean(),
            }),
          ),
          ...problems(),
        },
      },
      async (c) => {
        const { call } = c.var
        const local = localAccount()
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
            isFirstRun: !state.complete,
          },
          200,
        )
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/logout',
        operationId: 'signOut',
        tags: ['asyncat'],
        summary: 'End the session of the token, if there is one',
        security: optionalBearer,
        responses: { 200: gives(Done), ...problems() },
      },
      async (c) => {
        const { token, holder } = sent(() => credential(c))
        if (token) await endSession(c.var.call, token, holder)
        if (token && holder === 'cookie') clearSessionCookie(c)
        return c.json({ success: true as const, message: 'Logged out successfully' }, 200)
      },
    )

    app.openapi(
      {
        method: 'put',
        path: '/api/auth/local-account',
        operationId: 'updateLocalAccount',
        tags: ['asyncat'],
        summary: 'Change your own name, address or password',
        middleware: [sized, flood, recentlySignedIn],
        security: bearer,
        request: {
          body: json(
            z.object({
              // As its own back end has it: null changes nothing, an empty password neither, an empty name takes it away.
              name: givenName,
              email: givenAddress,
              password: givenPassword(settings),
            }),
          ),
        },
        responses: { 200: gives(SignedIn), ...problems(...bodyFailures, 401, 403, 409, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        const { name, email, password } = c.req.valid('json')
        if (name === undefined && email === undefined && password === undefined) {
          throw new Problem('nothing_to_change')
        }
        const names = name === undefined ? {} : { firstName: name, lastName: null }
        const account = await changeOwnAccount(
          call,
          caller,
          { ...names, email },
          { newPassword: password, renews: true },
        )
        const token = await sessionToken(call, caller.session, account)
        return c.json(SignedIn.parse(signInFacts(account, token)), 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/update-password',
        operationId: 'updatePassword',
        tags: ['asyncat'],
        summary: 'Change your own password',
        middleware: [sized, flood, recentlySignedIn],
        security: bearer,
        request: { body: json(z.object({ password: newPassword(settings) })) },
        responses: { 200: gives(Done), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        await changeOwnAccount(call, caller, {}, { newPassword: c.req.valid('json').password })
        return c.json({ success: true as const, message: 'Password updated successfully' }, 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/first-run',
        operationId: 'startFirstRun',
        tags: ['asyncat'],
        summary: 'Sign in to the local default account while set-up is incomplete',
        middleware: [flood],
        responses: { 200: gives(SignedIn), ...problems(403, 404, 429) },
      },
      async (c) => {
        const { call } = c.var
        const { complete } = await setupState(call)
        if (complete) throw refuseStranger(call, 'already_set_up')
        const local = localAccount()
        if (!local) throw new Problem('no_default_account')
        const entered = await enterDefaultAccount(call, local)
        if (!entered) {
          // Set-up may have been completed at this very moment.
          const { complete } = await setupState(call)
          throw complete
            ? refuseStranger(call, 'already_set_up')
            : new Problem('no_default_account')
        }
        const { account, session } = entered
        const token = await sessionToken(call, session, account)
        return c.json(SignedIn.parse(signInFacts(account, token)), 200)
      },
    )

    if (!APIS.has('asta') && !APIS.has('argon')) {
      app.openapi(
        {
          method: 'post',
          path: '/api/auth/register',
          operationId: 'register',
          tags: ['asyncat'],
          summary: 'Refused: the local build has no registration',
          // OpenAPI wants a success in each operation.
          responses: { 200: { description: 'Never' }, ...problems(403) },
        },
        () => {
          throw new Problem('registration_closed', {
            detail: 'Registration is disabled — use the seeded local account.',
          })
        },
      )
    }

    function localAccount() {
      return defaultAccounts(settings).find(({ api }) => api === 'asyncat')
    }
  },
}

/** Logging out succeeds whatever the header holds. */
function sent(read: () => ReturnType<typeof credential>): ReturnType<typeof credential> {
  try {
    return read()
  } catch {
    return { token: undefined, holder: 'token' }
  }
}
