import type { Account as StoredAccount } from '../accounts/account.ts'
import { Account, toOwnAccount } from '../accounts/account-body.ts'
import { withPasskey } from '../accounts/credential.ts'
import { emailAddress, locale, newUsername, optionalName, picture } from '../accounts/fields.ts'
import { sendCode } from '../codes/challenge.ts'
import { mailedCode, SentTo } from '../codes/fields.ts'
import type { Settings } from '../config/settings.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { Problem, problems } from '../http/problem.ts'
import { json, noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { sameOrigin } from '../http/same-origin.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { invitationToken } from '../invitations/fields.ts'
import { CreationOptions } from '../passkeys/body.ts'
import { newAccountOptions } from '../passkeys/new-account.ts'
import { currentPassword, newPassword } from '../passwords/fields.ts'
import { refreshCookie, signInBrowser } from '../sessions/browser.ts'
import { signedIn, signedInToChangePassword } from '../sessions/guards.ts'
import { CurrentSession } from '../sessions/session-body.ts'
import { changeOwnAccount, changeOwnAccountWithPassword } from './change.ts'
import { enterCode, sendEmailChangeCode } from './change-email.ts'
import { deleteOwnAccount as deleteOwn } from './delete.ts'
import { register, registrationOffered } from './registration.ts'

const Changed = z.component('AccountResult', () => z.object({ account: Account() }))
const optionalInvitation = once(() => z.nullish(invitationToken()))
/** Required if the account has a password and the service has passwords. */
const optionalPassword = once(() => z.optional(currentPassword()))

/** What a person who signs up enters, other than the password or the passkey. */
function registrant(settings: Settings) {
  return {
    username: z.nullish(newUsername(settings)),
    email: z.nullish(emailAddress()),
    first_name: optionalName(),
    last_name: optionalName(),
    /** Default: from the header Accept-Language. */
    locale: z.nullish(locale()),
    // Required if REGISTRATION is "invitation". The types of the client do not depend on settings: there it is optional.
    invitation: (settings.REGISTRATION === 'invitation'
      ? invitationToken()
      : optionalInvitation()) as ReturnType<typeof optionalInvitation>,
  }
}

const hasName = z.refine<{
  username?: string | null | undefined
  email?: string | null | undefined
}>(({ username, email }) => (username ?? email) != null, {
  path: ['username'],
  message: 'or email is required',
})

export const createOwnAccount = operation(
  'post',
  '/api/auth/account',
  (settings) => ({
    operationId: 'createOwnAccount',
    tags: ['Latchkey'],
    expensive: true,
    guards: [sameOrigin, registrationOffered('signup')],
    setsCookie: true,
    request: {
      body: json(
        z
          .union([
            z.object({ ...registrant(settings), password: newPassword(settings) }),
            z.object({ ...registrant(settings), ...withPasskey() }),
          ])
          .check(hasName),
      ),
    },
    responses: { 201: response(CurrentSession) },
    problems: [403, 409],
  }),
  async (c) => {
    const { username, email, first_name, last_name, locale, invitation, ...credential } =
      c.req.valid('json')
    const created = await register(
      c.var.call,
      {
        username: username ?? undefined,
        email: email ?? undefined,
        firstName: first_name,
        lastName: last_name,
        locale: locale ?? undefined,
        invitation: invitation ?? undefined,
      },
      credential,
      'cookie',
      { verifiesEmail: true },
    )
    return c.json(await signInBrowser(c, created), 201)
  },
)

export const createFirstPasskeyOptions = operation(
  'post',
  '/api/auth/account/passkey/options',
  (settings) => ({
    operationId: 'createFirstPasskeyOptions',
    tags: ['Latchkey'],
    expensive: true,
    guards: [sameOrigin],
    request: {
      body: json(
        z
          .object({
            username: z.nullable(newUsername(settings)),
            email: z.nullable(emailAddress()),
            first_name: optionalName(),
            last_name: optionalName(),
          })
          .check(hasName),
      ),
    },
    responses: { 200: response(CreationOptions) },
    problems: [403, 409],
  }),
  async (c) => {
    const { username, email, first_name, last_name } = c.req.valid('json')
    const names = {
      username: username ?? undefined,
      email: email ?? undefined,
      firstName: first_name,
      lastName: last_name,
    }
    return c.json(await newAccountOptions(c.var.call, names), 200)
  },
)

export const updateOwnAccount = operation(
  'patch',
  '/api/auth/account',
  (settings) => ({
    operationId: 'updateOwnAccount',
    tags: ['Latchkey'],
    guards: [signedIn],
    security: sessionAuth,
    request: {
      body: json(
        z.object({
          username: z.optional(newUsername(settings)),
          first_name: optionalName(),
          last_name: optionalName(),
          picture: z.nullish(picture()),
          locale: z.nullish(locale()),
        }),
      ),
    },
    responses: { 200: response(Changed) },
    problems: [409, 429],
  }),
  async (c) => {
    const { username, first_name, last_name, picture, locale } = c.req.valid('json')
    const changes = { username, firstName: first_name, lastName: last_name, picture, locale }
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new Problem(problems.no_changes)
    }
    const { account } = await changeOwnAccount(c.var.call, c.var.caller, changes)
    return c.json(toBody(account), 200)
  },
)

export const changeOwnPassword = operation(
  'put',
  '/api/auth/account/password',
  (settings) => ({
    operationId: 'changeOwnPassword',
    tags: ['Latchkey'],
    expensive: true,
    password: true,
    guards: [signedInToChangePassword],
    security: sessionAuth,
    request: {
      body: json(
        z.object({ current_password: currentPassword(), new_password: newPassword(settings) }),
      ),
    },
    responses: { 200: response(Changed) },
  }),
  async (c) => {
    const { current_password, new_password } = c.req.valid('json')
    const { call, caller } = c.var
    const passwords = { currentPassword: current_password, newPassword: new_password }
    const changed = await changeOwnAccountWithPassword(call, caller, passwords)
    await refreshCookie(c, caller, changed)
    return c.json(toBody(changed.account), 200)
  },
)

export const requestEmailChange = operation(
  'put',
  '/api/auth/account/email',
  () => ({
    operationId: 'requestEmailChange',
    tags: ['Latchkey'],
    expensive: true,
    guards: [signedIn],
    security: sessionAuth,
    request: { body: json(z.object({ email: emailAddress(), password: optionalPassword() })) },
    responses: { 200: response(SentTo) },
  }),
  async (c) => {
    const wanted = c.req.valid('json')
    await sendEmailChangeCode(c.var.call, c.var.caller, wanted)
    return c.json({ sent_to: wanted.email }, 200)
  },
)

export const sendEmailCode = operation(
  'post',
  '/api/auth/account/email/code',
  () => ({
    operationId: 'sendEmailCode',
    tags: ['Latchkey'],
    expensive: true,
    guards: [signedIn],
    security: sessionAuth,
    responses: { 200: response(SentTo) },
    problems: [409],
  }),
  async (c) => {
    const { sentTo } = await sendCode(c.var.call, c.var.caller)
    return c.json({ sent_to: sentTo }, 200)
  },
)

export const verifyEmail = operation(
  'post',
  '/api/auth/account/email/verify',
  () => ({
    operationId: 'verifyEmail',
    tags: ['Latchkey'],
    expensive: true,
    guards: [signedIn],
    security: sessionAuth,
    request: { body: json(z.object({ code: mailedCode() })) },
    responses: { 200: response(Changed) },
    problems: [409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const changed = await enterCode(call, caller, c.req.valid('json').code)
    await refreshCookie(c, caller, changed)
    return c.json(toBody(changed.account), 200)
  },
)

export const deleteOwnAccount = operation(
  'post',
  '/api/auth/account/delete',
  () => ({
    operationId: 'deleteOwnAccount',
    tags: ['Latchkey'],
    expensive: true,
    guards: [signedIn],
    security: sessionAuth,
    request: { body: json(z.object({ password: optionalPassword() })) },
    responses: { 204: noContent },
    problems: [404, 409],
  }),
  async (c) => {
    const { call, caller } = c.var
    await deleteOwn(call, caller, c.req.valid('json').password)
    if (caller.transport === 'cookie') clearSessionCookie(c)
    return c.body(null, 204)
  },
)

function toBody(account: StoredAccount) {
  return { account: toOwnAccount(account) }
}
