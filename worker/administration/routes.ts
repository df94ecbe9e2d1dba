import { eq } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import { findAccount } from '../accounts/account.ts'
import { AdminAccount, administered, listedSession, Session } from '../accounts/account-body.ts'
import type { Settings } from '../config/settings.ts'
import { sized } from '../http/body.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { Problem } from '../http/problem.ts'
import { bearer, bodyFailures, gives, json, problems } from '../http/respond.ts'
import type { Router } from '../http/router.ts'
import {
  address,
  cursor,
  id,
  limit,
  newPassword,
  newUsername,
  optionalName,
  text,
} from '../input/fields.ts'
import { maxLength } from '../input/max-length.ts'
import * as z from '../input/zod.ts'
import { admin, flood, recentAdmin } from '../sessions/guards.ts'
import {
  changeByAdmin,
  createByAdmin,
  deleteByAdmin,
  endSessionsOf,
  sessionsOf,
  setPasswordOf,
} from './administration.ts'
import { continues, findAccounts, parseCursor } from './search.ts'

const role = z.enum(['admin', 'user'])
const One = z
  .object({ account: AdminAccount })
  .register(z.globalRegistry, { id: 'AdminAccountResult' })
const Id = z.object({ account_id: id })

const pageSize = 50

const Query = z
  .object({
    search: z
      .optional(text(maxLength.search))
      .check(z.describe('The first characters of a username or an e-mail address')),
    role: z.optional(role),
    state: z.optional(z.enum(['active', 'disabled'])),
    limit: limit(100),
    after: cursor(parseCursor),
  })
  .check(
    z.refine(({ search, after }) => after === undefined || continues(search, after), {
      path: ['after'],
      message: 'must come from a Link header of the same search',
    }),
  )

/** Accounts as administrators see them, and all that they do to them. */
export function mountAccounts(app: Router, settings: Settings) {
  const NewAccount = z
    .object({
      username: z.optional(newUsername(settings)),
      email: z.optional(address),
      password: newPassword(settings),
      role: z._default(role, 'user'),
      first_name: optionalName,
      last_name: optionalName,
    })
    .check(
      z.refine(({ username, email }) => username !== undefined || email !== undefined, {
        path: ['username'],
        message: 'is required, or an email',
      }),
    )

  return app
    .openapi(
      {
        method: 'get',
        path: '/api/auth/accounts',
        operationId: 'listAccounts',
        tags: ['Latchkey'],
        summary: 'Accounts, latest first, or those a prefix finds; a Link header leads on',
        middleware: [admin],
        security: bearer,
        request: { query: Query },
        responses: {
          200: gives(z.object({ accounts: z.array(AdminAccount), next: z.nullable(z.string()) })),
          ...problems(400, 401, 403),
        },
      },
      async (c) => {
        const { limit = pageSize, after, ...filter } = c.req.valid('query')
        const found = await findAccounts(c.var.call, filter, limit, after)
        if (found.next) {
          const query = new URL(c.req.url).searchParams
          query.set('after', found.next)
          c.header('Link', `</api/auth/accounts?${query}>; rel="next"`)
        }
        return c.json({ accounts: found.accounts.map(administered), next: found.next }, 200)
      },
    )
    .openapi(
      {
        method: 'post',
        path: '/api/auth/accounts',
        operationId: 'createAccount',
        tags: ['Latchkey'],
        summary: 'Create an account of either role',
        middleware: [sized, flood, recentAdmin],
        security: bearer,
        request: { body: json(NewAccount) },
        responses: { 200: gives(One), ...problems(...bodyFailures, 401, 403, 409, 429) },
      },
      async (c) => {
        const { username, email, password, role, first_name, last_name } = c.req.valid('json')
        const facts = { username, email, password, roleId: role }
        const names = { firstName: first_name, lastName: last_name }
        const account = await createByAdmin(c.var.call, c.var.caller, { ...facts, ...names })
        return c.json({ account: administered(account) }, 200)
      },
    )
    .openapi(
      {
        method: 'get',
        path: '/api/auth/accounts/{account_id}',
        operationId: 'getAccount',
        tags: ['Latchkey'],
        summary: 'One account',
        middleware: [admin],
        security: bearer,
        request: { params: Id },
        responses: { 200: gives(One), ...problems(400, 401, 403, 404) },
      },
      async (c) => {
        const account = await findAccount(
          c.var.call,
          eq(accounts.id, c.req.valid('param').account_id),
        )
        if (!account) throw new Problem('user_not_found')
        return c.json({ account: administered(account) }, 200)
      },
    )
    .openapi(
      {
        method: 'patch',
        path: '/api/auth/accounts/{account_id}',
        operationId: 'updateAccount',
        tags: ['Latchkey'],
        summary: 'Change the role or the names of an account, disable it or enable it again',
        middleware: [sized, recentAdmin],
        security: bearer,
        request: {
          params: Id,
          body: json(
            z.object({
              role: z.optional(role),
              disabled: z.optional(z.boolean()),
              first_name: optionalName,
              last_name: optionalName,
            }),
          ),
        },
        responses: { 200: gives(One), ...problems(...bodyFailures, 401, 403, 404, 409, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        const { role, disabled, first_name, last_name } = c.req.valid('json')
        const changes = { role, disabled, firstName: first_name, lastName: last_name }
        if (Object.values(changes).every((value) => value === undefined)) {
          throw new Problem('nothing_to_change')
        }
        const { account_id } = c.req.valid('param')
        const account = await changeByAdmin(call, caller, account_id, changes)
        return c.json({ account: administered(account) }, 200)
      },
    )
    .openapi(
      {
        method: 'put',
        path: '/api/auth/accounts/{account_id}/password',
        operationId: 'setAccountPassword',
        tags: ['Latchkey'],
        summary: "Set an account's password and end its sessions",
        middleware: [sized, flood, recentAdmin],
        security: bearer,
        request: { params: Id, body: json(z.object({ password: newPassword(settings) })) },
        responses: { 200: gives(One), ...problems(...bodyFailures, 401, 403, 404, 429) },
      },
      async (c) => {
        const { call, caller } = c.var
        const { account_id } = c.req.valid('param')
        const account = await setPasswordOf(call, caller, account_id, c.req.valid('json').password)
        return c.json({ account: administered(account) }, 200)
      },
    )
    .openapi(
      {
        method: 'delete',
        path: '/api/auth/accounts/{account_id}',
        operationId: 'deleteAccount',
        tags: ['Latchkey'],
        summary: 'Delete an account that is not your own',
        middleware: [recentAdmin],
        security: bearer,
        request: { params: Id },
        responses: {
          200: gives(z.object({ deleted: z.literal(1) })),
          ...problems(400, 401, 403, 404, 409, 429),
        },
      },
      async (c) => {
        await deleteByAdmin(c.var.call, c.var.caller, c.req.valid('param').account_id)
        return c.json({ deleted: 1 as const }, 200)
      },
    )
    .openapi(
      {
        method: 'get',
        path: '/api/auth/accounts/{account_id}/sessions',
        operationId: 'listAccountSessions',
        tags: ['Latchkey'],
        summary: 'Where an account is signed in, latest used first',
        middleware: [admin],
        security: bearer,
        request: { params: Id },
        responses: {
          200: gives(z.object({ sessions: z.array(Session) })),
          ...problems(400, 401, 403, 404),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const sessions = await sessionsOf(call, c.req.valid('param').account_id)
        const { id } = caller.session
        return c.json({ sessions: sessions.map((session) => listedSession(session, id)) }, 200)
      },
    )
    .openapi(
      {
        method: 'delete',
        path: '/api/auth/accounts/{account_id}/sessions',
        operationId: 'endAccountSessions',
        tags: ['Latchkey'],
        summary: 'End every session of an account',
        middleware: [recentAdmin],
        security: bearer,
        request: { params: Id },
        responses: {
          200: gives(z.object({ ended: z.int() })),
          ...problems(400, 401, 403, 404, 429),
        },
      },
      async (c) => {
        const { call, caller } = c.var
        const { account_id } = c.req.valid('param')
        const ended = await endSessionsOf(call, caller, account_id)
        if (caller.holder === 'cookie' && account_id === caller.account.id) clearSessionCookie(c)
        return c.json({ ended }, 200)
      },
    )
}
