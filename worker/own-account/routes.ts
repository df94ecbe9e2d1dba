import { createMiddleware } from 'hono/factory'
import type { Account as StoredAccount } from '../accounts/account.ts'
import { Account, Current } from '../accounts/account-body.ts'
import { deleteOwnAccount } from '../accounts/delete.ts'
import { sendOtp } from '../codes/challenge.ts'
import type { Settings } from '../config/settings.ts'
import { sized } from '../http/body.ts'
import { clearSessionCookie, fromOurPages } from '../http/cookie.ts'
import { Problem } from '../http/problem.ts'
import { type App, bearer, bodyFailures, gives, json, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import {
  address,
  currentPassword,
  mailedCode,
  newPassword,
  newUsername,
  optionalName,
  picture,
  userToken,
} from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { ownFacts } from '../products/facts.ts'
import { enterBrowser } from '../sessions/browser.ts'
import { flood, signedIn } from '../sessions/guards.ts'
import { changeOwnAccount, changeOwnAccountWithPassword } from './change.ts'
import { enterCode, requestAddress } from './change-email.ts'
import { checkRegistration, register } from './registration.ts'

const Changed = z.object({ account: Account }).register(z.globalRegistry, { id: 'AccountResult' })
const Sent = z.object({ sent_to: z.string() }).register(z.globalRegistry, { id: 'SentTo' })

/** An invitation opens what is closed to strangers only; a closed registration is 403 whatever the body. */
const signUpOffered = createMiddleware<App>(async function signUpOffered(c, next) {
  checkRegistration(c.var.call, 'signup')
  await next()
})

/** Sign-up, and what an account's owner does with it. */
export function mountOwnAccount(app: Router, settings: Settings) {
  const invitation = z.nullish(userToken)
  return app
    .openapi(
      {
        method: 'post',
        path: '/api/auth/account',
        operationId: 'createOwnAccount',
        tags: ['Latchkey'],
        summary: 'Sign up and sign the browser in',
        middleware: [sized, flood, fromOurPages, signUpOffered],
        request: {
          body: json(
            z
              .object({
                username: z.nullish(newUsername(settings)),
                email: z.nullish(address),
                password: newPassword(settings),
                first_name: optionalName,
                last_name: optionalName,
                // Whether it must be there only an instance knows; to the types, a client may leave it out.
                referrer: (settings.REGISTRATION === 'referral'
                  ? userToken
                  : invitation) as typeof invitation,
              })
              .check(
                z.refine(({ username, email }) => (username ?? email) != null, {
                  path: ['username'],
                  message: 'or email is required',
                }),
              ),
          ),
        },
        responses: { 200: gives(Current), ...problems(...bodyFailures, 403, 409, 429) },
      },
      async (c) => {
        const { username, email, password, first_name, last_name, referrer } = c.req.valid('json')
        const entered = await register(
          c.var.call,
          {
            username: username ?? undefined,
            email: email ?? undefined,
            password,
            firstName: first_name,
            lastName: last_name,
            referrer: referrer ?? undefined,
          },
          'cookie',
        )
        return c.json(await enterBrowser(c, entered), 200)
      },
    )
    .openapi(
      {
        method: 'patch',
        path: '/api/auth/account',
        operationId: 'updateOwnAccount',
        tags: ['Latchkey'],
        summary: 'Change your names and picture; null clears all but the username',
        middleware: [sized, signedIn],
        security: bearer,
        request: {
          body: json(
            z.object({
              username: z.optional(newUsername(settings)),
              first_name: optionalName,
              last_name: optionalName,
              picture: z.nullish(picture),
            }),
          ),
        },
        responses: { 200: gives(Changed), ...problems(...bodyFailures, 401, 403, 409, 429) },
      },
      async (c) => {
        const { username, first_name, last_name, picture } = c.req.valid('json')
        const changes = { username, firstName: first_name, lastName: last_name, picture }
        if (Object.values(changes).every((value) => value === undefined)) {
          throw new Problem('nothing_to_change')
        }
        return c.json(told(await changeOwnAccount(c.var.call, c.var.caller, changes)), 200)
      },
    )
    .openapi(
      {
        method: 'put',
        path: '/api/auth/account/password',
        operationId: 'changeOwnPassword',
        tags: ['Latchkey'],
        summary: 'Change your password, proving the current one; other sessions end',
        middleware: [sized, flood, signedIn],
        security: bearer,
        request: {
          body: json(
            z.object({ current_password: currentPassword, new_password: newPassword(settings) }),
          ),
        },
        responses: { 200: gives(Changed), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const { current_password, new_password } = c.req.valid('json')
        const passwords = { currentPassword: current_password, newPassword: new_password }
        const account = await changeOwnAccountWithPassword(c.var.call, c.var.caller, passwords)
        return c.json(told(account), 200)
      },
    )
    .openapi(
      {
        method: 'put',
        path: '/api/auth/account/email',
        operationId: 'requestEmailChange',
        tags: ['Latchkey'],
        summary: 'Mail a code to the address you want; entering it changes the address',
        middleware: [sized, flood, signedIn],
        security: bearer,
        request: { body: json(z.object({ email: address, password: currentPassword })) },
        responses: { 200: gives(Sent), ...problems(...bodyFailures, 401, 403, 429) },
      },
      async (c) => {
        const wanted = c.req.valid('json')
        await requestAddress(c.var.call, c.var.caller, wanted)
        return c.json({ sent_to: wanted.email }, 200)
      },
    )
    .openapi(
      {
        method: 'post',
        path: '/api/auth/account/email/code',
        operationId: 'sendEmailCode',
        tags: ['Latchkey'],
        summary: 'Mail a code to your own address, which is still to be proven',
        middleware: [flood, signedIn],
        security: bearer,
        responses: { 200: gives(Sent), ...problems(400, 401, 403, 409, 429) },
      },
      async (c) => {
        const { sentTo } = await sendOtp(c.var.call, c.var.caller)
        return c.json({ sent_to: sentTo }, 200)
      },
    )
    .openapi(
      {
        method: 'post',
        path: '/api/auth/account/email/verify',
        operationId: 'verifyEmail',
        tags: ['Latchkey'],
        summary: 'Enter the code: your address is proven or changed; other sessions end',
        middleware: [sized, flood, signedIn],
        security: bearer,
        request: { body: json(z.object({ code: mailedCode })) },
        responses: { 200: gives(Changed), ...problems(...bodyFailures, 401, 403, 409, 429) },
      },
      async (c) => {
        const { code } = c.req.valid('json')
        return c.json(told(await enterCode(c.var.call, c.var.caller, code)), 200)
      },
    )
    .openapi(
      {
        method: 'post',
        path: '/api/auth/account/delete',
        operationId: 'deleteOwnAccount',
        tags: ['Latchkey'],
        summary: 'Delete your account and everything that belongs to it',
        middleware: [sized, flood, signedIn],
        security: bearer,
        request: { body: json(z.object({ password: currentPassword })) },
        responses: {
          200: gives(z.object({ deleted: z.literal(1) })),
          ...problems(...bodyFailures, 401, 403, 404, 409, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        await deleteOwnAccount(call, caller, c.req.valid('json').password)
        if (caller.holder === 'cookie') clearSessionCookie(c)
        return c.json({ deleted: 1 as const }, 200)
      },
    )
}

function told(account: StoredAccount) {
  return { account: Account.parse(ownFacts(account)) }
}
