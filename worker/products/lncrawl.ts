import { createMiddleware } from 'hono/factory'
import { otpToken, sendOtp, verifyOtp } from '../codes/challenge.ts'
import { sized } from '../http/body.ts'
import { Problem } from '../http/problem.ts'
import {
  type App,
  bearer,
  bodyFailures,
  type Document,
  gives,
  json,
  problems,
} from '../http/respond.ts'
import {
  address,
  currentPassword,
  filledName,
  mailedCode,
  newPassword,
  optionalName,
  sentToken,
  userToken,
} from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { currentApiToken, isLiveApiToken, listApiTokens } from '../invitations/invitation.ts'
import {
  changeOwnAccount,
  changeOwnAccountWithPassword,
  resetPassword,
} from '../own-account/change.ts'
import { deactivateOwnAccount } from '../own-account/deactivate.ts'
import { checkRegistration, register } from '../own-account/registration.ts'
import { requestResetLink } from '../passwords/reset.ts'
import {
  flood,
  recentlySignedIn,
  resetting,
  signedIn,
  signedInByToken,
} from '../sessions/guards.ts'
import { sessionToken } from '../sessions/session.ts'
import { signInFacts } from './facts.ts'

/** The user object. Times are UNIX milliseconds. */
const User = z
  .object({
    id: z.string(),
    email: z.nullable(z.string()),
    name: z.nullable(z.string()),
    role: z.enum(['user', 'admin']),
    is_active: z.boolean(),
    is_verified: z.boolean(),
    referrer_id: z.nullable(z.string()),
    tier: z.int(),
    extra: z.record(z.string(), z.unknown()),
    created_at: z.int(),
    updated_at: z.int(),
  })
  .register(z.globalRegistry, { id: 'LncrawlUser' })
const SignedIn = z
  .object({ token: z.string(), user: User })
  .register(z.globalRegistry, { id: 'LncrawlSession' })
const Token = z.object({ token: z.string() }).register(z.globalRegistry, { id: 'LncrawlToken' })
const yes = z.literal(true)

const signupOpen = createMiddleware<App>(async function signupOpen(c, next) {
  checkRegistration(c.var.call, 'signup')
  await next()
})

/** Lightnovel Crawler's Authentication API. */
export const lncrawl: Document = {
  login: { by: 'email', body: SignedIn },
  me: { body: User },

  mount(app, settings) {
    app.openapi(
      {
        method: 'post',
        path: '/api/auth/signup',
        operationId: 'signUp',
        tags: ['lncrawl'],
        summary: 'Create an account by invitation and sign in',
        middleware: [sized, flood, signupOpen],
        request: {
          body: json(
            z.object({
              referrer: userToken,
              email: address,
              password: newPassword(settings),
              name: optionalName,
            }),
          ),
        },
        responses: { 200: gives(SignedIn), ...problems(...bodyFailures, 403, 409, 429) },
      },
      async (c) => {
        const { call } = c.var
        const { referrer, email, password, name } = c.req.valid('json')
        const facts = { referrer, email, password, firstName: name }
        const { account, session } = await register(call, facts, 'token')
        const token = await sessionToken(call, session, account)
        return c.json(SignedIn.parse(signInFacts(account, token)), 200)
      },
    )

    // In no document, but on the account page of its own client.
    app.openapi(
      {
        method: 'delete',
        path: '/api/auth/me',
        operationId: 'deactivateMe',
        tags: ['lncrawl'],
        summary: 'Disable your own account and sign it out everywhere',
        middleware: [flood, recentlySignedIn],
        security: bearer,
        responses: { 200: gives(yes), ...problems(400, 401, 403, 409, 429) },
      },
      async (c) => {
        await deactivateOwnAccount(c.var.call, c.var.caller)
        return c.json(true as const, 200)
      },
    )

    app.openapi(
      {
        method: 'put',
        path: '/api/auth/me/name',
        operationId: 'updateMyName',
        tags: ['lncrawl'],
        summary: 'Change your display name',
        middleware: [sized, signedIn],
        security: bearer,
        request: {
          body: json(z.object({ name: filledName })),
        },
        responses: { 200: gives(yes), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const { name } = c.req.valid('json')
        await changeOwnAccount(c.var.call, c.var.caller, { firstName: name, lastName: null })
        return c.json(true as const, 200)
      },
    )

    app.openapi(
      {
        method: 'put',
        path: '/api/auth/me/password',
        operationId: 'updateMyPassword',
        tags: ['lncrawl'],
        summary: 'Change your own password, proving the current one',
        middleware: [sized, flood, signedIn],
        security: bearer,
        request: {
          body: json(
            z
              .object({
                old_password: z.optional(currentPassword),
                current_password: z.optional(currentPassword),
                new_password: newPassword(settings),
              })
              .check(
                z.refine((body) => (body.old_password ?? body.current_password) !== undefined, {
                  path: ['old_password'],
                  message: 'is required',
                }),
              ),
          ),
        },
        responses: { 200: gives(yes), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const { old_password, current_password, new_password } = c.req.valid('json')
        await changeOwnAccountWithPassword(c.var.call, c.var.caller, {
          currentPassword: old_password ?? current_password ?? '',
          newPassword: new_password,
        })
        return c.json(true as const, 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/send-password-reset-link',
        operationId: 'sendPasswordResetLink',
        tags: ['lncrawl'],
        summary: 'Mail a reset link, if some account has this address',
        middleware: [sized, flood],
        request: { body: json(z.object({ email: address })) },
        responses: { 200: gives(yes), ...problems(...bodyFailures, 429) },
      },
      async (c) => {
        await requestResetLink(c.var.call, c.req.valid('json').email)
        return c.json(true as const, 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/reset-password-with-token',
        operationId: 'resetPasswordWithToken',
        tags: ['lncrawl'],
        summary: 'Set a new password with the token of a reset link as bearer',
        middleware: [sized, flood, resetting],
        security: bearer,
        request: { body: json(z.object({ password: newPassword(settings) })) },
        responses: { 200: gives(yes), ...problems(...bodyFailures, 401, 429) },
      },
      async (c) => {
        const { call, reset } = c.var
        if (!(await resetPassword(call, reset, c.req.valid('json').password))) {
          throw new Problem('reset_token_invalid')
        }
        return c.json(true as const, 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/me/send-otp',
        operationId: 'sendOtp',
        tags: ['lncrawl'],
        summary: 'Mail a code to your own address',
        middleware: [flood, signedInByToken],
        security: bearer,
        responses: { 200: gives(Token), ...problems(400, 401, 403, 409, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        const { challenge } = await sendOtp(call, caller)
        return c.json({ token: await otpToken(call, challenge) }, 200)
      },
    )

    const Otp = z
      .object({ otp: mailedCode, token: sentToken })
      .register(z.globalRegistry, { id: 'LncrawlOtp' })
    app.openapi(
      {
        method: 'post',
        path: '/api/auth/verify-otp',
        operationId: 'verifyOtp',
        tags: ['lncrawl'],
        summary: 'Prove an address with the mailed code',
        middleware: [sized, flood],
        request: {
          body: {
            required: true,
            content: {
              'multipart/form-data': { schema: Otp },
              'application/x-www-form-urlencoded': { schema: Otp },
            },
          },
        },
        responses: { 200: gives(yes), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const { otp, token } = c.req.valid('form')
        await verifyOtp(c.var.call, token, otp)
        return c.json(true as const, 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/me/create-token',
        operationId: 'createMyToken',
        tags: ['lncrawl'],
        summary:
          'Your user token, with which somebody can sign up; a new one if none lives for some days yet',
        middleware: [signedIn],
        security: bearer,
        responses: { 200: gives(Token), ...problems(400, 401, 403, 429) },
      },
      async (c) => {
        return c.json({ token: await currentApiToken(c.var.call, c.var.caller) }, 200)
      },
    )

    app.openapi(
      {
        method: 'get',
        path: '/api/auth/verify-token',
        operationId: 'verifyToken',
        tags: ['lncrawl'],
        summary: 'Whether a user token lives and its owner is active',
        request: { query: z.object({ token: userToken }) },
        responses: { 200: gives(z.boolean()), ...problems(400) },
      },
      async (c) => c.json(await isLiveApiToken(c.var.call, c.req.valid('query').token), 200),
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/me/tokens',
        operationId: 'listMyTokens',
        tags: ['lncrawl'],
        summary: 'Your user tokens, latest first; expires_at is UNIX milliseconds',
        middleware: [signedIn],
        security: bearer,
        responses: {
          200: gives(
            z.array(z.object({ token: z.string(), user_id: z.string(), expires_at: z.int() })),
          ),
          ...problems(400, 401, 403, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const tokens = await listApiTokens(call, caller)
        return c.json(
          tokens.map(({ token, expiresAt }) => ({
            token,
            user_id: caller.account.id,
            expires_at: expiresAt,
          })),
          200,
        )
      },
    )
  },
}
