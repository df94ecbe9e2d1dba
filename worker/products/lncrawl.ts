import { emailAddress, optionalName, requiredName } from '../accounts/fields.ts'
import { sendCode } from '../codes/challenge.ts'
import { challengeToken, mailedCode } from '../codes/fields.ts'
import { challengeTokenOf, verifyEmailByToken } from '../codes/verify-email.ts'
import { bearerAuth, json, pick, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { invitationToken } from '../invitations/fields.ts'
import { currentInvitation, isValidInvitation, listInvitations } from '../invitations/invitation.ts'
import { changeOwnAccount, changeOwnAccountWithPassword } from '../own-account/change.ts'
import { deactivateOwnAccount } from '../own-account/deactivate.ts'
import { register, registrationOffered } from '../own-account/registration.ts'
import { currentPassword, newPassword } from '../passwords/fields.ts'
import { requestResetLink, requireResetToken } from '../passwords/reset.ts'
import { resetPassword } from '../passwords/reset-password.ts'
import { refreshCookie } from '../sessions/browser.ts'
import { recentlySignedIn, signedIn, signedInByToken } from '../sessions/guards.ts'
import type { Product } from './document.ts'
import { signedInFacts } from './facts.ts'

/** The user object. Times are UNIX milliseconds. */
const User = z.component('LncrawlUser', () =>
  z.object({
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
  }),
)
const SignedIn = z.component('LncrawlSession', () => z.object({ token: z.string(), user: User() }))
const Token = z.component('LncrawlToken', () => z.object({ token: z.string() }))
const Otp = z.component('LncrawlOtp', () =>
  z.object({ otp: mailedCode(), token: challengeToken() }),
)
const yes = once(() => z.literal(true))

/** Lightnovel Crawler's Authentication API. */
export const lncrawl: Product = {
  api: 'lncrawl',
  login: { by: 'email', body: SignedIn },
  me: { body: User },
  operations: () => [
    signUp,
    deactivateMe,
    updateMyName,
    updateMyPassword,
    sendPasswordResetLink,
    resetPasswordWithToken,
    sendOtp,
    verifyOtp,
    createMyToken,
    verifyToken,
    listMyTokens,
  ],
}

const signUp = operation(
  'post',
  '/api/auth/signup',
  (settings) => ({
    operationId: 'signUp',
    tags: ['lncrawl'],
    expensive: true,
    password: true,
    guards: [registrationOffered('signup')],
    request: {
      body: json(
        z.object({
          referrer: invitationToken(),
          email: emailAddress(),
          password: newPassword(settings),
          name: optionalName(),
        }),
      ),
    },
    responses: { 200: response(SignedIn) },
    problems: [403, 409],
  }),
  async (c) => {
    const { call } = c.var
    const { referrer, email, password, name } = c.req.valid('json')
    const registrant = { invitation: referrer, email, firstName: name }
    const created = await register(call, registrant, { password }, 'token')
    return c.json(pick(SignedIn(), await signedInFacts(call, created)), 200)
  },
)

/** In no document, but on the account page of the product's own client. */
const deactivateMe = operation(
  'delete',
  '/api/auth/me',
  () => ({
    operationId: 'deactivateMe',
    tags: ['lncrawl'],
    expensive: true,
    guards: [recentlySignedIn],
    security: bearerAuth,
    responses: { 200: response(yes) },
    problems: [403, 409],
  }),
  async (c) => {
    await deactivateOwnAccount(c.var.call, c.var.caller)
    return c.json(true as const, 200)
  },
)

const updateMyName = operation(
  'put',
  '/api/auth/me/name',
  () => ({
    operationId: 'updateMyName',
    tags: ['lncrawl'],
    guards: [signedIn],
    security: sessionAuth,
    request: {
      body: json(z.object({ name: requiredName() })),
    },
    responses: { 200: response(yes) },
    problems: [429],
  }),
  async (c) => {
    const { name } = c.req.valid('json')
    await changeOwnAccount(c.var.call, c.var.caller, { firstName: name, lastName: null })
    return c.json(true as const, 200)
  },
)

const updateMyPassword = operation(
  'put',
  '/api/auth/me/password',
  (settings) => ({
    operationId: 'updateMyPassword',
    tags: ['lncrawl'],
    expensive: true,
    password: true,
    guards: [signedIn],
    security: sessionAuth,
    request: {
      body: json(
        z
          .object({
            old_password: z.optional(currentPassword()),
            current_password: z.optional(currentPassword()),
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
    responses: { 200: response(yes) },
  }),
  async (c) => {
    const { old_password, current_password, new_password } = c.req.valid('json')
    const { call, caller } = c.var
    const changed = await changeOwnAccountWithPassword(call, caller, {
      currentPassword: old_password ?? current_password ?? '',
      newPassword: new_password,
    })
    await refreshCookie(c, caller, changed)
    return c.json(true as const, 200)
  },
)

const sendPasswordResetLink = operation(
  'post',
  '/api/auth/send-password-reset-link',
  () => ({
    operationId: 'sendPasswordResetLink',
    tags: ['lncrawl'],
    expensive: true,
    request: { body: json(z.object({ email: emailAddress() })) },
    responses: { 200: response(yes) },
  }),
  async (c) => {
    await requestResetLink(c.var.call, c.req.valid('json').email)
    return c.json(true as const, 200)
  },
)

const resetPasswordWithToken = operation(
  'post',
  '/api/auth/reset-password-with-token',
  (settings) => ({
    operationId: 'resetPasswordWithToken',
    tags: ['lncrawl'],
    expensive: true,
    password: true,
    guards: [requireResetToken],
    security: bearerAuth,
    request: { body: json(z.object({ password: newPassword(settings) })) },
    responses: { 200: response(yes) },
  }),
  async (c) => {
    const { call, reset } = c.var
    await resetPassword(call, reset, c.req.valid('json').password)
    return c.json(true as const, 200)
  },
)

const sendOtp = operation(
  'post',
  '/api/auth/me/send-otp',
  () => ({
    operationId: 'sendOtp',
    tags: ['lncrawl'],
    expensive: true,
    guards: [signedInByToken],
    security: bearerAuth,
    responses: { 200: response(Token) },
    problems: [403, 409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { challenge } = await sendCode(call, caller)
    return c.json({ token: await challengeTokenOf(call, challenge) }, 200)
  },
)

const verifyOtp = operation(
  'post',
  '/api/auth/verify-otp',
  () => ({
    operationId: 'verifyOtp',
    tags: ['lncrawl'],
    expensive: true,
    request: {
      body: {
        required: true,
        content: {
          'multipart/form-data': { schema: Otp() },
          'application/x-www-form-urlencoded': { schema: Otp() },
        },
      },
    },
    responses: { 200: response(yes) },
    problems: [401, 403],
  }),
  async (c) => {
    const { otp, token } = c.req.valid('form')
    await verifyEmailByToken(c.var.call, token, otp)
    return c.json(true as const, 200)
  },
)

const createMyToken = operation(
  'post',
  '/api/auth/me/create-token',
  () => ({
    operationId: 'createMyToken',
    tags: ['lncrawl'],
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(Token) },
    problems: [429],
  }),
  async (c) => {
    return c.json({ token: await currentInvitation(c.var.call, c.var.caller) }, 200)
  },
)

const verifyToken = operation(
  'get',
  '/api/auth/verify-token',
  () => ({
    operationId: 'verifyToken',
    tags: ['lncrawl'],
    request: { query: z.object({ token: invitationToken() }) },
    responses: { 200: response(() => z.boolean()) },
    problems: [400],
  }),
  async (c) => c.json(await isValidInvitation(c.var.call, c.req.valid('query').token), 200),
)

const listMyTokens = operation(
  'post',
  '/api/auth/me/tokens',
  () => ({
    operationId: 'listMyTokens',
    tags: ['lncrawl'],
    guards: [signedIn],
    security: sessionAuth,
    responses: {
      200: response(() =>
        z.array(z.object({ token: z.string(), user_id: z.string(), expires_at: z.int() })),
      ),
    },
    problems: [429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const tokens = await listInvitations(call, caller)
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
