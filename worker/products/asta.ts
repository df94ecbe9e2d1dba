import { parseLogin } from '../accounts/create.ts'
import { id, newIdentifier } from '../accounts/fields.ts'
import { accountProblems } from '../accounts/problems.ts'
import {
  createAccountAsAdmin,
  deleteAccountAsAdmin,
  setPasswordAsAdmin,
} from '../administration/administration.ts'
import { listAccounts, parseMoment } from '../administration/list.ts'
import type { Settings } from '../config/settings.ts'
import { cursor, limit, link } from '../http/pagination.ts'
import { json, pick, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { once } from '../input/once.ts'
import * as z from '../input/zod.ts'
import { changeOwnAccountWithPassword } from '../own-account/change.ts'
import { currentPassword, newPassword } from '../passwords/fields.ts'
import { refreshCookie } from '../sessions/browser.ts'
import { admin, documentedAdmin, signedIn } from '../sessions/guards.ts'
import { conflict } from './conflict.ts'
import type { Product } from './document.ts'
import { listedUserFacts } from './facts.ts'

const role = once(() => z.enum(['admin', 'user']))
const User = z.component('AstaUser', () =>
  z.object({ id: z.string(), username: z.string(), role: role() }),
)
const ListedUser = z.component('AstaListedUser', () =>
  z.extend(User(), { created_at: z.iso.datetime() }),
)
const Ok = z.component('AstaOk', () => z.object({ ok: z.literal(true) }))
const Id = once(() => z.object({ user_id: id() }))

/** Asta's Authentication API. */
export const asta: Product = {
  api: 'asta',
  minPassword: 4,
  minUsername: 2,
  login: { by: 'username', body: () => z.object({ access_token: z.string(), user: User() }) },
  register: { signsIn: false, body: () => z.object({ user: User() }) },
  me: { body: User },
  operations: () => [changePassword, listUsers, createUser, deleteUser, resetUserPassword],
}

/** Maximum number of accounts on one page of the list. */
const pageSize = 1000

/** The document lists 400 and 404 for a deletion that is refused. */
const lastAdmin = ({ APIS }: Settings) => conflict(APIS.size > 1)

const changePassword = operation(
  'post',
  '/api/auth/change-password',
  (settings) => ({
    operationId: 'changePassword',
    tags: ['Asta'],
    expensive: true,
    password: true,
    guards: [signedIn],
    security: sessionAuth,
    request: {
      body: json(
        z.object({ current_password: currentPassword(), new_password: newPassword(settings) }),
      ),
    },
    responses: { 200: response(Ok) },
    problems: [404],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { current_password, new_password } = c.req.valid('json')
    const changed = await changeOwnAccountWithPassword(
      call,
      caller,
      { currentPassword: current_password, newPassword: new_password },
      {},
      { gone: accountProblems.account_not_found },
    )
    await refreshCookie(c, caller, changed)
    return c.json({ ok: true } as const, 200)
  },
)

const listUsers = operation(
  'get',
  '/api/auth/users',
  () => ({
    operationId: 'listUsers',
    tags: ['Asta'],
    guards: [admin],
    security: sessionAuth,
    request: {
      query: z.object({
        limit: limit(pageSize),
        after: cursor(parseMoment),
      }),
    },
    responses: {
      200: response(() => z.object({ users: z.array(ListedUser()) })),
    },
  }),
  async (c) => {
    const { limit = pageSize, after } = c.req.valid('query')
    const { accounts, next } = await listAccounts(c.var.call, limit, after)
    if (next) {
      link(c, 'next', new URLSearchParams({ limit: String(limit), after: next }))
    }
    const users = accounts.map((account) => pick(ListedUser(), listedUserFacts(account)))
    return c.json({ users }, 200)
  },
)

const createUser = operation(
  'post',
  '/api/auth/users',
  (settings) => ({
    operationId: 'createUser',
    tags: ['Asta'],
    expensive: true,
    password: true,
    guards: [documentedAdmin],
    security: sessionAuth,
    request: {
      body: json(
        z.object({
          username: newIdentifier(settings),
          password: newPassword(settings),
          role: z._default(role(), 'user'),
        }),
      ),
    },
    responses: {
      200: response(() => z.object({ user: ListedUser() })),
    },
    problems: [409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { username, password, role } = c.req.valid('json')
    const facts = { ...parseLogin(username), password, roleId: role }
    const { account } = await createAccountAsAdmin(call, caller, facts)
    return c.json({ user: pick(ListedUser(), listedUserFacts(account)) }, 200)
  },
)

const deleteUser = operation(
  'delete',
  '/api/auth/users/{user_id}',
  (settings) => ({
    operationId: 'deleteUser',
    tags: ['Asta'],
    guards: [documentedAdmin, ...lastAdmin(settings).guards],
    security: sessionAuth,
    request: { params: Id() },
    responses: { 200: response(Ok) },
    problems: [404, ...lastAdmin(settings).statuses, 429],
  }),
  async (c) => {
    await deleteAccountAsAdmin(c.var.call, c.var.caller, c.req.valid('param').user_id)
    return c.json({ ok: true } as const, 200)
  },
)

const resetUserPassword = operation(
  'put',
  '/api/auth/users/{user_id}/reset-password',
  (settings) => ({
    operationId: 'resetUserPassword',
    tags: ['Asta'],
    expensive: true,
    password: true,
    guards: [documentedAdmin],
    security: sessionAuth,
    request: { params: Id(), body: json(z.object({ new_password: newPassword(settings) })) },
    responses: { 200: response(Ok) },
    problems: [404],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { new_password } = c.req.valid('json')
    await setPasswordAsAdmin(call, caller, c.req.valid('param').user_id, new_password)
    return c.json({ ok: true } as const, 200)
  },
)
