import { AdminAccount, toAdminAccount } from '../accounts/account-body.ts'
import { emailAddress, id, newUsername, optionalName } from '../accounts/fields.ts'
import { accountProblems } from '../accounts/problems.ts'
import { SentTo } from '../codes/fields.ts'
import type { Settings } from '../config/settings.ts'
import { clearSessionCookie } from '../http/cookie.ts'
import { cursor, limit, link, list, queryWith } from '../http/pagination.ts'
import { Problem, problems } from '../http/problem.ts'
import { json, noContent, response, sessionAuth } from '../http/respond.ts'
import { operation } from '../http/router.ts'
import { maxLength } from '../input/max-length.ts'
import { once } from '../input/once.ts'
import { oneLine, text } from '../input/text.ts'
import { iso, time } from '../input/time.ts'
import * as z from '../input/zod.ts'
import { newPassword } from '../passwords/fields.ts'
import { admin, recentAdmin } from '../sessions/guards.ts'
import { Session, toSession } from '../sessions/session-body.ts'
import {
  createAccountAsAdmin,
  deleteAccountAsAdmin,
  endSessionsAsAdmin,
  selectAccountSessions,
  setPasswordAsAdmin,
  updateAccountAsAdmin,
} from './administration.ts'
import { changeAccounts as changeAll } from './bulk.ts'
import { type Cursor, parseCursor, type Sort, sorts } from './cursor.ts'
import { type FoundAccount, findAccounts, findDetail } from './list.ts'
import { sendResetLinks } from './reset-links.ts'
import { removeFactorsAsAdmin } from './second-factors.ts'
import { sendCodeAsAdmin } from './verification-code.ts'

const role = once(() => z.enum(['admin', 'user']))
const One = z.component('AdminAccountResult', () => z.object({ account: AdminAccount() }))
const WithPassword = z.component('AccountWithPassword', () =>
  z.extend(One(), { generated_password: z.nullable(z.string()) }),
)
const Id = once(() => z.object({ account_id: id() }))
const BulkOutcome = z.component('BulkOutcome', () =>
  z.object({ id: z.string(), code: z.nullable(z.string()) }),
)

const pageSize = 50

/** An account in a list, or alone. */
const Detail = z.component('AccountDetail', () =>
  z.extend(AdminAccount(), { last_sign_in_at: z.nullable(time()), second_factor: z.boolean() }),
)
const List = once(() =>
  z.extend(list(Detail()), {
    previous: z.nullable(z.string()),
    total: z.int(),
    total_exact: z.boolean(),
  }),
)

const Query = once(() =>
  z
    .object({
      search: z
        .optional(text(maxLength.search).check(z.trim(), oneLine))
        .check(
          z.describe(
            'Part of a name, username, email address or id; its start if it has one or two characters',
          ),
        ),
      role: z.optional(role()),
      state: z.optional(z.enum(['active', 'disabled'])),
      verified: z.optional(z.enum(['true', 'false'])),
      sort: z._default(z.enum(sorts), 'newest'),
      limit: limit(100),
      after: cursor(parseCursor),
      before: cursor(parseCursor),
    })
    .check(sameSort('after'), sameSort('before')),
)

function sameSort(path: 'after' | 'before') {
  return z.refine<{ sort: Sort; after?: Cursor | undefined; before?: Cursor | undefined }>(
    ({ sort, [path]: cursor }) => cursor === undefined || cursor.sort === sort,
    { path: [path], message: 'must come from a Link header of the same order' },
  )
}

function newAccount(settings: Settings) {
  return z
    .object({
      username: z.optional(newUsername(settings)),
      email: z.optional(emailAddress()),
      password: z.nullable(newPassword(settings)),
      role: z._default(role(), 'user'),
      first_name: optionalName(),
      last_name: optionalName(),
    })
    .check(
      z.refine(({ username, email }) => username !== undefined || email !== undefined, {
        path: ['username'],
        message: 'is required, or an email',
      }),
    )
}

export const listAccounts = operation(
  'get',
  '/api/auth/accounts',
  () => ({
    operationId: 'listAccounts',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    request: { query: Query() },
    responses: { 200: response(List) },
  }),
  async (c) => {
    const { limit = pageSize, sort, after, before, verified, ...rest } = c.req.valid('query')
    const filter = { ...rest, verified: verified && verified === 'true' }
    const page = { sort, limit, after, before }
    const { accounts, next, previous, total, isExact } = await findAccounts(
      c.var.call,
      filter,
      page,
    )
    if (next) link(c, 'next', queryWith(c, 'after', next))
    if (previous) link(c, 'prev', queryWith(c, 'before', previous))
    const items = accounts.map(toDetail)
    return c.json({ items, next, previous, total, total_exact: isExact }, 200)
  },
)

export const createAccount = operation(
  'post',
  '/api/auth/accounts',
  (settings) => ({
    operationId: 'createAccount',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentAdmin],
    security: sessionAuth,
    request: { body: json(newAccount(settings)) },
    responses: { 201: response(WithPassword) },
    problems: [409],
  }),
  async (c) => {
    const { username, email, password, role, first_name, last_name } = c.req.valid('json')
    const facts = { username, email, password, roleId: role }
    const names = { firstName: first_name, lastName: last_name }
    const created = await createAccountAsAdmin(c.var.call, c.var.caller, { ...facts, ...names })
    return c.json(toWithPassword(created), 201)
  },
)

export const changeAccounts = operation(
  'post',
  '/api/auth/bulk/accounts',
  () => ({
    operationId: 'changeAccounts',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentAdmin],
    security: sessionAuth,
    request: {
      body: json(
        z.object({
          action: z.enum(['disable', 'enable', 'sign_out', 'delete', 'send_reset_link']),
          ids: z.array(text(maxLength.id)).check(z.minLength(1), z.maxLength(50)),
        }),
      ),
    },
    responses: { 200: response(() => list(BulkOutcome())) },
  }),
  async (c) => {
    const { call, caller } = c.var
    const { action, ids } = c.req.valid('json')
    const unique = [...new Set(ids)]
    const outcomes = await (action === 'send_reset_link'
      ? sendResetLinks(call, caller, unique)
      : changeAll(call, caller, action, unique))
    if (action === 'sign_out' && caller.transport === 'cookie' && ids.includes(caller.account.id)) {
      clearSessionCookie(c)
    }
    return c.json(
      {
        items: outcomes.map(({ id, problem }) => ({ id, code: problem?.code ?? null })),
        next: null,
      },
      200,
    )
  },
)

export const getAccount = operation(
  'get',
  '/api/auth/accounts/{account_id}',
  () => ({
    operationId: 'getAccount',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    request: { params: Id() },
    responses: { 200: response(() => z.object({ account: Detail() })) },
    problems: [404],
  }),
  async (c) => {
    const account = await findDetail(c.var.call, c.req.valid('param').account_id)
    if (!account) throw new Problem(accountProblems.account_not_found)
    return c.json({ account: toDetail(account) }, 200)
  },
)

export const updateAccount = operation(
  'patch',
  '/api/auth/accounts/{account_id}',
  (settings) => ({
    operationId: 'updateAccount',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentAdmin],
    security: sessionAuth,
    request: {
      params: Id(),
      body: json(
        z.object({
          role: z.optional(role()),
          disabled: z.optional(z.boolean()),
          username: z.optional(newUsername(settings)),
          email: z.optional(emailAddress()),
          email_verified: z.optional(z.literal(true)),
          first_name: optionalName(),
          last_name: optionalName(),
        }),
      ),
    },
    responses: { 200: response(One) },
    problems: [404, 409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { email_verified, first_name, last_name, ...others } = c.req.valid('json')
    const names = { firstName: first_name, lastName: last_name }
    const changes = { ...others, ...names, emailVerified: email_verified }
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new Problem(problems.no_changes)
    }
    const { account_id } = c.req.valid('param')
    const account = await updateAccountAsAdmin(call, caller, account_id, changes)
    return c.json({ account: toAdminAccount(account) }, 200)
  },
)

export const setAccountPassword = operation(
  'put',
  '/api/auth/accounts/{account_id}/password',
  (settings) => ({
    operationId: 'setAccountPassword',
    tags: ['Latchkey'],
    expensive: true,
    password: true,
    guards: [recentAdmin],
    security: sessionAuth,
    request: {
      params: Id(),
      body: json(z.object({ password: z.nullable(newPassword(settings)) })),
    },
    responses: { 200: response(WithPassword) },
    problems: [404],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { account_id } = c.req.valid('param')
    const { password } = c.req.valid('json')
    const changed = await setPasswordAsAdmin(call, caller, account_id, password)
    return c.json(toWithPassword(changed), 200)
  },
)

export const deleteAccount = operation(
  'delete',
  '/api/auth/accounts/{account_id}',
  () => ({
    operationId: 'deleteAccount',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: Id() },
    responses: { 204: noContent },
    problems: [404, 409, 429],
  }),
  async (c) => {
    await deleteAccountAsAdmin(c.var.call, c.var.caller, c.req.valid('param').account_id)
    return c.body(null, 204)
  },
)

export const sendAccountCode = operation(
  'post',
  '/api/auth/accounts/{account_id}/email/code',
  () => ({
    operationId: 'sendAccountCode',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: Id() },
    responses: { 200: response(SentTo) },
    problems: [404, 409],
  }),
  async (c) => {
    const { call, caller } = c.var
    const sentTo = await sendCodeAsAdmin(call, caller, c.req.valid('param').account_id)
    return c.json({ sent_to: sentTo }, 200)
  },
)

export const listAccountSessions = operation(
  'get',
  '/api/auth/accounts/{account_id}/sessions',
  () => ({
    operationId: 'listAccountSessions',
    tags: ['Latchkey'],
    guards: [admin],
    security: sessionAuth,
    request: { params: Id() },
    responses: { 200: response(() => list(Session())) },
    problems: [404],
  }),
  async (c) => {
    const { call, caller } = c.var
    const sessions = await selectAccountSessions(call, c.req.valid('param').account_id)
    const { id } = caller.session
    return c.json({ items: sessions.map((session) => toSession(session, id)), next: null }, 200)
  },
)

export const endAccountSessions = operation(
  'delete',
  '/api/auth/accounts/{account_id}/sessions',
  () => ({
    operationId: 'endAccountSessions',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: Id() },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { account_id } = c.req.valid('param')
    await endSessionsAsAdmin(call, caller, account_id)
    if (caller.transport === 'cookie' && account_id === caller.account.id) clearSessionCookie(c)
    return c.body(null, 204)
  },
)

export const endAccountSession = operation(
  'delete',
  '/api/auth/accounts/{account_id}/sessions/{session_id}',
  () => ({
    operationId: 'endAccountSession',
    tags: ['Latchkey'],
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: z.object({ account_id: id(), session_id: id() }) },
    responses: { 204: noContent },
    problems: [404, 429],
  }),
  async (c) => {
    const { call, caller } = c.var
    const { account_id, session_id } = c.req.valid('param')
    await endSessionsAsAdmin(call, caller, account_id, session_id)
    if (caller.transport === 'cookie' && session_id === caller.session.id) clearSessionCookie(c)
    return c.body(null, 204)
  },
)

export const removeAccountFactors = operation(
  'delete',
  '/api/auth/accounts/{account_id}/second-factors',
  () => ({
    operationId: 'removeAccountFactors',
    tags: ['Latchkey'],
    expensive: true,
    guards: [recentAdmin],
    security: sessionAuth,
    request: { params: z.object({ account_id: id() }) },
    responses: { 204: noContent },
    problems: [404],
  }),
  async (c) => {
    await removeFactorsAsAdmin(c.var.call, c.var.caller, c.req.valid('param').account_id)
    return c.body(null, 204)
  },
)

function toDetail({ lastSignIn, hasFactor, ...account }: FoundAccount): z.OutputOf<typeof Detail> {
  return {
    ...toAdminAccount(account),
    last_sign_in_at: lastSignIn === 0 ? null : iso(lastSignIn),
    second_factor: hasFactor,
  }
}

function toWithPassword({ account, generated }: Awaited<ReturnType<typeof setPasswordAsAdmin>>) {
  return { account: toAdminAccount(account), generated_password: generated }
}
