import type { Changes } from '../accounts/change.ts'
import { parseLogin } from '../accounts/create.ts'
import { newIdentifier } from '../accounts/fields.ts'
import { identifierKey } from '../accounts/identifiers.ts'
import type { Settings } from '../config/settings.ts'
import { Problem, problems } from '../http/problem.ts'
import { bearerAuth, json, pick, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { invalidField } from '../http/validate.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { text } from '../input/text.ts'
import * as z from '../input/zod.ts'
import { changeOwnAccount, changeOwnAccountWithPassword } from '../own-account/change.ts'
import { omittableCurrentPassword, omittablePassword } from '../passwords/fields.ts'
import { signedIn, signedInByToken } from '../sessions/guards.ts'
import type { Caller } from '../sessions/session.ts'
import { conflict } from './conflict.ts'
import type { Product } from './document.ts'
import { signedInFacts, usernameOf } from './facts.ts'

const permissions = once(() => z.array(z.string()))
const SignedIn = z.component('ArgonSession', () =>
  z.object({ token: z.string(), permissions: permissions() }),
)

/** The Argon panel's Authentication API. */
export const argon: Product = {
  api: 'argon',
  minPassword: 8,
  login: { by: 'username', body: SignedIn },
  register: { signsIn: true, body: SignedIn },
  operations: () => [getState, updateProfile],
}

const getState = operation(
  'get',
  '/api/auth/state',
  () => ({
    operationId: 'getState',
    tags: ['Argon'],
    guards: [signedIn],
    security: sessionAuth,
    responses: {
      200: response(() =>
        z.object({
          authenticated: z.literal(true),
          username: z.string(),
          permissions: permissions(),
        }),
      ),
    },
  }),
  (c) => {
    const { account } = c.var.caller
    const { permissions } = account.role
    return c.json({ authenticated: true as const, username: usernameOf(account), permissions }, 200)
  },
)

const updateProfile = operation(
  'put',
  '/api/auth/profile',
  (settings) => {
    // Only Asta's document lists 409.
    const taken = conflict(settings.APIS.has('asta'))
    return {
      operationId: 'updateProfile',
      tags: ['Argon'],
      expensive: true,
      guards: [signedInByToken, ...taken.guards],
      security: bearerAuth,
      request: {
        body: json(
          z.object({
            newUsername: z.optional(text(maxLength.identifier)),
            currentPassword: omittableCurrentPassword(),
            newPassword: omittablePassword(settings),
          }),
        ),
      },
      responses: { 200: response(() => z.extend(SignedIn(), { message: z.string() })) },
      problems: [403, ...taken.statuses],
    }
  },
  async (c) => {
    const { call, caller } = c.var
    const { newUsername, currentPassword, newPassword } = c.req.valid('json')
    if (newUsername === undefined && newPassword === undefined) {
      throw new Problem(problems.no_changes)
    }
    if (newPassword !== undefined && currentPassword === undefined) {
      throw invalidField('currentPassword', 'is required to set a new password')
    }
    const changes = newUsername === undefined ? {} : rename(call.settings, caller, newUsername)
    if (changes.email !== undefined && currentPassword === undefined) {
      throw invalidField('currentPassword', 'is required to change the address')
    }
    const changed =
      currentPassword === undefined
        ? await changeOwnAccount(call, caller, changes, { renews: true })
        : await changeOwnAccountWithPassword(
            call,
            caller,
            { currentPassword, newPassword },
            changes,
            { renews: true },
          )
    const facts = await signedInFacts(call, changed)
    return c.json({ message: 'Profile updated successfully', ...pick(SignedIn(), facts) }, 200)
  },
)

/**
 * The changes that a new name causes. An email address replaces the username, as at registration. A form that sends
 * the displayed name back changes nothing.
 */
function rename(settings: Settings, { account }: Caller, name: string): Changes {
  const { email, username } = account
  const removed = username === null ? {} : { username: null }
  if (email !== null && identifierKey(name) === identifierKey(email)) return removed
  const { data, error } = newIdentifier(settings).safeParse(name)
  if (data === undefined) {
    throw invalidField('newUsername', error?.issues[0]?.message ?? 'is invalid')
  }
  const login = parseLogin(data)
  return 'email' in login ? { ...removed, ...login } : login
}
