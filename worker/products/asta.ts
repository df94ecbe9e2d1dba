import { namedBy } from '../accounts/create.ts'
import { createByAdmin, deleteByAdmin, setPasswordOf } from '../administration/administration.ts'
import { listAccounts, parseMoment } from '../administration/search.ts'
import { sized } from '../http/body.ts'
import { bearer, bodyFailures, type Document, gives, json, problems } from '../http/respond.ts'
import { currentPassword, cursor, id, limit, newName, newPassword } from '../input/fields.ts'
import * as z from '../input/zod.ts'
import { changeOwnAccountWithPassword } from '../own-account/change.ts'
import { admin, documentedAdmin, flood, signedIn } from '../sessions/guards.ts'
import { conflict } from './conflict.ts'
import { listedUserFacts } from './facts.ts'

const role = z.enum(['admin', 'user'])
const User = z
  .object({ id: z.string(), username: z.string(), role })
  .register(z.globalRegistry, { id: 'AstaUser' })
const ListedUser = z
  .extend(User, { created_at: z.iso.datetime() })
  .register(z.globalRegistry, { id: 'AstaListedUser' })
const Ok = z.object({ ok: z.literal(true) }).register(z.globalRegistry, { id: 'AstaOk' })
const Id = z.object({ user_id: id })

/** The most accounts one page of the list holds. */
const pageSize = 1000

/** Asta's Authentication API. */
export const asta: Document = {
  login: { by: 'username', body: z.object({ access_token: z.string(), user: User }) },
  register: { signsIn: false, body: z.object({ user: User }) },
  me: { body: User },

  mount(app, settings) {
    // Its document lists 400 and 404 for a deletion that is refused.
    const last = conflict(settings.APIS.size > 1)

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/change-password',
        operationId: 'changePassword',
        tags: ['Asta'],
        summary: 'Change your own password, proving the current one',
        middleware: [sized, flood, signedIn],
        security: bearer,
        request: {
          body: json(
            z.object({ current_password: currentPassword, new_password: newPassword(settings) }),
          ),
        },
        responses: { 200: gives(Ok), ...problems(...bodyFailures, 401, 403, 404, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        const { current_password, new_password } = c.req.valid('json')
        await changeOwnAccountWithPassword(
          call,
          caller,
          { currentPassword: current_password, newPassword: new_password },
          {},
          { gone: 'user_not_found' },
        )
        return c.json({ ok: true } as const, 200)
      },
    )

    app.openapi(
      {
        method: 'get',
        path: '/api/auth/users',
        operationId: 'listUsers',
        tags: ['Asta'],
        summary: 'List accounts, oldest first; a Link header leads to the next page',
        middleware: [admin],
        security: bearer,
        request: {
          query: z.object({
            limit: limit(pageSize),
            after: cursor(parseMoment),
          }),
        },
        responses: {
          200: gives(z.object({ users: z.array(ListedUser) })),
          ...problems(400, 401, 403),
        },
      },
      async (c) => {
        const { limit = pageSize, after } = c.req.valid('query')
        const { accounts, next } = await listAccounts(c.var.call, limit, after)
        if (next) {
          c.header('Link', `</api/auth/users?limit=${limit}&after=${next}>; rel="next"`)
        }
        const users = accounts.map((account) => ListedUser.parse(listedUserFacts(account)))
        return c.json({ users }, 200)
      },
    )

    app.openapi(
      {
        method: 'post',
        path: '/api/auth/users',
        operationId: 'createUser',
        tags: ['Asta'],
        summary: 'Create an account of either role',
        middleware: [sized, flood, documentedAdmin],
        security: bearer,
        request: {
          body: json(
            z.object({
              username: newName(settings),
              password: newPassword(settings),
              role: z._default(role, 'user'),
            }),
          ),
        },
        responses: {
          200: gives(z.object({ user: ListedUser })),
          ...problems(...bodyFailures, 401, 403, 409, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const { username, password, role } = c.req.valid('json')
        const facts = { ...namedBy(username), password, roleId: role }
        const account = await createByAdmin(call, caller, facts)
        return c.json({ user: ListedUser.parse(listedUserFacts(account)) }, 200)
      },
    )

    app.openapi(
      {
        method: 'delete',
        path: '/api/auth/users/{user_id}',
        operationId: 'deleteUser',
        tags: ['Asta'],
        summary: 'Delete an account that is not your own',
        middleware: [documentedAdmin, ...last.middleware],
        security: bearer,
        request: { params: Id },
        responses: { 200: gives(Ok), ...problems(400, 401, 403, 404, ...last.statuses, 429) },
      },
      async (c) => {
        await deleteByAdmin(c.var.call, c.var.caller, c.req.valid('param').user_id)
        return c.json({ ok: true } as const, 200)
      },
    )

    app.openapi(
      {
        method: 'put',
        path: '/api/auth/users/{user_id}/reset-password',
        operationId: 'resetUserPassword',
        tags: ['Asta'],
        summary: "Set another account's password and end its sessions",
        middleware: [sized, flood, documentedAdmin],
        security: bearer,
        request: { params: Id, body: json(z.object({ new_password: newPassword(settings) })) },
        responses: { 200: gives(Ok), ...problems(...bodyFailures, 401, 403, 404, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        const { new_password } = c.req.valid('json')
        await setPasswordOf(call, caller, c.req.valid('param').user_id, new_password)
        return c.json({ ok: true } as const, 200)
      },
    )
  },
}
