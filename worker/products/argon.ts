import type { Changes } from '../accounts/change.ts'
import { namedBy } from '../accounts/create.ts'
import { canonical } from '../accounts/identifiers.ts'
import { sized } from '../http/body.ts'
import { Problem } from '../http/problem.ts'
import { bearer, bodyFailures, type Document, gives, json, problems } from '../http/respond.ts'
import { givenCurrentPassword, givenPassword, newName, text } from '../input/fields.ts'
import { maxLength } from '../input/max-length.ts'
import * as z from '../input/zod.ts'
import { changeOwnAccount, changeOwnAccountWithPassword } from '../own-account/change.ts'
import { flood, signedIn, signedInByToken } from '../sessions/guards.ts'
import { sessionToken } from '../sessions/session.ts'
import { conflict } from './conflict.ts'
import { signInFacts, usernameOf } from './facts.ts'

const permissions = z.array(z.string())
const SignedIn = z
  .object({ token: z.string(), permissions })
  .register(z.globalRegistry, { id: 'ArgonSession' })

/** The Argon panel's Authentication API. */
export const argon: Document = {
  login: { by: 'username', body: SignedIn },
  register: { signsIn: true, body: SignedIn },

  mount(app, settings) {
    const taken = conflict(settings.APIS.has('asta'))

    app.openapi(
      {
        method: 'get',
        path: '/api/auth/state',
        operationId: 'getState',
        tags: ['Argon'],
        summary: 'Who is signed in, and what they may do',
        middleware: [signedIn],
        security: bearer,
        responses: {
          200: gives(
            z.object({ authenticated: z.literal(true), username: z.string(), permissions }),
          ),
          ...problems(400, 401),
        },
      },
      (c) => {
        const { account } = c.var.caller
        return c.json(
          {
            authenticated: true as const,
            username: usernameOf(account),
            permissions: account.role.permissions,
          },
          200,
        )
      },
    )

    app.openapi(
      {
        method: 'put',
        path: '/api/auth/profile',
        operationId: 'updateProfile',
        tags: ['Argon'],
        summary: 'Change your own username, password or both; a password only with the current one',
        middleware: [sized, flood, signedInByToken, ...taken.middleware],
        security: bearer,
        request: {
          body: json(
            z.object({
              newUsername: z.optional(text(maxLength.identifier)),
              currentPassword: givenCurrentPassword,
              newPassword: givenPassword(settings),
            }),
          ),
        },
        responses: {
          200: gives(z.extend(SignedIn, { message: z.string() })),
          ...problems(...bodyFailures, 401, 403, ...taken.statuses, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const { newUsername: name, currentPassword, newPassword: password } = c.req.valid('json')
        if (name === undefined && password === undefined) throw new Problem('nothing_to_change')
        if (password !== undefined && currentPassword === undefined) {
          throw invalid('currentPassword', 'is required to set a new password')
        }
        const changes = name === undefined ? {} : rename(name)
        if (changes.email !== undefined && currentPassword === undefined) {
          throw invalid('currentPassword', 'is required to change the address')
        }
        const account =
          currentPassword === undefined
            ? await changeOwnAccount(call, caller, changes, { renews: true })
            : await changeOwnAccountWithPassword(
                call,
                caller,
                { currentPassword, newPassword: password },
                changes,
                { renews: true },
              )
        const token = await sessionToken(call, caller.session, account)
        return c.json(
          {
            message: 'Profile updated successfully',
            ...SignedIn.parse(signInFacts(account, token)),
          },
          200,
        )

        /**
         * As at registration an address is kept as the address only. A form that sends the shown name back unchanged
         * changes nothing.
         */
        function rename(shown: string): Changes {
          const { email, username } = caller.account
          const named = username === null ? {} : { username: null }
          if (email !== null && canonical(shown) === canonical(email)) return named
          const { data, error } = newName(settings).safeParse(shown)
          if (data === undefined) {
            throw invalid('newUsername', error?.issues[0]?.message ?? 'is invalid')
          }
          const name = namedBy(data)
          return 'email' in name ? { ...named, ...name } : name
        }
      },
    )
  },
}

function invalid(path: string, message: string): Problem {
  return new Problem('invalid_input', {
    detail: `${path} ${message}`,
    errors: [{ path, message }],
  })
}
